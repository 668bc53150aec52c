"""Every diagram we ship can be read at a glance: drawn whole, left to right, nothing on top of anything else, everything named."""

from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2] / "processes"
DIAGRAMS = sorted(ROOT.glob("*/*.bpmn"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAY = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
ENGLISH = "{urn:tongban:bpmn:1}en"
TASKS = {"userTask", "serviceTask", "businessRuleTask", "callActivity", "sendTask", "receiveTask"}
NODES = TASKS | {
    "subProcess", "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
}  # fmt: skip
CHARACTERS_PER_LINE = 8
LINES_PER_TASK = 3

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    def overlaps(self, other: "Box") -> bool:
        return self.x < other.x + other.w and other.x < self.x + self.w and self.y < other.y + other.h and other.y < self.y + self.h

    def holds(self, other: "Box") -> bool:
        return self.x <= other.x and self.y <= other.y and other.x + other.w <= self.x + self.w and other.y + other.h <= self.y + self.h

    def touched_by(self, a: Point, b: Point) -> bool:
        """Whether a level or upright segment runs through the inside."""
        left, right = sorted((a[0], b[0]))
        top, bottom = sorted((a[1], b[1]))
        return left < self.x + self.w and right > self.x and top < self.y + self.h and bottom > self.y

    def has_on_border(self, p: Point) -> bool:
        inside = self.x <= p[0] <= self.x + self.w and self.y <= p[1] <= self.y + self.h
        return inside and (p[0] in (self.x, self.x + self.w) or p[1] in (self.y, self.y + self.h))


class Drawing:
    """A diagram as its nodes, flows and their places."""

    def __init__(self, path: Path) -> None:
        root = etree.parse(path).getroot()
        self.nodes = {e.get("id"): e for e in root.iter() if etree.QName(e).localname in NODES}
        self.flows = {e.get("id"): e for e in root.iter(f"{BPMN}sequenceFlow")}
        self.lanes = {e.get("id"): [ref.text for ref in e.iter(f"{BPMN}flowNodeRef")] for e in root.iter(f"{BPMN}lane")}
        shapes = {e.get("bpmnElement"): e for e in root.iter(f"{DI}BPMNShape")}
        self.edges = {
            e.get("bpmnElement"): [(float(p.get("x")), float(p.get("y"))) for p in e.iter(WAY)] for e in root.iter(f"{DI}BPMNEdge")
        }
        self.boxes = {name: box(e.find(f"{DC}Bounds")) for name, e in shapes.items()}
        drawn = {**shapes, **{e.get("bpmnElement"): e for e in root.iter(f"{DI}BPMNEdge")}}
        self.labels = {
            name: box(e.find(f"{DI}BPMNLabel/{DC}Bounds")) for name, e in drawn.items() if e.find(f"{DI}BPMNLabel/{DC}Bounds") is not None
        }

    def kind(self, node: str) -> str:
        return etree.QName(self.nodes[node]).localname

    def around(self, node: str) -> str | None:
        parent = self.nodes[node].getparent()
        return parent.get("id") if parent is not None and parent.tag == f"{BPMN}subProcess" else None

    def ends(self, flow: str) -> tuple[str, str]:
        return self.flows[flow].get("sourceRef"), self.flows[flow].get("targetRef")

    def reaches(self, start: str, goal: str) -> bool:
        seen, waiting = set(), [start]
        while waiting:
            here = waiting.pop()
            if here == goal:
                return True
            if here not in seen:
                seen.add(here)
                waiting += [target for source, target in map(self.ends, self.flows) if source == here]
                waiting += [name for name, node in self.nodes.items() if node.get("attachedToRef") == here]
        return False


def box(bounds: etree._Element) -> Box:
    return Box(*(float(bounds.get(name)) for name in ("x", "y", "width", "height")))


def crosses(a: tuple[Point, Point], b: tuple[Point, Point]) -> bool:
    """Whether two level or upright segments have a point in common."""
    (ax, ay), (bx, by) = a
    (cx, cy), (dx, dy) = b
    return min(ax, bx) <= max(cx, dx) and min(cx, dx) <= max(ax, bx) and min(ay, by) <= max(cy, dy) and min(cy, dy) <= max(ay, by)


@pytest.fixture(params=DIAGRAMS, ids=lambda path: f"{path.parent.name}/{path.name}")
def drawing(request: pytest.FixtureRequest) -> Drawing:
    return Drawing(request.param)


def test_there_are_diagrams_to_look_at():
    assert DIAGRAMS


def test_every_node_flow_and_lane_is_drawn(drawing: Drawing):
    assert not {*drawing.nodes, *drawing.lanes} - set(drawing.boxes)
    assert set(drawing.flows) == set(drawing.edges)


def test_no_two_nodes_overlap(drawing: Drawing):
    for one, two in combinations(drawing.nodes, 2):
        attached = {drawing.nodes[one].get("attachedToRef"), drawing.nodes[two].get("attachedToRef")}
        if {one, two} & attached or drawing.around(one) == two or drawing.around(two) == one:
            continue
        assert not drawing.boxes[one].overlaps(drawing.boxes[two]), (one, two)


def test_every_node_lies_in_one_lane_or_in_its_sub_process(drawing: Drawing):
    members = [node for nodes in drawing.lanes.values() for node in nodes]
    assert sorted(members) == sorted(node for node in drawing.nodes if drawing.around(node) is None)
    for lane, nodes in drawing.lanes.items():
        for node in nodes:
            assert drawing.boxes[lane].holds(drawing.boxes[node]), (lane, node)
    for node in drawing.nodes:
        if outer := drawing.around(node):
            assert drawing.boxes[outer].holds(drawing.boxes[node]), (outer, node)


def test_flows_run_left_to_right_except_on_the_way_back(drawing: Drawing):
    for flow in drawing.flows:
        source, target = drawing.ends(flow)
        if not drawing.reaches(target, source):
            middle = [drawing.boxes[node].x + drawing.boxes[node].w / 2 for node in (source, target)]
            assert middle[0] <= middle[1], flow


def test_flows_are_level_or_upright_and_end_at_the_borders_of_their_nodes(drawing: Drawing):
    for flow, points in drawing.edges.items():
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points)), flow
        source, target = drawing.ends(flow)
        assert drawing.boxes[source].has_on_border(points[0]), (flow, source)
        assert drawing.boxes[target].has_on_border(points[-1]), (flow, target)


def test_no_flow_runs_through_a_node(drawing: Drawing):
    for flow, points in drawing.edges.items():
        outside = {drawing.around(node) for node in drawing.ends(flow)}
        for node in set(drawing.nodes) - set(drawing.ends(flow)) - outside:
            assert not any(drawing.boxes[node].touched_by(a, b) for a, b in pairwise(points)), (flow, node)


def test_no_two_flows_cross(drawing: Drawing):
    for one, two in combinations(drawing.edges, 2):
        for a in pairwise(drawing.edges[one]):
            for b in pairwise(drawing.edges[two]):
                assert not crosses(a, b), (one, two)


def test_everything_a_reader_looks_at_has_a_name_in_both_languages(drawing: Drawing):
    for name, node in drawing.nodes.items():
        inner_mark = drawing.around(name) is not None and drawing.kind(name) in {"startEvent", "endEvent"}
        assert node.get(ENGLISH), name
        assert node.get("name") or drawing.kind(name) == "parallelGateway" or inner_mark, name
    for name, flow in drawing.flows.items():
        if flow.find(f"{BPMN}conditionExpression") is not None:
            assert flow.get("name"), name
            assert flow.get(ENGLISH), name


def test_task_names_fit_their_boxes(drawing: Drawing):
    for name, node in drawing.nodes.items():
        if drawing.kind(name) in TASKS:
            assert len(node.get("name")) <= CHARACTERS_PER_LINE * LINES_PER_TASK, name


def test_labels_stand_free_of_nodes_flows_and_each_other(drawing: Drawing):
    expected = {name for name, node in drawing.nodes.items() if node.get("name") and drawing.kind(name) not in TASKS | {"subProcess"}}
    expected |= {name for name, flow in drawing.flows.items() if flow.get("name")}
    assert expected == set(drawing.labels)
    for one, two in combinations(drawing.labels, 2):
        assert not drawing.labels[one].overlaps(drawing.labels[two]), (one, two)
    for name, label in drawing.labels.items():
        for node, place in drawing.boxes.items():
            if node in drawing.nodes and drawing.kind(node) != "subProcess":
                assert not label.overlaps(place), (name, node)
        for flow, points in drawing.edges.items():
            assert not any(label.touched_by(a, b) for a, b in pairwise(points)), (name, flow)
