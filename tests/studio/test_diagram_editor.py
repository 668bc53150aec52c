"""The diagram editor in a real browser: our attributes by pickers, expressions judged while typed, saved as drawn, all in Chinese."""

import re
from typing import Any

import pytest

from engine.commands import OpenProgramDraft
from engine.queries import ProgramFile
from tests.journeys.town import Town
from tests.studio.conftest import DIAGRAM, PROGRAM

pytestmark = pytest.mark.browser


def begin(town: Town) -> tuple[Any, str]:
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="补正期限延长"), by=town.actor("guanli")).draft_id
    return draft, f"/admin/studio/{draft}/files/{DIAGRAM}"


def kept(town: Town, draft: Any) -> str:
    return town.engine.ask(ProgramFile(draft_id=draft, path=DIAGRAM), by=town.actor("guanli")).content.decode()


def opened(guest: Any, address: str, element: str = "") -> Any:
    page = guest.go(f"{address}?element={element}" if element else address)
    page.locator("[data-modeler][data-checked]").wait_for()
    if element:
        page.locator("[data-entry-id=tb-stage], [data-entry-id=tb-en]").first.wait_for()
    return page


def test_an_attribute_is_picked_and_saved_into_the_draft(town: Town, invite: Any):
    draft, address = begin(town)
    before = kept(town, draft)
    page = opened(invite("guanli"), address, "insurance")
    picker = page.locator("[data-entry-id=tb-form] select")
    assert picker.input_value() == "insurance"
    assert {"insurance", "licence"} <= set(picker.locator("option").evaluate_all("all => all.map(each => each.value)"))
    picker.select_option("licence")
    page.locator("[data-modeler][data-saved='1']").wait_for()
    after = kept(town, draft)
    assert re.search(r'<bpmn:serviceTask id="insurance"[^>]*tb:form="licence"', after)
    ids = re.compile(r' id="([^"]+)"')
    assert set(ids.findall(before)) == set(ids.findall(after)), "nothing is lost or invented"
    page.locator("[data-do=undo]").click()
    page.locator("[data-modeler][data-saved='2']").wait_for()
    assert re.search(r'<bpmn:serviceTask id="insurance"[^>]*tb:form="insurance"', kept(town, draft))


def test_an_expression_is_judged_while_it_is_typed(town: Town, invite: Any):
    _, address = begin(town)
    page = opened(invite("guanli"), address, "accept")
    since = page.locator("[data-entry-id=tb-since] .cm-content")
    assert since.inner_text() == "case.received_on"
    since.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("case.rec")
    page.locator(".cm-tooltip-autocomplete li", has_text="received_on").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.type("ieved_on")
    page.locator("[data-entry-id=tb-since] .bio-properties-panel-error").wait_for()
    assert "recieved_on" in page.locator("[data-entry-id=tb-since] .bio-properties-panel-error").inner_text()
    page.locator("[data-modeler][data-saved]").wait_for()


def test_what_the_check_finds_is_marked_and_everything_is_said_in_chinese(town: Town, invite: Any):
    _, address = begin(town)
    page = opened(invite("guanli"), address, "insurance")
    page.locator("[data-entry-id=tb-role] select").select_option("")
    page.locator("[data-modeler][data-checked='1']").wait_for()
    page.locator(".fault").first.wait_for()
    assert page.locator(".djs-element.is-faulty[data-element-id=insurance]").count() == 1
    assert page.locator(".bjs-powered-by").is_visible(), "the mark of bpmn.io stays visible"
    for element in ("submitted", "accept", "accept_result", "annual_plan"):
        page.goto(f"{town.address}{address}?element={element}")
        page.locator("[data-modeler][data-checked]").wait_for()
        page.locator("[data-group-id=group-tongban]").wait_for()
        assert page.evaluate("[...window.__i18nMissing].sort()") == []


def test_a_drawing_seen_whole_is_seen_whole_again_in_a_smaller_window(town: Town, invite: Any):
    _, address = begin(town)
    page = opened(invite("guanli"), address)
    page.set_viewport_size({"width": 900, "height": 600})
    whole = """() => {
        const room = document.querySelector(".modeler .canvas").getBoundingClientRect();
        const drawn = document.querySelector(".modeler .djs-container svg .viewport").getBoundingClientRect();
        return drawn.width > 0 && drawn.right <= room.right + 1 && drawn.bottom <= room.bottom + 1;
    }"""
    for _ in range(200):
        if page.evaluate(whole):
            return
        page.wait_for_timeout(50)
    pytest.fail("part of the drawing lies outside")
