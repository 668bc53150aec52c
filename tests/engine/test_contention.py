"""Many at once: one winner, clear refusals for everybody else, nothing done twice."""

from collections import Counter

import psycopg
import pytest

from benchmarks.installation import REGION
from benchmarks.program import VALUES
from engine.commands import ClaimTask, CompleteTask
from engine.engine import Engine
from engine.queries import VerifyChain
from engine.scenarios.cast import ActorNamed, EnsureOrganisation, EnsurePerson
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidState, Rejection, Unavailable
from engine.store.postgres import plain_url
from tests.build import KEYRING
from tests.engine.house import House
from tests.threads import all_at_once

MANY = 20
NAMED = {"claim": "assignee", "complete": "by"}
"""Where a refusal says who was faster."""


def test_twenty_threads_on_one_task_give_one_winner_and_clear_refusals(house: House):
    case = house.case()
    house.go(case, 1)
    command, by = house.next_step(case)
    outcomes = all_at_once(*(lambda: house.engine.execute(command, by=by) for _ in range(MANY)))
    winners = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(winners) == 1
    assert {(type(refusal), refusal.code) for refusal in refusals} <= {(InvalidState, "task_done"), (Conflict, "busy")}
    assert any(refusal.facts.get("by") == by.name for refusal in refusals)
    assert house.rows("SELECT count(*) FROM submission WHERE task_id = %s", command.task_id) == [(1,)]
    assert house.rows("SELECT count(*) FROM incident") == [(0,)]
    assert [element for _, element in house.open_tasks(case)] == ["legal", "finance"]


def colleague(house: House) -> Actor:
    """Another officer of the same post."""
    office = house.engine.execute(EnsureOrganisation(kind="office", name="天河区人社局", region=REGION), by=Actor.system())
    told = EnsurePerson(username="clerk2", name="赵经办", kind="officer", organisation_id=office, posts=(("clerk", REGION),))
    house.engine.execute(told, by=Actor.system())
    return house.engine.ask(ActorNamed(username="clerk2"), by=Actor.system())


@pytest.mark.parametrize("what", ["claim", "complete"])
def test_two_officers_with_ten_threads_each_on_one_task_give_one_winner_and_everybody_else_is_told_who(house: House, what: str):
    case = house.case()
    house.go(case, 1)
    command, first = house.next_step(case)
    second = colleague(house)
    wanted = ClaimTask(task_id=command.task_id) if what == "claim" else command

    def ask(by: Actor) -> tuple[Actor, object]:
        try:
            return by, house.engine.execute(wanted, by=by)
        except Rejection as refusal:
            return by, refusal

    outcomes = all_at_once(*(lambda by=by: ask(by) for by in (first, second) for _ in range(MANY // 2)))
    won = {by.name for by, outcome in outcomes if not isinstance(outcome, Exception)}
    assert len(won) == 1, "one officer has it, however often asked"
    (winner,) = won
    told = [refusal for by, refusal in outcomes if by.name != winner and isinstance(refusal, Rejection)]
    assert len(told) == MANY // 2
    assert {refusal.facts[NAMED[what]] for refusal in told if refusal.code != "busy"} <= {winner}
    assert any(refusal.code != "busy" for refusal in told)
    if what == "complete":
        assert sum(not isinstance(outcome, Exception) for _, outcome in outcomes) == 1
        assert house.rows("SELECT done_by FROM task WHERE id = %s", command.task_id) == [(winner,)]


def test_a_task_that_a_colleague_has_claimed_is_refused_with_the_name(house: House):
    case = house.case()
    house.go(case, 1)
    command, first = house.next_step(case)
    second = colleague(house)
    house.engine.execute(ClaimTask(task_id=command.task_id), by=second)
    refusals = all_at_once(*(lambda: house.engine.execute(command, by=first) for _ in range(MANY)))
    assert all(isinstance(refusal, Rejection) for refusal in refusals)
    assert {refusal.facts.get("assignee") for refusal in refusals if refusal.code != "busy"} == {second.name}
    house.engine.execute(command, by=second)


def test_two_branches_finished_at_once_meet_at_the_join_once(house: House):
    for _ in range(5):
        case = house.case()
        house.go(case, 2)
        acts = [
            lambda task=task: house.engine.execute(CompleteTask(task_id=task, outcome="done", data=VALUES), by=house.clerk)
            for task, _ in house.open_tasks(case)
        ]
        assert [outcome for outcome in all_at_once(*acts) if isinstance(outcome, Exception)] == []
        assert [element for _, element in house.open_tasks(case)] == ["review"]
        assert house.engine.ask(VerifyChain(case_id=case), by=Actor.system()).broken is None


def test_steps_of_twenty_cases_do_not_disturb_each_other(house: House):
    cases = [house.case() for _ in range(MANY)]
    outcomes = all_at_once(*(lambda case=case: house.go(case, 3) for case in cases))
    assert [outcome for outcome in outcomes if outcome is not None] == []
    assert Counter(tuple(element for _, element in house.open_tasks(case)) for case in cases) == {("finance",): MANY}


def test_a_case_somebody_else_holds_too_long_is_refused_as_busy(house: House):
    case = house.case()
    command, by = house.next_step(case)
    with psycopg.connect(plain_url(house.url)) as other:
        other.execute('SELECT 1 FROM "case" WHERE id = %s FOR UPDATE', (case,))
        with pytest.raises(Conflict) as refusal:
            house.engine.execute(command, by=by)
    assert refusal.value.code == "busy"
    house.engine.execute(command, by=by)


def test_connections_the_server_cut_are_replaced_before_the_next_step(house: House):
    case = house.case()
    house.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
    house.go(case)


def test_who_gets_no_connection_in_time_is_told_that_it_is_too_busy(house: House):
    case = house.case()
    command, by = house.next_step(case)
    small = Engine.open(house.url, house.engine.runtime.ports, KEYRING, pool_size=1, patience=0.05)
    with psycopg.connect(plain_url(house.url)) as elsewhere:
        elsewhere.execute('SELECT 1 FROM "case" WHERE id = %s FOR UPDATE', (case,))
        outcomes = all_at_once(*(lambda: small.execute(command, by=by) for _ in range(3)))
    told = Counter((type(outcome), outcome.code) for outcome in outcomes)
    assert told == {(Unavailable, "too_busy"): 1, (Conflict, "busy"): 2}
    small.execute(command, by=by)
    small.close()
