"""The diagrams of real programs for the oracle, read by the standard library's parser and by nothing of the engine's."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import replace
from zlib import crc32

from tests.oracle.diagram import Diagram, Flow, Loop, Node, Scope

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
TB = "{urn:tongban:bpmn:1}"
EVENTS = ("startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent")
KINDS = (
    *EVENTS, "userTask", "manualTask", "task", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity", "subProcess",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
)  # fmt: skip


def minutes(expression: str) -> int:
    """A made-up time for a timer, the same for the same text."""
    made = re.search(r"PT(\d+)M", expression)
    return int(made[1]) if made else crc32(expression.encode()) % 20 + 1


def from_xml(files: Mapping[str, bytes], main: str) -> Diagram:
    """All processes of some files."""
    processes: dict[str, Scope] = {}
    for data in files.values():
        root = ET.fromstring(data)
        declared = {node.get("id"): node for node in root}
        for node in root.findall(f"{BPMN}process"):
            processes[node.get("id", "")] = _scope(node, declared)
    return Diagram(processes, main)


def _scope(node: ET.Element, declared: dict) -> Scope:
    scope = Scope(node.get("id", ""))
    defaults = {child.get("default") for child in node}
    for child in node:
        kind = child.tag.removeprefix(BPMN)
        if kind == "sequenceFlow":
            condition = _text(child, "conditionExpression")
            name = child.get("id") or f"~{len(scope.flows)}"
            scope.flows.append(Flow(name, child.get("sourceRef", ""), child.get("targetRef", ""), condition, name in defaults))
        elif kind in KINDS:
            scope.nodes[child.get("id", "")] = _node(child, kind, declared)
    for node in list(scope.nodes.values()):
        if node.kind == "intermediateThrowEvent" and node.event and node.event[0] == "link":
            other = next(n for n in scope.nodes.values() if n.kind == "intermediateCatchEvent" and n.event == node.event)
            scope.flows.append(Flow(f"link:{node.id}", node.id, other.id))
    return scope


def _node(node: ET.Element, kind: str, declared: dict) -> Node:
    event, repeats = _event(node, kind, declared)
    interrupting = node.get("isInterrupting" if kind == "startEvent" else "cancelActivity", "true") == "true"
    return Node(
        id=node.get("id", ""),
        kind={"task": "manualTask"}.get(kind, kind),
        event=event,
        interrupting=interrupting,
        attached_to=node.get("attachedToRef"),
        loop=_loop(node),
        inside=_scope(node, declared) if kind == "subProcess" else None,
        calls=node.get("calledElement"),
        by_event=node.get("triggeredByEvent") == "true",
        repeats=repeats,
    )


def _event(node: ET.Element, kind: str, declared: dict) -> tuple[tuple[str, str | None] | None, int | None]:
    if kind in ("sendTask", "receiveTask"):
        reference = node.get("messageRef")
        return (("message", declared[reference].get("name") or reference), None) if reference else (None, None)
    if kind not in EVENTS:
        return None, None
    for child in node:
        if not child.tag.endswith("EventDefinition"):
            continue
        what = child.tag.removeprefix(BPMN).removesuffix("EventDefinition")
        if what == "timer":
            text = next((t for name in ("timeDate", "timeDuration", "timeCycle") if (t := _text(child, name))), node.get(f"{TB}limit", ""))
            cycle = re.match(r"R(\d+)/", text)
            return ("timer", str(minutes(text))), int(cycle[1]) if cycle else None
        if what == "conditional":
            return (what, _text(child, "condition")), None
        if what == "link":
            return (what, child.get("name")), None
        target = declared.get(child.get(f"{what}Ref"))
        if target is None:
            return (what, None), None
        return (what, target.get(f"{what}Code") or target.get("name") or target.get("id")), None
    return ("none", None), None


SIGNED = {f"{BPMN}userTask", f"{BPMN}manualTask"}


def _loop(node: ET.Element) -> Loop | None:
    """How often an activity is repeated; one that several people sign is repeated for each of them until its facts say `decided`."""
    drawn, signers = _drawn_loop(node), node.get(f"{TB}signers")
    if node.get(f"{TB}signing") is None or node.tag not in SIGNED:
        return drawn
    decided = f"{node.get('id')}.decided = true"
    if drawn is not None:
        return replace(drawn, until=drawn.until or decided)
    return Loop("sequential" if node.get(f"{TB}signing") == "sequence" else "parallel", signers or 1, until=decided)


def _drawn_loop(node: ET.Element) -> Loop | None:
    several = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if several is not None:
        kind = "sequential" if several.get("isSequential") == "true" else "parallel"
        count = several.get(f"{TB}collection") or int(_text(several, "loopCardinality") or 0)
        return Loop(kind, count, until=_text(several, "completionCondition"))
    standard = node.find(f"{BPMN}standardLoopCharacteristics")
    if standard is None:
        return None
    most = standard.get("loopMaximum")
    return Loop(
        "standard",
        condition=_text(standard, "loopCondition"),
        test_before=standard.get("testBefore") == "true",
        maximum=int(most) if most else None,
    )


def _text(node: ET.Element, name: str) -> str | None:
    child = node.find(f"{BPMN}{name}")
    return (child.text or "").strip() or None if child is not None else None


def names_of(diagram: Diagram) -> tuple[set[str], set[str]]:
    """Conditions and collections that a diagram speaks of, by their text."""
    conditions: set[str] = set()
    lists: set[str] = set()
    for process in diagram.processes.values():
        for scope in [process, *(node.inside for node in process.everything() if node.inside is not None)]:
            conditions |= {flow.condition for flow in scope.flows if flow.condition}
            for node in scope.nodes.values():
                if node.event and node.event[0] == "conditional" and node.event[1]:
                    conditions.add(node.event[1])
                if node.loop is not None:
                    conditions |= {text for text in (node.loop.until, node.loop.condition) if text}
                    lists |= {node.loop.count} if isinstance(node.loop.count, str) else set()
    return conditions, lists
