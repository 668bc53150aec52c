"""核验操作留痕: `tongban verify`."""

import argparse
import sys

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from api.settings import Settings
from engine.store.json import loads
from engine.store.migration import migrated
from engine.store.postgres import database_url
from engine.store.verification import chain_faults

WHAT = {
    "missing": ("缺少这一条记录", "this entry is missing"),
    "changed": ("这一条记录被改动过", "this entry was changed"),
    "cut_off": ("记录在此中断", "the trail ends here too early"),
}


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def run(_options: argparse.Namespace, settings: Settings) -> int:
    """List every chain that does not hold, with its first faulty entry; exit code 3 when there is one."""
    database = create_engine(migrated(database_url(settings.var)), poolclass=NullPool, json_deserializer=loads)
    count = 0
    for fault in chain_faults(database):
        zh, en = WHAT[fault.what]
        sys.stdout.write(f"{fault.chain} #{fault.seq}\n    {zh}\n    {en}\n")
        count += 1
    if not count:
        sys.stdout.write("操作留痕完整。\nThe audit trail is whole.\n")
    return 3 if count else 0
