"""恢复: `tongban restore <file>`."""

import argparse
from pathlib import Path

import psycopg

from api.console import archive
from api.console.refusal import ConsoleRefusal
from api.settings import Settings
from engine.store.postgres import database_url, plain_url


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    parser.add_argument("file", type=Path, help="备份文件 / archive to read")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Bring a backup back into an empty installation; what exists is never overwritten."""
    source: Path = options.file.absolute()
    if not source.is_file():
        raise ConsoleRefusal(f"找不到 {source}。", f"{source} is not there.")
    settings.var.mkdir(parents=True, exist_ok=True)
    url = database_url(settings.var)
    with psycopg.connect(plain_url(url)) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if found is not None and found[0]:
        raise ConsoleRefusal("数据库不是空的；请恢复到空数据库。", "The database is not empty; restore into an empty one.")
    archive.read(source, url, settings.var)
    return 0
