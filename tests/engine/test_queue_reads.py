"""What a list of the queue reads: little more than what it shows, however much there is that it does not show."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from benchmarks.queue_data import fill, settle
from engine.commands import LookForPerson
from engine.queries import TaskQueue
from engine.queries.finding import FEW
from engine.running.sought import Sought
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url
from tests.engine.house import House, a_house

TASKS = 12_000
PAGE = 50
MOST_READ = {"office": 8 * PAGE, "pool": 30 * PAGE, "all": 35 * PAGE}
"""Of the city's 6,600 open tasks: half of what an index tells is of the city, a tenth of one of its two pools."""
SEARCHED = "有限公司"
"""Every enterprise is called so."""


@pytest.fixture(scope="module")
def crowded(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = a_house(module_database_url, tmp_path_factory.mktemp("reads"))
    house.go(house.case(), 1)
    fill(house.url, TASKS, house.engine.runtime.ports.clock.now().date(), house.clerk.user_id)
    settle(house.url)
    yield house
    house.engine.close()


def city(officer: Actor) -> Actor:
    return replace(officer, posts=frozenset({("clerk", "440100"), ("review", "440100")}))


def read_for(house: House, query: TaskQueue, by: Actor, mark: str) -> int:
    """How many rows the server reads for the statements of a question that say this: each is run once more, and counted."""
    seen: list[tuple[str, Any]] = []
    house.engine.ask(query, by=by)  # what is learnt once is not counted

    def heard(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if (mark in str(parameters) or mark in statement) and not statement.startswith("EXPLAIN"):
            seen.append((statement, parameters))

    event.listen(house.engine.runtime.database, "before_cursor_execute", heard)
    house.engine.ask(query, by=by)
    event.remove(house.engine.runtime.database, "before_cursor_execute", heard)
    assert seen, "nothing asks for it"
    with psycopg.connect(plain_url(house.url)) as connection:
        plans = [connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {said}", given).fetchone()[0][0]["Plan"] for said, given in seen]
    return sum(map(_read, plans))


def _read(node: dict[str, Any]) -> int:
    """The tasks and words that were looked at to find out what is shown; what is shown is then read by name, or by all, if they are few."""
    inner = sum(map(_read, node.get("Plans", ())))
    if node.get("Relation Name") not in {"task", "case_words", "roster_row"} or node.get("Alias") == "task":
        return inner
    gone = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return inner + int((node["Actual Rows"] + gone) * node["Actual Loops"])


@pytest.mark.parametrize("tab", ["office", "pool", "all"])
def test_a_program_that_nobody_uses_costs_nothing_wherever_one_looks(crowded: House, tab: str):
    for by in (crowded.clerk, city(crowded.clerk)):
        query = TaskQueue(tab=tab, program="nobody_uses_it")
        assert crowded.engine.ask(query, by=by).rows == ()
        assert read_for(crowded, query, by, "nobody_uses_it") <= 2 * PAGE


@pytest.mark.parametrize("tab", ["office", "pool", "all"])
@pytest.mark.parametrize(("sort", "key"), [("arrived", "arrived_at"), ("-arrived", "arrived_at"), ("risk", "yellow_on")])
def test_a_page_in_any_order_reads_a_few_pages_and_not_the_city(crowded: House, tab: str, sort: str, key: str):
    query = TaskQueue(tab=tab, sort=sort, size=PAGE)
    assert len(crowded.engine.ask(query, by=city(crowded.clerk)).rows) == PAGE
    assert read_for(crowded, query, city(crowded.clerk), f"ORDER BY task.{key}") <= MOST_READ[tab]


@pytest.mark.parametrize("tab", ["office", "pool"])
def test_nothing_that_moves_is_read_for_what_stands_still(crowded: House, tab: str):
    stopped = crowded.rows(
        "UPDATE task SET stopped = true WHERE id IN (SELECT id FROM task WHERE state = 'open' AND region = '440106' AND role = 'clerk' "
        "AND assignee_id IS NULL AND organisation_id IS NULL ORDER BY id LIMIT 3) RETURNING id"
    )
    view = crowded.engine.ask(TaskQueue(tab=tab, light="grey"), by=city(crowded.clerk))
    assert {row.task.task_id for row in view.rows} == {row[0] for row in stopped}


def test_a_word_that_all_hold_elsewhere_is_looked_for_in_ones_own_area_alone(crowded: House):
    here = crowded.rows("SELECT count(*) FROM task WHERE state = 'open' AND region = '440106'")[0][0]
    assert here < FEW < TASKS
    query = TaskQueue(tab="office", text=SEARCHED, size=PAGE)
    view = crowded.engine.ask(query, by=crowded.clerk)
    assert not view.vague, "of one's own area there are few"
    assert view.total == here
    assert len(view.rows) == PAGE


def test_what_only_others_have_is_not_looked_for_in_the_whole_list(crowded: House):
    crowded.rows(
        "UPDATE case_words SET words = words || '远处', grams = grams || ARRAY['远', '处', '远处'] "
        "WHERE case_id IN (SELECT id FROM \"case\" WHERE region <> '440106')"
    )
    settle(crowded.url)
    for tab in ("office", "pool", "all"):
        query = TaskQueue(tab=tab, text="远处")
        view = crowded.engine.ask(query, by=crowded.clerk)
        assert (view.rows, view.vague) == ((), False)
        held = 60 if tab == "all" else 0
        assert read_for(crowded, query, crowded.clerk, "远处") <= held + 2 * PAGE


def test_what_one_holds_elsewhere_is_found_all_the_same(crowded: House):
    case, number = crowded.rows("SELECT id, number FROM \"case\" WHERE region = '440103' ORDER BY id LIMIT 1")[0]
    crowded.rows("UPDATE task SET assignee_id = %s WHERE case_id = %s AND state = 'open'", crowded.clerk.user_id, case)
    for tab in ("all", "todo"):
        view = crowded.engine.ask(TaskQueue(tab=tab, text=number), by=crowded.clerk)
        assert [row.case.number for row in view.rows] == [number]


@pytest.mark.parametrize(("bearers", "most"), [("rare", 3 * PAGE), ("many", 80 * PAGE)])
def test_a_person_is_found_without_reading_everybody_of_the_name(crowded: House, bearers: str, most: int):
    """A rare name reads its bearers; a name that all have reads what tells that they are many, and then the list until a page is full."""
    name = {"rare": "欧阳晓岚", "many": "张伟"}[bearers]
    index = Sought.of(crowded.engine.runtime.keyring, name).index
    every = {"rare": 4000, "many": 1}[bearers]
    crowded.rows(
        "WITH numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM roster_row) UPDATE roster_row SET named = %s "
        "FROM numbered WHERE numbered.id = roster_row.id AND place %% %s = 0",
        index,
        every,
    )
    settle(crowded.url)
    worker = replace(city(crowded.clerk), posts=frozenset({("clerk", "440100"), ("review", "440100")}))
    query = TaskQueue(tab="office", person=crowded.engine.execute(LookForPerson(text=name), by=worker).person, size=PAGE)
    view = crowded.engine.ask(query, by=worker)
    assert view.vague == (bearers == "many")
    assert len(view.rows) == (PAGE if bearers == "many" else view.total)
    if bearers == "many":
        following = crowded.engine.ask(replace(query, after=view.next), by=worker)
        assert not {row.case.case_id for row in view.rows} & {row.case.case_id for row in following.rows}, "page by page, none twice"
    assert read_for(crowded, query, worker, "roster_row") <= FEW + 1 + most
