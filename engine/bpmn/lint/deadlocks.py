"""Joins that wait for ever, found by playing every scope with every choice, as far as that is small enough.

Conditions are not known here, so more ways are tried than there are: a join that never fires in any of them never fires at all (error);
one that starves on some of them may starve (warning: conditions may exclude it).
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, ProcessInfo

STATES = 1_000
CROWD = 2
"""More tokens than this on one flow are not followed."""
WIDE = 6
"""Of more conditional flows than this not every combination is tried."""

Marking = tuple[int, ...]


def deadlock_findings(process: ProcessInfo) -> list[Finding]:
    """The starving joins of the process and of its sub-processes."""
    found: list[Finding] = []
    for scope in dict.fromkeys(element.parent for element in process.elements.values()):
        nodes = {e.id: e for e in process.inside(scope)}
        if any(_is_join(node) for node in nodes.values()):
            found += _Exploration(process, nodes).findings()
    return found


def starving_joins(process: ProcessInfo, scope: str, at: Iterable[tuple[str, int]]) -> set[str]:
    """The parallel joins of a scope that get tokens and can never fire, with tokens at these nodes (at a join: by that entrance)."""
    explored = _Exploration(process, {e.id: e for e in process.inside(scope)}, at)
    return explored.never


def _is_join(node: Element) -> bool:
    return node.kind == "parallelGateway" and len(node.incoming) > 1


class _Exploration:
    """All markings of one scope: how many tokens are on each flow."""

    def __init__(self, process: ProcessInfo, nodes: dict[str, Element], at: Iterable[tuple[str, int]] | None = None) -> None:
        self.process, self.nodes = process, nodes
        self.flows = [flow for node in nodes.values() for flow in node.outgoing if process.flows[flow].target in nodes]
        self.place = {flow: position for position, flow in enumerate(self.flows)}
        self.beside: dict[str, list[Element]] = {}
        for node in nodes.values():
            if node.attached_to:
                self.beside.setdefault(node.attached_to, []).append(node)
        self.complete = True
        self.moves = [
            _Move(node, [self.place[flow] for flow in node.incoming if flow in self.place], self._outcomes(node)) for node in nodes.values()
        ]
        self.fired: set[str] = set()
        self.waited: set[str] = set()
        self.starved: set[str] = set()
        self._explore(self._begin() if at is None else self._placed(at))

    @property
    def never(self) -> set[str]:
        """Joins that get tokens and never fire; empty when not everything could be tried."""
        return {name for name in self.waited if name not in self.fired} if self.complete else set()

    def findings(self) -> Iterator[Finding]:
        """Never fires: an error. Starves on some way: a warning."""
        never = self.never
        for name in sorted(never):
            node = self.nodes[name]
            yield finding(node.file, node.line, name, "deadlock")
        rest = sorted(self.starved - never)
        if rest:
            node = self.nodes[rest[0]]
            yield finding(node.file, node.line, rest[0], "deadlock-maybe", names=", ".join(rest))

    def _explore(self, first: Marking) -> None:
        seen, todo = {first}, [first]
        while todo:
            marking = todo.pop()
            moved = False
            for after in self._after(marking):
                moved = True
                if max(after, default=0) > CROWD:
                    self.complete = False
                elif after not in seen:
                    if len(seen) >= STATES:
                        self.complete = False
                        return
                    seen.add(after)
                    todo.append(after)
            if not moved:
                self.starved |= {self.process.flows[flow].target for flow in self.flows if marking[self.place[flow]]}

    def _placed(self, at: Iterable[tuple[str, int]]) -> Marking:
        """A token at a node stands before it: on the flow it came by, or on any; a node nothing leads to has been left already."""
        marking = [0] * len(self.flows)
        for name, entrance in at:
            incoming = self.nodes[name].incoming
            for flow in incoming[max(entrance, 0) :][:1] or self.nodes[name].outgoing:
                if flow in self.place:
                    marking[self.place[flow]] += 1
        return tuple(marking)

    def _begin(self) -> Marking:
        starts = [n for n in self.nodes.values() if n.kind == "startEvent"][:1] or [
            n for n in self.nodes.values() if not n.incoming and n.kind != "boundaryEvent" and not n.by_event
        ]
        marking = [0] * len(self.flows)
        for node in starts:
            for flow in node.outgoing:
                if flow in self.place:
                    marking[self.place[flow]] += 1
        return tuple(marking)

    def _after(self, marking: Marking) -> Iterator[Marking]:
        for move in self.moves:
            filled = [place for place in move.entrances if marking[place]]
            if not filled:
                continue
            if move.is_join:
                self.waited.add(move.node.id)
                if len(filled) < len(move.entrances):
                    continue
                self.fired.add(move.node.id)
                yield from _moved(marking, move, filled)
                continue
            if len(filled) > 1 and move.node.kind == "inclusiveGateway":
                yield from _moved(marking, move, filled)
            for place in filled:
                yield from _moved(marking, move, [place])

    def _outcomes(self, node: Element) -> list[tuple[bool, list[int]]]:
        """What a node may do with a token: whether it is consumed, and the places that get one."""
        found = [(True, self._places(chosen)) for chosen in self._choices(node)]
        found += [(boundary.interrupting, self._places(boundary.outgoing)) for boundary in self.beside.get(node.id, ())]
        return found

    def _places(self, flows: tuple[str, ...]) -> list[int]:
        return [self.place[flow] for flow in flows if flow in self.place]

    def _choices(self, node: Element) -> Iterator[tuple[str, ...]]:
        """The sets of flows a node may send tokens to."""
        flows = node.outgoing
        if node.kind in ("exclusiveGateway", "eventBasedGateway"):
            yield from ((flow,) for flow in flows) if flows else ((),)
            return
        optional = [flow for flow in flows if self.process.flows[flow].condition is not None or self.process.flows[flow].default]
        always = tuple(flow for flow in flows if flow not in optional)
        if not optional or node.kind == "parallelGateway":
            yield flows
            return
        if len(optional) > WIDE:
            self.complete = False
            yield from ((*always, flow) for flow in optional)
            yield flows
            return
        for size in range(len(optional) + 1):
            for chosen in combinations(optional, size):
                if always or chosen:
                    yield (*always, *chosen)


class _Move:
    """A node as the exploration sees it."""

    __slots__ = ("clears", "entrances", "is_join", "node", "outcomes")

    def __init__(self, node: Element, entrances: list[int], outcomes: list[tuple[bool, list[int]]]) -> None:
        self.node, self.entrances, self.outcomes = node, entrances, outcomes
        self.is_join = _is_join(node)
        self.clears = node.kind == "endEvent" and node.event is not None and node.event.kind in ("terminate", "error")


def _moved(marking: Marking, move: _Move, consumed: list[int]) -> Iterator[Marking]:
    if move.clears:
        yield (0,) * len(marking)
        return
    for consumes, produced in move.outcomes:
        after = list(marking)
        if consumes:
            for place in consumed:
                after[place] -= 1
        for place in produced:
            after[place] += 1
        yield tuple(after)
