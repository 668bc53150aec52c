"""One installation a test: the shipped program released, and two administrators."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from engine.commands import OpenProgramDraft, SaveProgramFile
from engine.engine import Engine
from engine.queries import ProgramFile
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from tests.build import a_clock, a_player, an_engine
from tests.journeys.conftest import invite, town

__all__ = ["invite", "town"]

PROGRAM = "gz_apprenticeship"
DIAGRAM = f"{PROGRAM}/filing.bpmn"


@dataclass
class Studio:
    """An engine, its clock, and two people who may change programs."""

    engine: Engine
    clock: TravelClock
    first: Actor
    second: Actor

    def draft(self, title: str = "补正期限延长") -> UUID:
        return self.engine.execute(OpenProgramDraft(program=PROGRAM, title=title), by=self.first).draft_id

    def text(self, draft: UUID, path: str = DIAGRAM) -> str:
        return self.engine.ask(ProgramFile(draft_id=draft, path=path), by=self.first).content.decode()

    def change(self, draft: UUID, old: str, new: str, path: str = DIAGRAM, by: Actor | None = None) -> None:
        """Replace some text in a file, as it stands."""
        file = self.engine.ask(ProgramFile(draft_id=draft, path=path), by=self.first)
        assert old in file.content.decode()
        content = file.content.decode().replace(old, new).encode()
        self.engine.execute(SaveProgramFile(draft_id=draft, path=path, content=content, version=file.version), by=by or self.first)


def administrator(name: str, *posts: str) -> Actor:
    return Actor(uuid4(), name, "administrator", uuid4(), "市信息中心", frozenset((post, "440100") for post in posts))


@pytest.fixture
def studio(database_url: str, tmp_path: Path) -> Iterator[Studio]:
    clock = a_clock()
    engine = an_engine(database_url, tmp_path, clock)
    a_player(engine, clock)
    yield Studio(engine, clock, administrator("何珊"), administrator("罗俊", "rate_labour"))
    engine.close()
