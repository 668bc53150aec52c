"""A process that is placed keeps to its core, and so does every process of the database's server that serves it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from sqlalchemy import make_url

from engine.store.migration import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system lets no process choose its core")

SCRIPT = """
import sys
from pathlib import Path
from benchmarks.installation import opened
from engine.store.placing import free_core

core = free_core(Path(sys.argv[2]))
engine = opened(sys.argv[1], Path(sys.argv[2]), core=core)
with engine.runtime.database.connect() as one, engine.runtime.database.connect() as two:
    print(core, *(each.connection.driver_connection.info.backend_pid for each in (one, two)), flush=True)
    sys.stdin.readline()
"""


@dataclass(frozen=True)
class Node:
    """A running process with an engine: its core, its own id, those of the server's processes that serve it."""

    core: int | None
    process: int
    serving: tuple[int, ...]

    def cores(self) -> set[tuple[int, ...]]:
        """Where it and what serves it may run."""
        return {tuple(psutil.Process(each).cpu_affinity()) for each in (self.process, *self.serving)}


@contextmanager
def a_node(url: str, folder: Path) -> Iterator[Node]:
    command = [sys.executable, "-c", SCRIPT, url, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        core, *serving = process.stdout.readline().split()
        yield Node(None if core == "None" else int(core), process.pid, tuple(map(int, serving)))
        process.communicate("over\n")


def test_a_placed_process_and_what_serves_it_keep_to_one_core(database_url: str, tmp_path: Path) -> None:
    with a_node(database_url, tmp_path) as node:
        assert node.core is not None
        assert len(node.serving) == 2
        if not str(make_url(database_url).query.get("host", "")).startswith("/"):
            pytest.skip("the tests' database is not reached through a socket of this machine")
        assert node.cores() == {(node.core,)}


def test_every_process_gets_a_core_of_its_own_and_one_too_many_none(database_url: str, tmp_path: Path) -> None:
    usable = sorted(os.sched_getaffinity(0))
    with ExitStack() as nodes:
        placed = [nodes.enter_context(a_node(database_url, tmp_path)) for _ in usable]
        assert [node.core for node in placed] == usable
        late = nodes.enter_context(a_node(database_url, tmp_path))
        assert late.core is None
        assert late.cores() == {tuple(usable)}


def test_the_core_of_a_process_that_ended_is_free_again(database_url: str, tmp_path: Path) -> None:
    with a_node(database_url, tmp_path) as first:
        core = first.core
    with a_node(database_url, tmp_path) as second:
        assert second.core == core
