"""Where no stream can be had, the page asks from time to time, and what is typed stays all the same."""

from typing import Any

import pytest

from engine.commands import ClaimTask
from engine.queries import TaskQueue
from tests.journeys.town import Town
from tests.journeys.visitor import PATIENCE

pytestmark = pytest.mark.browser
DEMO = True


def test_a_page_without_a_stream_asks_and_shows_what_others_did(town: Town, invite: Any):
    town.officer("fuhe2", "赵复核", "second_review")
    visitor = invite("fuhe2")
    visitor.page.route("**/live", lambda route: route.fulfill(status=204))
    visitor.page.clock.install()
    visitor.go("/tasks?tab=pool")
    visitor.page.locator("#text").type("广州")
    row = town.engine.ask(TaskQueue(tab="pool"), by=town.actor("fuhe")).rows[0]
    town.engine.execute(ClaimTask(task_id=row.task.task_id), by=town.actor("fuhe"))
    shown = visitor.page.locator("[data-rows] tr", has_text=row.case.number)
    for _ in range(PATIENCE):
        visitor.page.clock.run_for(5000)
        if "已不在此列表" in shown.inner_text():
            break
        visitor.page.evaluate("0")
    assert "已不在此列表" in shown.inner_text()
    assert shown.locator("[data-claim]").count() == 0
    assert visitor.page.locator("#text").input_value() == "广州"
