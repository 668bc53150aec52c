"""升级数据库结构: `tongban migrate`."""

import argparse

from api.settings import Settings
from engine.store.migration import pending, upgrade
from engine.store.postgres import database_url


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take a switch that only asks."""
    parser.add_argument("--check", action="store_true", help="只检查，不升级 / only tell whether migrations are pending (exit code 3)")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run every pending migration, or only say whether there are any."""
    url = database_url(settings.var)
    if options.check:
        return 3 if pending(url) else 0
    upgrade(url)
    return 0
