"""`make demo`: starts, says where it is, keeps its data, and ends without leaving anything running."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from ops.running import ROOT
from tests.architecture.sources import files, name_of

STOP_SECONDS = 120


class Demo:
    """A running demo and what it printed."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port
        self.said = ""

    def until_ready(self) -> str:
        """What was printed up to the address, or all of it when the demo ended before."""
        for line in self.process.stdout:
            self.said += line
            if f"http://127.0.0.1:{self.port}" in line:
                break
        return self.said

    def answers(self) -> int | None:
        """The status of the sign-in page, None where nobody listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/sign-in")
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Stop it the way a person or a system would; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(STOP_SECONDS)


@contextmanager
def _demo(checkout: Path, var: Path, *command: str) -> Iterator[Demo]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    bare = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "MAKEFLAGS", "MAKELEVEL")}
    with subprocess.Popen(
        [*command, f"PORT={port}" if command[0] == "make" else f"--port={port}"],
        cwd=checkout,
        env={**bare, "TONGBAN_VAR": str(var)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        demo = Demo(process, port)
        try:
            yield demo
        finally:
            if process.poll() is None:
                demo.stop(signal.SIGTERM)
            for left in _running(var):
                left.kill()


def _live(var: Path):
    return _demo(ROOT, var, sys.executable, "-m", "ops", "live")


def _running(var: Path) -> list[psutil.Process]:
    """Every process that works for this demo."""
    found = []
    for process in psutil.process_iter(["status"]):
        try:
            ours = process.environ().get("TONGBAN_VAR") == str(var) or any(str(var) in word for word in process.cmdline())
        except psutil.Error:
            continue
        if ours and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def _gone(var: Path) -> bool:
    """Whether everything has ended, soon enough."""
    deadline = time.monotonic() + STOP_SECONDS
    while _running(var) and time.monotonic() < deadline:
        time.sleep(0.2)
    return not _running(var)


def _part(var: Path, name: str) -> psutil.Process:
    return next(process for process in _running(var) if name in process.cmdline())


def test_the_demo_says_where_it_is_and_ends_with_one_interrupt_without_leaving_anything(tmp_path: Path):
    with _live(tmp_path / "var") as demo:
        said = demo.until_ready()
        assert demo.answers() == 200, said
        time.sleep(3)  # the worker's periodic jobs have their first rounds
        assert demo.stop() == 0
    logs = [path.name for path in (tmp_path / "var" / "log").iterdir() if "Traceback" in path.read_text(encoding="utf-8")]
    assert logs == []
    assert "[6/6]" in said
    assert "Traceback" not in said
    assert _gone(tmp_path / "var")


def test_a_demo_killed_outright_takes_its_parts_along_and_the_next_one_goes_on_with_its_data(tmp_path: Path):
    var = tmp_path / "var"
    with _live(var) as demo:
        demo.until_ready()
        demo.stop(signal.SIGKILL)
        assert _gone(var)
    key = (var / "keys").read_bytes()
    with _live(var) as again:
        assert f"http://127.0.0.1:{again.port}" in again.until_ready()
        assert (var / "keys").read_bytes() == key
        # A part that dies ends the demo, with a sentence and not with half a system left running.
        _part(var, "worker").kill()
        assert again.process.wait(STOP_SECONDS) == 1
        told = again.process.stdout.read()
    assert "后台作业进程已停止工作" in told
    assert "The worker has stopped working" in told
    assert "Traceback" not in told
    assert _gone(var)


@pytest.mark.slow
def test_a_bare_checkout_becomes_a_running_system_twice_and_starts_over_on_request(tmp_path: Path):
    if not os.environ.get("TONGBAN_FULL"):
        pytest.skip("installs everything from the registries; TONGBAN_FULL=1 runs it")
    checkout, var = tmp_path / "checkout", tmp_path / "var"
    for path in files():
        (checkout / name_of(path)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, checkout / name_of(path))
    took = []
    for target in ("demo", "demo", "demo-reset"):
        began = time.monotonic()
        with _demo(checkout, var, "make", f"PYTHON={_base_python()}", target) as demo:
            said = demo.until_ready()
            took.append(time.monotonic() - began)
            assert demo.answers() == 200, said
            demo.process.send_signal(signal.SIGINT)
            os.killpg(demo.process.pid, signal.SIGINT)
            demo.process.wait(STOP_SECONDS)
        assert _gone(var)
    assert took[1] < took[0] / 2, took


def _base_python() -> str:
    """The Python our environment was made from: a bare machine has that one only."""
    return str(Path(sys.base_prefix) / "bin" / "python3")
