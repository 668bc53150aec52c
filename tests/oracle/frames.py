"""What stands around the blocks of a random process: event sub-processes of its own, other ends, conditions behind any activity."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.diagram import Diagram, Flow, Node, Scope
from tests.oracle.generate import CONDITIONS, ENDS, Block, Pen, Recipe, block, draw, handlers

GUARDED = ("serviceTask", "receiveTask", "manualTask", "subProcess", "callActivity", "intermediateThrowEvent")
FIRST = 10_000
"""Ids of the frame begin here: those of the blocks stay what they are."""


@dataclass
class Frame:
    """Of one process: event sub-processes with their insides, what its ends say, and which flows get a condition."""

    handlers: list[tuple[dict[str, Any], Block]] = field(default_factory=list)
    ends: list[tuple[int, tuple[str, str | None]]] = field(default_factory=list)
    guards: list[tuple[int, str, str]] = field(default_factory=list)
    """Position among the activities, the condition of a way out beside the drawn one, and what the drawn one becomes."""


@dataclass
class Framed:
    """A recipe with its frames, by process."""

    recipe: Recipe
    frames: dict[str, Frame]


def framed(recipe: Recipe, seed: int) -> Framed:
    """The frames of a seed."""
    dice = random.Random(f"frame {seed}")
    return Framed(recipe, {name: frame(dice) for name in ("main", *recipe.called)})


def frame(dice: random.Random) -> Frame:
    return Frame(
        [(handler, block(dice, 3, 2, ())) for handler in handlers(dice)],
        [(dice.randrange(4), dice.choice(ENDS)) for _ in range(dice.choice((0, 0, 1, 2)))],
        [
            (dice.randrange(12), dice.choice(CONDITIONS), dice.choice(("plain", "default", *CONDITIONS[:2])))
            for _ in range(dice.choice((0, 0, 1, 3)))
        ],
    )


def draw_framed(found: Framed) -> Diagram:
    """The diagram of the recipe, and the frames drawn around it."""
    diagram, pen = draw(found.recipe), Pen()
    pen.count = FIRST
    for name, scope in diagram.processes.items():
        _draw(pen, scope, found.frames.get(name, Frame()))
    return diagram


def _draw(pen: Pen, scope: Scope, found: Frame) -> None:
    seen: set[Any] = set()
    for handler, inside in found.handlers:
        if handler["event"][0] in ("error", "escalation") and handler["event"] in seen:
            continue
        seen.add(handler["event"])
        pen._handler(scope, handler, inside)
    ends = [node for node in scope.nodes.values() if node.kind == "endEvent"]
    for position, event in found.ends:
        if ends:
            ends[position % len(ends)].event = event
    places = list(_scopes(scope))
    for position, condition, other in found.guards:
        nodes = [(place, node) for place in places for node in place.nodes.values() if _may_be_guarded(place, node)]
        if nodes:
            _guard(pen, *nodes[position % len(nodes)], condition, other)


def _scopes(scope: Scope) -> Iterator[Scope]:
    yield scope
    for node in scope.nodes.values():
        if node.inside is not None:
            yield from _scopes(node.inside)


def _may_be_guarded(scope: Scope, node: Node) -> bool:
    link = node.event is not None and node.event[0] == "link"
    return node.kind in GUARDED and not node.by_event and not link and len(scope.outgoing(node.id)) == 1


def _guard(pen: Pen, scope: Scope, node: Node, condition: str, other: str) -> None:
    (drawn,) = scope.outgoing(node.id)
    aside = pen.node(scope, "userTask")
    scope.flows.append(Flow(pen.name("g"), node.id, aside, condition))
    if other == "default":
        drawn.default = node.kind != "intermediateThrowEvent"  # BPMN gives events no default flow
    elif other != "plain":
        drawn.condition = other


def smaller_framed(found: Framed, smaller_recipes: Iterator[Recipe]) -> Iterator[Framed]:
    """The same with one thing less around it, or with a smaller recipe."""
    for name, around in found.frames.items():
        for part in ("handlers", "ends", "guards"):
            for position in range(len(getattr(around, part))):
                less = copy.deepcopy(found)
                del getattr(less.frames[name], part)[position]
                yield less
        for position, (handler, inside) in enumerate(around.handlers):
            if inside.kind != "user":
                less = copy.deepcopy(found)
                less.frames[name].handlers[position] = (handler, Block("user"))
                yield less
    for recipe in smaller_recipes:
        yield Framed(recipe, found.frames)
