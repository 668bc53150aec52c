"""备份文件: one archive of everything an installation keeps: the database, the files, the keys."""

import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from api.console.refusal import ConsoleRefusal
from engine.store.postgres import binaries, plain_url

DUMP: Final = "database.dump"
FOLDER: Final = "var"
NOT_KEPT: Final = ("postgres", "test", "log", "cores", "demo.lock")
"""The running server, which the dump stands for, and what is made anew."""


def write(target: Path, url: str, var: Path) -> None:
    """Make the archive: first the database, then the files, so that every file the database names is there."""
    with tempfile.TemporaryDirectory(prefix="tongban-", dir=target.parent) as beside:
        dump = Path(beside) / DUMP
        _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(dump), plain_url(url))
        # Owner only: the archive holds the keys.
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
                archive.add(dump, DUMP)
                for path in _kept(var):
                    archive.add(path, f"{FOLDER}/{path.name}")
        except BaseException:
            target.unlink(missing_ok=True)
            raise


def read(source: Path, url: str, var: Path) -> None:
    """Bring an archive back into an empty database and a data folder without files of its own."""
    existing = [path.name for path in _kept(var)]
    if existing:
        raise ConsoleRefusal(
            f"数据目录 {var} 中已有内容（{'、'.join(existing)}）；请恢复到空目录。",
            f"The data folder {var} holds something already ({', '.join(existing)}); restore into an empty one.",
        )
    try:
        with tarfile.open(source) as archive, tempfile.TemporaryDirectory(prefix=".restore-", dir=var) as beside:
            archive.extractall(beside, filter="data")
            dump = Path(beside) / DUMP
            if not dump.exists():
                raise _no_backup(source)
            _postgres("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--dbname", plain_url(url), str(dump))
            for path in (Path(beside) / FOLDER).glob("*"):
                path.rename(var / path.name)
    except tarfile.TarError as error:
        raise _no_backup(source) from error


def _kept(var: Path) -> Iterator[Path]:
    """What of the data folder belongs into a backup."""
    for path in sorted(var.iterdir()):
        if path.name.split(".")[0] not in NOT_KEPT and path.name not in NOT_KEPT and not path.name.startswith("."):
            yield path


def _postgres(program: str, *arguments: str) -> None:
    command = [str(binaries() / program), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603  our own binary, no shell
    if result.returncode == 0:
        return
    if "No space left" in result.stderr:
        raise OSError(28, "No space left on device")
    raise ConsoleRefusal(f"{program} 失败，原因见下。", f"{program} failed; the reason follows.", result.stderr.strip())


def _no_backup(source: Path) -> ConsoleRefusal:
    return ConsoleRefusal(f"{source} 不是通办的备份文件。", f"{source} is no backup of Tongban.")
