"""Loops in which nothing waits: they would run until the step budget stops them."""

from collections.abc import Iterator, Mapping

from engine.bpmn.findings import Finding
from engine.bpmn.lint.passing import Passing
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, ProcessInfo

ANSWERED = ("signal", "message", "escalation")
"""What an event sub-process may say to itself."""


def wait_findings(processes: Mapping[str, ProcessInfo], process: ProcessInfo) -> list[Finding]:
    """Every cycle on which no node waits: of flows, of an activity that repeats itself, of calls, of an event that starts its own cause."""
    found, passing = [], Passing(processes)
    for scope in {element.parent for element in process.elements.values()}:
        for cycle in _cycles(passing, process, scope):
            works = any(passing.works(process, process.elements[name]) or process.elements[name].loop is not None for name in cycle)
            found.append(_say(process.elements[min(cycle)], "endless-maybe" if works else "endless", cycle))
    found += [
        _say(element, "endless-maybe", {element.id}) for element in process.elements.values() if _answers_itself(passing, process, element)
    ]
    return found + list(_calls_itself(passing, process))


def _say(element: Element, code: str, names: set[str]) -> Finding:
    return finding(element.file, element.line, element.id, code, names=", ".join(sorted(names)))


def _answers_itself(passing: Passing, process: ProcessInfo, element: Element) -> bool:
    """A non-interrupting event sub-process that says what it is started by, before anything in it waits."""
    if not element.by_event:
        return False
    starts = [e.event for e in process.inside(element.id) if e.kind == "startEvent" and not e.interrupting]
    said = [e.event for e in passing.everything(process, element.id) if e.kind in ("endEvent", "intermediateThrowEvent", "sendTask")]
    return any(
        cause is not None and each is not None and cause.kind in ANSWERED and cause.kind == each.kind
        and (cause.code in (None, each.code) if cause.kind == "escalation" else cause.name == each.name)
        for cause in starts for each in said
    )  # fmt: skip


def _calls_itself(passing: Passing, process: ProcessInfo) -> Iterator[Finding]:
    """A process that comes to a call of itself, through others or not, before anything waits."""
    first = {e.id: e for e in passing.everything(process, process.id) if e.kind == "callActivity"}
    for element in first.values():
        todo, seen = [element.called], set[str]()
        while todo:
            name = todo.pop()
            called = passing.processes.get(name or "")
            if called is not None and called.id not in seen:
                seen.add(called.id)
                todo += [e.called for e in passing.everything(called, called.id) if e.kind == "callActivity"]
        if process.id in seen:
            yield _say(element, "endless-maybe", {element.id})


def _cycles(passing: Passing, process: ProcessInfo, scope: str) -> Iterator[set[str]]:
    """Strongly connected groups among the nodes of a scope that nothing waits at, each once."""
    nodes = {e.id: e for e in process.inside(scope)}
    after: dict[str, list[str]] = {name: [] for name in nodes}
    for name, element in nodes.items():
        if passing.passes(process, element):
            after[name] = [process.flows[flow].target for flow in element.outgoing if process.flows[flow].target in nodes]
            if element.loop is not None and element.loop.kind == "standard" and element.loop.maximum is None:
                after[name].append(name)
        if element.attached_to in nodes and passing.fails(process, nodes[element.attached_to], element):
            after[element.attached_to].append(name)
    for group in _components(after):
        if len(group) > 1 or any(name in after[name] for name in group):
            yield group


def _components(after: dict[str, list[str]]) -> Iterator[set[str]]:
    """Kosaraju's two passes, without recursion."""
    finished: list[str] = []
    seen: set[str] = set()
    for start, targets in after.items():
        stack = [(start, iter(targets))] if start not in seen else []
        seen.add(start)
        while stack:
            name, rest = stack[-1]
            fresh = next((other for other in rest if other not in seen), None)
            if fresh is None:
                finished.append(name)
                stack.pop()
            else:
                seen.add(fresh)
                stack.append((fresh, iter(after[fresh])))
    before: dict[str, list[str]] = {name: [] for name in after}
    for name, following in after.items():
        for target in following:
            before[target].append(name)
    left = set(after)
    for start in reversed(finished):
        if start not in left:
            continue
        group, todo = set[str](), [start]
        while todo:
            name = todo.pop()
            if name in left:
                left.discard(name)
                group.add(name)
                todo += before[name]
        yield group
