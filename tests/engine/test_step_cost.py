"""A step costs the same number of statements whatever the case's age, its roster, its draft, and what others have open."""

from datetime import timedelta
from uuid import uuid4

from benchmarks.program import ROUND
from benchmarks.wire import watched
from engine.commands import ClaimTask, FireTimers, ReleaseTask, SaveDraft
from engine.sdk.actor import Actor
from tests.engine.house import House

MOST_STATEMENTS = 10
MOST_ROUND_TRIPS = 6


def counted_round(house: House, case) -> list[tuple[str, int, int]]:
    """Element, statements and round trips of each step of one trip around the loop; BEGIN and COMMIT count."""
    found = []
    for element in ROUND:
        command, by = house.next_step(case)
        with watched(house.engine) as sent:
            house.engine.execute(command, by=by)
        found.append((element, sent.statements, sent.round_trips))
    return found


def test_a_step_at_loop_twenty_sends_what_a_step_at_loop_one_sends(house: House):
    house.go(house.case())  # warms the caches of program and calendar
    case = house.case()
    first = counted_round(house, case)
    house.go(case, 18 * len(ROUND))
    assert counted_round(house, case) == first
    assert all(statements <= MOST_STATEMENTS and trips <= MOST_ROUND_TRIPS for _, statements, trips in first)


def other_work(house: House, case) -> list[tuple[str, int, int]]:
    """What a task of the office and its timer cost while it is open: claimed, let go, its timer fires, claimed again and done."""
    found = []

    def counted(name: str, command, by) -> None:
        with watched(house.engine) as sent:
            house.engine.execute(command, by=by)
        found.append((name, sent.statements, sent.round_trips))

    house.go(case, 1)
    task, element = house.open_tasks(case)[0]
    assert element == "accept"
    counted("claim", ClaimTask(task_id=task), house.clerk)
    counted("release", ReleaseTask(task_id=task), house.clerk)
    house.clock.move_to(house.clock.now() + timedelta(days=16))
    counted("timer", FireTimers(case_id=case), Actor.system())
    counted("claim again", ClaimTask(task_id=task), house.clerk)
    house.go(case, len(ROUND) - 1)
    return found


def test_claims_and_timers_at_loop_twenty_send_what_they_send_at_loop_one(house: House):
    for _ in range(2):  # the first time on a connection, the server is told each statement
        other_work(house, house.case())
    case = house.case()
    first = other_work(house, case)
    house.go(case, 18 * len(ROUND))
    assert other_work(house, case) == first
    assert all(statements <= MOST_STATEMENTS and trips <= MOST_ROUND_TRIPS for name, statements, trips in first if name == "timer")


def test_neither_the_roster_nor_what_others_have_open_adds_a_statement(house: House):
    house.go(house.case())
    quiet, busy = house.case(), house.case()
    for _ in range(10):
        house.case()
    house.rows(
        "INSERT INTO roster_row (id, case_id, field, no, values, occupation, level, status, faults, reasons) "
        "SELECT gen_random_uuid(), %s, 'roster', n, '{}', '', '', 'eligible', '[]', '[]' FROM generate_series(1, 1000) n",
        busy,
    )
    assert counted_round(house, busy) == counted_round(house, quiet)


def test_an_idempotency_key_keeps_a_step_within_its_ten_statements(house: House):
    case = house.case()
    house.go(case)
    for _ in range(2 * len(ROUND)):  # the first time on a connection, the server is told each statement
        command, by = house.next_step(case)
        with watched(house.engine) as sent:
            house.engine.execute(command, by=by, key=str(uuid4()))
    assert sent.statements <= MOST_STATEMENTS
    assert sent.round_trips <= MOST_ROUND_TRIPS


def test_the_draft_of_a_step_goes_with_the_step_and_adds_no_statement(house: House):
    case = house.case()
    house.go(case)
    command, by = house.next_step(case)
    house.engine.execute(SaveDraft(case_id=case, task_id=command.task_id, data={"f1": "半句"}, version=0), by=by)
    with watched(house.engine) as sent:
        house.engine.execute(command, by=by)
    assert sent.statements <= MOST_STATEMENTS
    assert house.rows("SELECT 1 FROM draft WHERE case_id = %s", case) == []


def test_the_state_of_a_case_does_not_grow_with_its_age(house: House):
    case = house.case()
    house.go(case)
    young = house.rows('SELECT length(state) FROM "case" WHERE id = %s', case)[0][0]
    house.go(case, 30 * len(ROUND))
    old = house.rows('SELECT length(state) FROM "case" WHERE id = %s', case)[0][0]
    assert old <= young + 16
    assert old <= 5000
