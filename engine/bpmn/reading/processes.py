"""A file's processes as plain facts."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from engine.bpmn.lint.nesting import NODES
from engine.bpmn.model import Element, Flow, ProcessInfo
from engine.bpmn.reading.document import Document, child, ours, plain, text_of, truth
from engine.bpmn.reading.events import read_event
from engine.bpmn.reading.loops import read_loop
from engine.bpmn.reading.names import is_bpmn, line_of, local
from engine.bpmn.reading.signing import signed

SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})


@dataclass(slots=True)
class _Draft:
    """A process while it is being read."""

    document: Document
    process: str
    elements: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)
    membership: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    """Node -> the flow it calls its default."""
    named: list[tuple[etree._Element, str, str]] = field(default_factory=list)
    """What lanes say lies in them: where it is said, the lane, the node."""
    drawn: dict[str, etree._Element] = field(default_factory=dict)
    """The XML of a flow or of a node with a default flow, for its line."""


def read_processes(document: Document) -> Iterator[ProcessInfo]:
    """Every process of the file, complete with what lies inside its sub-processes."""
    for node in document.root:
        if not is_bpmn(node) or local(node) != "process":
            continue
        process = node.get("id")
        if not process:
            document.fault(node, "", "no-id", kind="process")
            continue
        draft = _Draft(document, process)
        _read_scope(draft, node, process)
        _link_events(draft)
        _lanes_name_nodes(draft)
        elements = _connected(draft)
        scopes: dict[str, list[Element]] = {}
        for element in elements.values():
            scopes.setdefault(element.parent, []).append(element)
        yield ProcessInfo(
            id=process,
            name=node.get("name", ""),
            file=document.file,
            elements=elements,
            flows=draft.flows,
            lanes=draft.lanes,
            attributes=ours(node),
            documentation=text_of(child(node, "documentation")) or "",
            scopes={scope: tuple(inside) for scope, inside in scopes.items()},
            line=line_of(node),
        )


def _read_scope(draft: _Draft, scope: etree._Element, parent: str) -> None:
    for node in scope:
        if not is_bpmn(node):
            continue
        kind = local(node)
        if kind == "laneSet":
            _read_lanes(draft, node)
        elif kind == "sequenceFlow":
            _read_flow(draft, node)
        elif kind in NODES:
            name = node.get("id")
            if not name:
                draft.document.fault(node, "", "no-id", kind=kind)
                continue
            if name == draft.process or name in draft.elements:
                continue  # a duplicate id: already a fault
            draft.elements[name] = _read_node(draft, node, kind, parent)
            draft.document.read.add(node)
            if kind in SCOPES:
                _read_scope(draft, node, name)


def _read_node(draft: _Draft, node: etree._Element, kind: str, parent: str) -> Element:
    document, name = draft.document, node.get("id", "")
    if default := plain(node.get("default")):
        draft.defaults[name] = default
        draft.drawn[name] = node
    return Element(
        id=name,
        kind=kind,
        name=node.get("name", ""),
        process=draft.process,
        parent=parent,
        file=document.file,
        line=line_of(node),
        attributes=ours(node),
        documentation=text_of(child(node, "documentation")) or "",
        attached_to=plain(node.get("attachedToRef")),
        interrupting=truth(node, "isInterrupting" if kind == "startEvent" else "cancelActivity", default=True),
        event=read_event(document, node, kind, name),
        loop=signed(document, node, kind, ours(node), read_loop(document, node, name)),
        called=plain(node.get("calledElement")) if kind == "callActivity" else None,
        by_event=kind == "subProcess" and truth(node, "triggeredByEvent", default=False),
    )


def _read_flow(draft: _Draft, node: etree._Element) -> None:
    source, target = plain(node.get("sourceRef")), plain(node.get("targetRef"))
    name = node.get("id") or f"{source}:{target}:{len(draft.flows)}"  # a colon cannot occur in an id, so nothing can collide
    if not source or not target:
        draft.document.fault(node, name, "loose-flow")
        return
    draft.drawn[name] = node
    condition = draft.document.expression(node, "conditionExpression", name)
    draft.flows[name] = Flow(name, source, target, condition, name=node.get("name", ""))


def _read_lanes(draft: _Draft, node: etree._Element) -> None:
    for lane in node:
        if not is_bpmn(lane) or local(lane) != "lane":
            continue
        title = lane.get("name") or lane.get("id") or ""
        draft.lanes[lane.get("id") or ""] = title
        for sub in lane:
            if is_bpmn(sub) and local(sub) == "flowNodeRef":
                name = plain(text_of(sub)) or ""
                draft.membership[name] = title
                draft.named.append((sub, lane.get("id") or "", name))
            elif is_bpmn(sub) and local(sub) == "childLaneSet":
                _read_lanes(draft, sub)


def _lanes_name_nodes(draft: _Draft) -> None:
    """What lies in a lane is a node of the process; an element of the file that could not be read is a fault already."""
    there = {name for node in draft.document.root.iter() if is_bpmn(node) and (name := node.get("id"))}
    for node, lane, name in draft.named:
        if name not in draft.elements and (name not in there or name in draft.flows):
            draft.document.fault(node, lane, "lane-names-nothing", name=name)


def _link_events(draft: _Draft) -> None:
    """A link throw and the catch of its name in the same scope are one arrow."""
    for element in list(draft.elements.values()):
        if element.kind != "intermediateThrowEvent" or element.event is None or element.event.kind != "link":
            continue
        for other in draft.elements.values():
            is_catch = other.kind == "intermediateCatchEvent" and other.parent == element.parent
            if is_catch and other.event is not None and other.event.kind == "link" and other.event.name == element.event.name:
                name = f"link:{element.id}:{other.id}"
                draft.flows[name] = Flow(name, element.id, other.id)


def _connected(draft: _Draft) -> dict[str, Element]:
    for name, flow in list(draft.flows.items()):
        if flow.source not in draft.elements or flow.target not in draft.elements:
            missing = flow.source if flow.source not in draft.elements else flow.target
            draft.document.fault(draft.drawn.get(name), name, "dangling-flow", name=missing)
            del draft.flows[name]
        elif draft.defaults.get(flow.source) == name:
            draft.flows[name] = replace(flow, default=True)
    for name, default in draft.defaults.items():
        if default not in draft.flows or draft.flows[default].source != name:
            draft.document.fault(draft.drawn[name], name, "default-not-own", name=default)
    incoming: dict[str, list[str]] = {name: [] for name in draft.elements}
    outgoing: dict[str, list[str]] = {name: [] for name in draft.elements}
    for flow in draft.flows.values():
        outgoing[flow.source].append(flow.id)
        incoming[flow.target].append(flow.id)
    return {
        name: replace(
            element,
            lane=_lane(draft, element),
            incoming=tuple(incoming[name]),
            outgoing=tuple(outgoing[name]),
            conditions={flow: text for flow in outgoing[name] if (text := draft.flows[flow].condition) is not None},
        )
        for name, element in draft.elements.items()
    }


def _lane(draft: _Draft, element: Element) -> str | None:
    """The lane a node lies in: its own, or that of the sub-process around it."""
    current: Element | None = element
    while current is not None:
        if current.id in draft.membership:
            return draft.membership[current.id]
        current = draft.elements.get(current.parent)
    return None
