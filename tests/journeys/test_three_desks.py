"""Two officers and a supervisor, each at a browser of their own, at the same time: what one does reaches the others where they are."""

from typing import Any

import pytest

from engine.commands import ClaimTask, WarnOfDeadlines
from engine.queries import TaskQueue
from engine.sdk.actor import Actor
from tests.journeys.town import Town
from tests.journeys.visitor import PATIENCE, Visitor

pytestmark = pytest.mark.browser
DEMO = True
LIVE = "document.documentElement.dataset.live !== undefined"


def test_a_claim_a_transfer_and_a_red_card_reach_the_others_without_a_reload(town: Town, invite: Any):
    town.settle()
    town.officer("fuhe2", "赵复核", "second_review")
    first, second, supervisor = invite("fuhe"), invite("fuhe2"), invite("dudao")
    for visitor in (first, second):
        visitor.go("/tasks?tab=pool")
        until(visitor, LIVE)
    supervisor.go("/oversight")
    until(supervisor, LIVE)
    number, address = claim_is_seen_where_the_other_is_typing(first, second)
    somebody_late_reads_who_was_faster(second, address)
    transfer_rings_the_bell_of_the_other(town, first, second, address, number)
    red_card_goes_round(town, first, second, supervisor, number)


def until(visitor: Visitor, expression: str) -> None:
    """Wait for something of the page to be true; the page's policy allows no waiting function."""
    for _ in range(PATIENCE):
        if visitor.page.evaluate(expression):
            return
        visitor.page.wait_for_timeout(200)
    raise AssertionError(expression)


def claim_is_seen_where_the_other_is_typing(first: Visitor, second: Visitor) -> tuple[str, str]:
    """One claims; the other's row says so; what they were typing, where they were and their focus stay."""
    row = first.page.locator("[data-rows] tr", has=first.page.locator("[data-claim]")).first
    number = row.locator(".num").first.inner_text()
    address = str(row.locator("[data-open]").get_attribute("href"))
    second.page.evaluate("window.kept = true; document.querySelector('main').style.minHeight = '3000px'; scrollTo(0, 60)")
    second.page.locator("#text").type("广州市")
    before = second.page.evaluate("scrollY")
    first.follow(row.locator("[data-claim]"))
    theirs = second.page.locator("[data-rows] tr", has_text=number)
    theirs.get_by_text("已领取").wait_for()
    assert theirs.locator("[data-claim]").count() == 0, "what is taken is not offered"
    assert second.page.locator("#text").input_value() == "广州市"
    assert second.page.evaluate("[window.kept, document.activeElement.id, scrollY]") == [True, "text", before], "no reload"
    return str(number), address


def somebody_late_reads_who_was_faster(second: Visitor, address: str) -> None:
    second.go(address)
    second.reads("领取这个待办")
    assert second.page.locator("input[name=outcome]").count() == 0


def transfer_rings_the_bell_of_the_other(town: Town, first: Visitor, second: Visitor, address: str, number: str) -> None:
    second.go("/tasks?tab=todo")
    until(second, LIVE)
    second.page.evaluate("window.kept = true")
    count = second.page.locator("[data-bell] [data-count]")
    had = int(count.inner_text() or 0) if count.is_visible() else 0
    first.go(f"{address}/verbs/transfer")
    first.page.locator("[name=person_id]").select_option(label="赵复核")
    first.page.locator("[name=reason]").fill("出差三天。")
    first.follow(first.page.locator("main form button[type=submit]"))
    first.reads("已转办")
    town.settle()
    until(second, f"Number(document.querySelector('[data-bell] [data-count]').textContent) > {had}")
    second.page.locator("[data-rows] tr", has_text=number).wait_for()
    assert second.page.evaluate("window.kept"), "no reload"
    second.follow(second.page.locator("[data-bell]"))
    second.reads("由您办理", number)
    second.follow(second.page.locator(".alerts li", has_text=number).first.locator("button"))
    assert second.path() == address


def red_card_goes_round(town: Town, first: Visitor, second: Visitor, supervisor: Visitor, number: str) -> None:
    """The supervisor is warned, finds the card, remarks; the holder explains; the supervisor gives it to somebody else."""
    while town.engine.execute(WarnOfDeadlines(), by=Actor.system()):
        pass
    supervisor.go("/oversight")
    supervisor.page.locator("[data-bell] [data-count]").wait_for()
    card = supervisor.page.locator("[data-cards] li", has_text=number)
    for part in ("赵复核", "超期", "未说明原因", "复核"):
        assert part in card.inner_text()
    supervisor.follow(card.get_by_role("link", name="提出督办意见"))
    supervisor.page.locator("[name=words]").fill("请今日办结并说明原因。")
    supervisor.press("提出督办意见")
    supervisor.reads("督办意见已记录", "请今日办结并说明原因。")
    town.settle()
    second.go("/alerts")
    second.reads("提出督办意见", "已超期")
    second.follow(second.page.locator(".alerts li", has_text="提出督办意见").locator("button"))
    second.reads("请今日办结并说明原因。")
    second.page.locator("[name=words]").fill("等待税务部门回函。")
    second.press("说明原因")
    second.reads("说明已记录")
    supervisor.go("/oversight")
    supervisor.reads("等待税务部门回函。")
    card = supervisor.page.locator("[data-cards] li", has_text=number)
    supervisor.follow(card.get_by_role("link", name="改派"))
    supervisor.page.locator("[name=person_id]").select_option(index=1)
    supervisor.page.locator("[name=reason]").fill("均衡工作量。")
    supervisor.follow(supervisor.page.locator("main form button[type=submit]"))
    supervisor.reads("已指派")
    town.settle()
    first.go("/alerts")
    first.reads("由您办理", number)


def test_a_substitution_reaches_the_pages_that_stand_open(town: Town, invite: Any):
    """The substitute's list has the task at once and loses it again, and the list of substitutions follows; no page is loaded anew."""
    if not town.engine.ask(TaskQueue(tab="todo"), by=town.actor("shenhe")).rows:
        free = town.engine.ask(TaskQueue(tab="pool"), by=town.actor("shenhe")).rows[0]
        town.engine.execute(ClaimTask(task_id=free.task.task_id), by=town.actor("shenhe"))
    number = town.engine.ask(TaskQueue(tab="todo"), by=town.actor("shenhe")).rows[0].case.number
    town.officer("shenhe2", "孙审核", "review")
    person, substitute, other = invite("shenhe"), invite("shenhe2"), invite("shenhe2", phone=True)
    substitute.go("/tasks?tab=entrusted")
    other.go("/desk")
    other.reads("没有外出代理")
    for visitor in (substitute, other):
        until(visitor, LIVE)
        visitor.page.evaluate("window.kept = true")
    person.go("/desk")
    person.page.locator("[name=substitute_id]").select_option(label="孙审核")
    for name in ("starts_on", "ends_on"):
        person.page.locator(f"[name={name}]").fill(town.clock.now().date().isoformat())
    person.page.locator("[name=absence_reason]").fill("年休假")
    person.press("安排代理")
    person.reads("已安排代理")
    substitute.page.locator("[data-rows] tr", has_text=number).wait_for()
    other.page.locator("[data-live-list=absences]", has_text="年休假").wait_for()
    person.press("销假")
    person.reads("已销假")
    substitute.page.locator("[data-rows] tr.gone", has_text=number).wait_for()
    other.page.locator("[data-live-list=absences]", has_text="没有外出代理").wait_for()
    assert [visitor.page.evaluate("window.kept") for visitor in (substitute, other)] == [True, True]
