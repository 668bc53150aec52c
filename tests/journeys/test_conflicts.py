"""Two at once: a stale tab, a double click, two officers at one task. Everybody gets an answer that helps, nobody loses what was typed."""

import re
from typing import Any

import pytest

from tests.journeys.deciding import claim
from tests.journeys.telling import put, told
from tests.journeys.town import Town

pytestmark = pytest.mark.browser
COMPANY = told("electric")["data"]["enterprise"]


@pytest.fixture(scope="module", autouse=True)
def people(town: Town):
    town.enterprise("electric", COMPANY["name"], COMPANY["uscc"])
    town.officer("shouli2", "刘备用", "acceptance")


def test_a_second_tab_with_a_stale_draft_is_told_so_and_keeps_what_was_typed(town: Town, invite: Any):
    company = invite("electric")
    case = town.draft("electric")
    company.go(f"/cases/{case}/form")
    other = company.page.context.new_page()
    other.goto(town.address + f"/cases/{case}/form")
    put(company, "enterprise.contact", "第一个窗口")
    company.page.locator("button[name=do][value=save]").click()
    company.reads("草稿已保存")
    other.locator("#form [name='enterprise.contact']").fill("第二个窗口")
    other.locator("[data-draft-conflict]").wait_for()
    assert other.locator("#form [name='enterprise.contact']").input_value() == "第二个窗口"
    with other.expect_navigation():
        other.locator("button[name=do][value=save]").click()
    said = other.locator("main").inner_text()
    assert "第二个窗口" in said, "what was typed stands there for copying"
    with other.expect_navigation():
        other.locator("main .acts a").first.click()
    assert other.locator("#form [name='enterprise.contact']").input_value() == "第一个窗口"


def test_a_double_click_begins_one_case_and_a_repeated_submission_gives_the_same_answer(town: Town, invite: Any):
    company = invite("electric")
    company.go("/cases")
    before = company.page.locator(".case-list li").count()
    company.go("/guides/gz_apprenticeship/filing")
    company.page.locator("form[action='/guides/gz_apprenticeship/filing'] button").dblclick()
    company.page.wait_for_url("**/cases/*/form")
    company.go("/guides/gz_apprenticeship/filing")
    form = company.page.locator("form[action='/guides/gz_apprenticeship/filing']")
    fields = {name: form.locator(f"input[name={name}]").input_value() for name in ("_csrf", "_key")}
    address = f"{town.address}/guides/gz_apprenticeship/filing"
    first, second = (company.page.request.post(address, form=fields, max_redirects=0) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    company.go("/cases")
    assert company.page.locator(".case-list li").count() == before + 2


def test_two_officers_claim_one_task_and_the_second_is_told_who_has_it(town: Town, invite: Any):
    town.story("filed_small.toml", 1)
    one, two = invite("shouli"), invite("shouli2")
    one.go("/tasks?tab=pool")
    two.go("/tasks?tab=pool")
    number = re.search(r"4401\d\d-GZXT-\d{4}-\d{5}", one.text())[0]
    claim(one, number)
    claim(two, number)
    two.reads("梁晓雯")
    two.follow(two.page.locator("main .acts a").nth(1))
    two.reads("梁晓雯")
    assert not two.page.locator("input[name=outcome]").count(), "who does not have the task cannot decide it"


def test_the_only_row_of_a_list_says_who_took_it_and_can_no_longer_be_claimed(town: Town, invite: Any):
    town.story("filed_small.toml", 1, people=1)
    one, two = invite("shouli"), invite("shouli2")
    one.go("/tasks?tab=pool")
    number = re.findall(r"4401\d\d-GZXT-\d{4}-\d{5}", one.text())[0]
    for officer in (one, two):
        officer.go(f"/tasks?tab=pool&text={number}")
        officer.page.locator("button[data-claim]").wait_for()
    assert two.page.locator("tbody tr").count() == 1
    claim(one, number)
    two.page.locator("tbody tr.gone", has_text=number).wait_for()
    assert not two.page.locator("button[data-claim]").count()
