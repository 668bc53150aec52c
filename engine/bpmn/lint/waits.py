"""Loops in which nothing waits: they would run until the step budget stops them."""

from collections.abc import Iterator, Mapping

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, ProcessInfo

WAITING = frozenset({"userTask", "manualTask", "task", "receiveTask"})
WORKING = frozenset({"serviceTask", "businessRuleTask", "sendTask"})


def wait_findings(processes: Mapping[str, ProcessInfo], process: ProcessInfo) -> list[Finding]:
    """Every cycle of flows on which no node waits."""
    found = []
    for scope in {element.parent for element in process.elements.values()}:
        nodes = {e.id: e for e in process.inside(scope) if not _waits(processes, process, e, frozenset())}
        for cycle in _cycles(process, nodes):
            first = nodes[min(cycle)]
            works = any(nodes[name].kind in WORKING or nodes[name].kind in {"callActivity", "subProcess"} for name in cycle)
            code = "endless-maybe" if works else "endless"
            found.append(finding(first.file, first.line, first.id, code, names=", ".join(sorted(cycle))))
    return found


def _waits(processes: Mapping[str, ProcessInfo], process: ProcessInfo, element: Element, seen: frozenset[str]) -> bool:
    if element.kind in WAITING:
        return True
    if element.kind == "intermediateCatchEvent":
        return element.event is not None and element.event.kind != "link"
    if element.kind == "subProcess":
        return any(_waits(processes, process, inner, seen) for inner in process.inside(element.id))
    called = processes.get(element.called or "") if element.kind == "callActivity" else None
    if called is not None and called.id not in seen:
        return any(_waits(processes, called, inner, seen | {called.id}) for inner in called.inside(called.id))
    return False


def _cycles(process: ProcessInfo, nodes: dict[str, Element]) -> Iterator[set[str]]:
    """Strongly connected groups among the nodes, each once."""
    after = {name: [process.flows[flow].target for flow in nodes[name].outgoing if process.flows[flow].target in nodes] for name in nodes}
    for node in nodes.values():
        if node.attached_to in after and node.event is not None and node.event.kind in ("error", "escalation"):
            after[node.attached_to].append(node.id)
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
