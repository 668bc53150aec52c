"""The keeper of the demo: whatever hangs when the demo is killed outright is ended, and the database with it."""

import subprocess
import sys
from pathlib import Path

import psutil

from ops.running import ROOT
from tests.ops.test_demo import _gone, _live, _part, _running


def test_a_part_that_does_not_listen_any_more_is_ended_after_a_demo_killed_outright_and_the_database_is_stopped(tmp_path: Path):
    var = tmp_path / "var"
    with _live(var) as demo:
        demo.until_ready()
        for name in ("worker", "serve"):
            _part(var, name).suspend()
        assert (var / "postgres" / "postmaster.pid").exists()
        demo.process.kill()
        assert _gone(var), [process.cmdline() for process in _running(var)]
        assert not (var / "postgres" / "postmaster.pid").exists()


def test_a_keeper_told_that_all_is_done_ends_at_once_and_touches_nothing(tmp_path: Path):
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        told = f"{stranger.pid}\ndone\n"
        subprocess.run([sys.executable, "-m", "ops.keeper", str(tmp_path)], cwd=ROOT, input=told, text=True, timeout=60, check=True)
        assert psutil.Process(stranger.pid).status() != psutil.STATUS_ZOMBIE
        stranger.kill()
