"""启动后台作业进程: `tongban worker`."""

import argparse

from api.opening import open_for_good
from api.settings import Settings
from engine.store.migration import migrated
from engine.store.postgres import database_url
from engine.trying.jobs import trying_jobs
from engine.worker import run_worker


def arguments(parser: argparse.ArgumentParser) -> None:
    """How much at a time, and until when."""
    parser.add_argument("--concurrency", type=int, default=2, help="同时办理的作业数 / jobs at a time (%(default)s)")
    parser.add_argument("--until-idle", action="store_true", help="办完现有作业即退出 / end when nothing is left to do")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Hold the database for the worker's life and work until told to stop."""
    url = migrated(database_url(settings.var))
    engine = open_for_good(settings)
    try:
        run_worker(engine, url, concurrency=options.concurrency, wait=not options.until_idle, more=trying_jobs(engine))
    finally:
        engine.close()
    return 0
