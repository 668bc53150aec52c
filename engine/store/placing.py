"""安置: a process and the database's processes that serve it keep to one core of the machine.

A step goes to the database and back three times, and its two sides take turns. Left alone, the kernel moves both about between the cores
of a busy machine, and what a core has learnt of them is lost with every move (docs/adr/1080).
"""

import fcntl
import os
from pathlib import Path
from typing import IO, Any

import psycopg
import structlog
from sqlalchemy import Engine as Database
from sqlalchemy import event

LOCK = "core-{}.lock"
log = structlog.get_logger("engine")
_held: list[IO[bytes]] = []


def free_core(folder: Path) -> int | None:
    """A core that this process may use and no other process of the same folder keeps to, its own until the process ends; None without one.

    Raises:
        OSError: the folder cannot be written.
    """
    if not hasattr(os, "sched_getaffinity"):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    for core in sorted(os.sched_getaffinity(0)):
        lock = (folder / LOCK.format(core)).open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _held.append(lock)
        return core
    return None


def keep_to(core: int, database: Database) -> None:
    """Put this process on a core, and whatever process of the database's server will serve it, where that is one of this machine.

    Threads begun before stay where they are. A server reached over the network, or one whose processes this account may not move, is
    left alone.
    """
    os.sched_setaffinity(0, {core})

    def follow(driver: psycopg.Connection[Any], _record: object) -> None:
        serving = driver.info.backend_pid
        if not _of_this_machine(driver, serving):
            return
        try:
            os.sched_setaffinity(serving, {core})
        except OSError as error:
            log.info("not placed", process=serving, core=core, why=str(error))

    event.listen(database, "connect", follow)


def _of_this_machine(driver: psycopg.Connection[Any], serving: int) -> bool:
    """The number belongs to a server's process here: over a socket in a folder, and named as PostgreSQL names its own."""
    if not driver.info.host.startswith("/"):
        return False
    try:
        return Path(f"/proc/{serving}/cmdline").read_bytes().startswith(b"postgres:")
    except OSError:
        return False
