"""Submitting twice, by a double click, a second tab or a page that has grown old: one case number, and never an error page."""

import re
from typing import Any
from uuid import UUID

import pytest

from engine.commands import ImportRoster
from tests.journeys.deciding import claim
from tests.journeys.telling import answer, attach, paper, put, roster_rows, told, type_in
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
STORIES = ("electric", "auto")
NUMBER = re.compile(r"440106-GZXT-2026-\d{5}")


@pytest.fixture(scope="module", autouse=True)
def people(town: Town):
    for name in STORIES:
        company = told(name)["data"]["enterprise"]
        town.enterprise(name, company["name"], company["uscc"])


def filled_in(town: Town, company: Visitor, name: str) -> str:
    """A draft with everything in it, open in the browser and ready to be submitted."""
    story = told(name)
    case = town.draft(name)
    rows = tuple({"row": number, "values": row} for number, row in enumerate(roster_rows(story), 1))
    town.engine.execute(ImportRoster(case_id=UUID(str(case)), field="roster", rows=rows), by=town.actor(name))
    company.go(f"/cases/{case}/form")
    type_in(company, story["data"])
    for path, file in story["files"].items():
        attach(company, path, file, paper(file))
        company.page.locator("#form").get_by_role("link", name=file).wait_for()
    company.page.locator("[data-saved=saved]").wait_for()
    return str(case)


def numbers(company: Visitor) -> list[str]:
    """The numbers of all the cases of a company."""
    company.go("/cases")
    return NUMBER.findall(company.page.locator(".case-list").inner_text())


def test_a_double_click_on_submit_gives_one_number_and_its_receipt(town: Town, invite: Any):
    company = invite("electric")
    case = filled_in(town, company, "electric")
    company.page.locator("button[name=do][value=submit]").dblclick()
    company.page.wait_for_url(f"**/cases/{case}/submitted")
    number = company.page.locator("#case-number").inner_text()
    assert NUMBER.fullmatch(number)
    assert numbers(company) == [number]
    company.page.go_back()
    company.page.go_back()
    company.page.wait_for_load_state("load")
    assert not company.page.locator(".message .code").count(), "no error page waits in the history"


def test_a_second_tab_that_submits_the_same_case_is_led_to_its_number(town: Town, invite: Any):
    company = invite("auto")
    case = filled_in(town, company, "auto")
    other = company.page.context.new_page()
    other.goto(f"{town.address}/cases/{case}/form")
    company.submit()
    company.page.wait_for_url(f"**/cases/{case}/submitted")
    number = company.page.locator("#case-number").inner_text()
    with other.expect_navigation():
        other.locator("button[name=do][value=submit]").click()
    said = other.locator("main").inner_text()
    assert "申请已经提交" in said, said
    assert "Traceback" not in said
    with other.expect_navigation():
        other.locator("main .acts a").first.click()
    assert number in other.locator("main").inner_text(), "the way on leads to the case as it is"
    assert numbers(company) == [number]


def test_a_form_sent_while_it_saves_itself_waits_for_the_answer_and_carries_its_version(town: Town, invite: Any):
    company = invite("electric")
    case = town.draft("electric")
    held: list[Any] = []
    company.page.route("**/draft", lambda route: held.append((route, route.fetch())))
    company.go(f"/cases/{case}/form")
    put(company, "enterprise.contact", "林晓")
    while not held:  # until the server has saved it; the page does not know yet
        company.page.wait_for_timeout(50)
    with company.page.expect_navigation():
        company.page.locator("button[name=do][value=save]").click()
        for route, answered in held:
            route.fulfill(response=answered)
    assert company.path() == f"/cases/{case}/form", company.text()
    assert answer(company, "enterprise.contact") == "林晓"
    assert not company.page.locator(".message .code").count(), "its own save is no foreign change"


def test_an_officer_s_double_click_decides_once_and_a_stale_page_says_what_happened(town: Town, invite: Any):
    officer = invite("shouli")
    officer.go("/tasks?tab=pool")
    number = NUMBER.search(officer.text())[0]
    claim(officer, number)
    officer.go("/tasks")
    officer.follow(officer.page.locator("tbody tr", has_text=number).locator("a[data-open]"))
    stale = officer.page.context.new_page()
    stale.goto(town.address + officer.path())
    stale.locator("label:has(input[name=outcome][value=accept])").click()
    stale.locator("[data-saved=saved]").wait_for()  # from here on the other window stays as it is
    officer.page.reload()
    put(officer, "complete", "yes", "#decide")
    put(officer, "competent", "yes", "#decide")
    officer.page.locator("button[data-submit-key]").dblclick()
    officer.page.wait_for_url("**/tasks")
    officer.reads("已办理")
    stale.locator("#decide [name=complete][value=yes]").check()
    stale.locator("#decide [name=opinion]").fill("迟到的意见")
    with stale.expect_navigation():
        stale.locator("button[data-submit-key]").click()
    said = stale.locator("main").inner_text()
    assert "梁晓雯" in said or "已办理" in said or "已经办理" in said, said
    assert "迟到的意见" in said, "what was typed stands there for copying"
    company = invite("electric")
    company.go("/cases")
    company.follow(company.page.locator(".case-list a[data-open]").first)
    assert company.page.locator(".tl b", has_text="受理审查 · 予以受理").count() <= 1, "decided once"
