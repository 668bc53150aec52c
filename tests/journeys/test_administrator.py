"""The administrator's day: people, releases with their diagrams, the calendar of a new year, the audit log that proves itself."""

from typing import Any

import pytest

from engine.scenarios.demo import PASSWORD
from tests.arrangements import a_whole_year
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def test_a_new_officer_is_made_and_signs_in(town: Town, invite: Any):
    administrator = invite("guanli")
    administrator.go("/admin/people")
    administrator.reads("梁晓雯", "受理")
    administrator.press("添加人员")
    page = administrator.page
    page.locator("#f-username").fill("xinren")
    page.locator("#f-name").fill("新来的")
    page.locator("#f-kind").select_option("officer")
    page.locator("#f-password").fill(PASSWORD)
    page.locator("input[name=role][value='acceptance@440100']").check()
    administrator.submit()
    administrator.go("/admin/people?text=xinren")
    administrator.reads("新来的", "受理")
    newcomer = invite("xinren")
    newcomer.go("/tasks")
    newcomer.reads("待领取")
    newcomer.go("/admin/people")
    assert newcomer.page.locator("table").count() == 0, "officers do not administer people"


def test_a_release_shows_its_files_and_draws_its_diagrams(town: Town, invite: Any):
    administrator = invite("guanli")
    administrator.go("/admin/releases")
    administrator.reads("企业新型学徒制", "2026.1")
    administrator.follow(administrator.page.locator("a[data-open]").first)
    administrator.press("gz_apprenticeship/filing.bpmn", exact=True)
    administrator.page.locator("[data-diagram][data-drawn]").wait_for()
    assert administrator.page.locator(".djs-element").count() > 20
    administrator.reads("受理")


def days_off(administrator: Any, name: str, days: list[str], *, publish: bool = False) -> None:
    """Tick the days of a festival by hand and look at what they move."""
    for day in days:
        administrator.page.locator(f"input[name=day][value='{day}']").check(force=True)
    administrator.page.locator("#f-kind").select_option("holiday")
    administrator.page.locator("#f-note").fill(name)
    administrator.page.locator("#f-basis").fill("国办发明电〔2026〕示例号")
    if publish:
        administrator.page.locator("input[name=publish]").check()
    administrator.page.get_by_role("button", name="预览影响").first.click()
    administrator.page.get_by_role("heading", name="变动预览").wait_for()


def test_publishing_the_year_makes_provisional_dates_firm_and_the_case_says_so(town: Town, invite: Any):
    town.story("over_new_year.toml")
    company, administrator = invite("qiye"), invite("guanli")
    company.go("/cases")
    company.follow(company.page.locator("a[data-open]").first)
    case = company.path()
    company.reads("暂定")
    administrator.go("/admin/calendar/2027")
    administrator.reads("暂定", "等待重算")
    festivals: dict[str, list[str]] = {}
    for day, (_, name) in a_whole_year(2027).items():
        festivals.setdefault(name, []).append(day.isoformat())
    new_year = festivals.pop("元旦")
    for name, days in festivals.items():
        days_off(administrator, name, days)
        administrator.page.get_by_role("button", name="确认并重算").click()
        administrator.page.locator(f"input[type=checkbox][name=day][value='{days[0]}']").wait_for(state="attached")
    days_off(administrator, "元旦", new_year, publish=True)
    administrator.reads("会变动的期限", "2027-01-04")
    administrator.page.get_by_role("button", name="确认并重算").click()
    administrator.page.locator(".tag.green", has_text="已公布").wait_for()
    administrator.reads("国办发明电〔2026〕示例号")
    company.go(case)
    assert "暂定" not in company.page.locator(".hero").inner_text()
    for why in company.page.locator(".clock details.why").all():
        if why.get_attribute("open") is None and why.locator("summary").is_visible():
            why.locator("summary").click()
    company.reads("元旦")
    company.go(case)
    timeline = "\n".join(company.page.locator(".tl").all_inner_texts())
    assert "2027" in timeline, f"the journal tells what happened to the date: {timeline}"


def test_the_audit_log_is_searched_and_its_chain_verified(town: Town, invite: Any):
    administrator = invite("guanli")
    administrator.go("/admin/audit")
    administrator.reads("管理员")
    kinds_shown(administrator)
    administrator.press("校验链条")
    administrator.reads("链条完整")


def kinds_shown(administrator: Visitor) -> None:
    """Choosing a kind of event leaves only that kind."""
    kind = administrator.page.locator("#kind option").nth(1).get_attribute("value")
    administrator.page.locator("#kind").select_option(str(kind))
    administrator.press("搜索", exact=True)
    shown = administrator.page.locator("tbody .s.mono").all_inner_texts()
    assert set(shown) == {kind}
