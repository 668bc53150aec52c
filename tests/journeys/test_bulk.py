"""Many decided at once where the diagram says so: look-alikes, what stands out, a sample that has to be opened, half a minute to undo."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from engine.commands import ClaimTask, MarkMaterial
from engine.queries import TaskDetail, TaskQueue
from engine.store.postgres import plain_url
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
ALIKE = 5


def waiting(town: Town, username: str, element: str, text: str = "") -> list[Any]:
    """What waits for somebody at a step."""
    rows = town.engine.ask(TaskQueue(tab="all", element=element, text=text), by=town.actor(username)).rows
    return [row for row in rows if row.task and row.task.element == element]


def lines(town: Town, cases: Sequence[UUID], kind: str) -> list[tuple[str, str]]:
    """Who did what in these cases, a pair of case and person for each line of the trail."""
    with psycopg.connect(plain_url(town.url)) as connection:
        rows = connection.execute(
            "SELECT case_id::text, actor FROM event WHERE kind = %s AND case_id = ANY(%s::text[]::uuid[]) ORDER BY 1",
            (kind, [str(case) for case in cases]),
        )
        return [(case, actor) for case, actor in rows.fetchall()]


def left_the_house(town: Town, cases: Sequence[UUID]) -> int:
    """How many papers were made and messages sent for these cases since they were filed."""
    with psycopg.connect(plain_url(town.url)) as connection:
        found = connection.execute("SELECT count(*) FROM notice WHERE case_id = ANY(%s::text[]::uuid[])", ([str(case) for case in cases],))
        return int((found.fetchone() or (0,))[0])


def later(town: Town, seconds: int) -> None:
    """So many seconds pass, and the worker does what is due."""
    town.clock.move_to(town.clock.now() + timedelta(seconds=seconds))
    town.settle()


def looks_at_the_sample(officer: Visitor, many: int) -> None:
    """Open each that has to be opened, by keyboard, and come back."""
    address = officer.path().removesuffix("/confirm")
    for left in range(many, 0, -1):
        officer.reads(f"还有 {left} 件须打开查看")
        with officer.page.expect_navigation():
            officer.page.keyboard.press("o")
        assert "bulk=" in officer.page.url, "the task itself is looked at"
        with officer.page.expect_navigation():
            officer.page.keyboard.press("z")
        assert officer.path() == address
    officer.reads("异常件和抽查件都已打开，可以确认")


def answers_and_confirms(officer: Visitor) -> None:
    """The form goes to all alike; every key is the form's own."""
    for name in ("complete", "competent"):
        officer.page.locator(f"#all input[name={name}][value=yes]").focus()
        officer.page.keyboard.press("Space")
    assert officer.page.locator("#all input[name=outcome]").evaluate_all("all => all.map((one) => one.value)") == ["accept"]
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Control+Enter")


def test_formal_acceptance_of_look_alikes_is_looked_at_confirmed_undone_and_done_one_by_one(town: Town, invite: Any):
    for people in range(1, ALIKE + 1):
        town.story("filed_small.toml", 1, people=people)
    town.story("happy_path.toml", 1, people=20)
    town.settle()
    rows = waiting(town, "shouli", "acceptance")
    cases, odd = [row.case.case_id for row in rows], next(row for row in rows if "精密" in row.case.organisation)
    assert len(cases) == ALIKE + 1
    before = left_the_house(town, cases)

    officer = invite("shouli")
    officer.go("/tasks?tab=pool")
    officer.page.keyboard.press("a")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("b")
    groups = officer.page.locator("section[aria-labelledby^=g-]")
    assert groups.count() == 2
    assert "同类 5 件" in groups.nth(0).inner_text()
    assert "随机抽查 3 件" in groups.nth(0).inner_text(), "the square root of five"
    assert "异常 1 件" in groups.nth(1).inner_text()
    assert odd.case.number in groups.nth(1).inner_text()
    officer.reads("与其他件都不同类")
    answers_and_confirms(officer)
    officer.reads("还有须抽查的任务没有打开")
    looks_at_the_sample(officer, 4)

    answers_and_confirms(officer)
    officer.reads("尚未办理，可以撤销")
    later(town, 5)
    assert lines(town, cases, "task_completed") == []
    assert left_the_house(town, cases) == before, "no paper and no number until half a minute is over"
    with officer.page.expect_navigation():
        officer.page.keyboard.press("z")
    officer.reads("已撤销，没有产生影响")
    later(town, 31)
    assert {row.case.case_id for row in waiting(town, "shouli", "acceptance")} == set(cases)

    officer.go("/tasks?tab=pool")  # what the confirmation claimed is free again
    officer.page.keyboard.press("a")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("b")
    looks_at_the_sample(officer, 4)
    answers_and_confirms(officer)
    officer.reads("尚未办理，可以撤销")
    later(town, 31)
    officer.page.reload()
    assert officer.page.locator(".tag.green", has_text="已办").count() == len(cases)
    assert sorted(lines(town, cases, "task_completed")) == sorted((str(case), "梁晓雯") for case in cases), "one line each, in her name"
    assert left_the_house(town, cases) == before + len(cases), "each has its own notice of acceptance"
    assert waiting(town, "shouli", "acceptance") == []


def test_what_is_not_all_green_is_left_out_and_says_why(town: Town, invite: Any):
    for people in (31, 32):
        town.story("filed_small.toml", until="second_review", people=people)
    town.story("dishonest.toml", until="second_review", people=33)
    rows = waiting(town, "fuhe", "second_review")
    green = [row for row in rows if "汽车" not in row.case.organisation]
    doubtful = next(row for row in rows if "汽车" in row.case.organisation)
    assert len(green) == 2
    marked = green.pop()
    fuhe = town.actor("fuhe")
    town.engine.execute(ClaimTask(task_id=marked.task.task_id), by=fuhe)
    file = town.engine.ask(TaskDetail(task_id=marked.task.task_id), by=fuhe).case.materials[0]
    mark = MarkMaterial(task_id=marked.task.task_id, attachment_id=file.attachment_id, mark="fail", note="印章不清")
    town.engine.execute(mark, by=fuhe)

    officer = invite("fuhe", phone=True)
    officer.go("/tasks?tab=all")
    for row in rows:
        officer.page.locator(f"[data-pick][value='{row.task.task_id}']").check()
    officer.follow(officer.page.locator("button[name=verb][value=approve]"))
    left = officer.page.locator("section[aria-labelledby=left-title]")
    assert "不在其内 2 件" in left.inner_text()
    for row, why in ((doubtful, "预审未全部通过：企业不在失信名单"), (marked, "核验不合格或缺件")):
        assert why in left.locator("li", has_text=row.case.number).inner_text()
    officer.follow(officer.page.get_by_role("button", name="打开查看"))
    officer.follow(officer.page.get_by_role("link", name="返回批量办理"))
    officer.page.locator("#all textarea[name=opinion]").fill("同意审核意见。")
    officer.submit()
    officer.reads("尚未办理，可以撤销")
    later(town, 31)
    done = lines(town, [row.case.case_id for row in rows], "task_completed")
    assert (str(green[0].case.case_id), "陈嘉怡") in done
    assert {row.case.case_id for row in waiting(town, "fuhe", "second_review")} == {doubtful.case.case_id, marked.case.case_id}


def test_claiming_giving_and_reminding_show_look_alikes_and_what_stands_out_before_they_are_confirmed(town: Town, invite: Any):
    town.officer("shouli2", "刘备用", "acceptance")
    for people in (41, 42, 43):
        town.story("filed_small.toml", 1, people=people)
    town.story("happy_path.toml", 1, people=44)
    town.settle()
    rows = waiting(town, "shouli", "acceptance")
    cases, odd = [row.case.case_id for row in rows], next(row for row in rows if "精密" in row.case.organisation)
    assert len(cases) == 4

    def begins(who: Visitor, tab: str, verb: str) -> None:
        """Tick them all; the page groups look-alikes, and shows what stands out."""
        who.go(f"/tasks?tab={tab}")
        for row in rows:
            who.page.locator(f"[data-pick][value='{row.task.task_id}']").check()
        who.follow(who.page.locator(f"button[name=verb][value={verb}]"))
        groups = who.page.locator("section[aria-labelledby^=g-]")
        assert "同类 3 件" in groups.nth(0).inner_text()
        assert "异常 1 件" in groups.nth(1).inner_text()
        assert odd.case.number in groups.nth(1).inner_text()
        who.reads("与其他件都不同类", "本操作不作决定", "每件各留一条操作记录")

    officer = invite("shouli")
    begins(officer, "pool", "claim")
    assert lines(town, cases, "task_claimed") == [], "nothing is taken before it was looked at"
    officer.press("确认批量办理")
    officer.reads("已批量领取", "可以一并撤销")
    assert sorted(lines(town, cases, "task_claimed")) == sorted((str(case), "梁晓雯") for case in cases)

    begins(officer, "todo", "transfer")
    officer.page.locator("#all [name=person_id]").select_option(index=1)
    officer.page.locator("#all textarea[name=bulk_reason]").fill("外出培训")
    officer.submit()
    officer.reads("尚未办理，可以撤销")
    assert lines(town, cases, "task_transferred") == []
    later(town, 31)
    assert sorted(lines(town, cases, "task_transferred")) == sorted((str(case), "梁晓雯") for case in cases)

    supervisor = invite("dudao", phone=True)
    begins(supervisor, "office", "remind")
    supervisor.page.locator("#all textarea[name=bulk_reason]").fill("请尽快办理")
    supervisor.submit()
    supervisor.reads("尚未办理，可以撤销")
    supervisor.press("撤销")
    later(town, 31)
    assert lines(town, cases, "task_reminded") == [], "undone: nobody was reminded"
    begins(supervisor, "office", "remind")
    supervisor.page.locator("#all textarea[name=bulk_reason]").fill("请尽快办理")
    supervisor.submit()
    supervisor.reads("尚未办理，可以撤销")
    later(town, 31)
    assert len(lines(town, cases, "task_reminded")) == 4
