"""启动后台作业进程: `tongban worker`."""

import argparse

from api.opening import open_engine
from api.settings import Settings
from engine.store.migration import migrated
from engine.store.postgres import database_url
from engine.worker import run_worker


def arguments(parser: argparse.ArgumentParser) -> None:
    """How much at once, and whether to wait for more."""
    parser.add_argument("--concurrency", type=int, default=2, help="同时进行的作业数 / jobs at once (%(default)s)")
    parser.add_argument("--once", action="store_true", help="做完现有作业即退出 / leave when nothing is left to do")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Work until told to stop."""
    url = migrated(database_url(settings.var))
    engine = open_engine(settings)
    try:
        run_worker(engine, url, concurrency=options.concurrency, wait=not options.once)
    finally:
        engine.close()
    return 0
