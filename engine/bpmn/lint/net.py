"""The flows of one scope as places with tokens, and what every node does with a token that reaches it."""

from collections.abc import Iterator
from itertools import combinations

from engine.bpmn.model import Element, ProcessInfo

WIDE = 6
"""Of more conditional flows than this not every combination is tried."""
JOINS = frozenset({"parallelGateway", "inclusiveGateway"})
Outcome = tuple[bool, tuple[int, ...]]
"""Whether the token is used up, and the places that get one."""


class Move:
    """A node as the exploration sees it."""

    __slots__ = ("clears", "entrances", "node", "outcomes")

    def __init__(self, node: Element, entrances: list[int], outcomes: list[Outcome]) -> None:
        self.node, self.entrances, self.outcomes = node, entrances, outcomes
        self.clears = node.kind == "endEvent" and node.event is not None and node.event.kind in ("terminate", "error")

    @property
    def is_join(self) -> bool:
        """Whether it waits for several."""
        return is_join(self.node)

    @property
    def only_way(self) -> tuple[int, ...] | None:
        """What happens to a token in any case; None where there is a choice, or something to wait for."""
        if self.is_join or self.clears or len(self.outcomes) != 1 or not self.outcomes[0][0]:
            return None
        return self.outcomes[0][1]


def is_join(node: Element) -> bool:
    """Whether a node brings tokens of several flows together."""
    return node.kind in JOINS and len(node.incoming) > 1


class Net:
    """The moves of a scope; a token before a node that does one thing only has done it already, which spares most markings."""

    def __init__(self, process: ProcessInfo, nodes: dict[str, Element]) -> None:
        self.process, self.nodes = process, nodes
        self.flows = [flow for node in nodes.values() for flow in node.outgoing if process.flows[flow].target in nodes]
        self.place = {flow: position for position, flow in enumerate(self.flows)}
        self.beside: dict[str, list[Element]] = {}
        for node in nodes.values():
            if node.attached_to:
                self.beside.setdefault(node.attached_to, []).append(node)
        self.complete = True
        """False when not every choice of a gateway is tried."""
        self.consumer: dict[int, Move] = {}
        for node in nodes.values():
            entrances = [self.place[flow] for flow in node.incoming if flow in self.place]
            move = Move(node, entrances, list(self._outcomes(node)))
            self.consumer |= dict.fromkeys(entrances, move)
        self._further: dict[int, tuple[int, ...]] = {}
        for place in range(len(self.flows)):
            self._settle(place)
        for move in {id(move): move for move in self.consumer.values()}.values():
            move.outcomes = list(dict.fromkeys((used, self.settled(places)) for used, places in move.outcomes))

    def settled(self, places: tuple[int, ...]) -> tuple[int, ...]:
        """Where tokens put there come to a choice, a join, or out of the scope."""
        return tuple(end for place in places for end in self._further[place])

    def target(self, place: int) -> str:
        """The node before which a token stands."""
        return self.process.flows[self.flows[place]].target

    def places(self, flows: tuple[str, ...]) -> tuple[int, ...]:
        """The places of some flows."""
        return tuple(self.place[flow] for flow in flows if flow in self.place)

    def _settle(self, place: int) -> None:
        """Depth first without recursion; a place on a cycle without choices stays as it is."""
        stack, open_places = [place], set[int]()
        while stack:
            here = stack[-1]
            way = self.consumer[here].only_way
            if here in self._further:
                stack.pop()
            elif way is None:
                self._further[stack.pop()] = (here,)
            elif here not in open_places:
                open_places.add(here)
                stack += [after for after in way if after not in self._further and after not in open_places]
            else:
                ends = tuple(end for after in way for end in self._further.get(after, (after,)))
                self._further[stack.pop()] = ends if len(ends) <= len(self.flows) and all(a in self._further for a in way) else (here,)

    def _outcomes(self, node: Element) -> Iterator[Outcome]:
        yield from ((True, self.places(chosen)) for chosen in self._choices(node))
        yield from ((boundary.interrupting, self.places(boundary.outgoing)) for boundary in self.beside.get(node.id, ()))

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
