"""Officers who never touch the mouse, and people with a telephone."""

from typing import Any

import pytest

from tests.journeys.telling import put
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
DEMO = True
FILINGS = "/tasks?tab=pool&text=440106-GZXT"
"""Of what waits, the filings whose form is filled in here: what is due first is another program's some days."""


def focused(visitor: Visitor) -> str:
    return str(
        visitor.page.evaluate("() => { const e = document.activeElement; return e.name || e.id || e.getAttribute('href') || e.tagName; }")
    )


def test_an_officer_works_through_the_queue_by_keyboard_alone(town: Town, invite: Any):
    officer = invite("shouli")
    officer.go(FILINGS)
    keys, rows = officer.page.keyboard, officer.page.locator("[data-rows] > tr")
    total = rows.count()
    assert total >= 2
    keys.press("j")
    keys.press("j")
    assert "cur" in str(rows.nth(1).get_attribute("class"))
    keys.press("k")
    assert "cur" in str(rows.nth(0).get_attribute("class"))
    number = rows.nth(0).locator(".num").first.inner_text()
    keys.press("?")
    officer.page.locator("dialog#keys[open]").wait_for()
    keys.press("Escape")
    officer.page.locator("dialog#keys[open]").wait_for(state="detached")
    keys.press("/")
    assert focused(officer) in ("find", "text")
    keys.type("j")
    assert officer.page.locator(":focus").input_value() == "j", "while somebody types, keys are letters"
    officer.go(FILINGS)
    keys.press("j")
    keys.press("c")
    officer.page.locator(".toast").wait_for()
    officer.reads("已认领")
    officer.go("/tasks")
    keys.press("j")
    keys.press("Enter")
    officer.page.wait_for_url("**/tasks/*")
    officer.reads(number)
    decides_by_keyboard(officer)


def decides_by_keyboard(officer: Visitor) -> None:
    """Radios by Tab and Space, the decision by Ctrl+Enter from inside the opinion."""
    keys = officer.page.keyboard
    for name, value in (("complete", "yes"), ("competent", "yes")):
        officer.page.locator(f"#decide input[name={name}][value={value}]").focus()
        keys.press("Space")
    officer.page.locator("input[name=outcome][value=accept]").focus()
    keys.press("Space")
    officer.page.locator("#decide textarea[name=opinion]").focus()
    keys.type("材料齐全。")
    keys.press("Control+Enter")
    officer.page.wait_for_url("**/tasks")
    officer.reads("已办理")


def test_every_control_of_the_decision_is_reached_by_tab(town: Town, invite: Any):
    officer = invite("shouli")
    officer.go(FILINGS)
    officer.follow(officer.page.locator("a[data-open]").first)
    officer.follow(officer.page.locator("button[data-claim]"))
    reached = set()
    for _ in range(120):
        officer.page.keyboard.press("Tab")
        reached.add(focused(officer))
    assert {"outcome", "complete", "competent", "opinion"} <= reached


def test_on_a_telephone_an_enterprise_follows_its_case_and_types_into_its_form(town: Town, invite: Any):
    company = invite("qiye", phone=True)
    company.go("/cases")
    wide(company)
    company.follow(company.page.locator(".case-list a[data-open]").first)
    company.reads("办理时限", "办理动态")
    wide(company)
    case = town.draft("qiye")
    company.go(f"/cases/{case}/form")
    wide(company)
    put(company, "enterprise.contact", "掌上填写")
    company.page.locator("[data-saved=saved]").wait_for()
    company.page.reload()
    assert company.page.locator("#form [name='enterprise.contact']").input_value() == "掌上填写"
    company.go(f"/cases/{case}/roster/roster")
    wide(company)


def test_on_a_telephone_an_officer_claims_and_reads_a_case(town: Town, invite: Any):
    officer = invite("shouli", phone=True)
    officer.go("/tasks?tab=pool")
    wide(officer)
    officer.page.locator("a[data-open]").first.tap()
    officer.page.wait_for_url("**/tasks/*")
    wide(officer)
    with officer.page.expect_navigation():
        officer.page.locator("button[data-claim]").tap()
    officer.reads("已认领")
    wide(officer)
    assert officer.page.locator("button[data-submit-key]").is_visible()


def wide(visitor: Visitor) -> None:
    """Nothing makes the page wider than the telephone."""
    over = visitor.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{visitor.path()} is {over} px wider than the window"
