"""The second line of defence: ends what a demo killed outright has left behind, and stops its database.

Started by the demo beside its parts and told their numbers on standard input. The kernel closes that pipe when the demo dies, however it
dies; then the parts, which were asked to end in the same moment, have a fixed time to do so. It uses no package until then.
"""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Final

DONE: Final = "done"
PARTING_SECONDS: Final = 20
"""More than the parts need to end in order: the worker ends itself after seven seconds, the web server after ten."""

FORGETTING_SECONDS: Final = 15


def keep(var: Path) -> None:
    """Wait for the demo's end; "done" says that it ended in order and nothing is left to do."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    parts: list[tuple[int, str]] = []
    for line in sys.stdin:
        if line.strip() == DONE:
            return
        parts.append((int(line), _born(int(line))))
    deadline = time.monotonic() + PARTING_SECONDS
    _tell(parts, signal.SIGTERM)
    while _living(parts) and time.monotonic() < deadline:
        time.sleep(0.2)
    _tell(parts, signal.SIGKILL)
    if not os.environ.get("DATABASE_URL"):
        _stop_database(var)


def _born(pid: int) -> str:
    """When a process began; "" when it is gone. A number alone may belong to somebody else by now."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if said[0] in "ZX" else said[19]


def _living(parts: list[tuple[int, str]]) -> list[int]:
    return [pid for pid, born in parts if born and _born(pid) == born]


def _tell(parts: list[tuple[int, str]], number: signal.Signals) -> None:
    for pid in _living(parts):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _stop_database(var: Path) -> None:
    """Become the last user of a server that still runs, and leave.

    The kernel takes a moment to forget a killed user; one that stays is a demo that was started meanwhile, and keeps its database.
    """
    data = var / "postgres"
    deadline = time.monotonic() + FORGETTING_SECONDS
    while (data / "postmaster.pid").exists() and time.monotonic() < deadline:
        from engine.store.postgres import embedded, release  # noqa: PLC0415  hardly ever needed

        embedded(data)
        release(data)
        time.sleep(0.2)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
