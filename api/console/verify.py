"""核验操作留痕、文件和卷宗: `tongban verify`."""

import argparse
import sys
from collections.abc import Iterator

from sqlalchemy import Engine as Database
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from api.settings import Settings
from engine.files.store import FileStore
from engine.store.completeness import missing
from engine.store.dossiers import dossier_faults
from engine.store.json import loads
from engine.store.migration import migrated
from engine.store.postgres import database_url
from engine.store.verification import chain_faults, file_faults, lawfully_destroyed, release_faults

WHAT = {
    "missing": ("缺少这一条记录", "this entry is missing"),
    "changed": ("这一条记录被改动过", "this entry was changed"),
    "case_missing": ("编号已发出，办件及其留痕缺失", "this number was given out: the case and its trail are missing"),
    "serial_missing": ("有办件的编号未见发出记录", "there are cases whose numbers were never given out"),
    "release_untold": ("操作留痕没有记载这一发布版本，或其摘要不同", "the audit trail tells nothing of this release, or another digest"),
    "release_missing": ("操作留痕记载的发布版本缺失", "a release that the audit trail tells of is missing"),
    "cut_off": ("记录在此中断", "the trail ends here too early"),
    "release_changed": ("这一发布版本的文件被改动过", "the files of this release were changed"),
    "file_missing": ("缺少这一文件", "this file is missing"),
    "file_changed": ("这一文件被改动过", "this file was changed"),
    "dossier_changed": ("这一卷宗目录缺失或被改动过", "the manifest of this dossier is missing or was changed"),
    "item_missing": ("卷内这一件缺失", "this item of the dossier is missing"),
    "item_changed": ("卷内这一件被改动过", "this item of the dossier was changed"),
}


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def run(_options: argparse.Namespace, settings: Settings) -> int:
    """List every chain that does not hold, with its first faulty entry, every file and every item of a dossier that is not what
    was stored; exit code 3 then. Cases whose content was lawfully destroyed are named with their list.
    """
    database = create_engine(migrated(database_url(settings.var)), poolclass=NullPool, json_deserializer=loads)
    count = 0
    for where, what in _faults(database, FileStore(settings.var / "files")):
        zh, en = WHAT[what]
        sys.stdout.write(f"{where}\n    {zh}\n    {en}\n")
        count += 1
    for case, register, events in lawfully_destroyed(database):
        sys.stdout.write(f"{case}\n    内容已按销毁清册 {register} 依法销毁，{events} 条留痕已封存\n")
        sys.stdout.write(f"    its content was lawfully destroyed under the list {register}; {events} events of its trail are sealed\n")
    if not count:
        sys.stdout.write("操作留痕、文件和卷宗完整。\nThe audit trail, the files and the dossiers are whole.\n")
    return 3 if count else 0


def _faults(database: Database, files: FileStore) -> Iterator[tuple[str, str]]:
    for chain in chain_faults(database):
        yield f"{chain.chain} #{chain.seq}", chain.what
    yield from missing(database)
    for release in release_faults(database):
        yield release, "release_changed"
    for file in file_faults(database, files):
        yield f"{file.case} {file.digest}", file.what
    for dossier in dossier_faults(database, files):
        yield f"{dossier.case} {dossier.item}", dossier.what
