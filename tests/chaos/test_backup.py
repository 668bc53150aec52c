"""`tongban backup` while work goes on, `restore` into an empty place, and what `verify` finds there."""

import os
import subprocess
import sys
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import make_url

from benchmarks.installation import submitted
from engine.model import Attachment
from engine.store.migration import ROOT
from engine.store.postgres import plain_url
from engine.store.unit_of_work import UnitOfWork
from tests.chaos.audit import case_faults
from tests.chaos.node import Place, open_node, start_worker, wait_for
from tests.chaos.town import Town


def tongban(place: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": place.url, "TONGBAN_VAR": str(place.folder)}
    command = [sys.executable, "-m", "api.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False)


def attach(town: Town, case: UUID, content: bytes) -> str:
    stored = town.engine.runtime.ports.files.put_bytes(content, "application/pdf")
    with UnitOfWork(town.engine.runtime) as uow:
        told = {"name": "计划.pdf", "media_type": stored.media_type, "added_at": uow.now, "added_by": "李申报"}
        uow.session.add(Attachment(case_id=case, field="plan", digest=stored.digest, size=stored.size, **told))
    return stored.digest


def run_sql(place: Place, statement: str) -> list:
    with psycopg.connect(plain_url(place.url), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def restored(place: Town, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A copy of a town, brought back from a backup that was made while a server and a worker were at work in it."""
    folder = tmp_path_factory.mktemp("backup")
    for content in (b"%PDF-1.7 one", b"%PDF-1.7 two"):
        attach(place, submitted(place.engine, place.enterprise), content)
    place.server("server0", 7)
    place.worker()
    wait_for(lambda: len(place.rows("SELECT 1 FROM task WHERE state = 'done'")) > 20)
    done = place.rows("SELECT count(*) FROM task WHERE state = 'done'")[0][0]
    told = tongban(place.place, "backup", str(folder / "copy.tar"))
    assert told.returncode == 0, told.stderr
    assert place.rows("SELECT count(*) FROM task WHERE state = 'done'")[0][0] > done  # work went on meanwhile
    place.rows("CREATE DATABASE copy")
    copy = Place(make_url(place.place.url).set(database="copy").render_as_string(hide_password=False), folder / "var")
    told = tongban(copy, "restore", str(folder / "copy.tar"))
    assert told.returncode == 0, told.stderr
    assert run_sql(copy, "SELECT count(*) FROM task WHERE state = 'done'")[0][0] >= done
    return copy


def test_what_comes_back_is_whole_and_goes_on_with_its_work(restored: Place):
    told = tongban(restored, "verify")
    assert (told.returncode, told.stderr) == (0, "")
    assert "The audit trail, the files and the dossiers are whole." in told.stdout
    engine = open_node(restored)
    with UnitOfWork(engine.runtime, read_only=True) as uow:
        assert case_faults(uow) == []
    worker = start_worker(restored)
    wait_for(lambda: not run_sql(restored, "SELECT 1 FROM procrastinate_jobs WHERE scheduled_at IS NULL OR scheduled_at < now()"))
    assert run_sql(restored, "SELECT count(*) FROM outbox WHERE delivered_at IS NULL") == [(0,)]
    worker.kill()
    engine.close()


TOUCHED = {
    "UPDATE entry SET actor = '别人' WHERE id = (SELECT min(id) FROM entry WHERE case_id IS NOT NULL)": "#1\n    这一条记录被改动过",
    "DELETE FROM entry WHERE chain = 'system' AND seq = (SELECT max(seq) FROM entry WHERE chain = 'system')": "记录在此中断",
    "ALTER TABLE release_file DISABLE TRIGGER release_file_stays; "
    "UPDATE release_file SET content = content || '\\x20' WHERE path LIKE '%.bpmn'": "bench #1\n    这一发布版本的文件被改动过",
}


def test_what_was_altered_removed_or_cut_is_named_and_nothing_else(restored: Place):
    for statement in TOUCHED:
        run_sql(restored, statement)
    files = [path for path in (restored.folder / "files").rglob("*") if path.is_file()]
    altered, removed = [path for path in files if path.read_bytes().startswith(b"%PDF-1.7 ")]
    altered.write_bytes(b"%PDF-1.7 three")
    removed.unlink()
    told = tongban(restored, "verify")
    assert told.returncode == 3
    for what in (*TOUCHED.values(), f"{altered.name}\n    这一文件被改动过", f"{removed.name}\n    缺少这一文件"):
        assert what in told.stdout
    assert told.stdout.count("\n") == 3 * (len(TOUCHED) + 2), told.stdout
