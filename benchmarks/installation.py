"""The installation that is measured: embedded PostgreSQL that syncs every commit, the measured program, one enterprise, one clerk."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from benchmarks import program
from engine.commands import OpenCase, ReleaseProgram, SubmitCase
from engine.documents.rendering import Documents
from engine.engine import Engine
from engine.files.store import FileStore
from engine.installation import SeedBasics
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.sdk.actor import Actor
from engine.sdk.ports import Clock, Message
from engine.security.keyring import Keyring
from engine.store.migration import upgrade
from engine.store.postgres import embedded, plain_url
from engine.store.runtime import Ports, SystemClock
from engine.worker import run_worker
from forms.port import Forms

VAR = Path(__file__).parents[1] / "var" / "bench"
REGION = "440106"
SYSTEM = Actor.system()
KEYS = Keyring({1: b"b" * 32})
TOLD_EVERY_SECONDS = 10
LEFT = """
SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'), (SELECT count(*) FROM dry_run_case WHERE kind = '')
"""


class Nowhere:
    """A delivery adapter that forgets; the measured steps end before delivery."""

    def deliver(self, message: Message) -> None:
        del message


@dataclass
class Bench:
    """One fresh database on the measured server, an engine on it, and who acts."""

    engine: Engine
    url: str
    enterprise: Actor
    clerk: Actor
    server: Server

    def new_case(self) -> UUID:
        """A case that was submitted."""
        return submitted(self.engine, self.enterprise)

    def close(self) -> None:
        """Drop the database; the server stops with the process."""
        self.engine.close()
        self.server.drop(self.url)


class Server:
    """The embedded server of the benchmarks, with PostgreSQL's own settings: every commit is synced to disk."""

    def __init__(self) -> None:
        VAR.mkdir(parents=True, exist_ok=True)
        self._server = embedded(VAR / "postgres")
        self.processes = Processes(int((VAR / "postgres" / "postmaster.pid").read_text().splitlines()[0]))

    def fresh(self) -> str:
        """The address of a new, migrated database."""
        name = f"bench_{secrets.token_hex(4)}"
        with psycopg.connect(plain_url(self._server.url("postgres")), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        upgrade(self._server.url(name))
        return self._server.url(name)

    def drop(self, url: str) -> None:
        """Remove a database."""
        name = str(make_url(url).database)
        with psycopg.connect(plain_url(self._server.url("postgres")), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


class Processes:
    """The server's processes: backends, writers, checkpointer. Their processor time in nanoseconds, from the scheduler's own count."""

    def __init__(self, postmaster: int) -> None:
        self._postmaster = psutil.Process(postmaster)

    def nanoseconds(self) -> int:
        """The time all living server processes have been on a processor."""
        return sum(_on_processor(process.pid) for process in [self._postmaster, *self._postmaster.children(recursive=True)])


def _on_processor(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except (OSError, ValueError):
        return 0


def furnished(engine: Engine, files: Mapping[str, bytes] | None = None) -> tuple[Actor, Actor]:
    """Release the measured program on an empty database; the enterprise that files and the clerk who decides."""
    engine.execute(SeedBasics(), by=SYSTEM)
    engine.execute(ReleaseProgram(files=files or program.files()), by=SYSTEM)
    office = engine.execute(EnsureOrganisation(kind="office", name="天河区人社局", region=REGION), by=SYSTEM)
    firm = engine.execute(
        EnsureOrganisation(kind="enterprise", name="广州某某科技有限公司", region=REGION, uscc="91440101MA5XXXXX0X"), by=SYSTEM
    )
    clerk = engine.execute(
        EnsurePerson(username="clerk", name="王经办", kind="officer", organisation_id=office, posts=(("clerk", REGION),)), by=SYSTEM
    )
    filer = engine.execute(EnsurePerson(username="filer", name="李申报", kind="enterprise", organisation_id=firm), by=SYSTEM)
    return (
        Actor(filer, "李申报", "enterprise", firm, "广州某某科技有限公司"),
        Actor(clerk, "王经办", "officer", office, "天河区人社局", frozenset({("clerk", REGION)})),
    )


def submitted(engine: Engine, enterprise: Actor) -> UUID:
    """A new case of the measured program that was submitted: its first task is open."""
    opened = engine.execute(OpenCase(program=program.KEY, process=program.KEY), by=enterprise)
    engine.execute(SubmitCase(case_id=opened.case_id, data={**program.VALUES, "district": REGION}), by=enterprise)
    return opened.case_id


def opened(url: str, folder: Path, clock: Clock | None = None, pool_size: int = 4, core: int | None = None) -> Engine:
    """An engine on a database, with files in a folder; what it delivers goes nowhere. With a `core`, it keeps to that one."""
    ports = Ports(
        forms=Forms(), files=FileStore(folder / "files"), documents=Documents([]), delivery=Nowhere(), clock=clock or SystemClock()
    )
    return Engine.open(url, ports, KEYS, pool_size=pool_size, core=core)


def installed(folder: Path, files: Mapping[str, bytes] | None = None, pool_size: int = 4) -> Bench:
    """A fresh installation with the measured program (or another package with its key) released."""
    server = Server()
    url = server.fresh()
    engine = opened(url, folder, pool_size=pool_size)
    engine.stay()
    return Bench(engine, url, *furnished(engine, files), server)


@contextmanager
def fresh_bench() -> Iterator[Bench]:
    """An installation for the length of one measurement, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        bench = installed(Path(folder))
        try:
            yield bench
        finally:
            bench.close()


def timed(bench: Bench, name: str, work: Callable[[], object]) -> float:
    """Seconds until everything that follows from `work` is done; how much is left is said now and then."""
    began = time.perf_counter()
    work()
    with psycopg.connect(plain_url(bench.url), autocommit=True) as connection, _telling(bench.url, name):
        while connection.execute("SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' LIMIT 1").fetchone():
            run_worker(bench.engine, bench.url, wait=False)
    return time.perf_counter() - began


@contextmanager
def _telling(url: str, name: str) -> Iterator[None]:
    """Say every few seconds how many jobs and cases are still to be done, while a block runs."""
    over = threading.Event()

    def tell() -> None:
        with psycopg.connect(plain_url(url), autocommit=True) as connection:
            while not over.wait(TOLD_EVERY_SECONDS):
                jobs, cases = connection.execute(LEFT).fetchone() or (0, 0)
                sys.stderr.write(f"  {name}: {jobs} jobs, {cases} cases to replay\n")

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def machine() -> dict[str, str | int | float]:
    """What the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    return {
        "processor": model,
        "cores": os.cpu_count() or 0,
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "load_before": round(os.getloadavg()[0], 1),
    }
