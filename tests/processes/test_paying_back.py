"""退回与追回: when the time to pay back ends, what a recovery leaves behind, and who is paid nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from api.life import pictures
from engine.commands import ApprovePayment, StartLinked
from engine.engine import Engine
from engine.model import BenefitEntry, Case, Notice
from engine.queries import AmountExplained, Ledger, PlanLife
from engine.scenarios.facts import CaseFacts
from engine.scenarios.player import Player
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotPermitted
from engine.store.unit_of_work import UnitOfWork
from tests.build import a_clock, a_player, a_story, an_engine

SYSTEM = Actor.system()


@pytest.fixture
def player(database_url: str, tmp_path: Path) -> Iterator[Player]:
    clock = a_clock(date(2026, 9, 3))
    engine = an_engine(database_url, tmp_path, clock)
    yield a_player(engine, clock)
    engine.close()


def the_only(engine: Engine, process: str) -> Case:
    with UnitOfWork(engine.runtime, read_only=True) as uow:
        return uow.session.scalars(select(Case).where(Case.process == process)).one()


def test_whoever_is_told_late_still_has_the_least_time_to_pay_back(player: Player) -> None:
    story = a_story("nobody_passes.toml")
    signing = next(number for number, step in enumerate(story.steps) if step.case == "settlement" and step.task == "sign_off")
    steps = [replace(step, expect={}, after="50wd" if number == signing else step.after) for number, step in enumerate(story.steps)]
    player.play(replace(story, steps=tuple(steps[: signing + 1])))
    term = player.engine.ask(CaseFacts(case_id=the_only(player.engine, "settlement").id), by=SYSTEM).facts["refund_term"]
    assert (term["from"], term["limit"], term["since"]) == ("least", "15wd", player.clock.today.isoformat())
    with UnitOfWork(player.engine.runtime, read_only=True) as uow:
        told = uow.session.scalars(select(Notice.facts).where(Notice.key == "refund_notice")).one()
    assert told["notice"]["due"] == term["due"] > term["since"]


def test_a_recovery_stands_in_the_ledger_the_picture_and_the_registry(player: Player) -> None:
    assert player.play(a_story("recovered.toml")) == []
    view = player.engine.ask(PlanLife(case_id=the_only(player.engine, "filing").id), by=SYSTEM)
    (recovery,) = [each for each in view.ledger.movements if each.kind == "recovery"]
    assert (recovery.state, recovery.amount) == ("paid", 2_300_000)
    assert [line["amount"] for line in recovery.computation["lines"]] == [2_300_000, 8_050_000, 2_300_000]
    assert all(line["clause"] for line in recovery.computation["lines"])
    assert (view.figures.refunded, view.figures.refundable) == (2_300_000, 0)
    assert all(
        "recovery" in {each.of.kind for each in drawing.money} and "recovery" in {each.of.head.process for each in drawing.cases}
        for drawing in pictures(view, (1100, 340), player.clock.today)
    )
    with UnitOfWork(player.engine.runtime, read_only=True) as uow:
        held = uow.session.execute(select(BenefitEntry.row, BenefitEntry.state).where(BenefitEntry.row.in_((3, 4, 7)))).all()
    assert {(row, state) for row, state in held} == {(3, "revoked"), (4, "granted"), (7, "revoked")}


def test_a_recovery_is_begun_by_officers_only(player: Player) -> None:
    assert player.play(a_story("objection_upheld.toml")) == []
    plan = the_only(player.engine, "filing")
    enterprise = player._enterprise(a_story("filed_small.toml").steps[0].data["enterprise"])
    with pytest.raises(NotPermitted) as refused:
        player.engine.execute(StartLinked(parent_id=plan.id, process="recovery"), by=enterprise)
    assert refused.value.code == "linked_by_others"


def test_a_payment_is_not_approved_after_the_enterprise_lost_its_eligibility(player: Player) -> None:
    assert player.play(a_story("sanctioned.toml")) == []
    (waiting,) = [
        each
        for each in player.engine.ask(Ledger(case_id=the_only(player.engine, "filing").id), by=SYSTEM).movements
        if each.step == "approve"
    ]
    with pytest.raises(InvalidState) as refused:
        player.engine.execute(ApprovePayment(movement_id=waiting.movement_id), by=player.officer("finance3", waiting.region))
    assert refused.value.code == "payment_barred"
    assert refused.value.facts["clause"] == "穗人社函〔2020〕22号 四（三）"


def test_what_was_approved_is_payable_before_a_payment_is_planned_and_says_why(player: Player) -> None:
    assert player.play(a_story("objection_upheld.toml", 21)) == []
    plan = the_only(player.engine, "filing").id
    view = player.engine.ask(PlanLife(case_id=plan), by=SYSTEM)
    assert (view.figures.payable, view.ledger.movements) == (9_200_000, ())
    told = player.engine.ask(AmountExplained(address=f"plan/{plan}/payable"), by=SYSTEM)
    assert told.amount == 9_200_000
    (part,) = told.parts
    assert part.explanation.endswith("/amount_due/net")
