"""Each scope as a whole: how it begins, what is reached, which errors are caught, which links have a partner."""

from collections.abc import Iterator

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, ProcessInfo


def scope_findings(process: ProcessInfo) -> list[Finding]:
    """The faults of the process and of every sub-process in it."""
    found = list(_begins(process, process.id, None))
    for element in process.elements.values():
        if element.kind == "subProcess":
            found += _begins(process, element.id, element)
    return [*found, *_links(process), *_errors(process)]


def _say(element: Element, code: str, /, **facts: object) -> Finding:
    return finding(element.file, element.line, element.id, code, **facts)


def _begins(process: ProcessInfo, scope: str, owner: Element | None) -> Iterator[Finding]:
    inside = process.inside(scope)
    starts = [e for e in inside if e.kind == "startEvent"]
    plain = [e for e in starts if e.event is not None and e.event.kind == "none"]
    if owner is None:
        if len(plain) > 1:
            yield _say(plain[1], "several-starts")
    elif owner.by_event:
        if len(starts) != 1 or plain:
            yield _say(owner, "event-subprocess-start")
        if owner.incoming or owner.outgoing or owner.loop is not None:
            yield _say(owner, "event-subprocess-flow")
    else:
        if not inside:
            yield _say(owner, "empty-scope")
        if len(starts) > 1 or len(plain) != len(starts):
            yield _say(owner, "subprocess-start")
    yield from _reached(process, inside, starts)


def _reached(process: ProcessInfo, inside: tuple[Element, ...], starts: list[Element]) -> Iterator[Finding]:
    nodes = {e.id: e for e in inside if not e.by_event}
    todo = [e.id for e in starts] or [e.id for e in nodes.values() if not e.incoming and e.kind != "boundaryEvent"]
    beside: dict[str, list[str]] = {}
    for element in nodes.values():
        if element.attached_to:
            beside.setdefault(element.attached_to, []).append(element.id)
    reached: set[str] = set()
    while todo:
        name = todo.pop()
        if name in reached or name not in nodes:
            continue
        reached.add(name)
        todo += [process.flows[flow].target for flow in nodes[name].outgoing]
        todo += beside.get(name, [])
    for name, element in nodes.items():
        lost_with_host = element.attached_to is not None and element.attached_to not in reached
        if name not in reached and not lost_with_host:
            yield _say(element, "unreachable")


def _links(process: ProcessInfo) -> Iterator[Finding]:
    ends: dict[tuple[str, str, str], list[Element]] = {}
    for element in process.elements.values():
        if element.event is not None and element.event.kind == "link":
            ends.setdefault((element.parent, element.event.name or "", element.kind), []).append(element)
    for (scope, name, kind), elements in ends.items():
        other = "intermediateThrowEvent" if kind == "intermediateCatchEvent" else "intermediateCatchEvent"
        if (scope, name, other) not in ends:
            for element in elements:
                yield _say(element, "link-alone", name=name)
        if kind == "intermediateCatchEvent" and len(elements) > 1:
            yield _say(elements[1], "link-twice", name=name)


def _errors(process: ProcessInfo) -> Iterator[Finding]:
    """An error end inside a sub-process needs a catcher on the way up; at the top it ends the case, or reaches the caller."""
    for element in process.elements.values():
        if element.kind != "endEvent" or element.event is None or element.event.kind != "error":
            continue
        scope, through_subprocess = element.parent, False
        while scope != process.id:
            around = process.elements[scope]
            through_subprocess = through_subprocess or not around.by_event
            if _catches(process, scope, around, element):
                break
            scope = around.parent
        else:
            if through_subprocess and not _handled_in(process, process.id, element):
                yield _say(element, "uncaught-error", code=element.event.code or "")


def _catches(process: ProcessInfo, scope: str, around: Element, end: Element) -> bool:
    attached = any(e.attached_to == around.id and _matches(e, end) for e in process.elements.values())
    return attached or _handled_in(process, scope, end)


def _handled_in(process: ProcessInfo, scope: str, end: Element) -> bool:
    for element in process.inside(scope):
        if element.by_event and element.id != end.parent and any(_matches(e, end) for e in process.inside(element.id)):
            return True
    return False


def _matches(element: Element, end: Element) -> bool:
    if element.kind not in {"boundaryEvent", "startEvent"} or element.event is None or end.event is None:
        return False
    return element.event.kind == "error" and element.event.code in (None, end.event.code)
