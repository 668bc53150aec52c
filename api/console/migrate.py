"""升级数据库: `tongban migrate`."""

import argparse
import sys

from api.settings import Settings
from engine.store.migration import pending, upgrade
from engine.store.postgres import database_url


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take switches that do less."""
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--check", action="store_true", help="只检查 / only tell whether migrations are pending (exit code 3)")
    only.add_argument("--schema-only", action="store_true", help="只升级表结构 / leave regions, calendar and programs as they are")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Bring schema, regions, calendar and programs to what this version ships; harmless when repeated."""
    url = database_url(settings.var)
    if options.check:
        return 3 if pending(url) else 0
    upgrade(url)
    if not options.schema_only:
        _install(settings)
    return 0


def _install(settings: Settings) -> None:
    from api.opening import open_engine  # noqa: PLC0415  the whole engine, which the other two ways do not need
    from engine.commands import IndexNames  # noqa: PLC0415
    from engine.installation import SeedBasics, install_programs  # noqa: PLC0415
    from engine.sdk.actor import Actor  # noqa: PLC0415

    engine = open_engine(settings)
    try:
        engine.execute(SeedBasics(), by=Actor.system())
        while engine.execute(IndexNames(), by=Actor.system()):
            pass
        for program in install_programs(engine, settings.processes):
            sys.stdout.write(f"{program}: 已发布 / released\n")
    finally:
        engine.close()
