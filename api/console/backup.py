"""备份: `tongban backup <file>`."""

import argparse
from pathlib import Path

from api.console import archive
from api.console.refusal import ConsoleRefusal
from api.settings import Settings
from engine.store.postgres import database_url


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", type=Path, help="备份文件（含密钥，请妥善保管） / archive to write; it holds the keys, keep it safe")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write everything the installation keeps into one file, while it goes on working."""
    target: Path = options.file.absolute()
    if target.exists():
        raise ConsoleRefusal(f"{target} 已存在，不会覆盖。", f"{target} exists already and is not overwritten.")
    archive.write(target, database_url(settings.var), settings.var)
    return 0
