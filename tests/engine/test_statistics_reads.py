"""Statistics of a program read its open cases from an index of what is open, however many cases have ended."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from benchmarks.program import KEY
from benchmarks.queue_data import fill, settle
from engine.queries import Statistics
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url
from tests.engine.house import House, a_house

TASKS, OPEN = 6_000, 40
ADMIN = Actor.system()
ENDED = """
UPDATE "case" SET status = 'closed', filed_on = '2020-01-01', received_on = '2020-01-01', closed_at = '2020-06-01T00:00:00+08:00'
WHERE id NOT IN (SELECT id FROM "case" WHERE status = 'open' ORDER BY id LIMIT %s)
"""


@pytest.fixture
def crowded(database_url: str, tmp_path) -> Iterator[House]:
    house = a_house(database_url, tmp_path)
    house.go(house.case(), 1)
    fill(house.url, TASKS, house.engine.runtime.ports.clock.now().date(), house.clerk.user_id)
    house.rows(ENDED + " RETURNING id", OPEN)
    settle(house.url)
    yield house
    house.engine.close()


def heard(house: House) -> list[tuple[str, Any]]:
    """Every statement of the page, with its parameters."""
    said: list[tuple[str, Any]] = []

    def hear(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        said.append((statement, parameters))

    event.listen(house.engine.runtime.database, "before_cursor_execute", hear)
    house.engine.ask(Statistics(program=KEY), by=ADMIN)
    event.remove(house.engine.runtime.database, "before_cursor_execute", hear)
    return said


def scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The nodes of a plan that read the table of cases, or an index of it for a bitmap."""
    if node.get("Relation Name") == "case" or node["Node Type"] == "Bitmap Index Scan":
        yield node
    for inner in node.get("Plans", ()):
        yield from scans(inner)


def test_open_cases_are_counted_from_the_index_of_open_cases(crowded: House) -> None:
    assert crowded.engine.ask(Statistics(program=KEY), by=ADMIN).throughput[-1].open == OPEN
    counting = [each for each in heard(crowded) if 'FROM "case"' in each[0] and "open" in map(str, dict(each[1]).values())]
    assert len(counting) == 1
    with psycopg.connect(plain_url(crowded.url)) as connection:
        ((plan,),) = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {counting[0][0]}", counting[0][1]).fetchone()
        partial = {name for (name,) in connection.execute("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%''open''%'")}
    read = list(scans(plan["Plan"]))
    assert {node["Node Type"] for node in read} <= {"Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Bitmap Index Scan"}
    assert {node["Index Name"] for node in read if "Index Name" in node} <= partial
    looked_at = [(node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in read]
    assert max(looked_at) <= 2 * OPEN, "not the thousands that have ended"


def test_what_was_begun_and_finished_is_read_from_the_indexes_of_the_period(crowded: House) -> None:
    of_cases = [each for each in heard(crowded) if each[0].lstrip().startswith("SELECT") and 'FROM "case"' in each[0]]
    with psycopg.connect(plain_url(crowded.url)) as connection:
        for said, given in of_cases:
            ((plan,),) = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {said}", given).fetchone()
            assert "Seq Scan" not in {node["Node Type"] for node in scans(plan["Plan"])}, said
