"""操作留痕: the chain of a case holds after any steps, and breaks where a row was touched."""

import pytest

from engine.queries import VerifyChain
from engine.sdk.actor import Actor
from engine.store.verification import chain_faults
from tests.engine.house import House


def verified(house: House, case) -> tuple[int, int | None]:
    answer = house.engine.ask(VerifyChain(case_id=case), by=Actor.system())
    return answer.checked, answer.broken


def test_the_chain_of_a_case_that_went_around_verifies(house: House):
    case = house.case()
    house.go(case, 10)
    checked, broken = verified(house, case)
    assert (checked, broken) == (house.rows("SELECT count(*) FROM event WHERE case_id = %s", str(case))[0][0], None)
    assert checked > 20


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'task_opened_'",
        "actor = '别人'",
        "at = at + interval '1 second'",
        "public = NOT public",
        "data = jsonb_set(data, '{element}', '\"other\"')",
    ],
)
def test_an_altered_event_breaks_the_chain_where_it_stands(house: House, change: str):
    case = house.case()
    house.go(case, 3)
    house.rows(f"UPDATE event SET {change} WHERE case_id = %s AND seq = 4", str(case))
    assert verified(house, case)[1] == 4


def test_a_removed_event_breaks_the_chain(house: House):
    case = house.case()
    house.go(case, 3)
    house.rows("DELETE FROM event WHERE case_id = %s AND seq = 4", str(case))
    assert verified(house, case)[1] is not None


def test_a_chain_that_began_before_case_chains_lost_their_name_goes_on(house: House):
    case = house.case()
    house.go(case, 3)
    house.rows("UPDATE event SET chain = case_id::text WHERE case_id = %s", case)
    house.go(case, 3)
    assert {name for (name,) in house.rows("SELECT chain FROM event WHERE case_id = %s", case)} == {str(case), ""}
    assert verified(house, case)[1] is None
    assert list(chain_faults(house.engine.runtime.database)) == []
