"""Each node by itself: its event, its flows, what it needs to be executed."""

from collections.abc import Iterator

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, ProcessInfo

ACTIVITIES = frozenset({
    "task", "userTask", "manualTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity", "subProcess",
    "scriptTask", "transaction", "adHocSubProcess",
})  # fmt: skip
EVENTS: dict[str, frozenset[str]] = {
    "startEvent": frozenset({"none", "message", "timer", "signal"}),
    "eventSubProcess": frozenset({"message", "timer", "signal", "conditional", "error", "escalation"}),
    "endEvent": frozenset({"none", "message", "signal", "error", "escalation", "terminate"}),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal", "escalation", "link"}),
    "boundaryEvent": frozenset({"message", "timer", "signal", "conditional", "error", "escalation"}),
}
SPLITS = frozenset({"exclusiveGateway", "inclusiveGateway"})
UNCONDITIONAL = frozenset({"parallelGateway", "eventBasedGateway", "startEvent", "boundaryEvent", "intermediateCatchEvent"})


def node_findings(process: ProcessInfo, element: Element) -> list[Finding]:
    """The faults of one node."""
    return [
        *_event(process, element),
        *_flows(process, element),
        *_event_gateway(process, element),
        *_conditions(process, element),
        *_needs(element),
    ]


def _say(element: Element, code: str, /, **facts: object) -> Finding:
    return finding(element.file, element.line, element.id, code, **facts)


def in_event_subprocess(process: ProcessInfo, element: Element) -> bool:
    """Whether a start event belongs to an event sub-process."""
    around = process.elements.get(element.parent)
    return around is not None and around.by_event


def _event(process: ProcessInfo, element: Element) -> Iterator[Finding]:
    event = element.event
    if element.kind not in EVENTS or event is None:
        return
    special = element.kind == "startEvent" and in_event_subprocess(process, element)
    allowed = EVENTS["eventSubProcess" if special else element.kind]
    if event.kind not in allowed and not (special and event.kind == "none"):
        if event.kind not in {"compensate", "cancel"}:  # the whitelist has its own sentence for these
            yield _say(element, "event-not-here", kind=element.kind, event=event.kind)
        return
    if event.kind == "error" and not element.interrupting and element.kind != "endEvent":
        yield _say(element, "must-interrupt")
    repeats = element.kind == "boundaryEvent" or special
    if event.timer == "cycle" and not (repeats and not element.interrupting) and not _begins(process, element):
        yield _say(element, "cycle-here")


def _begins(process: ProcessInfo, element: Element) -> bool:
    """A timer start of the process itself may repeat: the engine starts cases by it."""
    return element.kind == "startEvent" and element.parent == process.id


def _flows(process: ProcessInfo, element: Element) -> Iterator[Finding]:
    if element.kind in {"startEvent", "boundaryEvent"}:
        if element.incoming:
            yield _say(element, "incoming-here", kind=element.kind)
        if not element.outgoing:
            yield _say(element, "no-outgoing", kind=element.kind)
    if element.kind == "endEvent" and element.outgoing:
        yield _say(element, "outgoing-here", kind=element.kind)
    if element.kind == "eventBasedGateway" and not element.outgoing:
        yield _say(element, "no-outgoing", kind=element.kind)
    if element.kind == "boundaryEvent":
        host = process.elements.get(element.attached_to or "")
        if host is None or host.kind not in ACTIVITIES or host.parent != element.parent or host.by_event:
            yield _say(element, "not-attached")
    for name in element.outgoing:
        if process.elements[process.flows[name].target].parent != element.parent:
            yield _say(element, "crossing-flow")


def _event_gateway(process: ProcessInfo, element: Element) -> Iterator[Finding]:
    if element.kind == "eventBasedGateway":
        for name in element.outgoing:
            target = process.elements[process.flows[name].target]
            waits = target.kind == "receiveTask" or (
                target.kind == "intermediateCatchEvent" and target.event is not None and target.event.kind != "link"
            )
            attached = any(e.attached_to == target.id for e in process.elements.values())
            if not waits or len(target.incoming) != 1 or attached or target.loop is not None:
                yield _say(element, "event-gateway-target", name=target.id)


def _conditions(process: ProcessInfo, element: Element) -> Iterator[Finding]:
    flows = [process.flows[name] for name in element.outgoing]
    for flow in flows:
        if flow.condition is not None and element.kind in UNCONDITIONAL:
            yield _say(element, "condition-here", kind=element.kind, flow=flow.id)
        elif flow.condition is not None and flow.default:
            yield _say(element, "condition-default", flow=flow.id)
        elif element.kind in SPLITS and len(flows) > 1 and flow.condition is None and not flow.default:
            yield _say(element, "condition-missing", kind=element.kind, flow=flow.id)
    guarded = bool(flows) and all(flow.condition is not None for flow in flows)
    if guarded and element.kind not in UNCONDITIONAL:
        yield _say(element, "no-default")


def _needs(element: Element) -> Iterator[Finding]:
    own = element.attributes
    if element.kind == "serviceTask" and not (own.get("service") or own.get("notice")):
        yield _say(element, "no-service")
    if element.kind == "businessRuleTask" and not own.get("decision"):
        yield _say(element, "no-decision")
    if element.kind == "sendTask" and element.event is None and not (own.get("service") or own.get("notice")):
        yield _say(element, "no-message")
    if element.kind == "receiveTask" and element.event is None:
        yield _say(element, "no-message")
