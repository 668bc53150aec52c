"""The officer's queue: every task once, in order, over any number of pages; figures that fit; one index, not the whole table."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import event

from benchmarks.queue_data import fill
from engine.queries import TaskQueue
from engine.sdk.actor import Actor
from tests.engine.house import House, a_house

TASKS = 1500


@pytest.fixture(scope="module")
def crowded(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = a_house(module_database_url, tmp_path_factory.mktemp("queue"))
    house.case()
    fill(house.url, TASKS, house.engine.runtime.ports.clock.now().date(), house.clerk.user_id)
    yield house
    house.engine.close()


def city(officer: Actor) -> Actor:
    return replace(officer, posts=frozenset({("clerk", "440100"), ("clerk", "440106"), ("review", "440300")}))


def walked(house: House, query: TaskQueue, by: Actor) -> list:
    """The tasks of every page."""
    found, cursor = [], None
    while True:
        view = house.engine.ask(replace(query, after=cursor), by=by)
        found += [row.task for row in view.rows]
        cursor = view.next
        if cursor is None:
            return found


@pytest.mark.parametrize("sort", ["due", "risk", "arrived"])
def test_what_somebody_did_comes_the_newest_first_whatever_the_sort(crowded: House, sort: str):
    crowded.rows(
        "UPDATE task SET state = 'done', done_by_id = %s, done_at = now() - (1 + random() * 20) * interval '1 day' "
        "WHERE id IN (SELECT id FROM task WHERE state = 'open' AND region = '440311' LIMIT 25)",
        crowded.clerk.user_id,
    )
    mine = "SELECT id FROM task WHERE state = 'done' AND done_by_id = %s ORDER BY done_at DESC, id DESC"
    expected = [found for (found,) in crowded.rows(mine, crowded.clerk.user_id)]
    assert len(expected) > 20
    shown = walked(crowded, TaskQueue(tab="done", sort=sort, size=7), crowded.clerk)
    assert [task.task_id for task in shown] == expected


@pytest.mark.parametrize("tab", ["all", "pool", "todo"])
@pytest.mark.parametrize("sort", ["due", "-due", "arrived", "-arrived"])
def test_pages_hold_every_task_once_and_in_order(crowded: House, tab: str, sort: str):
    by = city(crowded.clerk)
    pool = "assignee_id IS NULL AND ((role = 'clerk' AND region LIKE '4401%%') OR (role = 'review' AND region LIKE '4403%%'))"
    wanted = {"pool": f"({pool})", "todo": "assignee_id = %s", "all": f"(({pool}) OR assignee_id = %s)"}[tab]
    key = "due_on" if "due" in sort else "arrived_at"
    order = f"{key} DESC NULLS FIRST, id DESC" if sort.startswith("-") else f"{key} NULLS LAST, id"
    arguments = () if tab == "pool" else (by.user_id,)
    expected = crowded.rows(
        f"SELECT id FROM task WHERE state = 'open' AND organisation_id IS NULL AND {wanted} ORDER BY {order}", *arguments
    )
    assert [head.task_id for head in walked(crowded, TaskQueue(tab=tab, sort=sort, size=50), by)] == [row[0] for row in expected]


def test_the_figures_say_how_many_there_are(crowded: House):
    by = city(crowded.clerk)
    counts = crowded.engine.ask(TaskQueue(), by=by).counts
    pool = len(walked(crowded, TaskQueue(tab="pool", size=200), by))
    assert counts.pool == pool
    assert counts.todo == len(walked(crowded, TaskQueue(tab="todo"), by))
    assert counts.overdue == len(walked(crowded, TaskQueue(light="red", size=200), by))
    assert counts.soon == len(walked(crowded, TaskQueue(light="yellow", size=200), by))


def test_an_officer_without_posts_sees_an_empty_queue(crowded: House):
    view = crowded.engine.ask(TaskQueue(), by=replace(crowded.clerk, user_id=None, posts=frozenset()))
    assert view.rows == ()
    assert view.counts.pool == 0


def test_a_queue_is_a_constant_number_of_statements(crowded: House):
    seen: list[str] = []
    crowded.engine.ask(TaskQueue(), by=crowded.clerk)
    event.listen(crowded.engine.runtime.database, "before_cursor_execute", lambda *facts: seen.append(facts[2]))
    for by in (crowded.clerk, city(crowded.clerk)):
        seen.clear()
        crowded.engine.ask(TaskQueue(), by=by)
        assert len(seen) <= 8
