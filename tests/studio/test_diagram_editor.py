"""The diagram editor in a real browser: our attributes by pickers, expressions judged while typed, saved as drawn, all in Chinese."""

import re
from typing import Any

import pytest

from engine.commands import ImportDiagram, OpenProgramDraft
from engine.queries import ProgramFile
from tests.journeys.drawing import Drawing
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
    assert since.inner_text() == "receipt day(case.received_on, parameters.rest_day_receipt)"
    since.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("case.rec")
    page.locator(".cm-tooltip-autocomplete li", has_text="received_on").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.type("ieved_on")
    page.locator("[data-entry-id=tb-since] .bio-properties-panel-error", has_text="recieved_on").wait_for()
    page.locator("[data-modeler][data-saved]").wait_for()


def attribute(town: Town, draft: Any, element: str, name: str) -> str | None:
    """What an element of the diagram says, as the server has it."""
    tag = re.search(rf'<bpmn:\w+ id="{element}"[^>]*>', kept(town, draft))
    assert tag
    said = re.search(rf'\b{name}="([^"]*)"', tag[0])
    return said[1] if said else None


def test_limits_and_verbs_are_picked(town: Town, invite: Any):
    draft, address = begin(town)
    guest = invite("guanli")
    page = opened(guest, address, "assess")
    limit = page.locator("[data-entry-id=tb-limit] select")
    offered = limit.locator("option").evaluate_all("all => all.map(each => each.value)")
    assert {"wd", "cd", "month", "=parameters.review_limit", "="} <= set(offered)

    def kept_as(name: str, value: str | None) -> None:
        assert guest.until(lambda: attribute(town, draft, "assess", name) == value), (value, attribute(town, draft, "assess", name))

    limit.select_option("wd")
    page.locator("[data-entry-id=tb-limit-count] input").fill("12")
    kept_as("tb:limit", "12wd")
    limit.select_option("month")
    kept_as("tb:limit", "P12M")
    limit.select_option("=parameters.review_limit")
    kept_as("tb:limit", "=parameters.review_limit")
    limit.select_option("=")
    page.locator("[data-entry-id=tb-limit-feel] .cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("parameters.rewiev_limit")
    page.locator("[data-entry-id=tb-limit-feel] .bio-properties-panel-error", has_text="rewiev_limit").wait_for()
    limit.select_option("")
    kept_as("tb:limit", None)
    for verb in ("transfer", "copy"):
        page.locator(f"input[name=tb-verbs-{verb}]").check()
    kept_as("tb:verbs", "transfer copy")
    page.locator("input[name=tb-outcomes-agree]").check()
    page.locator("input[name=tb-bulk-agree]").wait_for()
    assert page.locator("[data-entry-id=tb-bulk] input").count() == page.locator("[data-entry-id=tb-outcomes] input:checked").count()
    assert page.evaluate("[...window.__i18nMissing].sort()") == []


REPEATED = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" id="d" targetNamespace="x">'
    '<bpmn:process id="repeated" isExecutable="true"><bpmn:startEvent id="begin"/>'
    '<bpmn:userTask id="each" tb:role="review"><bpmn:multiInstanceLoopCharacteristics/></bpmn:userTask>'
    '<bpmn:userTask id="again" tb:role="review"><bpmn:standardLoopCharacteristics/></bpmn:userTask>'
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:conditionalEventDefinition/></bpmn:intermediateCatchEvent>'
    '<bpmn:intermediateCatchEvent id="later"><bpmn:timerEventDefinition><bpmn:timeDuration>P3D</bpmn:timeDuration></bpmn:timerEventDefinition>'
    '</bpmn:intermediateCatchEvent><bpmn:endEvent id="done"/>'
    '<bpmn:sequenceFlow id="a" sourceRef="begin" targetRef="each"/><bpmn:sequenceFlow id="b" sourceRef="each" targetRef="again"/>'
    '<bpmn:sequenceFlow id="c" sourceRef="again" targetRef="wait"/><bpmn:sequenceFlow id="e" sourceRef="wait" targetRef="later"/>'
    '<bpmn:sequenceFlow id="f" sourceRef="later" targetRef="done"/></bpmn:process></bpmn:definitions>'
)


def test_loops_conditions_and_times_are_expressions_that_are_judged(town: Town, invite: Any):
    draft, by = begin(town)[0], town.actor("guanli")
    path = f"{PROGRAM}/repeated.bpmn"
    town.engine.execute(ImportDiagram(draft_id=draft, path=path, content=REPEATED.encode()), by=by)
    drawing = Drawing(invite("guanli"), f"/admin/studio/{draft}", path)
    for element, entry, text, written in (
        ("each", "tb-completionCondition", "nrOfCompletedInstances >= 2", "completionCondition"),
        ("again", "tb-loopCondition", "2 > 1", "loopCondition"),
        ("wait", "tb-condition", "today > today", "condition"),
    ):
        page = drawing.open(element)
        drawing.fill(entry, "1 +")
        page.locator(f"[data-entry-id={entry}] .bio-properties-panel-error").wait_for()
        drawing.fill(entry, text)
        page.locator(f"[data-entry-id={entry}] .bio-properties-panel-error").wait_for(state="detached")
        said = re.compile(rf"<bpmn:{written}[^>]*>(<!\[CDATA\[)?{text.replace('>', '(>|&gt;)')}")
        drawing.kept(lambda xml, said=said: said.search(xml) is not None)
        assert page.evaluate("[...window.__i18nMissing].sort()") == []
    page = drawing.open("later")
    page.locator("[data-group-id=group-timer] .bio-properties-panel-group-header").click()
    drawing.fill("tb-time", "P5D")
    drawing.kept(lambda xml: "P5D" in xml)


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
