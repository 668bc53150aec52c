"""Two small programs of our own: a training plan with linked cases and money, and a subsidy that excludes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from stdnum.cn import ric

from engine.commands import (
    ClaimTask,
    CompleteTask,
    ImportRoster,
    OpenCase,
    StartLinked,
    SubmitCase,
)
from engine.engine import Engine
from engine.installation import SeedBasics, install_programs
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.facts import CaseFacts, FoundCase
from engine.scenarios.player import Player
from engine.scenarios.travel import TravelClock
from engine.scenarios.treasury import Treasury
from engine.sdk.actor import Actor
from tests.build import actor, an_engine

PACKAGES = Path(__file__).parent / "packages"
REGION = "440106"
ACCOUNT = {"bank": "示例银行", "account_no": "6222020200112233445"}


def id_no(person: int) -> str:
    body = f"44010619900101{person:03d}"
    return body + ric.calc_check_digit(f"{body}0")


def people(*persons: int, occupation: str = "电工", level: str = "4", **more: Any) -> tuple[dict[str, Any], ...]:
    values = [{"name": f"学员{n}", "id_no": id_no(n), "occupation": occupation, "target_level": level, **more} for n in persons]
    return tuple({"row": number, "values": each} for number, each in enumerate(values, 1))


@dataclass
class Town:
    engine: Engine
    clock: TravelClock
    player: Player

    def enterprise(self, name: str = "甲公司", uscc: str = "91440101MA59A0AAXR", region: str = REGION) -> Actor:
        organisation = self.engine.execute(EnsureOrganisation(kind="enterprise", name=name, region=region, uscc=uscc), by=Actor.system())
        self.engine.execute(EnsurePerson(username=uscc, name=name, kind="enterprise", organisation_id=organisation), by=Actor.system())
        return actor(self.engine, uscc)

    def officer(self, role: str, region: str = REGION) -> Actor:
        return self.player.officer(role, region)

    def facts(self, case: UUID) -> FoundCase:
        return self.engine.ask(CaseFacts(case_id=case), by=Actor.system())

    def file(self, by: Actor, rows: tuple[Mapping[str, Any], ...], program: str = "training_plan", process: str = "plan") -> UUID:
        """A submitted case with a roster."""
        case = self.engine.execute(OpenCase(program=program, process=process), by=by).case_id
        self.engine.execute(ImportRoster(case_id=case, field="roster", rows=rows), by=by)
        self.engine.execute(SubmitCase(case_id=case, data={"title": "计划"}), by=by)
        return case

    def plan(self, by: Actor, *persons: int, **more: Any) -> UUID:
        """A plan whose people are in training."""
        case = self.file(by, people(*persons, **more))
        self.decide(case, "review_plan")
        return case

    def decide(self, case: UUID, element: str, outcome: str = "approve", by: Actor | None = None, **data: Any) -> None:
        """An officer (or whoever) decides a step, and what follows arrives."""
        found = self.facts(case)
        task = found.open_tasks[element]
        by = by or self.officer("review", found.region)
        if by.kind == "officer":
            self.engine.execute(ClaimTask(task_id=task), by=by)
        self.engine.execute(CompleteTask(task_id=task, outcome=outcome, data=data or {"opinion": "同意"}), by=by)
        self.player.deliver()

    def start(self, plan: UUID, process: str, by: Actor, **data: Any) -> UUID:
        """A linked case, submitted."""
        case = self.engine.execute(StartLinked(parent_id=plan, process=process), by=by).case_id
        self.engine.execute(SubmitCase(case_id=case, data=data), by=by)
        self.player.deliver()
        return case

    def advance(self, plan: UUID, by: Actor) -> UUID:
        """An advance that was approved and waits to be paid."""
        case = self.start(plan, "advance", by, **ACCOUNT)
        self.decide(case, "review_advance")
        return case

    def treasury(self, case: UUID) -> Treasury:
        return Treasury(self.engine, case, REGION, self.clock.today, self.officer)


@pytest.fixture
def town(database_url: str, tmp_path: Path) -> Iterator[Town]:
    clock = TravelClock(date(2026, 9, 1))
    engine = an_engine(database_url, tmp_path, clock, installed=False)
    engine.execute(SeedBasics(), by=Actor.system())
    install_programs(engine, PACKAGES)
    yield Town(engine, clock, Player(engine, clock, PACKAGES / "training_plan" / "scenarios"))
    engine.close()


@pytest.fixture
def company(town: Town) -> Actor:
    return town.enterprise()
