"""Every editor and every part of it that opens speaks the language of the page: what nobody translated would be listed, and nothing is."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from engine.commands import BeginProgram, OpenProgramDraft, SaveProgramFile
from engine.sdk.text import Text
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor
from tests.studio.conftest import PROGRAM

pytestmark = pytest.mark.browser
KEY = "words"
EVENTS = {
    "message": "startEvent intermediateCatchEvent intermediateThrowEvent endEvent",
    "timer": "startEvent intermediateCatchEvent",
    "signal": "startEvent intermediateCatchEvent intermediateThrowEvent endEvent",
    "conditional": "startEvent intermediateCatchEvent",
    "escalation": "intermediateThrowEvent endEvent",
    "error": "endEvent",
    "terminate": "endEvent",
    "compensate": "intermediateThrowEvent endEvent",
    "link": "intermediateCatchEvent intermediateThrowEvent",
}
PLAIN = [
    "startEvent",
    "endEvent",
    "intermediateThrowEvent",
    "task",
    "userTask",
    "serviceTask",
    "manualTask",
    "scriptTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "adHocSubProcess",
    "transaction",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "complexGateway",
    "eventBasedGateway",
]
LOOPS = (
    "<bpmn:multiInstanceLoopCharacteristics/>",
    '<bpmn:multiInstanceLoopCharacteristics isSequential="true"/>',
    "<bpmn:standardLoopCharacteristics/>",
)
SIZES = {"Event": (36, 36), "Gateway": (50, 50), "subProcess": (120, 80), "transaction": (120, 80), "adHocSubProcess": (120, 80)}
LIST = "[...window.__i18nMissing].sort()"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def elements() -> Iterator[tuple[str, str]]:
    """Every kind of element with what stands in it."""
    yield from ((kind, "") for kind in PLAIN)
    for event, kinds in EVENTS.items():
        yield from ((kind, f"<bpmn:{event}EventDefinition/>") for kind in kinds.split())
    yield from (("userTask", loop) for loop in LOOPS)


def everything() -> str:
    """A diagram with every kind of element, beside each other."""
    nodes, shapes = [], []
    for number, (kind, inner) in enumerate(elements()):
        nodes.append(f'<bpmn:{kind} id="e{number}">{inner}</bpmn:{kind}>')
        width, height = next((size for ending, size in SIZES.items() if kind.endswith(ending)), (100, 80))
        x, y = 100 + number % 8 * 240, 100 + number // 8 * 180
        bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
        expanded = ' isExpanded="false"' if "rocess" in kind or kind == "transaction" else ""
        shapes.append(f'<bpmndi:BPMNShape id="e{number}_di" bpmnElement="e{number}"{expanded}>{bounds}</bpmndi:BPMNShape>')
    nodes.append('<bpmn:sequenceFlow id="flow" sourceRef="e3" targetRef="e4"/>')
    shapes.append(
        '<bpmndi:BPMNEdge id="flow_di" bpmnElement="flow"><di:waypoint x="920" y="140"/><di:waypoint x="1060" y="140"/></bpmndi:BPMNEdge>'
    )
    model = "http://www.omg.org/spec/BPMN/20100524"
    dd = "http://www.omg.org/spec/DD/20100524"
    return (
        f'<bpmn:definitions xmlns:bpmn="{model}/MODEL" xmlns:bpmndi="{model}/DI" xmlns:dc="{dd}/DC" xmlns:di="{dd}/DI" id="d" targetNamespace="x">'
        f'<bpmn:process id="all" isExecutable="true">{"".join(nodes)}</bpmn:process>'
        f'<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="plane" bpmnElement="all">{"".join(shapes)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
        "</bpmn:definitions>"
    )


def unfold(page: Any, panel: str) -> None:
    """Open every group of a properties panel, and every list in it."""
    for _ in range(2):
        page.locator(panel).evaluate(
            """panel => panel.querySelectorAll(".bio-properties-panel-group-header:not(.open) button.bio-properties-panel-arrow,"
              + ".bio-properties-panel-collapsible-entry-header:not(.open) button.bio-properties-panel-arrow").forEach((each) => each.click())"""
        )
        page.wait_for_timeout(30)


def close(page: Any) -> None:
    """Close the menu that is open, by a click beside it."""
    canvas = page.locator(".modeler .canvas").bounding_box()
    page.mouse.click(canvas["x"] + 120, canvas["y"] + canvas["height"] - 12)
    page.locator(".djs-popup").wait_for(state="detached")


def missing(page: Any, known: set[str]) -> None:
    """Keep what is missing so far."""
    known.update(page.evaluate(LIST))


@pytest.fixture(params=["zh", "en"])
def guest(request: pytest.FixtureRequest, invite: Any) -> Visitor:
    visitor: Visitor = invite("guanli")
    visitor.go("/account")
    visitor.go(f"/language/{request.param}?next=/account")
    visitor.page.on("dialog", lambda dialog: dialog.accept())
    return visitor


def begun(town: Town, guest: Visitor) -> str:
    by = town.actor("guanli")
    said = {"title": Text("词", "Words"), "authority": Text("局", "Office"), "region": "440100"}
    draft = town.engine.execute(BeginProgram(key=f"{KEY}_{id(guest)}", **said), by=by)
    path = f"{KEY}_{id(guest)}/all.bpmn"
    town.engine.execute(SaveProgramFile(draft_id=draft.draft_id, path=path, content=everything().encode(), version=None), by=by)
    return f"/admin/studio/{draft.draft_id}/files/{path}"


def titles(page: Any, within: str) -> list[str]:
    """What an English page says in Chinese where a tool draws its own buttons."""
    said = page.locator(within).evaluate_all(
        "all => all.flatMap(each => [...each.querySelectorAll('[title]')].map(one => one.title).concat(each.innerText.split('\\n')))"
    )
    return [text for text in said if CHINESE.search(text)]


def test_every_pad_menu_and_panel_of_the_diagram_editor(town: Town, guest: Visitor) -> None:
    page = guest.go(begun(town, guest))
    page.locator("[data-modeler][data-checked]").wait_for()
    lacking: set[str] = set()
    chinese: list[str] = []
    english = page.locator("html[lang=en]").count() == 1
    for number, _ in enumerate(elements()):
        box = page.locator(f".djs-element[data-element-id=e{number}] > .djs-hit").first.bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.locator(f".djs-element.selected[data-element-id=e{number}]").wait_for(state="attached")
        page.locator(".djs-context-pad.open").first.wait_for()
        unfold(page, ".modeler .panel")
        replace = page.locator(".djs-context-pad.open .entry[data-action=replace]")
        if replace.count():
            replace.click()
            page.locator(".djs-popup").wait_for()
            if english:
                chinese += titles(page, ".djs-popup")
            close(page)
        if english:
            chinese += titles(page, ".djs-context-pad, .djs-palette, .bio-properties-panel-group-header-title")
        missing(page, lacking)
    page.keyboard.press("Escape")
    page.mouse.click(640, 860)
    page.keyboard.press("Control+A")
    align = page.locator(".djs-context-pad.open .entry[data-action=align-elements]")
    align.wait_for()
    align.click()
    page.locator(".djs-popup").wait_for()
    missing(page, lacking)
    close(page)
    page.locator("[data-do=search]").click()
    page.locator(".djs-search-container").wait_for()
    page.keyboard.type("e1")
    page.keyboard.press("Escape")
    page.locator(".djs-minimap .toggle").click()
    page.locator(".bts-toggle-mode").click()
    page.locator(".bts-palette").wait_for()
    missing(page, lacking)
    assert " | ".join([*sorted(lacking), *sorted(set(chinese))]) == ""


TOGETHER = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x"><collaboration id="together">
<participant id="pool" name="A" processRef="first"/><participant id="other" name="B"/>
<messageFlow id="message" sourceRef="send" targetRef="other"/>
<textAnnotation id="note"><text>A</text></textAnnotation><group id="group"/><association id="link" sourceRef="note" targetRef="send"/>
</collaboration><process id="first" isExecutable="true"><laneSet id="lanes"><lane id="lane" name="A"><flowNodeRef>begin</flowNodeRef></lane>
<lane id="lane_b" name="B"><flowNodeRef>send</flowNodeRef></lane></laneSet>
<dataObjectReference id="data" name="A" dataObjectRef="held"/><dataObject id="held"/><dataStoreReference id="store" name="B"/>
<startEvent id="begin"/><exclusiveGateway id="fork" default="plain"/><sequenceFlow id="plain" sourceRef="fork" targetRef="within"/>
<sequenceFlow id="asked" sourceRef="fork" targetRef="send"><conditionExpression>a = 1</conditionExpression></sequenceFlow>
<sequenceFlow id="flow" sourceRef="begin" targetRef="fork"/><subProcess id="within"/><subProcess id="started" triggeredByEvent="true"/>
<sendTask id="send"><dataInputAssociation id="reads"><sourceRef>data</sourceRef></dataInputAssociation></sendTask>
{
    "".join(
        f'<userTask id="host_{kind}"/><boundaryEvent id="on_{kind}" attachedToRef="host_{kind}"{stays}><{kind}EventDefinition/></boundaryEvent>'
        for kind, stays in {
            "message": "",
            "timer": ' cancelActivity="false"',
            "error": "",
            "escalation": "",
            "signal": "",
            "conditional": ' cancelActivity="false"',
            "compensate": "",
        }.items()
    )
}
</process></definitions>"""
"""Pools, lanes, data, notes and what hangs on steps; it has no drawing, so the editor makes one."""
BESIDE = (
    "pool",
    "other",
    "lane",
    "note",
    "group",
    "data",
    "store",
    "within",
    "started",
    "send",
    "message",
    "link",
    "plain",
    "asked",
    "reads",
)
SPOT = """(id) => {
  const element = document.querySelector(`.djs-element[data-element-id='${id}']`);
  const line = element.classList.contains("djs-connection") && element.querySelector(".djs-visual > path, .djs-visual > polyline");
  const boxes = [...element.querySelectorAll(".djs-hit")].map((each) => each.getBoundingClientRect());
  const parts = [[.5, .5], [.5, .95], [.95, .5], [.04, .5], [.01, .5], [.5, .03], [.97, .97]];
  const along = (part) => line.getPointAtLength(line.getTotalLength() * part).matrixTransform(line.getScreenCTM());
  const points = line
    ? [...Array(39).keys()].map((at) => along((at + 1) / 40)).map(({ x, y }) => [x, y])
    : boxes.flatMap((box) => parts.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]));
  return points.find(([x, y]) => document.elementFromPoint(x, y)?.closest("[data-element-id]")?.dataset.elementId === id) ?? null;
}"""
LATIN = re.compile(r"[A-Za-z]{4,}")
SAID = ".djs-context-pad, .djs-palette, .djs-popup, .djs-search-container, .djs-minimap, .bts-toggle-mode, .bts-palette, .bts-log"


def foreign(page: Any) -> list[str]:
    """What stands in another language than the page's in pads, menus and what tools draw themselves."""
    other = CHINESE if page.locator("html[lang=en]").count() else LATIN
    said = page.locator(SAID).evaluate_all(
        "all => all.flatMap(each => [...each.querySelectorAll('[title]')].map(one => one.title).concat(each.innerText.split('\\n')))"
    )
    return [text for text in said if other.search(text)]


def test_pools_lanes_data_notes_lines_and_the_tools_around_them(town: Town, guest: Visitor) -> None:
    """Each is chosen in a drawing; search, minimap, simulation and its log are opened on it."""
    address = begun(town, guest)
    draft, path = address.split("/")[3], f"{KEY}_{id(guest)}/together.bpmn"
    by = town.actor("guanli")
    town.engine.execute(SaveProgramFile(draft_id=draft, path=path, content=TOGETHER.encode(), version=None), by=by)
    page = guest.go(f"/admin/studio/{draft}/files/{path}")
    page.locator("[data-modeler][data-checked]").wait_for()
    lacking: set[str] = set()
    strange: list[str] = []
    hanging = page.locator(".djs-shape[data-element-id^=on_]").evaluate_all("all => all.map(each => each.dataset.elementId)")
    assert len(hanging) == 7
    for element in (*BESIDE, *hanging):
        canvas = page.locator(".modeler .canvas").bounding_box()
        page.mouse.click(canvas["x"] + canvas["width"] - 6, canvas["y"] + 6)  # nothing is chosen, no pad lies over anything
        page.locator(".djs-context-pad.open").first.wait_for(state="detached")
        spot = page.evaluate(SPOT, element)
        assert spot, element
        page.mouse.click(*spot)
        page.locator(f".djs-element.selected[data-element-id={element}]").wait_for(state="attached")
        unfold(page, ".modeler .panel")
        replace = page.locator(".djs-context-pad.open .entry[data-action=replace]")
        if replace.count():
            replace.click()
            page.locator(".djs-popup").wait_for()
            strange += foreign(page)
            close(page)
        strange += foreign(page)
        missing(page, lacking)
    page.locator("[data-do=search]").click()
    page.locator(".djs-search-container input").press_sequentially("send")
    page.locator(".djs-search-result").first.wait_for()
    strange += [text for text in foreign(page) if "send" not in text]
    page.keyboard.press("Escape")
    page.locator(".djs-minimap .toggle").click()
    page.locator(".bts-toggle-mode").click()
    page.locator(".bts-palette .bts-entry").first.wait_for()
    for entry in page.locator(".bts-palette .bts-entry:not([disabled])").all():
        entry.click()
        strange += foreign(page)
    missing(page, lacking)
    assert " | ".join([*sorted(lacking), *sorted(set(strange))]) == ""


def begun_from(town: Town, path: str) -> str:
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="词"), by=town.actor("guanli")).draft_id
    return f"/admin/studio/{draft}/files/{path}"


MARKS = """within => [...document.querySelectorAll(within)].filter((place) => [...place.querySelectorAll("a[href*='bpmn.io']")].some((mark) => {
  const box = mark.getBoundingClientRect();
  return box.width > 0 && mark.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
})).length"""


def mark_shown(page: Any, within: str) -> int:
    """In how many of these places the mark of bpmn.io is seen, nothing lying on it."""
    return int(page.evaluate(MARKS, within))


def every_hit_policy(page: Any) -> None:
    """Choose one after another: each has an explanation of its own."""
    held = page.locator(".hit-policy .dms-input-select")
    held.first.click()
    count = page.locator(".dms-select-options .option").count()
    assert count > 8
    for number in range(count):
        if not page.locator(".dms-select-options .option").count():
            held.first.click()
        page.locator(".dms-select-options .option").nth(number).click()
        page.locator(".hit-policy").first.hover()
        page.wait_for_timeout(50)


def test_every_view_menu_and_dialog_of_the_table_editor(town: Town, guest: Visitor) -> None:
    page = guest.go(begun_from(town, f"{PROGRAM}/decisions/plan_dates.dmn"))
    page.locator("[data-table-editor][data-drawn]").wait_for()
    lacking: set[str] = set()
    for place in ("td.input-cell", "td.output-cell", "td.rule-index", "th.input-cell", "th.output-cell"):
        page.locator(place).first.click(button="right")
        page.locator(".dms-context-menu, .context-menu").first.wait_for()
        missing(page, lacking)
        page.keyboard.press("Escape")
        page.mouse.click(400, 880)
    for head in ("th.input-cell", "th.output-cell"):
        page.locator(head).first.dblclick()
        page.locator(".dms-context-menu, .context-menu, .input-editor, .output-editor").first.wait_for()
        missing(page, lacking)
        page.mouse.click(400, 880)
    every_hit_policy(page)
    missing(page, lacking)
    views = page.locator("[data-views] button")
    for number in range(views.count()):
        views.nth(number).click()
        assert guest.until(lambda: mark_shown(page, ".table-editor .canvas") == 1), "the mark of bpmn.io stands in every view"
        missing(page, lacking)
    views.first.click()
    page.locator(".djs-shape").first.click()
    page.locator(".djs-context-pad.open").wait_for()
    replace = page.locator(".djs-context-pad.open .entry[data-action=replace]")
    if replace.count():
        replace.first.click()
        page.locator(".djs-popup").wait_for()
    missing(page, lacking)
    assert sorted(lacking) == []


def test_every_kind_of_field_and_every_group_of_the_form_editor(town: Town, guest: Visitor) -> None:
    page = guest.go(begun_from(town, f"{PROGRAM}/forms/insurance.form"))
    page.locator("[data-form-editor][data-drawn]").wait_for()
    lacking: set[str] = set()
    kinds = page.locator(".fjs-palette-field").evaluate_all("all => all.map(each => each.dataset.fieldType)")
    assert len(kinds) > 15
    for kind in kinds:
        entry = page.locator(f".fjs-palette-field[data-field-type='{kind}']")
        entry.focus()
        page.keyboard.press("Enter")
        page.locator(".fjs-properties-container .bio-properties-panel-header").wait_for()
        unfold(page, ".fjs-properties-container")
        missing(page, lacking)
    assert page.locator(".fjs-powered-by").first.is_visible()
    assert sorted(lacking) == []


def test_the_mark_of_bpmn_io_stands_in_both_diagrams_that_are_compared(town: Town, guest: Visitor) -> None:
    draft = begun_from(town, "").partition("/files/")[0]
    page = guest.go(f"{draft}/compare/{PROGRAM}/filing.bpmn")
    page.locator("[data-compare][data-drawn]").wait_for()
    assert guest.until(lambda: mark_shown(page, "[data-side] .canvas") == 2)
