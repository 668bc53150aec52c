"""Where a token gets without anything that waits: through which activities, and to which ends inside them."""

from collections.abc import Iterator, Mapping

from engine.bpmn.model import Element, ProcessInfo

WAITING = frozenset({"userTask", "manualTask", "task", "receiveTask"})
WORKING = frozenset({"serviceTask", "businessRuleTask", "sendTask"})

CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
SOMETIMES = frozenset({"subProcess", "callActivity", "boundaryEvent"})
"""Nodes whose flows are taken when something inside or beside them has happened."""


class Passing:
    """What of all processes can be passed without a wait."""

    def __init__(self, processes: Mapping[str, ProcessInfo]) -> None:
        self.processes = processes
        self._through: dict[tuple[str, str], bool] = {}
        self._open: set[str] = set()

    def passes(self, process: ProcessInfo, element: Element) -> bool:
        """Whether a token may leave a node by its flows without a wait; what only a condition holds back may not wait at all."""
        if element.kind in WAITING:
            return False
        if element.kind == "intermediateCatchEvent":
            return element.event is None or element.event.kind in ("link", "conditional")
        if element.kind == "subProcess":
            return self.through(process, element.id)
        if element.kind == "callActivity":
            called = self.processes.get(element.called or "")
            return called is None or self.through(called, called.id)
        return True

    def works(self, process: ProcessInfo, element: Element) -> bool:
        """Whether something may change while a token passes: a service, a decision, a condition that is not known here."""
        conditional = element.event is not None and element.event.kind == "conditional"
        if element.kind == "subProcess":
            return any(self.works(process, inner) for inner in self.reached(process, element.id))
        return element.kind in WORKING or element.kind == "callActivity" or conditional

    def reached(self, process: ProcessInfo, scope: str) -> list[Element]:
        """The nodes of a scope that a token comes to without a wait before them."""
        inside = {e.id: e for e in process.inside(scope)}
        todo, found = _begins(inside), dict[str, Element]()
        while todo:
            name = todo.pop()
            if name in found or name not in inside:
                continue
            found[name] = inside[name]
            if self.passes(process, inside[name]):
                todo += [process.flows[flow].target for flow in inside[name].outgoing]
            todo += [e.id for e in inside.values() if e.attached_to == name and self.fails(process, inside[name], e)]
        return list(found.values())

    def fails(self, process: ProcessInfo, host: Element, boundary: Element) -> bool:
        """Whether an error or escalation drawn inside an activity comes to its boundary event without a wait before it."""
        event = boundary.event
        if event is None or event.kind not in ("error", "escalation"):
            return False
        if host.kind in WORKING:
            return True
        return host.kind == "subProcess" and any(
            inner.event is not None
            and inner.kind in ("endEvent", "intermediateThrowEvent")
            and inner.event.kind == event.kind
            and event.code in (None, inner.event.code)
            for inner in self.everything(process, host.id)
        )

    def everything(self, process: ProcessInfo, scope: str) -> Iterator[Element]:
        """What is reached in a scope and in the sub-processes reached there."""
        for element in self.reached(process, scope):
            yield element
            if element.kind == "subProcess":
                yield from self.everything(process, element.id)

    def surely(self, process: ProcessInfo, scope: str) -> Iterator[Element]:
        """The nodes that a token of a scope comes to whatever happens, and before anything waits; rather one too few than one too many."""
        inside = {e.id: e for e in process.inside(scope)}
        begins = _begins(inside)
        plain = [name for name in begins if (event := inside[name].event) is None or event.kind == "none"]
        todo, found = plain or begins, set[str]()
        if len(todo) != 1 or any(_ends_others(process, e) for e in inside.values()):
            return
        while todo:
            element = inside.get(todo.pop())
            if element is None or element.id in found or element.loop is not None:
                continue
            found.add(element.id)
            yield element
            if element.kind == "subProcess":
                yield from self.surely(process, element.id)
            elif self._goes_on(process, element):
                todo += [process.flows[flow].target for flow in element.outgoing]

    def _goes_on(self, process: ProcessInfo, element: Element) -> bool:
        """Whether a token leaves a node by all its flows at once, alone and without a question."""
        if element.kind in SOMETIMES or not self.passes(process, element) or self.works(process, element):
            return False
        meets = element.kind in JOINS and len(element.incoming) > 1
        chooses = element.kind in CHOICES and len(element.outgoing) > 1
        return not meets and not chooses and not element.conditions

    def through(self, process: ProcessInfo, scope: str) -> bool:
        """Whether a scope can come to its end without a wait; every branch of a parallel section has to."""
        key = (process.id, scope)
        if key not in self._through:
            self._through[key] = False  # what is only passed by passing itself is never passed
            self._through[key] = self._ends(process, scope)
        return self._through[key]

    def _ends(self, process: ProcessInfo, scope: str) -> bool:
        inside = {e.id: e for e in process.inside(scope)}
        ending: set[str] = set()
        before: dict[str, list[str]] = {name: [] for name in inside}
        for element in inside.values():
            for flow in element.outgoing:
                before.get(process.flows[flow].target, []).append(element.id)
        todo = [name for name, element in inside.items() if not element.outgoing]
        while todo:
            name = todo.pop()
            if name not in ending and self._comes_to_end(process, inside[name], ending):
                ending.add(name)
                todo += before[name]
        begins = _begins(inside)
        return bool(begins) and all(name in ending for name in begins)

    def _comes_to_end(self, process: ProcessInfo, element: Element, ending: set[str]) -> bool:
        fails = element.kind == "endEvent" and element.event is not None and element.event.kind == "error"
        if fails or not self.passes(process, element):
            return False
        flows = [process.flows[flow] for flow in element.outgoing]
        choice = element.kind in ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway") or any(f.condition for f in flows)
        there = [flow.target in ending for flow in flows]
        return not there or (any(there) if choice else all(there))


def _ends_others(process: ProcessInfo, element: Element) -> bool:
    """Whether a node may end what else runs in its scope."""
    if element.by_event:
        return any(start.interrupting for start in process.inside(element.id) if start.kind == "startEvent")
    return element.kind == "endEvent" and element.event is not None and element.event.kind in ("terminate", "error")


def _begins(inside: Mapping[str, Element]) -> list[str]:
    starts = [e.id for e in inside.values() if e.kind == "startEvent"]
    return starts or [e.id for e in inside.values() if not e.incoming and e.kind != "boundaryEvent" and not e.by_event]
