"""An administrator builds a small program from nothing in the browser; a second one publishes it; an enterprise files a case of it and
an officer decides it, all in the browser, until the notice is there and the case is closed.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.demo import PASSWORD
from engine.sdk.actor import Actor
from tests.journeys.deciding import claim, decide
from tests.journeys.papers import saves_a_notice
from tests.journeys.telling import put
from tests.journeys.town import Town
from tests.journeys.visitor import PATIENCE

pytestmark = pytest.mark.browser
KEY = "skills_grant"


@pytest.fixture
def second(town: Town) -> str:
    """Another administrator."""
    office = town.engine.execute(EnsureOrganisation(kind="office", name="市信息中心", region="440100"), by=Actor.system())
    person = EnsurePerson(username="guanli2", name="罗俊", kind="administrator", organisation_id=office, password=PASSWORD)
    town.engine.execute(person, by=Actor.system())
    return "guanli2"


def part(guest: Any, base: str, kind: str, name: str, title: str, form: str = "") -> Any:
    page = guest.go(base)
    page.locator("#f-kind").select_option(kind)
    page.locator("#f-name").fill(name)
    page.locator("#f-title").fill(title)
    page.locator("#f-title_en").fill(name)
    if form:
        page.locator("#f-form").select_option(form)
    page.locator("form[data-part] button[type=submit]").click()
    page.wait_for_url("**/files/**")
    return page


def saved(page: Any, editor: str) -> None:
    page.locator(f"[{editor}][data-saved]").wait_for()
    page.get_by_text("已保存").first.wait_for()


def holds(page: Any, *words: str) -> None:
    """Until the server has the file that is open with all of this in it: panels and editors take their time before they tell of a change."""
    address = page.url.partition("?")[0].replace("/files/", "/raw/")
    for _ in range(PATIENCE):
        text = page.request.get(address).text()
        if all(word in text for word in words):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{address} lacks {[word for word in words if word not in text]}: {text}")


def entry_of(page: Any, name: str) -> Any:
    """The field of an entry of a properties panel, its group unfolded."""
    field = page.locator(f"[data-entry-id={name}]").locator("input, textarea, select").first
    if not field.is_visible():
        page.locator(".bio-properties-panel-group", has=page.locator(f"[data-entry-id={name}]")).locator(
            ".bio-properties-panel-group-header"
        ).first.click()
    return field


def draw_form(page: Any) -> None:
    """One number, by keyboard: the palette's entries answer to Enter."""
    page.locator("[data-form-editor][data-drawn]").wait_for()
    entry = page.locator(".fjs-palette-field[data-field-type=number]")
    entry.focus()
    page.keyboard.press("Enter")
    page.locator(".fjs-form-field-number").first.click()
    entry_of(page, "key").fill("amount")
    entry_of(page, "own-label_en").fill("Amount")
    assert page.evaluate("[...window.__i18nMissing].sort()") == []
    assert page.locator(".fjs-powered-by").first.is_visible()
    holds(page, '"amount"', '"Amount"')


def draw_table(page: Any) -> None:
    """The one rule gets a condition."""
    page.locator("[data-table-editor][data-drawn]").wait_for()
    cell = page.locator("td.input-cell").first
    cell.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(">= 0")
    page.locator("th.index-column, .tjs-table-container").first.click(position={"x": 2, "y": 2})
    holds(page, "= 0")
    assert page.evaluate("[...window.__i18nMissing].sort()") == []


def press(page: Any, element: str) -> None:
    """Click on an element of the drawing; a straight flow has no height and is clicked all the same."""
    middle = """(id) => {
      const box = document.querySelector(`.djs-element[data-element-id="${id}"] .djs-hit`).getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    }"""
    page.mouse.click(*page.evaluate(middle, element))


def append(page: Any, kind: str, after: str = "") -> None:
    """Append a task behind an element, of a kind; it is chosen then. A click on what is chosen would let it go."""
    if after:
        press(page, after)
    else:
        saved(page, "data-modeler")
    page.locator(".djs-context-pad.open [data-action='append.append-task']").click()
    page.locator(".bio-properties-panel-header-type").get_by_text("任务", exact=True).wait_for()
    page.locator(".djs-context-pad.open [data-action=replace]").click()
    page.locator(f".djs-popup [data-id=replace-with-{kind}-task]").click()
    kinds = {"rule": "业务规则任务", "user": "用户任务", "service": "服务任务"}
    page.locator(".bio-properties-panel-header-type", has_text=kinds[kind][-4:]).wait_for()


def name(page: Any, title: str) -> None:
    entry_of(page, "name").fill(title)


def pick(page: Any, attribute: str, value: str) -> None:
    entry_of(page, f"tb-{attribute}").select_option(value)


def draw_diagram(page: Any) -> None:
    page.locator("[data-modeler][data-checked]").wait_for()
    press(page, "submitted_to_closed")
    page.keyboard.press("Delete")
    append(page, "rule", "submitted")
    name(page, "分流")
    pick(page, "decision", "route")
    append(page, "user")
    name(page, "审核")
    pick(page, "role", "review")
    pick(page, "stage", "review")
    page.locator("[data-entry-id=tb-outcomes] input[name=tb-outcomes-approve]").check()
    append(page, "service")
    name(page, "出具补助通知书")
    pick(page, "service", "notice")
    pick(page, "notice", "grant_notice")
    saved(page, "data-modeler")
    page.locator(".djs-context-pad.open [data-action=connect]").click()
    press(page, "closed")
    holds(page, "grant_notice", 'targetRef="closed"', "审核", "出具补助通知书")
    page.locator("[data-do=check]").click()


def test_a_small_program_from_nothing_is_published_and_a_case_of_it_runs_to_its_end(town: Town, invite: Any, second: str, tmp_path: Path):
    guest = invite("guanli")
    page = guest.go("/admin/studio")
    guest.press("新建项目")
    for field, text in (("title", "技能补助"), ("title_en", "Skills grant"), ("key", KEY), ("authority", "示例市人社局")):
        page.locator(f"#f-{field}").fill(text)
    page.locator("#f-region").select_option("440100")
    guest.submit()
    guest.reads("全新项目")
    base = guest.path()

    draw_form(part(guest, base, "form", "application", "补助申请"))
    draw_table(part(guest, base, "table", "route", "分流", "application"))
    paper = part(guest, base, "notice", "grant_notice", "补助通知书")
    text = paper.locator("#f-text")
    text.fill(text.input_value().replace("本机关已经办理。", "本机关同意补助。"))
    paper.get_by_text("已保存").first.wait_for()
    paper.frame_locator("iframe[data-preview]").locator("embed, body").first.wait_for()
    draw_diagram(part(guest, base, "diagram", "grant", "补助申领", "application"))
    guest.go(f"{base}/check")
    guest.reads("没有错误")

    other = invite(second)
    other.go(f"{base}/release")
    other.page.locator("#f-note").fill("首次发布")
    other.submit()
    other.agree()
    other.reads("技能补助")

    town.enterprise("qiye", "广州示例制造有限公司", "91440101MA5CQ0XD0A")
    company = invite("qiye")
    case = files(company)
    town.settle()
    decides(invite("shenhe"), str(company.page.locator("#case-number").inner_text()))
    town.settle()
    company.go(f"/cases/{case}")
    company.reads("办结", "补助通知书")
    saves_a_notice(company, "补助通知书", tmp_path, ("广州示例制造有限公司", "本机关同意补助"))


def files(company: Any) -> UUID:
    """An enterprise finds the program among the guides, fills in its form and sends it."""
    company.go("/cases")
    company.go("/guides")
    company.press("补助申领")
    company.follow(company.page.locator(f"form[action='/guides/{KEY}/grant'] button"))
    case = UUID(company.path().split("/")[2])
    put(company, "amount", "800")
    company.submit()
    company.page.locator("#case-number").wait_for()
    return case


def decides(officer: Any, number: str) -> None:
    """An officer of the post that the diagram names takes the task from the pool, reads what was sent, and approves."""
    officer.go("/tasks?tab=pool")
    claim(officer, number)
    officer.go("/tasks")
    officer.follow(officer.page.locator("tbody tr", has_text=number).locator("a[data-open]"))
    officer.reads("审核", "800")
    decide(officer, "approve")
    officer.reads("已办理")
