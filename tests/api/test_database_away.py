"""The database goes away and comes back: a sentence meanwhile, nothing lost, nothing done twice."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from engine.commands import OpenCase
from engine.commands.command import Command
from engine.sdk.actor import Actor
from engine.sdk.errors import Unavailable
from engine.sdk.messages import sentence
from tests.api.database import Fragile, Wire
from tests.api.paper import form_at
from tests.api.site import PROCESS, PROGRAM, Site, open_site


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder with a name short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="tb-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def database(place: Path) -> Iterator[Fragile]:
    made = Fragile(place / "pg")
    yield made
    made.close()


@pytest.fixture(scope="module")
def wire(database: Fragile, place: Path) -> Iterator[Wire]:
    made = Wire(database.folder, place / "wire")
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(database: Fragile, wire: Wire, place: Path) -> Iterator[Site]:
    with open_site(wire.url(database.url), place / "var") as opened:
        yield opened


def cases_of(database: Fragile) -> int:
    with psycopg.connect(database.url.replace("+psycopg", "")) as connection:
        return connection.execute('SELECT count(*) FROM "case"').fetchone()[0]


def test_pages_say_that_the_database_is_away_and_work_again_when_it_is_back(site: Site, database: Fragile):
    client = site.browser("company")
    assert client.get("/cases").status_code == 200
    form = form_at(client.get(f"/guides/{PROGRAM}/{PROCESS}").text, f"/guides/{PROGRAM}/{PROCESS}")
    database.stop()
    try:
        for answer in (client.get("/cases"), client.post(form.action, data=form.data()), site.stranger().get("/guides")):
            assert answer.status_code == 503, answer.text
            assert int(answer.headers["Retry-After"]) > 0
            assert "数据库暂时无法连接" in answer.text
            assert "异常编号" not in answer.text
        client.cookies.set("tongban_language", "en")
        told = client.get("/cases").text
        assert "The database cannot be reached" in told
        assert "nothing was lost" in told
        client.cookies.delete("tongban_language")
    finally:
        database.start()
    assert client.get("/cases").status_code == 200


def test_programs_get_a_problem_document_and_their_key_makes_the_repetition_harmless(site: Site, database: Fragile):
    client = site.rest("company")
    before = cases_of(database)
    request = {"json": {"program": PROGRAM, "process": PROCESS}, "headers": {"Idempotency-Key": "away-1"}}
    database.stop()
    try:
        for answer in (client.get("/api/v1/me"), client.post("/api/v1/cases", **request)):
            assert answer.status_code == 503
            assert answer.headers["content-type"].startswith("application/problem+json")
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.json()["code"] == "database_away"
            assert "incident" not in answer.json()
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
    finally:
        database.start()
    first, again = (client.post("/api/v1/cases", **request) for _ in range(2))
    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert cases_of(database) == before + 1


def test_when_the_answer_to_a_commit_is_lost_it_is_told_honestly_and_the_same_key_finds_what_was_done(
    site: Site, database: Fragile, wire: Wire
):
    client = site.rest("company")
    before = cases_of(database)
    request = {"json": {"program": PROGRAM, "process": PROCESS}, "headers": {"Idempotency-Key": "away-2"}}
    with wire.cut_at(b"COMMIT"):
        told = client.post("/api/v1/cases", **request)
    assert wire.cuts == 1
    assert told.status_code == 503
    assert told.json()["code"] == "commit_unknown"
    assert "可能已经完成" in told.json()["detail"]
    assert cases_of(database) == before + 1, "it was done, and nobody could know"
    again = client.post("/api/v1/cases", **request)
    assert again.status_code == 201
    assert cases_of(database) == before + 1


def test_a_connection_that_is_lost_in_the_middle_of_a_command_leaves_nothing_behind(site: Site, database: Fragile, wire: Wire):
    company, before = site.actor("company"), cases_of(database)
    with wire.cut_at(b"INSERT"), pytest.raises(Unavailable) as told:
        site.engine.execute(OpenCase(program=PROGRAM, process=PROCESS), by=company)
    assert wire.cuts == 1
    assert (told.value.code, cases_of(database)) == ("database_away", before)
    for language in ("zh", "en"):
        assert sentence(told.value, language)


def test_the_connections_of_a_database_that_was_away_are_not_kept(site: Site, database: Fragile):
    class Interrupted(Command[None]):
        """A command under which the server is stopped."""

        def run(self, uow, by):
            uow.locked_case(site.draft())
            database.stop()
            uow.session.connection().exec_driver_sql("SELECT 1")

    try:
        for _ in range(3):
            with pytest.raises(Unavailable) as told:
                site.engine.execute(Interrupted(), by=Actor.system())
            assert told.value.code == "database_away"
            database.start()
    finally:
        database.start()
    pool = site.engine.runtime.database.pool
    assert pool.checkedout() == 0
    assert site.cases() is not None
