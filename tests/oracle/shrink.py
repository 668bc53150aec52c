"""A failing process made as small as it can be."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from tests.oracle.diagram import Diagram
from tests.oracle.dress import Dressed, draw_dressed, smaller_dressed
from tests.oracle.duel import duel
from tests.oracle.frames import Framed, draw_framed, smaller_framed
from tests.oracle.generate import Block, Recipe
from tests.oracle.seeds import Found
from tests.oracle.tangle import Tangle, draw_tangle, smaller_tangles

Play = Callable[[Diagram, int], int]


def diagram_of(found: Found) -> Diagram:
    if isinstance(found, Framed):
        return draw_framed(found)
    return draw_dressed(found) if isinstance(found, Dressed) else draw_tangle(found)


def shrunk(found: Found, seed: int, play: Play = duel) -> tuple[Found, str]:
    """The smallest recipe that still fails in the same way, and how it fails."""
    why = failure(found, seed, play)
    improved = True
    while improved:
        improved = False
        for smaller in smaller_ones(found):
            again = failure(smaller, seed, play)
            if again is not None and kind_of(again) == kind_of(why):
                found, why, improved = smaller, again, True
                break
    return found, why or ""


def kind_of(why: str | None) -> str:
    return (why or "").split("\n")[0].split(":")[0].split("[")[-1]


def failure(found: Found, seed: int, play: Play) -> str | None:
    """What goes wrong, or None; several orders are tried, for a smaller process takes another course."""
    for attempt in (seed, *range(8)):
        try:
            play(diagram_of(found), attempt)
        except Exception as error:  # noqa: BLE001
            return f"{type(error).__name__} {error}"
    return None


def smaller_ones(found: Found) -> Iterator[Any]:
    if isinstance(found, Tangle):
        yield from smaller_tangles(found)
    elif isinstance(found, Dressed):
        yield from smaller_dressed(found)
    else:
        yield from smaller_framed(found, _smaller_recipes(found.recipe))


def _smaller_recipes(found: Recipe) -> Iterator[Recipe]:
    for position in range(len(found.wild)):
        smaller = copy.deepcopy(found)
        del smaller.wild[position]
        yield smaller
    for root in ("main", *found.called):
        total = (found.main if root == "main" else found.called[root]).size()
        for index in range(total):
            for replacement in range(-1, 4):
                smaller = copy.deepcopy(found)
                top = smaller.main if root == "main" else smaller.called[root]
                if _replace(top, index, replacement):
                    yield smaller


def _replace(top: Block, index: int, replacement: int) -> bool:
    """Replace the block of that number by a user task (-1) or by one of its own parts."""
    blocks: list[Block] = []

    def walk(block: Block) -> None:
        blocks.append(block)
        for part in block.parts:
            walk(part)

    walk(top)
    block = blocks[index]
    if replacement < 0:
        if block.kind == "user":
            return False
        block.kind, block.parts, block.facts = "user", [], {}
        return True
    if replacement >= len(block.parts):
        return False
    part = block.parts[replacement]
    block.kind, block.facts, block.parts = part.kind, part.facts, part.parts
    return True
