"""`make demo`: from a bare checkout to a running system, and from a running system back to a clean stop."""

import argparse
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ops import environment
from ops.preflight import free_port, room_for, writable
from ops.progress import Progress
from ops.running import ROOT
from ops.trouble import Trouble

VAR: Final = Path(os.environ.get("TONGBAN_VAR") or ROOT / "var").absolute()
STEPS: Final = environment.STEPS + 3
EVERY_TIME_MB: Final = 150
KEPT_BY_RESET: Final = ("log", "test", "demo.lock")


def demo(options: argparse.Namespace) -> int:
    """Set everything up, fill it with demo cases and serve it."""
    writable(ROOT)
    for place in (ROOT, next(folder for folder in (VAR, *VAR.parents) if folder.exists())):
        room_for(EVERY_TIME_MB, place)
    with _only_demo():
        free_port(options.host, options.port)
    environment.prepare("run", Progress(STEPS))
    # From here on the project's own packages are needed: go on in its environment, in this very process.
    python = str(environment.PYTHON)
    sys.stdout.flush()
    os.execv(python, [python, "-m", "ops", "live", "--host", options.host, "--port", str(options.port)])  # noqa: S606  our own interpreter


def live(options: argparse.Namespace) -> int:
    """Second half of `demo`: database, demo data, server and worker, until Ctrl+C."""
    from ops.live import Services  # noqa: PLC0415  needs the packages the first half installed

    with _only_demo(f"http://{options.host}:{options.port}"):
        progress = Progress(STEPS, done=environment.STEPS)
        return Services(VAR, options.host, options.port).run(progress)


def reset(options: argparse.Namespace) -> int:
    """Throw the demo's data away and start over."""
    if os.environ.get("DATABASE_URL"):
        raise Trouble(
            "已设置 DATABASE_URL：不会清空不是由演示建立的数据库。",
            "DATABASE_URL is set: a database the demo did not make is never emptied.",
        )
    with _only_demo():
        if not options.yes and not _agreed():
            raise Trouble("未作任何更改。", "Nothing was changed.")
        for path in VAR.iterdir() if VAR.exists() else ():
            if path.name not in KEPT_BY_RESET:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return demo(options)


def _agreed() -> bool:
    """Ask a person; a machine that called for it meant it."""
    if os.environ.get("CI") or not sys.stdin.isatty():
        return True
    question = f"将删除 {VAR} 中的全部演示数据。继续吗？ All demo data in {VAR} will be deleted. Go on? [y/N] "
    return input(question).strip().lower() in ("y", "yes", "是")


@contextmanager
def _only_demo(address: str = "") -> Iterator[None]:
    """One demo a checkout: the kernel keeps the lock for exactly as long as the process lives."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "demo.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            where = lock.read().strip()
            raise Trouble(
                f"演示已在运行：{where} ；先在那个终端按 Ctrl+C 停止。",
                f"The demo is running already: {where} ; stop it first with Ctrl+C in its terminal.",
            ) from error
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield
