"""`tongban backup` and `restore`: everything comes back, and nothing that exists is overwritten."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from engine.store.migration import ROOT
from engine.store.postgres import plain_url


@pytest.fixture
def empty_url(database_server) -> Iterator[str]:
    url = database_server.empty()
    yield url
    database_server.drop(url)


@pytest.fixture
def filled(database_url: str, tmp_path: Path) -> tuple[str, Path]:
    """A database with a line in it and a data folder with a file, keys, and things that are made anew."""
    with psycopg.connect(plain_url(database_url)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '通办' AS word")
    var = tmp_path / "var"
    for name, text in (
        ("files/ab/abc", "附件"),
        ("keys", "1:secret"),
        ("log/serve.log", "noise"),
        ("postgres/PG_VERSION", "18"),
        ("demo.lock", ""),
    ):
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).write_text(text)
    return database_url, var


def _tongban(url: str, var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.cli", *arguments]
    environment = {**os.environ, "DATABASE_URL": url, "TONGBAN_VAR": str(var)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False)


def test_a_backup_brought_back_holds_database_files_and_keys(filled: tuple[str, Path], empty_url: str, tmp_path: Path):
    url, var = filled
    archive, elsewhere = tmp_path / "backup.tar", tmp_path / "elsewhere"
    assert _tongban(url, var, "backup", str(archive)).returncode == 0
    assert archive.stat().st_mode & 0o077 == 0
    told = _tongban(empty_url, elsewhere, "restore", str(archive))
    assert told.returncode == 0, told.stderr
    with psycopg.connect(plain_url(empty_url)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("通办",)
    found = {path.relative_to(elsewhere).as_posix(): path.read_text() for path in elsewhere.rglob("*") if path.is_file()}
    assert found == {"files/ab/abc": "附件", "keys": "1:secret"}


def test_a_backup_never_overwrites_a_file(filled: tuple[str, Path], tmp_path: Path):
    (tmp_path / "backup.tar").write_text("precious")
    told = _tongban(*filled, "backup", str(tmp_path / "backup.tar"))
    assert told.returncode == 1
    assert "不会覆盖" in told.stderr
    assert (tmp_path / "backup.tar").read_text() == "precious"


def test_a_backup_is_not_brought_back_over_a_living_installation(filled: tuple[str, Path], empty_url: str, tmp_path: Path):
    url, var = filled
    archive = tmp_path / "backup.tar"
    _tongban(url, var, "backup", str(archive))
    over_database = _tongban(url, tmp_path / "new", "restore", str(archive))
    over_files = _tongban(empty_url, var, "restore", str(archive))
    assert (over_database.returncode, over_files.returncode) == (1, 1)
    assert "The database is not empty" in over_database.stderr
    assert "holds something already (files, keys)" in over_files.stderr


@pytest.mark.parametrize("what", ["text", "other_archive"])
def test_a_file_that_is_no_backup_is_refused_by_content(what: str, empty_url: str, tmp_path: Path):
    source = tmp_path / "backup.tar"
    if what == "text":
        source.write_text("no archive")
    else:
        with tarfile.open(source, "w") as archive:
            archive.add(__file__, "letter.txt")
    told = _tongban(empty_url, tmp_path / "var", "restore", str(source))
    assert told.returncode == 1
    assert "不是通办的备份文件" in told.stderr
    assert "is no backup of Tongban" in told.stderr
    assert list((tmp_path / "var").iterdir()) == []
