"""An installation to make trouble in: a PostgreSQL server of its own that can be torn down, and the nodes on it."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from benchmarks import program
from benchmarks.installation import REGION, furnished
from engine.engine import Engine
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.sdk.actor import Actor
from engine.store.migration import upgrade
from engine.store.postgres import DATABASE, EmbeddedServer, plain_url
from tests.chaos.node import PATIENCE, Place, open_node, start_server, start_worker

SETTINGS = {"fsync": "off", "max_connections": "60"}
"""Processes are killed here, not machines: what was handed to the system survives. Commits still wait for that."""
SOON = b"PT2S"


class Town:
    """The installation, and whoever was started in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server = EmbeddedServer(folder / "pg", SETTINGS)
        self._server.join()
        url = self._server.url(DATABASE)
        upgrade(url)
        self.place = Place(url, folder / "var")
        self.place.folder.mkdir()
        self.engine: Engine = open_node(self.place)
        self.enterprise, self.clerk = furnished(self.engine, _with_short_timers())
        self._hire("clerk2", "赵经办")
        self._hire("clerk3", "钱经办")
        self.nodes: list[Any] = []

    def _hire(self, username: str, name: str) -> None:
        system = Actor.system()
        office = self.engine.execute(EnsureOrganisation(kind="office", name="天河区人社局", region=REGION), by=system)
        person = EnsurePerson(username=username, name=name, kind="officer", organisation_id=office, posts=(("clerk", REGION),))
        self.engine.execute(person, by=system)

    def worker(self, jumping: int | None = None) -> Any:
        return self._add(start_worker(self.place, jumping))

    def server(self, name: str, seed: int, *, jumps: bool = False) -> Any:
        return self._add(start_server(self.place, name, seed, jumps=jumps))

    def _add(self, node: Any) -> Any:
        self.nodes.append(node)
        return node

    def kill(self, node: Any) -> None:
        """As the kernel kills: without a word."""
        node.kill()
        node.join(PATIENCE)
        self.nodes.remove(node)

    def rows(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        for patience in (0.2, 0.5, 1, 2, None):  # the server may be going down or coming up just now
            try:
                with psycopg.connect(plain_url(self.place.url), autocommit=True) as connection:
                    cursor = connection.execute(statement, arguments)
                    return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                if patience is None:
                    raise
                time.sleep(patience)
        return []

    def cut_connections(self) -> int:
        """Cut every connection of every node; how many there were."""
        return len(
            self.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", DATABASE)
        )

    def crash_database(self) -> None:
        """End the database server at once, and start it again: it recovers from its log."""
        self.stop_database()
        time.sleep(0.3)
        self.start_database()

    def stop_database(self) -> None:
        """End the database server at once."""
        postmaster = psutil.Process(int((self.folder / "pg" / "postmaster.pid").read_text().splitlines()[0]))
        os.kill(postmaster.pid, signal.SIGQUIT)
        with suppress(psutil.NoSuchProcess):
            postmaster.wait(30)

    def start_database(self) -> None:
        """Start the server that was ended."""
        self._server.leave()
        self._server.join()

    def tidy(self) -> None:
        """Nobody works, nothing waits, nothing was delivered or failed."""
        for node in list(self.nodes):
            self.kill(node)
        for name in ("post.jsonl", "closed", "slow", "deadly"):
            (self.place.folder / name).unlink(missing_ok=True)
        self.rows("TRUNCATE procrastinate_jobs, procrastinate_workers, outbox, incident, job_taken CASCADE")

    def close(self) -> None:
        for node in list(self.nodes):
            self.kill(node)
        self.engine.close()
        self._server.leave()


def _with_short_timers() -> dict[str, bytes]:
    """The measured program with timers that come due while it runs."""
    name = f"{program.KEY}/{program.KEY}.bpmn"
    files = program.files()
    return {**files, name: files[name].replace(b"P15D", SOON)}


@contextmanager
def a_town() -> Iterator[Town]:
    """A town in a folder with a short name: a socket's path may not be long."""
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    town = None
    try:
        town = Town(folder)
        yield town
    finally:
        if town is not None:
            town.close()
        shutil.rmtree(folder, ignore_errors=True)
