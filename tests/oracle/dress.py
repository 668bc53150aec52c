"""Tangles that are more than one flat scope with user tasks: waits, services, several instances, scopes inside, boundary events."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.oracle.diagram import Diagram, Flow, Loop, Node, Scope
from tests.oracle.generate import event, loop
from tests.oracle.tangle import Tangle, draw_tangle, smaller_tangles, tangle

ENDS = (("none", None), ("terminate", None), ("escalation", "E1"), ("signal", "s1"), ("message", "m1"))
HOSTS = ("userTask", "serviceTask", "subProcess")


@dataclass
class Dress:
    """What a user task of a tangle is instead."""

    kind: str = "userTask"
    event: tuple[str, str | None] | None = None
    loop: Loop | None = None
    inside: Tangle | None = None
    end: tuple[str, str | None] = ("none", None)
    boundaries: list[tuple[tuple[str, str | None], bool, int]] = field(default_factory=list)
    """Event, whether it interrupts, and the position its way leads to."""


@dataclass
class Dressed:
    """A tangle and what its user tasks are, by position."""

    tangle: Tangle
    dresses: dict[int, Dress]


def dressed(seed: int) -> Dressed:
    """The dressed tangle of a seed."""
    dice, found = random.Random(f"dress {seed}"), tangle(seed)
    return Dressed(found, {position: _dress(dice) for position, kind in enumerate(found.kinds) if kind == "userTask"})


def _dress(dice: random.Random) -> Dress:
    made, draw = Dress(), dice.random()
    if draw < 0.2:
        return Dress("intermediateCatchEvent", event(dice))
    if draw < 0.3:
        made.kind = "serviceTask"
    elif draw < 0.4:
        made.loop = loop(dice, 1.0)
    elif draw < 0.5:
        made = Dress("subProcess", loop=loop(dice, 0.3), inside=tangle(dice.randrange(10**6)), end=dice.choice(ENDS))
    for _ in range(dice.choice((0, 0, 1, 2))):
        caught = event(dice) if dice.random() < 0.7 else ("escalation", "E1")
        made.boundaries.append((caught, dice.random() < 0.5, dice.randrange(12)))
    return made


def draw_dressed(found: Dressed) -> Diagram:
    """The tangle as drawn, its user tasks dressed."""
    diagram = draw_tangle(found.tangle)
    scope = diagram.processes["main"]
    for position, dress in found.dresses.items():
        node = scope.nodes.get(f"n{position}")
        if node is not None and node.kind == "userTask":
            _put_on(scope, node, dress)
    return diagram


def _put_on(scope: Scope, node: Node, dress: Dress) -> None:
    flows = scope.outgoing(node.id)
    if dress.kind == "intermediateCatchEvent":
        if any(flow.default for flow in flows):
            return
        for flow in flows:
            flow.condition = None
    node.kind, node.event, node.loop = dress.kind, dress.event, dress.loop
    if dress.inside is not None:
        node.inside = _inside(node.id, dress)
    places = [other.id for other in scope.nodes.values() if other.kind not in ("startEvent", "boundaryEvent")]
    seen = set()
    for number, (caught, interrupting, target) in enumerate(dress.boundaries):
        if caught[0] == "escalation" and caught in seen:
            continue
        seen.add(caught)
        name = f"{node.id}b{number}"
        scope.nodes[name] = Node(name, "boundaryEvent", caught, interrupting, node.id)
        scope.nodes[f"{name}u"] = Node(f"{name}u", "userTask")
        scope.flows.append(Flow(f"{name}f", name, f"{name}u"))
        scope.flows.append(Flow(f"{name}g", f"{name}u", places[target % len(places)]))


def _inside(name: str, dress: Dress) -> Scope:
    assert dress.inside is not None
    drawn, scope = draw_tangle(dress.inside).processes["main"], Scope(name)
    for node in drawn.nodes.values():
        node.id = f"{name}_{node.id}"
        scope.nodes[node.id] = node
    for flow in drawn.flows:
        scope.flows.append(Flow(f"{name}_{flow.id}", f"{name}_{flow.source}", f"{name}_{flow.target}", flow.condition, flow.default))
    last = next((node.id for node in scope.nodes.values() if not scope.outgoing(node.id)), None)
    if last is not None:
        scope.nodes[f"{name}_end"] = Node(f"{name}_end", "endEvent", dress.end)
        scope.flows.append(Flow(f"{name}_endf", last, f"{name}_end"))
    return scope


def smaller_dressed(found: Dressed) -> Iterator[Dressed]:
    """The same with one dress or boundary event less, or as a smaller tangle."""
    for position, dress in found.dresses.items():
        yield Dressed(found.tangle, {other: each for other, each in found.dresses.items() if other != position})
        for number in range(len(dress.boundaries)):
            less = copy.deepcopy(found)
            del less.dresses[position].boundaries[number]
            yield less
    for smaller in smaller_tangles(found.tangle):
        if len(smaller.kinds) == len(found.tangle.kinds):
            yield Dressed(smaller, found.dresses)
        elif not found.dresses:
            yield Dressed(smaller, {})
