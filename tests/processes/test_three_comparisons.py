"""重复享受比对 at its three moments: when the roster is entered, when the subsidy is claimed and before it is paid."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import ClaimTask, CompleteTask, RecordOutsideBenefits
from engine.model import Case, RosterRow
from engine.queries import BenefitConflicts
from engine.scenarios.facts import CaseFacts
from engine.scenarios.player import Player
from engine.scenarios.treasury import Treasury
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from engine.store.unit_of_work import UnitOfWork
from tests.build import a_clock, a_player, a_story, an_engine, the_task

SYSTEM = Actor.system()
BEFORE_REVIEW = 18
"""The steps of the story until a reviewer has the claim in hand."""


@pytest.fixture
def player(database_url: str, tmp_path: Path) -> Iterator[Player]:
    clock = a_clock(date(2026, 9, 3))
    engine = an_engine(database_url, tmp_path, clock)
    yield a_player(engine, clock)
    engine.close()


def taken_elsewhere(player: Player, row: int) -> None:
    """Somebody of the roster took the other subsidy, as another system tells."""
    person = (a_story("filed_small.toml").steps[0].rows or ())[row - 1]
    told = {"kind": "skill_upgrade", "id_no": person["id_no"], "occupation": person["occupation"], "level": person["target_level"]}
    more = {"year": 2026, "uscc": "91440101MA59A0AAXR", "organisation": "另一单位", "amount": 200_000}
    player.engine.execute(RecordOutsideBenefits(source="省补贴申领系统", region="440111", rows=({**told, **more},)), by=SYSTEM)


def told(player: Player, name: str, steps: int | None = None) -> None:
    story = a_story(name, steps)
    player.play(replace(story, steps=tuple(replace(step, expect={}) for step in story.steps)))


def newest(player: Player, process: str) -> UUID:
    with UnitOfWork(player.engine.runtime, read_only=True) as uow:
        return uow.session.scalars(select(Case.id).where(Case.process == process)).one()


def hits(player: Player, process: str, by: Actor) -> list[tuple[Any, ...]]:
    found = player.engine.ask(BenefitConflicts(case_id=newest(player, process)), by=by)
    return [(hit.row, hit.masked, hit.other_organisation, hit.clause, bool(hit.case_number)) for hit in found]


def test_who_took_it_before_the_filing_is_told_on_the_roster_and_stays_on_the_card(player: Player) -> None:
    taken_elsewhere(player, 2)
    told(player, "filed_small.toml")
    with UnitOfWork(player.engine.runtime, read_only=True) as uow:
        rows = list(uow.session.scalars(select(RosterRow)))
    reasons = {row.no: [each["clause"] for each in row.reasons if each["code"] == "benefit_held"] for row in rows}
    assert reasons[2] == ["三（四）"]
    assert not any(reasons[row] for row in reasons if row != 2)
    assert hits(player, "filing", player.officer("review", "440106")) == [(2, True, "***", "三（四）", True)]
    assert hits(player, "filing", player.officer("review", "440100")) == [(2, False, "另一单位", "三（四）", True)]


def test_who_took_it_meanwhile_is_on_the_reviewers_card_and_out_of_the_sum_before_anybody_decides(player: Player) -> None:
    told(player, "objection_upheld.toml", BEFORE_REVIEW - 1)
    taken_elsewhere(player, 3)
    acceptance = a_story("objection_upheld.toml", BEFORE_REVIEW).steps[-1]
    officer, task = player.officer("acceptance", "440106"), the_task(player.engine, newest(player, "settlement"), "acceptance")
    player.engine.execute(ClaimTask(task_id=task), by=officer)
    player.engine.execute(CompleteTask(task_id=task, outcome="accept", data=acceptance.data), by=officer)
    facts = player.engine.ask(CaseFacts(case_id=newest(player, "settlement")), by=SYSTEM)
    assert list(facts.open_tasks) == ["review"]
    assert [(each["row"], each["zh"]) for each in facts.facts["proposed_due"]["excluded"]] == [(3, "重复享受补贴")]
    assert (facts.facts["proposed_due"]["heads"], facts.facts["proposed_due"]["net"]) == (7, 8_050_000)
    assert hits(player, "settlement", player.officer("review", "440106")) == [(3, True, "***", "三（四）", True)]


def test_who_took_it_after_the_grant_stops_the_payment(player: Player) -> None:
    told(player, "objection_upheld.toml", len(a_story("objection_upheld.toml").steps) - 2)
    taken_elsewhere(player, 4)
    finance = Treasury(
        player.engine, newest(player, "settlement"), "440106", player.clock.today, lambda name: player.officer(name, "440106")
    )
    with pytest.raises(InvalidState) as refused:
        finance.pay()
    assert refused.value.code == "benefit_held"
    assert (refused.value.facts["rows"], refused.value.facts["clauses"]) == ("4", "三（四）")
