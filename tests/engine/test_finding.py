"""Searching the queue: by number, enterprise, credit code, summary and person, by index, and only what one may know of."""

from dataclasses import replace

import pytest

from engine.queries import TaskQueue
from engine.queries.finding import FEW
from engine.running.finding import grams_of
from tests.engine.house import House


def found(house: House, text: str, by=None, **more) -> list[str]:
    view = house.engine.ask(TaskQueue(tab="pool", text=text, **more), by=by or house.clerk)
    return [row.case.number for row in view.rows]


def test_a_text_is_cut_into_what_an_index_leads_from():
    assert set(grams_of("广州某")) == {"广", "广州", "州", "州某", "某"}
    assert grams_of("91440A") == ["144", "40a", "440", "914"]
    assert grams_of("ab") == []
    assert set(grams_of("天河")) < set(grams_of("广州市天河区 12345"))


def test_a_case_is_found_by_number_enterprise_and_credit_code(house: House):
    house.go(house.case(), 1)
    number = house.rows('SELECT number FROM "case"')[0][0]
    for text in (number, number[:9], number[-5:], number.lower(), "某某科技", "91440101", "5xxxxx0x", " 有限 "):
        assert found(house, text) == [number], text
    for text in ("珠海", "99999999", "%", "_", "\\"):
        assert found(house, text) == [], text


def test_nobody_finds_what_they_may_not_know_of(house: House):
    house.go(house.case(), 1)
    assert found(house, "某某科技", by=replace(house.clerk, posts=frozenset({("clerk", "440303")}))) == []


def test_what_very_many_hold_comes_in_the_order_of_the_list_and_is_not_counted(house: House):
    case = house.case()
    house.go(case, 1)
    house.rows(
        "INSERT INTO \"case\" SELECT (json_populate_record(c, json_build_object('id', md5(n::text)::uuid, 'number', 'X-' || n))).* "
        'FROM "case" c, generate_series(1, %s) n',
        FEW + 20,
    )
    house.rows(
        "INSERT INTO case_words SELECT c.id, lower(c.number), reverse(lower(c.number)), w.words, w.grams "
        "FROM \"case\" c, case_words w WHERE c.number LIKE 'X-%%'"
    )
    house.rows(
        "INSERT INTO task SELECT (json_populate_record(t, json_build_object('id', md5('t' || c.id)::uuid, 'case_id', c.id))).* "
        "FROM task t, \"case\" c WHERE t.state = 'open' AND c.number LIKE 'X-%%'"
    )
    view = house.engine.ask(TaskQueue(tab="pool", text="某某科技", size=50), by=house.clerk)
    assert view.vague
    assert len(view.rows) == view.total == 50
    second = house.engine.ask(TaskQueue(tab="pool", text="某某科技", size=50, after=view.next), by=house.clerk)
    assert not {row.task.task_id for row in view.rows} & {row.task.task_id for row in second.rows}
    assert not house.engine.ask(TaskQueue(tab="pool", text="X-77"), by=house.clerk).vague


@pytest.mark.parametrize("tab", ["copies", "started", "entrusted", "done", "office", "all", "todo"])
def test_every_list_can_be_searched(house: House, tab: str):
    house.go(house.case(), 1)
    view = house.engine.ask(TaskQueue(tab=tab, text="某某科技"), by=house.clerk)
    assert len(view.rows) <= view.total + 1
