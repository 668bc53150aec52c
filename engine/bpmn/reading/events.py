"""What an event node waits for or says."""

from lxml import etree

from engine.bpmn.model import EventInfo
from engine.bpmn.reading.document import Document, child, ours, text_of
from engine.bpmn.reading.names import is_bpmn, local

EVENTS = frozenset({"startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"})
TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


def read_event(document: Document, node: etree._Element, kind: str, owner: str) -> EventInfo | None:
    """The event of a node; None for nodes that have none."""
    if kind in {"sendTask", "receiveTask"}:
        message = document.refer(node, "messageRef", "message", owner)
        return None if message is None else EventInfo("message", name=message.get("name") or message.get("id"))
    if kind not in EVENTS:
        return None
    definitions = [sub for sub in node if is_bpmn(sub) and local(sub).endswith("EventDefinition")]
    for sub in node:
        if is_bpmn(sub) and local(sub) == "eventDefinitionRef":
            name = (text_of(sub) or "").rpartition(":")[2]
            declared = document.declared.get(name)
            if declared is not None and local(declared).endswith("EventDefinition"):
                definitions.append(declared)
            else:
                document.fault(sub, owner, "unresolved", attribute="eventDefinitionRef", name=name, kind="eventDefinition")
    if not definitions:
        return EventInfo("none")
    if len(definitions) > 1:
        document.fault(node, owner, "several-events")
    return _definition(document, definitions[0], owner, limit=ours(node).get("limit"))


def _definition(document: Document, node: etree._Element, owner: str, limit: str | None) -> EventInfo:
    kind = local(node).removesuffix("EventDefinition")
    if kind == "timer":
        return _timer(document, node, owner, limit)
    if kind == "conditional":
        text = text_of(child(node, "condition"))
        if text is None:
            document.fault(node, owner, "no-condition")
        return EventInfo(kind, expression=text)
    if kind in {"message", "signal"}:
        target = document.refer(node, f"{kind}Ref", kind, owner)
        if node.get(f"{kind}Ref") is None:
            document.fault(node, owner, "no-reference", kind=kind)
        return EventInfo(kind, name=None if target is None else target.get("name") or target.get("id"))
    if kind in {"error", "escalation"}:
        target = document.refer(node, f"{kind}Ref", kind, owner)
        code = None if target is None else target.get(f"{kind}Code") or target.get("name") or target.get("id")
        return EventInfo(kind, code=code)
    if kind == "link":
        name = node.get("name")
        if not name:
            document.fault(node, owner, "no-reference", kind="link name")
        return EventInfo(kind, name=name)
    return EventInfo(kind)


def _timer(document: Document, node: etree._Element, owner: str, limit: str | None) -> EventInfo:
    """Our tb:limit on the event stands for its duration."""
    drawn = [(TIMERS[local(sub)], text_of(sub)) for sub in node if is_bpmn(sub) and local(sub) in TIMERS]
    drawn = [(kind, text) for kind, text in drawn if text]
    if len(drawn) + (limit is not None) > 1:
        document.fault(node, owner, "several-times")
    if drawn:
        return EventInfo("timer", timer=drawn[0][0], expression=drawn[0][1])
    if limit is None:
        document.fault(node, owner, "no-time")
    return EventInfo("timer", timer="duration", expression=limit)
