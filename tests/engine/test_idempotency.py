"""幂等: a repeated request gets the first answer; the same key with another request is refused."""

import pytest

from benchmarks.program import KEY, VALUES
from engine.commands import CompleteTask, OpenCase
from engine.sdk.errors import Conflict, InvalidInput, InvalidState
from tests.engine.house import House
from tests.threads import all_at_once


def test_the_same_key_twice_opens_one_case_and_answers_the_same(house: House):
    command = OpenCase(program=KEY, process=KEY)
    first = house.engine.execute(command, by=house.enterprise, key="a")
    assert house.engine.execute(command, by=house.enterprise, key="a") == first
    assert house.rows('SELECT count(*) FROM "case"') == [(1,)]


def test_a_key_sent_ten_times_at_once_opens_one_case(house: House):
    command = OpenCase(program=KEY, process=KEY)
    outcomes = all_at_once(*(lambda: house.engine.execute(command, by=house.enterprise, key="b") for _ in range(10)))
    assert len(set(outcomes)) == 1
    assert house.rows('SELECT count(*) FROM "case"') == [(1,)]


def test_a_step_repeated_with_its_key_is_answered_again_and_without_it_refused(house: House):
    case = house.case()
    command, by = house.next_step(case)
    first = house.engine.execute(command, by=by, key="c")
    assert house.engine.execute(command, by=by, key="c") == first
    with pytest.raises(InvalidState):
        house.engine.execute(command, by=by)


def test_the_same_key_with_another_request_is_a_conflict_and_changes_nothing(house: House):
    case = house.case()
    command, by = house.next_step(case)
    house.engine.execute(command, by=by, key="d")
    task, _ = house.open_tasks(case)[0]
    with pytest.raises(Conflict) as refusal:
        house.engine.execute(CompleteTask(task_id=task, outcome="done", data=VALUES), by=by, key="d")
    assert refusal.value.code == "key_used"
    assert house.open_tasks(case)[0][0] == task


def test_keys_of_different_people_are_different_keys(house: House):
    command = OpenCase(program=KEY, process=KEY)
    first = house.engine.execute(command, by=house.enterprise, key="e")
    case = first.case_id
    assert house.rows("SELECT owner FROM answer WHERE key = 'e'") == [(str(house.enterprise.user_id),)]
    assert house.rows('SELECT count(*) FROM "case" WHERE id = %s', case) == [(1,)]


def test_a_refused_request_leaves_its_key_free(house: House):
    case = house.case()
    command, by = house.next_step(case)
    with pytest.raises(InvalidInput):
        house.engine.execute(CompleteTask(task_id=command.task_id, outcome="no such outcome", data=VALUES), by=by, key="f")
    house.engine.execute(command, by=by, key="f")
