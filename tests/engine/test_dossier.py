"""立卷: what a case that ended held is frozen, can be taken away whole, and whoever touches any of it is found out."""

import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from api.dossiers import MANIFEST, packed
from engine.commands import ArchiveTrail, MakeDossier
from engine.engine import Engine
from engine.queries import CaseDossier, DossierView
from engine.scenarios.reading import read_scenario
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.store.dossiers import DossierFault, dossier_faults
from engine.store.postgres import plain_url
from tests.build import PROCESSES, a_clock, a_player, an_engine

SYSTEM = Actor.system()
STORY = PROCESSES / "gz_apprenticeship" / "scenarios" / "denied.toml"


class Told:
    """A case that was denied, and a look at its rows from outside."""

    def __init__(self, engine: Engine, url: str, folder: Path) -> None:
        self.engine, self.url, self.folder = engine, url, folder
        ((self.case, self.organisation),) = self.rows("SELECT id, organisation_id FROM \"case\" WHERE status = 'closed'")

    def rows(self, statement: str) -> list[tuple[UUID, ...]]:
        with psycopg.connect(plain_url(self.url), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def make(self) -> UUID | None:
        return self.engine.execute(MakeDossier(case_id=self.case), by=SYSTEM)

    def view(self) -> DossierView:
        return self.engine.ask(CaseDossier(case_id=self.case), by=SYSTEM)

    def faults(self) -> list[DossierFault]:
        return list(dossier_faults(self.engine.runtime.database, self.engine.runtime.ports.files))


@pytest.fixture
def told(database_url: str, tmp_path: Path) -> Iterator[Told]:
    scenario = read_scenario(STORY, "gz_apprenticeship")
    clock = a_clock(scenario.start)
    engine = an_engine(database_url, tmp_path, clock)
    assert a_player(engine, clock).play(scenario) == []
    yield Told(engine, database_url, tmp_path)
    engine.close()


def test_a_closed_case_is_frozen_with_everything_it_held(told: Told) -> None:
    with pytest.raises(NotFound, match="dossier_not_made"):
        told.view()
    assert told.make() is not None
    assert told.make() is None, "one dossier for one ending"
    with pytest.raises(NotFound):
        told.engine.ask(CaseDossier(case_id=told.case), by=Actor(None, "某企业", "enterprise", told.organisation))
    view = told.view()
    kinds = [item.kind for item in view.items]
    assert set(kinds) == {"sheet", "document", "paper", "form", "roster", "trail", "release"}
    assert kinds.count("form") == len(told.rows(f"SELECT id FROM submission WHERE case_id = '{told.case}'"))
    assert kinds.count("trail") == len(told.rows(f"SELECT id FROM entry WHERE case_id = '{told.case}'"))
    assert view.head["case"]["number"] == view.case.number
    assert view.head["keep_years"] == 30
    assert all(len(item.digest) == 64 for item in view.items), "every paper is there, whether the worker had made it or not"
    told.engine.execute(ArchiveTrail(case_id=told.case), by=SYSTEM)
    assert told.faults() == [], "binding the trail changes nothing of it"


def test_the_folder_holds_the_manifest_and_every_file_byte_for_byte(told: Told) -> None:
    told.make()
    view = told.view()
    files = told.engine.runtime.ports.files
    with packed(view, files) as stream, zipfile.ZipFile(stream) as folder:
        inside = {name: sha256(folder.read(name)).hexdigest() for name in folder.namelist()}
        manifest = json.loads(folder.read(MANIFEST))
    assert inside.pop(MANIFEST) == view.digest
    assert inside == {item.path: item.digest for item in view.items if item.path}
    assert any(name.startswith("文书/") for name in inside)
    assert "表单.pdf" in inside
    assert len(manifest["items"]) == len(view.items)


TOUCHES = (
    ("UPDATE notice SET digest = digest || 'x'", "UPDATE notice SET digest = left(digest, 64)", "item_changed", "paper 文书/"),
    ("UPDATE attachment SET removed_at = added_at", "UPDATE attachment SET removed_at = NULL", "item_missing", "document 材料/"),
    ("UPDATE roster_row SET no = no + 1000", "UPDATE roster_row SET no = no - 1000", "item_changed", "roster roster"),
    ("UPDATE entry SET hash = hash || 'x'", "UPDATE entry SET hash = substring(hash FROM 1 FOR 32)", "item_changed", "trail "),
    ("UPDATE dossier SET digest = digest || 'x'", "UPDATE dossier SET digest = left(digest, 64)", "dossier_changed", ""),
    ("DELETE FROM dossier", "SELECT", "item_missing", ""),
)
"""What somebody with the database in hand does, how it is undone, and what is said of it."""


def test_whoever_touches_what_was_frozen_is_found_out(told: Told) -> None:
    told.make()
    for touch, undo, what, item in TOUCHES:
        assert told.faults() == [], touch
        told.rows(touch)
        faults = told.faults()
        assert what in {fault.what for fault in faults}, touch
        assert all(fault.item.startswith(item) for fault in faults), touch
        told.rows(undo)


def test_a_manifest_or_a_form_that_was_rewritten_on_the_disk_is_found_out(told: Told) -> None:
    told.make()
    view = told.view()
    sheet = next(item for item in view.items if item.kind == "sheet")
    files = told.engine.runtime.ports.files
    for digest, what in ((sheet.digest, "item_missing"), (view.digest, "dossier_changed")):
        path = files.path(digest)  # type: ignore[attr-defined]
        whole = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(b"something else")
        assert [fault.what for fault in told.faults()] == [what]
        path.write_bytes(whole)
