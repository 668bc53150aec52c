"""One process for every seed: three of four are built from blocks, the fourth is a tangle."""

from __future__ import annotations

from tests.oracle.generate import Recipe, recipe
from tests.oracle.tangle import Tangle, tangle


def of_seed(seed: int) -> Recipe | Tangle:
    """The recipe of a seed, the same for ever."""
    return tangle(seed) if seed % 4 == 3 else recipe(seed)
