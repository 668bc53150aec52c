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
        "facts = jsonb_set(facts, '{0,0}', '\"task_opened_\"')",
        "facts = jsonb_set(facts, '{0,1}', 'false')",
        "facts = jsonb_set(facts, '{0,2,element}', '\"other\"')",
        "facts = facts || '[[\"task_opened\", true, {}]]'",
        "facts = facts - 1",
        "facts = '[]'",
        "actor = '别人'",
        "at = at + interval '1 second'",
        "sent = jsonb_set(sent, '{0,2,opinion}', '\"不同意\"')",
        "sent = sent || '[[\"accept\", null, {}]]'",
        "sent = jsonb_set(sent, '{0,3}', 'false')",
        "sent = NULL",
    ],
)
def test_an_altered_entry_breaks_the_chain_where_it_stands(house: House, change: str):
    case = house.case()
    house.go(case, 3)
    assert verified(house, case)[1] is None
    (seq,) = house.rows("SELECT min(seq) FROM event WHERE case_id = %s AND kind = 'task_completed'", case)[0]
    house.rows(f"UPDATE entry SET {change} WHERE case_id = %s AND seq = %s", case, seq)
    assert verified(house, case)[1] == seq


def test_a_removed_entry_breaks_the_chain(house: House):
    case = house.case()
    house.go(case, 3)
    house.rows("DELETE FROM entry WHERE case_id = %s AND seq = (SELECT min(seq) FROM entry WHERE case_id = %s AND seq > 2)", case, case)
    assert verified(house, case)[1] is not None


def test_a_chain_that_began_before_case_chains_lost_their_name_goes_on(house: House):
    case = house.case()
    house.go(case, 3)
    house.rows("UPDATE entry SET chain = case_id::text WHERE case_id = %s", case)
    house.go(case, 3)
    assert {name for (name,) in house.rows("SELECT chain FROM entry WHERE case_id = %s", case)} == {str(case), ""}
    assert verified(house, case)[1] is None
    assert list(chain_faults(house.engine.runtime.database)) == []
