"""The officer's queue in a browser: two officers at one task, everything by keyboard, a telephone, many at once with an undo."""

import re
from datetime import timedelta
from typing import Any

import pytest

from engine.commands import ClaimTask
from engine.queries import TaskQueue
from tests.journeys.deciding import claim
from tests.journeys.test_keyboard_and_phone import wide
from tests.journeys.town import Town

pytestmark = pytest.mark.browser
NUMBER = re.compile(r"4401\d\d-GZXT-\d{4}-\d{5}")
STORIES = ("filed_small.toml", "refused.toml", "correction_expired.toml", "sent_back.toml")


@pytest.fixture(scope="module", autouse=True)
def people(town: Town):
    town.officer("shouli2", "刘备用", "acceptance")
    for story in STORIES:
        town.story(story, 1)


def free(town: Town) -> list[Any]:
    """What waits for somebody to accept it."""
    return [row for row in town.engine.ask(TaskQueue(tab="pool"), by=town.actor("shouli")).rows if row.task.element == "acceptance"]


def test_two_officers_race_for_one_task_and_the_second_is_told_by_whom_and_how_long_ago(town: Town, invite: Any):
    one, two = invite("shouli"), invite("shouli2")
    one.go("/tasks?tab=pool")
    two.go("/tasks?tab=pool")
    number = NUMBER.search(one.text())[0]
    claim(one, number)
    town.clock.move_to(town.clock.now() + timedelta(minutes=2))
    claim(two, number)
    two.reads("梁晓雯 2 分钟前已领取这个待办")
    two.go("/tasks?tab=pool")
    assert number not in two.page.locator("[data-rows]").inner_text()


def test_lists_views_columns_and_phrases_are_used_by_keyboard_alone(town: Town, invite: Any):
    officer = invite("shouli")
    officer.go("/tasks?tab=todo")
    keys = officer.page.keyboard
    keys.press("2")
    officer.page.wait_for_url("**/tasks?tab=pool")
    keys.press("o")
    officer.page.locator("details[open] input[value=holder]").focus()
    keys.press("Space")
    officer.page.locator("details[open] form[action='/queue/columns'] button").focus()
    with officer.page.expect_navigation():
        keys.press("Enter")
    officer.page.locator("th", has_text="办理人").wait_for()
    keys.press("s")
    officer.page.locator("#view-name").focus()
    keys.type("待领的")
    keys.press("Enter")
    officer.page.wait_for_url("**view=*")
    officer.reads("视图已保存", "待领的")
    keys.press("?")
    officer.page.locator("dialog#keys[open]").wait_for()
    officer.reads("在列表中检索", "保存为视图", "批量领取")
    keys.press("Escape")
    keys.press("v")
    officer.page.wait_for_url("**/queue/views")
    officer.press("设为默认")
    officer.go("/tasks")
    assert "view=" in officer.page.url, "the queue begins with the view that was chosen"
    officer.go("/queue/views")
    officer.press("取消默认")


def test_a_decision_is_made_by_keyboard_with_a_phrase_and_goes_on_to_the_most_urgent(town: Town, invite: Any):
    officer = invite("shouli")
    officer.go("/phrases")
    officer.page.locator("#f-text").fill("材料齐全，符合法定形式。")
    officer.press("新增常用意见")
    town.engine.execute(ClaimTask(task_id=free(town)[0].task.task_id), by=town.actor("shouli"))
    first, second, *_ = [row.task.task_id for row in town.engine.ask(TaskQueue(tab="todo"), by=town.actor("shouli")).rows]
    officer.go(f"/tasks/{second}")
    keys = officer.page.keyboard
    for name in ("complete", "competent"):
        officer.page.locator(f"#decide input[name={name}][value=yes]").focus()
        keys.press("Space")
    keys.press("1")
    assert officer.page.locator("input[name=outcome]").first.is_checked()
    keys.press("l")
    officer.page.locator("[data-phrase]").first.focus()
    keys.press("Enter")
    area = officer.page.locator("#decide textarea[name=opinion]")
    assert area.input_value() == "材料齐全，符合法定形式。"
    keys.press("Control+Shift+Enter")
    officer.page.wait_for_url(f"**/tasks/{first}")
    officer.reads("这是下一件")


def test_a_phrase_is_put_in_without_script(town: Town, invite: Any):
    officer = invite("shouli", script=False)
    task = town.engine.ask(TaskQueue(tab="todo"), by=town.actor("shouli")).rows[0].task.task_id
    officer.go("/phrases")
    if "同意受理" not in officer.page.content():
        officer.page.locator("#f-text").fill("同意受理。")
        officer.press("新增常用意见")
    officer.go(f"/tasks/{task}")
    officer.page.locator("#decide textarea[name=opinion]").fill("经核对，")
    officer.page.locator("details.phrases summary").click()
    officer.follow(officer.page.locator("[data-phrase]", has_text="同意受理。"))
    assert officer.page.locator("#decide textarea[name=opinion]").input_value() == "经核对，\n同意受理。"


def test_a_marked_material_flows_into_the_list_of_corrections(town: Town, invite: Any):
    officer = invite("shouli")
    task = town.engine.ask(TaskQueue(tab="todo"), by=town.actor("shouli")).rows[0].task.task_id
    officer.go(f"/tasks/{task}")
    officer.follow(officer.page.locator(".mark button.fail").first)
    officer.page.locator(".mark-note input[name=note]").fill("缺少考核办法")
    officer.follow(officer.page.locator(".mark-note button"))
    officer.page.locator("label:has(input[name=outcome][value=correct])").click()
    problem = officer.page.locator("#decide textarea[name='corrections.0.problem']")
    problem.wait_for()
    assert problem.input_value() == "缺少考核办法"
    assert officer.page.locator("#decide [name='corrections.0.path']").input_value().startswith("materials.")


def test_many_are_claimed_and_undone_on_a_telephone(town: Town, invite: Any):
    officer = invite("shouli2", phone=True)
    officer.go("/tasks?tab=pool")
    wide(officer)
    boxes = officer.page.locator("[data-pick]")
    total = boxes.count()
    assert total >= 2
    for at in range(2):
        boxes.nth(at).check()
    officer.page.locator("button[name=verb][value=claim]").tap()
    officer.page.wait_for_url("**/bulk/*")
    officer.reads("同类", "确认后立即领取这 2 件", "无须抽查")
    wide(officer)
    officer.press("确认批量办理")
    officer.reads("已批量领取", "可以一并撤销")
    wide(officer)
    officer.press("撤销")
    officer.reads("已撤销，没有产生影响")
    officer.go("/tasks?tab=pool")
    assert officer.page.locator("[data-pick]").count() == total


def test_the_queue_works_without_script(town: Town, invite: Any):
    officer = invite("shouli2", script=False)
    officer.go("/tasks?tab=pool")
    officer.page.locator("#text").fill(free(town)[0].case.organisation[2:6])
    officer.follow(officer.page.locator("form.filters button[type=submit]"))
    officer.page.locator("details summary", has_text="显示的列").click()
    officer.page.locator("details[open] input[value=uscc]").check()
    officer.press("按所选显示")
    officer.go("/tasks?tab=pool")
    assert officer.page.locator("td[data-c=org] .s").count() >= 1
    officer.page.locator("[data-pick]").first.check()
    officer.page.locator("button[name=verb][value=claim]").click()
    officer.page.wait_for_url("**/bulk/*")
    officer.press("确认批量办理")
    officer.reads("已批量领取")
    officer.press("撤销")
    officer.reads("已撤销")


def test_many_are_transferred_after_a_look_and_half_a_minute_and_can_be_undone_until_then(town: Town, invite: Any):
    tasks = [row.task.task_id for row in free(town)[:2]]
    for task in tasks:
        town.engine.execute(ClaimTask(task_id=task), by=town.actor("shouli2"))
    officer = invite("shouli2")
    for undone in (True, False):
        officer.go("/tasks?tab=todo")
        officer.page.keyboard.press("a")
        officer.page.keyboard.press("t")
        officer.page.wait_for_url("**/bulk/*")
        officer.page.locator("select[name=person_id]").select_option(label="梁晓雯")
        officer.page.locator("textarea[name=bulk_reason]").fill("出差三天")
        officer.press("确认批量办理")
        officer.reads("尚未办理，可以撤销")
        if undone:
            with officer.page.expect_navigation():
                officer.page.keyboard.press("z")
            officer.reads("已撤销，没有产生影响")
        town.clock.move_to(town.clock.now() + timedelta(seconds=31))
        town.settle()
        held = {row.task.task_id for row in town.engine.ask(TaskQueue(tab="todo"), by=town.actor("shouli2")).rows}
        assert held >= set(tasks) if undone else not held & set(tasks)
    officer.page.reload()
    officer.reads("已办")
