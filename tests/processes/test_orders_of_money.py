"""Advance, leavers, claim, withdrawal in any order: nothing is paid twice, nothing asked back twice, every planned movement ends."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.commands import SaveDraft, StartLinked, SubmitCase
from engine.engine import Engine
from engine.model import Case, Movement
from engine.scenarios.facts import CaseFacts
from engine.scenarios.player import Mismatch, Player
from engine.scenarios.reading import Scenario, ScenarioStep
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, InvalidState, Rejection
from engine.store.unit_of_work import UnitOfWork
from tests.build import a_clock, a_player, a_story, an_engine

SYSTEM = Actor.system()
PROGRAMS = ("gz_apprenticeship", "jy_apprenticeship")
OPEN = ("planned", "approved", "sent")
LEAVER = 3
DENIAL = {
    "reason": "在培人数减少，超过当日上限",
    "denial": {"facts": "申请金额超过当日上限", "reasons": "预支不得超过上限", "clause": "预支上限", "heard": "yes"},
}
NOT_NOW = {"no_such_task", "no_such_case", "linked_stage", "linked_parent_closed", "linked_once", "payments_not_approved", "case_not_open"}
"""Why a step has to wait, or comes too late."""
SHEETS = ("assessment", "results")
"""What stands on days of its own, so that the clock goes on to them."""


@dataclass
class Town:
    """One plan at a time on an engine, and what becomes of its money."""

    engine: Engine
    clock: TravelClock
    program: str

    def player(self) -> Player:
        return a_player(self.engine, self.clock, self.program)

    def story(self, name: str) -> Scenario:
        return a_story(name, program=self.program)

    def tell(self, story: Scenario) -> list[Mismatch]:
        return self.player().play(story)

    def cases(self, process: str) -> list[Any]:
        with UnitOfWork(self.engine.runtime) as uow:
            return list(uow.session.scalars(select(Case.id).where(Case.process == process).order_by(Case.created_at.desc())))

    def facts(self, process: str) -> Any:
        return self.engine.ask(CaseFacts(case_id=self.cases(process)[0]), by=SYSTEM)

    def movements(self) -> list[tuple[str, str, int]]:
        with UnitOfWork(self.engine.runtime) as uow:
            found = uow.session.execute(select(Movement.kind, Movement.state, Movement.amount).order_by(Movement.planned_at))
            return [(kind, state, amount) for kind, state, amount in found]


@pytest.fixture(params=PROGRAMS)
def town(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Town]:
    clock = a_clock(date(2026, 9, 3))
    engine = an_engine(database_url, tmp_path, clock)
    yield Town(engine, clock, request.param)
    engine.close()


def of_case(story: Scenario, case: str) -> tuple[ScenarioStep, ...]:
    """The steps of one linked case, from its beginning."""
    return tuple(step for step in story.steps if step.case == case)


def before(story: Scenario, process: str) -> tuple[ScenarioStep, ...]:
    """What is told before the first linked case of a process."""
    return story.steps[: next(place for place, step in enumerate(story.steps) if step.process == process)]


def freely(steps: tuple[ScenarioStep, ...]) -> tuple[ScenarioStep, ...]:
    return tuple(replace(step, expect={}) for step in steps)


def test_a_draft_that_waited_is_handed_in_only_while_it_could_begin(town: Town) -> None:
    story = town.story("objection_upheld.toml")
    town.tell(replace(story, steps=freely(before(story, "results"))))
    (plan,) = town.cases("filing")
    player = town.player()
    enterprise = player._enterprise(story.steps[0].data["enterprise"])
    withdrawal = town.engine.execute(StartLinked(parent_id=plan, process="withdrawal"), by=enterprise).case_id
    asked = next(step.data for step in town.story("plan_withdrawn_after_advance.toml").steps if step.process == "withdrawal")
    town.engine.execute(SaveDraft(case_id=withdrawal, data=asked, version=None), by=enterprise)
    rest = story.steps[len(before(story, "results")) : len(before(story, "settlement"))]
    cases = {"": plan}
    for step in rest:
        player._wait(step)
        player._act(cases, enterprise, step)
        player.deliver()
    assert town.facts("filing").stage == "claiming"
    with pytest.raises(InvalidState, match="linked_stage"):
        town.engine.execute(SubmitCase(case_id=withdrawal, data=asked), by=enterprise)
    assert town.facts("withdrawal").status == "draft"


class Teller:
    """Plays the linked cases of one plan side by side, a step of any of them at a time."""

    def __init__(self, town: Town, seed: int, *, given_up: bool) -> None:
        self.town, self.dice = town, random.Random(seed)
        story = town.story("objection_upheld.toml")
        known = before(story, "assessment")
        town.tell(replace(story, steps=freely(known)))
        self.player = town.player()
        self.enterprise = self.player._enterprise(story.steps[0].data["enterprise"])
        self.cases: dict[str, Any] = {"": town.cases("filing")[0]}
        withdrawn = town.story("plan_withdrawn_after_advance.toml")
        left = town.story("leaver_after_advance.toml")
        sheet = tuple(step for step in story.steps if step.case in {"assessment", "results"})
        claim = of_case(story, "settlement")
        signed = next(place for place, step in enumerate(claim) if step.task == "sign_off") + 1
        paid = tuple(step for step in claim if step.by == "finance" and step.do in {"pay", "results"})[-2:]
        wait = replace(claim[0], by="clock", do="wait", process="", task="", outcome="", data={}, files={}, after=claim[0].after)
        self.left: dict[str, list[ScenarioStep]] = {
            "advance": list(of_case(withdrawn, "advance")),
            "leave": list(of_case(left, "leave")),
            "sheet": list(sheet),
            "settlement": [*claim[:signed], wait, *paid],
            "withdrawal": list(of_case(withdrawn, "withdrawal")) if given_up else [],
        }

    def play(self) -> None:
        """Until nothing goes on any more: a step that is refused is tried again later, three times."""
        refused: dict[str, int] = dict.fromkeys(self.left, 0)
        while waiting := [thread for thread, steps in self.left.items() if steps and refused[thread] < 3]:
            thread = self.dice.choice(waiting)
            if self._take(self.left[thread][0]):
                self.left[thread].pop(0)
                refused = dict.fromkeys(self.left, 0)
            else:
                refused[thread] += 1

    def _take(self, step: ScenarioStep) -> bool:
        """One step; False where it is refused now. An advance over the ceiling of the day is denied."""
        if step.process == "results" and "leave" in self.cases:
            step = replace(step, rows=tuple(row for number, row in enumerate(step.rows or (), 1) if number != LEAVER))
        try:
            self.player._wait(step if step.do != "start_linked" or step.process in SHEETS else replace(step, after=None))
            self.player._act(self.cases, self.enterprise, step)
        except InvalidInput as refusal:
            if "over_ceiling" not in {error.code for error in refusal.errors}:
                return False
            denied = replace(step, outcome="deny", data={**step.data, **DENIAL}, after=None)
            self.player._act(self.cases, self.enterprise, denied)
            del self.left["advance"][1:]
        except Rejection as refusal:
            if refusal.code not in NOT_NOW:
                raise
            return False
        finally:
            self.player.deliver()
        return True


@pytest.mark.parametrize(("seed", "given_up"), [(1, False), (2, False), (3, True), (4, True)])
def test_in_whatever_order_linked_cases_go_on_the_ledger_adds_up(town: Town, seed: int, given_up: bool) -> None:
    Teller(town, seed, given_up=given_up).play()
    due = town.facts("settlement").facts.get("amount_due", {}).get("gross") if town.cases("settlement") else 0
    plan = town.facts("filing")
    told = town.movements()
    paid = sum(amount for kind, state, amount in told if kind in {"advance", "settlement"} and state == "paid")
    back = sum(amount for kind, state, amount in told if kind in {"refund", "recovery"} and state in {"paid", *OPEN})
    assert 0 <= back <= paid, told
    assert plan.stage in {"closed", "withdrawn"}, (plan.stage, told)
    assert paid - back == (due if plan.stage == "closed" else 0), told
    assert [each for each in told if each[1] in OPEN] == []
