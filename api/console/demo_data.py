"""装入演示数据: `tongban demo-data`."""

import argparse
import sys

from api.opening import open_engine
from api.settings import Settings
from engine.scenarios.demo import PASSWORD, Account, demonstrate
from engine.scenarios.travel import TravelClock
from engine.store.migration import migrated, upgrade
from engine.store.postgres import database_url
from engine.store.runtime import SystemClock


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether the schema is brought up to date on the way."""
    parser.add_argument("--migrate", action="store_true", help="先升级数据库结构 / bring the database to this version's schema first")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Replay the scenarios into an empty installation and print the accounts; one that is filled is left as it is.

    What is there already is told by the database alone: no note beside it could be older than what it speaks of.
    """
    url = database_url(settings.var)
    if options.migrate:
        upgrade(url)
    migrated(url)
    now = SystemClock().now()
    clock = TravelClock(now.date())
    engine = open_engine(settings, clock)
    try:
        made = demonstrate(engine, clock, settings.processes, now)
    finally:
        engine.close()
    for mismatch in made.mismatches:
        sys.stderr.write(f"{mismatch}\n")
    sys.stdout.write(_table(made.accounts))
    return 3 if made.mismatches else 0


def _table(accounts: tuple[Account, ...]) -> str:
    rows = [("登录名 user", "岗位 role", "口令 password")]
    rows += [(account.username, f"{account.role_zh} {account.role_en}", PASSWORD) for account in accounts]
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    return "".join(
        "  " + "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
        for row in rows
    )


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
