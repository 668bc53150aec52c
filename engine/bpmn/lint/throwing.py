"""Errors and escalations that nothing can throw, and activities that never end in the usual way: what stands behind is never reached."""

from collections.abc import Iterator, Mapping

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, EventInfo, ProcessInfo

SPEAKING = frozenset({"endEvent", "intermediateThrowEvent"})
SCOPES = frozenset({"subProcess", "callActivity"})


def throwing_findings(processes: Mapping[str, ProcessInfo], process: ProcessInfo) -> Iterator[Finding]:
    """Boundary events without a thrower, and nodes only behind an activity that always fails."""
    for element in process.elements.values():
        event, host = element.event, process.elements.get(element.attached_to or "")
        caught = event is not None and event.kind in ("error", "escalation")
        if host is not None and event is not None and caught and not _throws(processes, process, host, event, frozenset()):
            yield finding(element.file, element.line, element.id, "never-thrown", event=event.kind)
        if element.kind == "subProcess" and not element.by_event and element.outgoing and _always_fails(process, element.id):
            yield finding(element.file, element.line, element.id, "never-left")


def _throws(processes: Mapping[str, ProcessInfo], process: ProcessInfo, element: Element, event: EventInfo, known: frozenset[str]) -> bool:
    """Whether an activity may throw this: work that people and services do may fail with any code, an escalation has to be drawn."""
    if element.kind in SPEAKING:
        said = element.event
        return said is not None and said.kind == event.kind and event.code in (None, said.code)
    if element.kind not in SCOPES:
        return event.kind == "error" and element.kind.lower().endswith("task")
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
