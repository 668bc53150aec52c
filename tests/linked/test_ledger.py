"""The ledger always adds up: rows, sums, facts of the case and of its plan, and the trail say the same after whatever happened."""

import random
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.commands import DeliverLetter
from engine.model.money import INCOMING, OUTGOING, STATES
from engine.queries import Ledger, Timeline, VerifyChain
from engine.running.payments import KINDS, added_up
from engine.scenarios.facts import PendingLetters
from engine.sdk.actor import Actor
from engine.sdk.errors import Rejection
from tests.build import work_off
from tests.linked.conftest import ACCOUNT, Town

AMOUNTS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(STATES), st.integers(1, 10**15)))


@given(AMOUNTS)
def test_sums_by_kind_and_state_hold_every_fen_and_nothing_else(amounts: list[tuple[str, str, int]]):
    sums = added_up(amounts)
    assert sum(sums[kind][state] for kind in KINDS for state in STATES) == sum(amount for _, _, amount in amounts)
    assert sums["net"] == sums["paid_out"] - sums["paid_back"]
    assert sums["paid_out"] == sum(amount for kind, state, amount in amounts if kind in OUTGOING and state == "paid")
    assert sums["paid_back"] == sum(amount for kind, state, amount in amounts if kind in INCOMING and state == "paid")


@given(AMOUNTS, st.randoms())
def test_the_order_of_movements_does_not_matter(amounts: list[tuple[str, str, int]], luck: random.Random):
    shuffled = list(amounts)
    luck.shuffle(shuffled)
    assert added_up(shuffled) == added_up(amounts)


def replayed(town: Town, case: UUID) -> Counter[tuple[str, str]]:
    """What the trail of a case alone says of its money: kind and state of each movement, by amount."""
    states: dict[str, tuple[str, str, int]] = {}
    words = {
        "payment_approved": "approved",
        "payment_sent": "sent",
        "payment_paid": "paid",
        "payment_failed": "failed",
        "payment_returned": "returned",
    }
    for event in sorted(town.engine.ask(Timeline(case_id=case), by=Actor.system()), key=lambda each: each.at):
        data = event.data
        if event.kind == "payment_planned":
            states[data["movement"]] = (data["payment"], "planned", data["amount"])
        elif event.kind in words:
            kind, _, amount = states[data["movement"]]
            states[data["movement"]] = (kind, words[event.kind], amount)
    sums: Counter[tuple[str, str]] = Counter()
    for kind, state, amount in states.values():
        sums[kind, state] += amount
    return sums


def must_add_up(town: Town, plan: UUID, linked: list[UUID]) -> None:
    view = town.engine.ask(Ledger(case_id=plan), by=Actor.system())
    if not view.movements:
        return
    assert town.facts(plan).facts["money"] == view.sums
    whole: Counter[tuple[str, str]] = Counter()
    for case in linked:
        mine = [(each.kind, each.state, each.amount) for each in view.movements if each.case_id == case]
        assert town.facts(case).facts.get("money", added_up([])) == added_up(mine)
        whole += replayed(town, case)
        assert town.engine.ask(VerifyChain(case_id=case), by=Actor.system()).broken is None
    assert {(kind, state): amount for kind in KINDS for state, amount in view.sums[kind].items() if amount} == dict(whole)
    assert (
        sum(each.amount for each in view.movements if each.state not in {"failed", "returned"})
        >= view.sums["paid_out"] + view.sums["paid_back"]
    )


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_to_the_money_of_a_plan_every_account_of_it_agrees(town: Town, company: Actor, seed: int):
    luck = random.Random(seed)
    plan = town.plan(company, *range(1, 5))
    linked = [town.advance(plan, company)]
    leavers = [1, 2, 3, 4]
    happened: Counter[str] = Counter()
    for _ in range(40):
        case = luck.choice(linked)
        treasury = town.treasury(case)
        acts = {
            "pay": treasury.pay,
            "paid": lambda treasury=treasury: treasury.answer("paid"),
            "failed": lambda treasury=treasury: treasury.answer("failed"),
            "returned": lambda treasury=treasury: treasury.answer("returned"),
            "receive": treasury.receive,
            "leave": lambda: town.start(plan, "leave", company, row=leavers.pop(), left_on="2026-09-01"),
            "mend": lambda case=case: town.decide(case, "correct_account", "resubmit", by=company, **ACCOUNT),
            "settle": lambda: linked.append(town.start(plan, "settlement", company, **ACCOUNT)),
            "review": lambda case=case: town.decide(case, "review_settlement"),
        }
        act = luck.choices(list(acts), weights=(4, 5, 2, 1, 1, 1, 4, 2, 4))[0]
        try:
            acts[act]()
            happened[act] += 1
        except (Rejection, KeyError, IndexError):
            continue  # not now; nothing may have changed
        finally:
            town.player.deliver()
            must_add_up(town, plan, linked)
    assert len(town.engine.ask(Ledger(case_id=plan), by=Actor.system()).movements) > 1
    assert {"pay", "settle", "review"} <= happened.keys()


def test_the_worker_delivers_what_the_treasury_answered(town: Town, company: Actor, database_url: str):
    plan = town.plan(company, 1)
    advance = town.advance(plan, company)
    town.treasury(advance).pay()
    town.treasury(advance).answer("paid")
    assert town.facts(advance).status == "open"
    work_off(town.engine, database_url)
    assert town.facts(advance).status == "closed"
    assert town.facts(plan).facts["linked"]["advance"][0]["amount"] == 80_000


def test_a_letter_nobody_waits_for_is_remembered_and_hurts_nothing(town: Town, company: Actor):
    advance = town.advance(town.plan(company, 1), company)
    treasury = town.treasury(advance)
    treasury.pay()
    treasury.answer("paid")
    town.player.deliver()
    treasury.answer("returned")
    (letter,) = town.engine.ask(PendingLetters(), by=Actor.system())
    assert town.engine.execute(DeliverLetter(letter_id=letter), by=Actor.system()) == 0
    assert [event.kind for event in town.engine.ask(Timeline(case_id=advance), by=Actor.system())].count("message_unheard") == 2
