"""What the diagram editor does besides: draws what has no drawing, plays tokens, pastes between programs, keeps what was not saved."""

from typing import Any

import pytest

from engine.commands import BeginProgram, ImportDiagram
from engine.queries import ProgramFile
from engine.sdk.text import Text
from tests.journeys.town import Town
from tests.studio.test_new_program import press, saved

pytestmark = pytest.mark.browser
KEY = "tools"
BARE = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" id="d" targetNamespace="x">'
    '<bpmn:process id="bare" isExecutable="true"><bpmn:startEvent id="begin"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>'
    '<bpmn:userTask id="look" name="看" tb:role="review" tb:form="insurance"><bpmn:incoming>f</bpmn:incoming><bpmn:outgoing>g</bpmn:outgoing></bpmn:userTask>'
    '<bpmn:businessRuleTask id="rule" tb:decision="route"><bpmn:incoming>g</bpmn:incoming><bpmn:outgoing>h</bpmn:outgoing></bpmn:businessRuleTask>'
    '<bpmn:endEvent id="done"><bpmn:incoming>h</bpmn:incoming></bpmn:endEvent>'
    '<bpmn:sequenceFlow id="f" sourceRef="begin" targetRef="look"/><bpmn:sequenceFlow id="g" sourceRef="look" targetRef="rule"/>'
    '<bpmn:sequenceFlow id="h" sourceRef="rule" targetRef="done"/>'
    "</bpmn:process></bpmn:definitions>"
)


def drafted(town: Town, key: str) -> str:
    by = town.actor("guanli")
    said = {"title": Text("工具", "Tools"), "authority": Text("局", "Office"), "region": "440100"}
    draft = town.engine.execute(BeginProgram(key=key, **said), by=by).draft_id
    town.engine.execute(ImportDiagram(draft_id=draft, path=f"{key}/bare.bpmn", content=BARE.encode()), by=by)
    return str(draft)


def content(town: Town, draft: str, path: str) -> str:
    return town.engine.ask(ProgramFile(draft_id=draft, path=path), by=town.actor("guanli")).content.decode()


def opened(guest: Any, draft: str, key: str) -> Any:
    page = guest.go(f"/admin/studio/{draft}/files/{key}/bare.bpmn")
    page.locator("[data-modeler][data-checked]").wait_for()
    return page


def test_a_file_without_drawing_is_drawn_and_tokens_are_played_in_chinese(town: Town, invite: Any):
    draft = drafted(town, KEY)
    page = opened(invite("guanli"), draft, KEY)
    assert content(town, draft, f"{KEY}/bare.bpmn") == BARE, "looking at a file does not change it"
    page.get_by_role("button", name="保存排版").click()
    saved(page, "data-modeler")
    text = content(town, draft, f"{KEY}/bare.bpmn")
    assert "BPMNShape" in text
    process = BARE[BARE.index("<bpmn:process") : BARE.index("</bpmn:definitions>")]
    assert process in text, "the drawing is all that was added"
    page.locator(".bts-toggle-mode").click()
    page.locator(".bts-palette").wait_for()
    page.locator(".bts-toggle-mode", has_text="模拟运行").wait_for()
    assert page.evaluate("[...window.__i18nMissing].sort()") == []
    page.locator(".bts-toggle-mode").click()


def test_what_is_copied_in_one_program_is_pasted_in_another(town: Town, invite: Any):
    first, second = drafted(town, "tools_a"), drafted(town, "tools_b")
    guest = invite("guanli")
    page = opened(guest, first, "tools_a")
    press(page, "look")
    page.locator(".djs-element.selected[data-element-id=look]").wait_for()
    page.keyboard.press("Control+A")
    page.locator(".djs-element.selected[data-element-id=rule]").wait_for()
    page.keyboard.press("Control+C")
    page = opened(guest, second, "tools_b")
    before = page.locator(".djs-shape").count()
    page.mouse.click(700, 700)
    page.keyboard.press("Control+V")
    page.mouse.move(710, 700)
    page.mouse.move(720, 720)
    page.mouse.click(720, 720)
    page.locator(".djs-shape").nth(before).wait_for(state="attached")
    saved(page, "data-modeler")
    assert content(town, second, "tools_b/bare.bpmn").count('tb:role="review"') == 2
    note = page.locator(".lacking")
    note.get_by_text("insurance").wait_for()
    told = note.inner_text()
    assert [word for word in ("表单 insurance", "决策 route") if word not in told] == [], told
    assert "review" not in told
    done = page.locator("[data-modeler]").get_attribute("data-saved")
    page.keyboard.press("Control+Z")
    note.wait_for(state="detached")
    page.locator(f"[data-modeler]:not([data-saved='{done}'])").wait_for()
    undone = content(town, second, "tools_b/bare.bpmn")
    assert (undone.count('tb:role="review"'), undone.count("<bpmndi:BPMNShape")) == (1, 4), "nothing of what was pasted stays"
    page.keyboard.press("Control+Y")
    note.wait_for()


def test_what_was_not_saved_when_the_server_was_away_is_there_at_the_next_visit(town: Town, invite: Any):
    draft = drafted(town, "tools_c")
    guest = invite("guanli")
    page = opened(guest, draft, "tools_c")
    page.route("**/files/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    press(page, "look")
    page.locator("[data-entry-id=tb-role] select").select_option("")
    page.get_by_text("未能保存").first.wait_for()
    page.unroute("**/files/**")
    guest.complaints.clear()
    page.on("dialog", lambda dialog: dialog.accept())
    page = opened(guest, draft, "tools_c")
    saved(page, "data-modeler")
    assert 'tb:role="review"' not in content(town, draft, "tools_c/bare.bpmn")
