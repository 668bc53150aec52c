"""谁办过: a case knows who did which step, and what it knows does not grow with the rounds it makes."""

from benchmarks.program import ROUND
from tests.engine.house import House

KNOWN = 'SELECT person, jsonb_array_elements_text(theirs) FROM "case", jsonb_each(hands) AS h (person, theirs) WHERE id = %s ORDER BY 1, 2'
DONE = (
    "SELECT DISTINCT person::text, element FROM task, LATERAL (VALUES (done_by_id), (assignee_id)) AS who (person) "
    "WHERE case_id = %s AND state = 'done' AND person IS NOT NULL ORDER BY 1, 2"
)


def test_what_the_case_knows_is_what_its_finished_tasks_say(house: House):
    case = house.case()
    house.go(case, 2 * len(ROUND))
    assert house.rows(KNOWN, case) == house.rows(DONE, case) != []


def test_it_is_as_much_after_ten_rounds_as_after_one(house: House):
    case = house.case()
    house.go(case, 2 * len(ROUND))
    known = house.rows(KNOWN, case)
    house.go(case, 8 * len(ROUND))
    assert house.rows(KNOWN, case) == known
