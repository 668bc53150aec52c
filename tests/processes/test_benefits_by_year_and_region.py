"""不得重复享受, by year and by region: the year is the plan's whenever somebody looks, and each region excludes what its own document excludes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.commands import ClaimTask, CompleteTask, RecordOutsideBenefits
from engine.engine import Engine
from engine.model import BenefitEntry, Case
from engine.queries import BenefitConflicts
from engine.scenarios.facts import CaseFacts
from engine.scenarios.player import Player
from engine.scenarios.reading import Scenario
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork
from tests.build import a_clock, a_player, a_story, an_engine, the_task

SYSTEM = Actor.system()
GUANGZHOU, JIANGYIN = "gz_apprenticeship", "jy_apprenticeship"
FILED = {GUANGZHOU: "filed_small.toml", JIANGYIN: "filed.toml"}
COMPARED = {GUANGZHOU: 18, JIANGYIN: 15}
"""The steps of `objection_upheld` until the claim was accepted and its people were compared."""
REGION = {GUANGZHOU: "440106", JIANGYIN: "320281"}
NOBODY = "440106199001010005"
PLAN_YEAR, CLAIM_YEAR = 2026, 2028


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[tuple[Engine, TravelClock]]:
    clock = a_clock(date(2026, 9, 3))
    engine = an_engine(database_url, tmp_path, clock)
    yield engine, clock
    engine.close()


def outside(engine: Engine, kind: str, **told: object) -> None:
    row = {"kind": kind, "id_no": NOBODY, "year": PLAN_YEAR, "amount": 200_000, **told}
    engine.execute(RecordOutsideBenefits(source="省补贴申领系统", region="440111", rows=(row,)), by=SYSTEM)


def aided(engine: Engine, story: Scenario, year: int) -> None:
    """The enterprise of the story got the special training aid of a year."""
    firm = story.steps[0].data["enterprise"]
    outside(engine, "hardship_training", uscc=firm["uscc"], organisation=firm["name"], year=year)


def until_claimed(player: Player, story: Scenario) -> None:
    player.play(replace(story, steps=tuple(replace(step, expect={}) for step in story.steps[: COMPARED[story.program] - 1])))


def accept(player: Player, story: Scenario) -> None:
    case, _ = newest(player.engine, "settlement")
    officer = player.officer("acceptance", REGION[story.program])
    task = the_task(player.engine, case, "acceptance")
    player.engine.execute(ClaimTask(task_id=task), by=officer)
    player.engine.execute(CompleteTask(task_id=task, outcome="accept", data=story.steps[COMPARED[story.program] - 1].data), by=officer)


def newest(engine: Engine, process: str) -> Any:
    with UnitOfWork(engine.runtime, read_only=True) as uow:
        case = uow.session.scalars(select(Case).where(Case.process == process).order_by(Case.created_at.desc()).limit(1)).one()
    return case.id, engine.ask(CaseFacts(case_id=case.id), by=SYSTEM).facts


@pytest.mark.parametrize(("year", "excluded"), [(PLAN_YEAR, 8), (CLAIM_YEAR, 0)], ids=["of the plan's year", "of the claim's year"])
def test_aid_excludes_the_plan_of_its_own_year_and_the_card_says_what_the_sum_says(house, year, excluded) -> None:
    engine, clock = house
    story, player = a_story("objection_upheld.toml"), a_player(engine, clock)
    until_claimed(player, story)
    aided(engine, story, year)
    accept(player, story)
    case, facts = newest(engine, "settlement")
    assert clock.today.year == CLAIM_YEAR
    assert len(facts["compare_claim"]["benefits"]["rows"]) == excluded
    assert (facts["proposed_due"]["heads"], facts["proposed_due"]["net"]) == ((0, 0) if excluded else (8, 9_200_000))
    card = engine.ask(BenefitConflicts(case_id=case), by=player.officer("review", "440100"))
    assert len(card) == excluded
    assert {(hit.document, hit.clause) for hit in card} <= {("穗人社函〔2020〕22号", "三（四）")}
    with UnitOfWork(engine.runtime, read_only=True) as uow:
        held = uow.session.scalars(select(BenefitEntry.year).where(BenefitEntry.kind == "apprenticeship", BenefitEntry.state != "revoked"))
        assert set(held) == {PLAN_YEAR}


def test_a_plan_of_the_year_of_special_aid_is_not_filed_whatever_the_enterprise_declares(house) -> None:
    engine, clock = house
    story, player = a_story(FILED[GUANGZHOU], 1), a_player(engine, clock)
    aided(engine, story, PLAN_YEAR)
    assert story.steps[0].data["enterprise"]["hardship_plan_this_year"] == "no"
    refused = {"refused": "invalid_input", "blocked": ["roster_ineligible"], "status": "draft"}
    assert player.play(replace(story, steps=(replace(story.steps[0], expect=refused),))) == []


def test_aid_of_another_year_keeps_no_plan_back(house) -> None:
    engine, clock = house
    story, player = a_story(FILED[GUANGZHOU], 1), a_player(engine, clock)
    aided(engine, story, PLAN_YEAR - 1)
    assert player.play(replace(story, steps=(replace(story.steps[0], expect={"stage": "acceptance"}),))) == []


@pytest.mark.parametrize(("program", "left_out"), [(GUANGZHOU, [3]), (JIANGYIN, [])])
def test_what_guangzhous_document_excludes_is_paid_in_jiangyin_whose_document_says_nothing_of_it(house, program, left_out) -> None:
    engine, clock = house
    story, player = a_story("objection_upheld.toml", program=program), a_player(engine, clock, program)
    until_claimed(player, story)
    person = (story.steps[0].rows or ())[2]
    outside(engine, "skill_upgrade", id_no=person["id_no"], occupation=person["occupation"], level=person["target_level"])
    accept(player, story)
    case, facts = newest(engine, "settlement")
    assert facts["compare_claim"]["benefits"]["rows"] == left_out
    assert [each["row"] for each in facts["proposed_due"]["excluded"]] == left_out
    assert facts["proposed_due"]["heads"] == 8 - len(left_out)
    officer = player.officer("review", "440100" if program == GUANGZHOU else "320281")
    assert [hit.row for hit in engine.ask(BenefitConflicts(case_id=case), by=officer)] == left_out
