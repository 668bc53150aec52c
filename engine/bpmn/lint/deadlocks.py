"""Joins that wait for ever, found by playing every scope with every choice, as far as that is small enough.

Conditions are not known here, so more ways are tried than there are: a join that never fires in any of them never fires at all (error);
one that starves on some of them may starve (warning: conditions may exclude it). Every start event is a case of its own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from engine.bpmn.findings import Finding
from engine.bpmn.lint.net import Move, Net, Outcome, is_join
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, ProcessInfo

STATES = 10_000
EFFORT = 150_000
"""Tokens looked at, over all markings of an exploration."""
CROWD = 2
"""More tokens than this on one flow are not followed."""

Marking = tuple[int, ...]
"""The places of all tokens, in order; a place stands there once for every token on it."""


def deadlock_findings(process: ProcessInfo) -> list[Finding]:
    """The starving joins of the process and of its sub-processes."""
    found: list[Finding] = []
    for scope in dict.fromkeys(element.parent for element in process.elements.values()):
        nodes = {e.id: e for e in process.inside(scope)}
        if any(is_join(node) for node in nodes.values()):
            found += _starving(Net(process, nodes))
    return found


def starving_joins(process: ProcessInfo, scope: str, at: Iterable[tuple[str, int]]) -> set[str]:
    """The parallel joins of a scope that get tokens and can never fire, with tokens at these nodes (at a join: by that entrance)."""
    net = Net(process, {e.id: e for e in process.inside(scope)})
    never = _Exploration(net, _placed(net, at)).never
    return {name for name in never if net.nodes[name].kind == "parallelGateway"}


def _starving(net: Net) -> Iterator[Finding]:
    """Never fires: an error. Starves on some way: a warning."""
    explored = [_Exploration(net, _before(net, begin)) for begin in _begins(net)]
    never = {name for each in explored for name in each.never}
    for name in sorted(never):
        node = net.nodes[name]
        yield finding(node.file, node.line, name, "deadlock")
    rest = sorted({name for each in explored for name in each.starved} - never)
    if rest:
        node = net.nodes[rest[0]]
        yield finding(node.file, node.line, rest[0], "deadlock-maybe", names=", ".join(rest))


def _begins(net: Net) -> list[list[Element]]:
    """The nodes that a case begins with, for every way to begin one."""
    starts = [[node] for node in net.nodes.values() if node.kind == "startEvent"]
    return starts or [[n for n in net.nodes.values() if not n.incoming and n.kind != "boundaryEvent" and not n.by_event]]


def _before(net: Net, begin: list[Element]) -> Marking:
    return tuple(sorted(net.settled(tuple(place for node in begin for place in net.places(node.outgoing)))))


def _placed(net: Net, at: Iterable[tuple[str, int]]) -> Marking:
    """A token at a node stands before it: on the flow it came by, or on any; a node nothing leads to has been left already."""
    places: list[int] = []
    for name, entrance in at:
        node = net.nodes[name]
        before = net.places(node.incoming[max(entrance, 0) :][:1])
        places += before or net.places(node.outgoing)
    return tuple(sorted(net.settled(tuple(places))))


class _Exploration:
    """All markings that a beginning leads to."""

    def __init__(self, net: Net, begin: Marking) -> None:
        self.net = net
        self.complete = net.complete
        self.fired: set[str] = set()
        self.waited: set[str] = set()
        self.starved: set[str] = set()
        self._reach: dict[str, list[int]] = {}
        self._explore(begin)

    @property
    def never(self) -> set[str]:
        """Joins that get tokens and never fire; empty when not everything could be tried."""
        return self.waited - self.fired if self.complete else set()

    def _explore(self, first: Marking) -> None:
        """One node after the other where that is enough: what a token does takes nothing from the others, only joins and ends do."""
        seen, todo, effort = {first}, [first], 0
        while todo:
            marking = todo.pop()
            free, late = self._moves(marking)
            for group in (*free, late):
                after = [self._moved(marking, move, used, outcome) for move, used in group for outcome in move.outcomes]
                fresh = [each for each in dict.fromkeys(after) if each not in seen and self._small(each)]
                seen.update(fresh)
                todo += fresh
                effort += (1 + len(after)) * (1 + len(marking))
                if fresh:
                    break
            if not free and not late:
                self.starved |= {self.net.target(place) for place in marking}
            if len(seen) > STATES or effort > EFFORT:
                self.complete = False
                return

    def _small(self, marking: Marking) -> bool:
        crowded = len(set(marking)) < len(marking) and max(Counter(marking).values()) > CROWD
        self.complete = self.complete and not crowded
        return not crowded

    def _moves(self, marking: Marking) -> tuple[list[list[tuple[Move, list[int]]]], list[tuple[Move, list[int]]]]:
        """The nodes that can move, each with the tokens it takes: those that disturb nobody one by one, joins and sudden ends together."""
        free: list[list[tuple[Move, list[int]]]] = []
        late: list[tuple[Move, list[int]]] = []
        filled = dict.fromkeys(marking)
        known: set[str] = set()
        for place in filled:
            move = self.net.consumer[place]
            if move.clears:
                late.append((move, [place]))
            elif not move.is_join:
                free.append([(move, [place])])
            elif move.node.id not in known:
                known.add(move.node.id)
                self.waited.add(move.node.id)
                used = [entrance for entrance in move.entrances if entrance in filled]
                if self._fires(move, used, marking):
                    self.fired.add(move.node.id)
                    late.append((move, used))
        return free, late

    def _fires(self, move: Move, used: list[int], marking: Marking) -> bool:
        """A parallel join needs all its flows; an inclusive one waits for who may come by an empty flow and by no filled one."""
        if move.node.kind == "parallelGateway":
            return len(used) == len(move.entrances)
        reach = self._reach.setdefault(move.node.id, []) or self._find_reach(move)
        filled = sum(1 << move.entrances.index(place) for place in used)
        return not any(reach[p] & ~filled and not reach[p] & filled for p in marking if self.net.consumer[p] is not move)

    def _find_reach(self, join: Move) -> list[int]:
        """For every place, the entrances of the join (as bits) that a token there can come to without passing the join."""
        net = self.net
        before: dict[str, list[str]] = {name: [] for name in net.nodes}
        for node in net.nodes.values():
            for flow in node.outgoing:
                if flow in net.place:
                    before[net.process.flows[flow].target].append(node.id)
            for boundary in net.beside.get(node.id, ()):
                before[boundary.id].append(node.id)
        reach = dict.fromkeys(net.nodes, 0)
        for number, entrance in enumerate(join.entrances):
            todo, bit = [net.process.flows[net.flows[entrance]].source], 1 << number
            while todo:
                name = todo.pop()
                if name != join.node.id and not reach[name] & bit:
                    reach[name] |= bit
                    todo += before[name]
        found = self._reach[join.node.id] = [reach[net.target(place)] for place in range(len(net.flows))]
        return found

    def _moved(self, marking: Marking, move: Move, used: list[int], outcome: Outcome) -> Marking:
        if move.clears:
            return ()
        after = list(marking)
        if outcome[0]:
            for place in used:
                after.remove(place)
        return tuple(sorted((*after, *outcome[1])))
