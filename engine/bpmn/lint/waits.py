"""Loops in which nothing waits: they would run until the step budget stops them."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from engine.bpmn.findings import Finding
from engine.bpmn.lint.passing import Passing
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, EventInfo, ProcessInfo

ANSWERED = ("signal", "message", "escalation")
"""What an event sub-process may say to itself."""
HEARD_AT_ONCE = ("signal", "escalation")
"""What is caught in the step it is said in; a message travels as a letter."""
SPEAKING = ("endEvent", "intermediateThrowEvent", "sendTask")


def wait_findings(processes: Mapping[str, ProcessInfo], process: ProcessInfo) -> list[Finding]:
    """Every cycle on which no node waits: of flows, of an activity that repeats itself, of calls, of an event that starts its own cause."""
    found, passing = [], Passing(processes)
    for scope in {element.parent for element in process.elements.values()}:
        for cycle in _cycles(passing, process, scope):
            works = any(passing.works(process, process.elements[name]) or process.elements[name].loop is not None for name in cycle)
            found.append(_say(process.elements[min(cycle)], "endless-maybe" if works else "endless", cycle))
    return [*found, *_answer_each_other(passing, process), *_calls_itself(passing, process)]


def _say(element: Element, code: str, names: set[str]) -> Finding:
    return finding(element.file, element.line, element.id, code, names=", ".join(sorted(names)))


def _answer_each_other(passing: Passing, process: ProcessInfo) -> Iterator[Finding]:
    """Event sub-processes that begin without ending anything and say, before they wait, what begins them again, alone or in a ring."""
    listening = [
        (owner, start.event)
        for owner in process.elements.values()
        for start in process.inside(owner.id)
        if owner.by_event and start.kind == "startEvent" and not start.interrupting and start.event is not None
    ]
    maybe: dict[str, set[str]] = {}
    surely: dict[str, set[str]] = {}
    for owner, _ in listening:
        said = [each.event for each in passing.everything(process, owner.id) if each.kind in SPEAKING]
        sure = [each.event for each in passing.surely(process, owner.id) if each.kind in SPEAKING]
        maybe[owner.id] = {other.id for other, cause in listening if any(_answers(cause, each) for each in said)}
        heard = [(other, cause) for other, cause in listening if other.parent == owner.parent and cause.kind in HEARD_AT_ONCE]
        surely[owner.id] = {other.id for other, cause in heard if any(_answers(cause, each) for each in sure)}
    for name in maybe:
        if name in (ring := _reached(maybe.__getitem__, name)):
            certain = name in _reached(surely.__getitem__, name)
            together = {each for each in ring if name in _reached(maybe.__getitem__, each)}
            yield _say(process.elements[name], "endless" if certain else "endless-maybe", together)


def _answers(cause: EventInfo, said: EventInfo | None) -> bool:
    if said is None or cause.kind not in ANSWERED or cause.kind != said.kind:
        return False
    return cause.code in (None, said.code) if cause.kind == "escalation" else cause.name == said.name


def _calls_itself(passing: Passing, process: ProcessInfo) -> Iterator[Finding]:
    """A process that comes to a call of itself, through others or not, before anything waits."""
    maybe, surely = _Calls(passing.processes, passing.everything), _Calls(passing.processes, passing.surely)
    for element in passing.everything(process, process.id):
        if element.kind == "callActivity" and element.called is not None and process.id in maybe.reached(element.called):
            certain = element.called in surely.of(process.id) and process.id in surely.reached(element.called)
            yield _say(element, "endless" if certain else "endless-maybe", {element.id})


class _Calls:
    """Which processes a process comes to call; what nobody asks for is not looked at."""

    def __init__(self, processes: Mapping[str, ProcessInfo], met: Callable[[ProcessInfo, str], Iterable[Element]]) -> None:
        self._processes = processes
        self._met = met
        self._known: dict[str, set[str]] = {}

    def of(self, name: str) -> set[str]:
        """Those it calls itself."""
        if name not in self._known:
            process = self._processes.get(name)
            met = self._met(process, name) if process is not None else ()
            self._known[name] = {each.called for each in met if each.kind == "callActivity" and each.called is not None}
        return self._known[name]

    def reached(self, name: str) -> set[str]:
        """The process and all that follow from it."""
        return {name} | _reached(self.of, name)


def _reached(after: Callable[[str], set[str]], name: str) -> set[str]:
    """What follows from a name, one thing after another; the name itself only if it follows again."""
    todo, found = list(after(name)), set[str]()
    while todo:
        each = todo.pop()
        if each not in found:
            found.add(each)
            todo += after(each)
    return found


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
