"""风险排序: what may be late first comes first, told by the day on which its own warning begins; a page says so where one chooses it."""

from datetime import date

import pytest

from engine.commands import StopClock
from engine.queries import TaskQueue
from tests.verbs.office import Office, P, T


@pytest.mark.parametrize("tab", ["pool", "office"])
def test_by_risk_a_long_limit_comes_before_a_short_one_that_is_due_earlier(office: Office, tab: str):
    office.draw("s > q > long > j > e", "q > short > j", "q > free > j", q=P, j=P, long=f'{T} tb:limit="20wd"', short=f'{T} tb:limit="5wd"')
    first = office.case()
    long, free = office.task(first, "long"), office.task(first, "free")
    office.do(first, "short")
    stopped = office.case()
    held = office.claim(stopped, "long", "li")
    office.run(StopClock(task_id=held, basis="第四十五条", reason="听证"), "li")
    office.go_to(date(2026, 9, 17))
    short = office.task(office.case(), "short")
    seen = {sort: order(office, tab, sort) for sort in ("due", "risk")}
    due = dict(office.rows("SELECT id, due_on FROM task WHERE id IN (%s, %s)", long, short))
    warned = dict(office.rows("SELECT id, yellow_on FROM task WHERE id IN (%s, %s)", long, short))
    assert due[short] < due[long], "the short one is due first"
    assert warned[long] < warned[short], "and the long one warns first"
    assert seen["due"].index(short) < seen["due"].index(long)
    assert seen["risk"].index(long) < seen["risk"].index(short) < seen["risk"].index(free), "without a limit nothing is at risk"
    dated = dict(office.rows("SELECT id, yellow_on FROM task WHERE state = 'open'"))
    days = [dated[task] for task in seen["risk"]]
    assert days == sorted(days, key=lambda day: (day is None, day or date.max)), "what stands still or has no limit comes last"
    if tab == "office":
        assert dated[held] is None
        assert held in seen["risk"]


def order(office: Office, tab: str, sort: str) -> list[object]:
    return [row.task.task_id for row in office.engine.ask(TaskQueue(tab=tab, sort=sort), by=office.people["zhang"]).rows]
