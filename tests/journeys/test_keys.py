"""Officers who have no mouse: every page of the desk tells its keys, everything on it is reached, and a case is worked to its end."""

from typing import Any

import pytest

from engine.commands import ClaimTask
from engine.queries import TaskQueue
from tests.journeys.pages import Place, of_officers
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
DEMO = True
DESK = frozenset({
    "queue", "everything", "nothing", "copies", "begun", "task", "step-acceptance", "office-case", "desk", "alerts", "alert-settings", "views",
    "phrases", "bulk", "verbs", "verb-transfer", "verb-copy", "verb-send_back", "area", "oversight", "oversight-card", "assign",
})  # fmt: skip
"""The officer's desk: lists, a task, its verbs, work on many, the board, alerts, what one arranges."""
GUANGZHOU = "440106-GZXT"
"""How the numbers of the filings begin whose form is filled in here."""
TOLD = """() => Object.fromEntries([...document.querySelectorAll('#keys dt')].filter((each) => each.getClientRects().length).flatMap((each) =>
  [...each.querySelectorAll('kbd')].map((cap) => [cap.textContent, each.nextElementSibling.textContent])))"""
NAMED = """() => [...new Set([...document.querySelectorAll('[data-key], [data-row-key]')].filter((each) => each.getClientRects().length)
  .map((each) => (each.dataset.key ?? each.dataset.rowKey).toUpperCase()))]"""
NUMBERED = """() => {
  let at = 0;
  const seen = (each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.tabIndex >= 0;
  const grouped = new Set();
  for (const each of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!seen(each) || each.closest('dialog')) continue;
    if (each.type === 'radio') {
      const name = `${each.form?.id}:${each.name}`;
      if (grouped.has(name)) continue;
      grouped.add(name);
      each.dataset.stop = `radio ${name}`;
      for (const other of document.getElementsByName(each.name)) other.dataset.stop = each.dataset.stop;
    } else each.dataset.stop = `${at++} ${(each.getAttribute('aria-label') ?? each.textContent ?? '').trim().slice(0, 30) || each.name}`;
  }
  return [...new Set([...document.querySelectorAll('[data-stop]')].map((each) => each.dataset.stop))];
}"""
"""Numbers what a mouse can use on the page, a group of radios once."""
MUTE = """() => [...document.querySelectorAll('main *')].filter((each) => getComputedStyle(each).cursor === 'pointer' && each.getClientRects().length)
  .filter((each) => !each.closest('a[href], button, input, select, summary, label, details') && !each.querySelector('a[href], button, input, summary'))
  .map((each) => each.outerHTML.slice(0, 120))"""
"""What looks as if it could be clicked and is no link, button or field."""


def until_at(visitor: Visitor, selector: str, key: str = "Tab") -> None:
    """Go on with Tab until one is there."""
    for _ in range(250):
        if visitor.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        visitor.page.keyboard.press(key)
    raise AssertionError(f"{visitor.path()}: {selector} is not reached by {key}")


def pressed(visitor: Visitor, key: str) -> None:
    """Press a key that leads to a page, and be there."""
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press(key)


def desk(town: Town) -> list[Place]:
    """The pages, by whoever looks at them."""
    told = of_officers(town).items()
    return [Place(name, username, path) for username, pages in told for name, path in pages.items() if name in DESK]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_the_desk_tells_its_keys_in_the_language_of_the_page(town: Town, invite: Any, language: str):
    visitors: dict[str, Visitor] = {}
    faults = []
    shown = desk(town)
    assert {place.name for place in shown} == DESK
    for place in shown:
        if place.username not in visitors:
            visitors[place.username] = invite(place.username)
            visitors[place.username].go("/account")
            visitors[place.username].go(f"/language/{language}?next=/account")
        visitor = visitors[place.username]
        visitor.go(place.path)
        named = visitor.page.evaluate(NAMED)
        visitor.page.keyboard.press("?")
        visitor.page.locator("dialog#keys[open]").wait_for()
        told = visitor.page.evaluate(TOLD)
        faults += [f"{place.name}: {key} is not told" for key in named if key not in told]
        faults += [f"{place.name}: {key} says nothing" for key, words in told.items() if not words.strip()]
        if visitor.page.locator("main [data-walk] > li, main [data-rows] [data-open]").count() == 0:
            faults += [f"{place.name}: J is told and moves nothing"] if "J" in told else []
        assert {"?", "ESC", "CTRL"} <= {key.upper() for key in told}
        visitor.page.keyboard.press("Escape")
        visitor.page.locator("dialog#keys[open]").wait_for(state="detached")
    for visitor in visitors.values():
        visitor.go("/language/zh?next=/account")
    assert not faults, "\n".join(faults)


def test_whatever_a_mouse_can_use_is_reached_by_tab_on_every_page_of_the_desk(town: Town, invite: Any):
    visitors: dict[str, Visitor] = {}
    faults = []
    for place in desk(town):
        visitor = (
            visitors.setdefault(place.username, invite(place.username)) if place.username not in visitors else visitors[place.username]
        )
        visitor.go(place.path)
        faults += [f"{place.name}: looks like a button and is none: {each}" for each in visitor.page.evaluate(MUTE)]
        wanted = set(visitor.page.evaluate(NUMBERED))
        reached: set[str] = set()
        for _ in range(len(wanted) + 120):
            visitor.page.keyboard.press("Tab")
            at = visitor.page.evaluate("() => document.activeElement.closest('[data-stop]')?.dataset.stop ?? ''")
            reached.add(at)
            if wanted <= reached:
                break
        faults += [f"{place.name}: not reached by Tab: {each}" for each in sorted(wanted - reached)]
    assert not faults, "\n".join(faults)


def test_a_case_is_worked_from_the_queue_to_its_decision_with_no_hand_on_a_mouse(town: Town, invite: Any):
    by = town.actor("shouli")
    for row in town.engine.ask(TaskQueue(tab="pool"), by=by).rows[1:]:
        town.engine.execute(ClaimTask(task_id=row.task.task_id), by=by)
    mine = town.engine.ask(TaskQueue(tab="todo", text=GUANGZHOU), by=by)
    assert mine.total >= 1
    officer = invite("shouli")
    officer.go("/tasks?tab=pool")
    keys = officer.page.keyboard
    keeps_a_phrase(officer)
    pressed(officer, "0")
    pressed(officer, "1")
    assert "tab=todo" in officer.page.url
    finds_one_and_keeps_the_view(officer)
    keys.press("j")
    pressed(officer, "Enter")
    marks_the_materials(officer)
    decides(officer)
    officer.reads("已办理")
    pressed(officer, "q")
    pressed(officer, "1")
    takes_back_many(officer)


def keeps_a_phrase(officer: Visitor) -> None:
    """From the personal menu to the phrases, and a new one."""
    keys = officer.page.keyboard
    keys.press(",")
    until_at(officer, "a[href='/phrases']")
    pressed(officer, "Enter")
    keys.press("i")
    keys.type("材料齐全，符合法定形式，予以受理。")
    pressed(officer, "Control+Enter")
    officer.reads("材料齐全，符合法定形式，予以受理。")


def finds_one_and_keeps_the_view(officer: Visitor) -> None:
    """A search in the list, kept as a view, and left again by the list's own key."""
    keys = officer.page.keyboard
    keys.press("f")
    keys.type(GUANGZHOU)
    pressed(officer, "Enter")
    keys.press("s")
    until_at(officer, "#view-name")
    keys.type("备案待办")
    pressed(officer, "Control+Enter")
    officer.reads("视图已保存", "备案待办")
    assert all(GUANGZHOU in row for row in officer.page.locator("[data-rows] > tr").all_inner_texts())


def marks_the_materials(officer: Visitor) -> None:
    """j and k go from material to material; what is marked stays where one is."""
    keys, files = officer.page.keyboard, officer.page.locator("ul.files > li")
    assert files.locator(".mark").count() >= 2
    keys.press("j")
    keys.press("j")
    pressed(officer, "y")
    assert "cur" in str(files.nth(1).get_attribute("class")), "one is still at the second"
    assert files.nth(1).locator("button.pass").get_attribute("aria-pressed") == "true"
    assert files.nth(0).locator("button.pass").get_attribute("aria-pressed") == "false"
    keys.press("k")
    pressed(officer, "y")
    assert files.nth(0).locator("button.pass").get_attribute("aria-pressed") == "true"


def decides(officer: Visitor) -> None:
    """Radios, a phrase, the outcome, and on to the most urgent."""
    keys, here = officer.page.keyboard, officer.page.url
    for name in ("complete", "competent"):
        until_at(officer, f"#decide input[name={name}]")
        keys.press("Space")
        assert officer.page.locator(f"#decide input[name={name}][value=yes]").is_checked()
    keys.press("1")
    assert officer.page.locator("input[name=outcome][value=accept]").is_checked()
    keys.press("l")
    until_at(officer, "[data-phrase]")
    keys.press("Enter")
    assert officer.page.locator("#decide textarea[name=opinion]").input_value() == "材料齐全，符合法定形式，予以受理。"
    keys.press("Escape")
    assert officer.page.evaluate("document.activeElement === document.body"), "Escape leaves the field"
    pressed(officer, "Control+Shift+Enter")
    assert officer.page.url != here


def takes_back_many(officer: Visitor) -> None:
    """Many are looked at and left as they are; one is claimed and given back."""
    keys = officer.page.keyboard
    keys.press("a")
    assert officer.page.locator("[data-pick]:checked").count() >= 1
    pressed(officer, "t")
    officer.reads("批量转办")
    pressed(officer, "q")
    assert "tab=todo" in officer.page.url
    pressed(officer, "2")
    keys.press("j")
    keys.press("x")
    pressed(officer, "q")
    officer.reads("确认后立即领取这 1 件")
    pressed(officer, "Control+Enter")
    officer.reads("已批量领取")
    pressed(officer, "z")
    officer.reads("已撤销")
