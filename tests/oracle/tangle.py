"""Random processes without any structure: nodes and flows thrown together, so that joins starve, tokens pile up and loops interlock."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.oracle.diagram import Diagram, Flow, Node, Scope
from tests.oracle.generate import CONDITIONS

KINDS = ("userTask", "userTask", "parallelGateway", "parallelGateway", "inclusiveGateway", "inclusiveGateway", "exclusiveGateway")


@dataclass
class Tangle:
    """Node kinds by position, and flows between positions with their condition."""

    kinds: list[str]
    flows: list[tuple[int, int, str | None]] = field(default_factory=list)


def tangle(seed: int) -> Tangle:
    """The tangle of a seed: a spine that reaches every node, and flows at random; every way back goes through a user task."""
    dice = random.Random(seed)
    count = dice.randint(4, 12)
    found = Tangle([dice.choice(KINDS) for _ in range(count)])
    for target in range(1, count):
        found.flows.append((dice.randint(max(0, target - 3), target - 1), target, None))
    for _ in range(dice.randint(1, count)):
        source, target = sorted((dice.randrange(count), dice.randrange(count)))
        if source != target:
            found.flows.append((source, target, dice.choice((None, *CONDITIONS))))
    for _ in range(dice.choice((0, 1, 1, 2))):
        source, target = dice.randrange(count), dice.randrange(count)
        if source > target:
            found.kinds.append("userTask")
            found.flows += [(source, len(found.kinds) - 1, dice.choice(CONDITIONS)), (len(found.kinds) - 1, target, None)]
    return found


def draw_tangle(found: Tangle) -> Diagram:
    """The diagram: gateways that choose get conditions and a default."""
    scope = Scope("main")
    scope.nodes["start"] = Node("start", "startEvent", ("none", None))
    for position, kind in enumerate(found.kinds):
        scope.nodes[f"n{position}"] = Node(f"n{position}", kind)
    scope.flows.append(Flow("f", "start", "n0"))
    for number, (source, target, condition) in enumerate(found.flows):
        scope.flows.append(Flow(f"f{number}", f"n{source}", f"n{target}", condition))
    for node in scope.nodes.values():
        flows = scope.outgoing(node.id)
        if node.kind in ("parallelGateway", "startEvent"):
            for flow in flows:
                flow.condition = None
        elif flows and (node.kind != "userTask" or any(flow.condition for flow in flows)):
            for position, flow in enumerate(flows[:-1]):
                flow.condition = flow.condition or CONDITIONS[position % len(CONDITIONS)]
            flows[-1].condition, flows[-1].default = None, True
    return Diagram({"main": scope}, "main")


def smaller_tangles(found: Tangle) -> Iterator[Tangle]:
    """The same with one flow or node less; a node without a way in goes with it."""
    for position in range(len(found.flows)):
        yield _reachable(Tangle(list(found.kinds), found.flows[:position] + found.flows[position + 1 :]))
    for position, kind in enumerate(found.kinds):
        if kind != "userTask":
            yield Tangle(["userTask" if p == position else k for p, k in enumerate(found.kinds)], list(found.flows))


def _reachable(found: Tangle) -> Tangle:
    reached, todo = {0}, [0]
    while todo:
        node = todo.pop()
        for source, target, _ in found.flows:
            if source == node and target not in reached:
                reached.add(target)
                todo.append(target)
    kept = sorted(reached)
    place = {old: new for new, old in enumerate(kept)}
    flows = [(place[s], place[t], c) for s, t, c in found.flows if s in place and t in place]
    return Tangle([found.kinds[old] for old in kept], flows)
