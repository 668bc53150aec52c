"""An enterprise with a draft whose roster is filled from a workbook."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from engine.commands import ImportRoster, OpenCase, RosterImported, SaveDraft
from engine.engine import Engine
from engine.queries import RosterAll, RosterPage
from engine.queries.row_views import RosterRowView
from engine.queries.views import RosterView
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.sdk.actor import Actor
from tests.build import PROCESSES, a_clock, actor, an_engine

STORIES = PROCESSES / "gz_apprenticeship" / "scenarios"
SAMPLE: dict[str, Any] = tomllib.loads((STORIES / "rosters" / "eight.toml").read_text(encoding="utf-8"))["rows"][0]
PLAN = tomllib.loads((STORIES / "data" / "electric.toml").read_text(encoding="utf-8"))["data"]
HEADER = 4
"""rows of the workbook above the first person"""


def id_number(serial: int) -> str:
    """The number of somebody who does not exist."""
    number = f"440106{1990 + serial // 1000 % 10}0307{serial % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 11]


class Rosters:
    """The roster of one draft, seen and changed by its enterprise."""

    def __init__(self, engine: Engine, by: Actor) -> None:
        self.engine = engine
        self.by = by
        self.case_id: UUID = engine.execute(OpenCase(program="gz_apprenticeship", process="filing"), by=by).case_id
        engine.execute(SaveDraft(case_id=self.case_id, data=PLAN, version=None), by=by)

    def person(self, serial: int, **values: Any) -> dict[str, Any]:
        return {**SAMPLE, "id_no": id_number(serial), **values}

    def fill(self, *people: dict[str, Any], first: int = HEADER + 1) -> RosterImported:
        rows = tuple({"row": number, "values": person} for number, person in enumerate(people, first))
        return self.engine.execute(ImportRoster(case_id=self.case_id, field="roster", rows=rows), by=self.by)

    @property
    def rows(self) -> tuple[RosterRowView, ...]:
        return self.engine.ask(RosterAll(case_id=self.case_id, field="roster"), by=self.by)

    def page(self, **query: Any) -> RosterView:
        return self.engine.ask(RosterPage(case_id=self.case_id, field="roster", **query), by=self.by)


@pytest.fixture
def rosters(database_url: str, tmp_path: Path) -> Iterator[Rosters]:
    engine = an_engine(database_url, tmp_path, a_clock())
    organisation = engine.execute(
        EnsureOrganisation(kind="enterprise", name="广州试例电气有限公司", region="440106", uscc=PLAN["enterprise"]["uscc"]),
        by=Actor.system(),
    )
    engine.execute(
        EnsurePerson(username="company", name="谢佩珊", kind="enterprise", organisation_id=organisation),
        by=Actor.system(),
    )
    yield Rosters(engine, actor(engine, "company"))
    engine.close()
