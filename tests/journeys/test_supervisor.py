"""督导: who looks after an area sees all of it, finds what is late, reads why, calls it to mind and gives it to somebody else."""

import re
from typing import Any

import pytest

from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
DEMO = True


def test_a_supervisor_finds_the_overdue_case_reads_why_and_sees_to_it(town: Town, invite: Any):
    town.settle()
    town.officer("fuhe2", "赵复核", "second_review")
    supervisor = invite("dudao")
    supervisor.go("/tasks")
    sees_the_area(supervisor)
    number = finds_what_is_late(supervisor)
    reads_why(supervisor, number)
    address = supervisor.path()
    calls_it_to_mind(supervisor, address)
    gives_it_to(supervisor, address, "赵复核")
    receiver = invite("fuhe2")
    receiver.go("/tasks")
    receiver.reads(number, "超期")
    receiver.follow(receiver.page.locator("tbody tr", has_text=number).locator("a[data-open]"))
    receiver.reads("催办", "指派")
    assert receiver.page.locator("input[name=outcome]").count(), "it is theirs to decide"


def sees_the_area(supervisor: Visitor) -> None:
    """The first page is the whole area, marked as such, with figures of the area and not of the supervisor's own work."""
    assert supervisor.page.locator(".side a[aria-current]").inner_text().strip() == "辖区全部待办"
    total = figure(supervisor.page.locator(".fig b").first)
    assert total == supervisor.page.locator("tbody tr").count() > 5
    assert supervisor.page.locator("button[data-claim]").count() == 0, "who looks on is not offered the work of others"


def figure(place: Any) -> int:
    """A figure of the strip, without its unit."""
    return int(re.match(r"\d+", place.inner_text())[0])


def finds_what_is_late(supervisor: Visitor) -> str:
    late = supervisor.page.locator(".fig.red")
    expected = figure(late.locator("b"))
    supervisor.follow(late)
    rows = supervisor.page.locator("tbody tr")
    assert rows.count() == expected > 0
    assert all("超期" in text for text in rows.all_inner_texts())
    row = rows.filter(has_text="复核").first
    number = row.locator("[data-c=title] .num").inner_text()
    supervisor.follow(row.locator("a[data-open]"))
    return str(number)


def reads_why(supervisor: Visitor, number: str) -> None:
    head = supervisor.page.locator("[data-case-head]")
    said = head.inner_text()
    assert number in said
    assert "超期" in said
    head.locator("details.why summary").first.click()
    supervisor.reads("起算，当日不计入", "30 个工作日")
    assert not supervisor.page.locator("input[name=outcome]").count(), "who looks on does not decide"


def calls_it_to_mind(supervisor: Visitor, address: str) -> None:
    supervisor.press("更多")
    supervisor.press("催办", exact=True)
    supervisor.page.locator("[name=reason]").fill("已超期，请尽快办结。")
    supervisor.follow(supervisor.page.locator("main form button[type=submit]"))
    supervisor.reads("已催办")
    supervisor.go(address)
    supervisor.reads("催办", "已超期，请尽快办结。")


def gives_it_to(supervisor: Visitor, address: str, name: str) -> None:
    supervisor.go(f"{address}/verbs")
    supervisor.press("指派", exact=True)
    supervisor.page.locator("[name=person_id]").select_option(label=name)
    supervisor.page.locator("[name=reason]").fill("原办理人外出。")
    supervisor.follow(supervisor.page.locator("main form button[type=submit]"))
    supervisor.reads("已指派")
    supervisor.go(address)
    supervisor.reads(name)
