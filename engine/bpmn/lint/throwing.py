"""Errors and escalations that nothing can throw, and activities that never end in the usual way: what stands behind is never reached."""

from collections.abc import Iterator, Mapping

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, EventInfo, ProcessInfo

SPEAKING = frozenset({"endEvent", "intermediateThrowEvent"})
SERVED = frozenset({"serviceTask", "sendTask"})
"""Work that a service does: it alone may end with an error code (`Effects.error`)."""
SCOPES = frozenset({"subProcess", "callActivity"})


def throwing_findings(processes: Mapping[str, ProcessInfo], process: ProcessInfo) -> Iterator[Finding]:
    """Events without a thrower, events behind another of their code, and nodes only behind an activity that always fails."""
    first: dict[tuple[str, str, str | None], Element] = {}
    for element in process.elements.values():
        event = element.event
        throwers = _throwers(process, element) if event is not None and event.kind in ("error", "escalation") else None
        if event is not None and throwers is not None:
            place, inside = throwers
            if not any(_throws(processes, process, each, event, frozenset()) for each in inside):
                yield finding(element.file, element.line, element.id, "never-thrown", event=event.kind)
            before = first.setdefault((place, event.kind, event.code), element)
            if before is not element:
                yield finding(element.file, element.line, element.id, "caught-before", event=event.kind, other=before.id)
        if element.kind == "subProcess" and not element.by_event and element.outgoing and _always_fails(process, element.id):
            yield finding(element.file, element.line, element.id, "never-left")


def _throwers(process: ProcessInfo, catching: Element) -> tuple[str, tuple[Element, ...]] | None:
    """Where an event catches, and what may throw there: the host of a boundary event, all else in the scope of an event sub-process."""
    host = process.elements.get(catching.attached_to or "")
    if host is not None:
        return f"at {host.id}", (host,)
    owner = process.elements.get(catching.parent)
    if catching.kind != "startEvent" or owner is None or not owner.by_event:
        return None
    return f"in {owner.parent}", tuple(each for each in process.inside(owner.parent) if each.id != owner.id)


def _throws(processes: Mapping[str, ProcessInfo], process: ProcessInfo, element: Element, event: EventInfo, known: frozenset[str]) -> bool:
    """Whether an activity may throw this: a service may end with any code, an escalation has to be drawn."""
    if element.kind in SPEAKING:
        said = element.event
        return said is not None and said.kind == event.kind and event.code in (None, said.code)
    if element.kind not in SCOPES:
        return event.kind == "error" and element.kind in SERVED
    if element.kind == "subProcess":
        return any(_throws(processes, process, inner, event, known) for inner in process.inside(element.id))
    called = processes.get(element.called or "")
    if called is None or called.id in known:
        return called is None
    return any(_throws(processes, called, inner, event, known | {called.id}) for inner in called.inside(called.id))


def _always_fails(process: ProcessInfo, scope: str) -> bool:
    """Whether every end that is drawn in a sub-process is an error; an event sub-process may end it in another way."""
    inside = process.inside(scope)
    ends = [e for e in inside if not e.outgoing and not e.by_event]
    return (
        bool(ends)
        and not any(e.by_event for e in inside)
        and all(e.kind == "endEvent" and e.event is not None and e.event.kind == "error" for e in ends)
    )
