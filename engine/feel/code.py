"""What the compiler makes of a piece of a tree, and what it knows while it does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.feel.state import State
from engine.feel.tree import Node
from engine.feel.values import Value

Code: TypeAlias = Callable[[State], Value]
"""A compiled piece: evaluates itself."""


@dataclass(slots=True)
class Scope:
    """Names in scope at a place: local variables by slot, and contexts that a filter runs over, whose members are known only then."""

    entries: list[tuple[str | None, int]] = field(default_factory=list)
    """innermost last; without a name it is the slot of a filter's item"""


@dataclass(slots=True)
class Build:
    """The making of one expression."""

    text: str
    table: dict[type[Node], "Callable[[Build, Node], Code]"]
    known: frozenset[str] = frozenset()
    """names that the caller says are facts; they come before the functions of the language"""
    scope: Scope = field(default_factory=Scope)
    size: int = 0
    closures: int = 0
    """how many function definitions were met, so that loops know whether their variables are kept"""

    def code(self, node: Node) -> Code:
        """Compile a piece."""
        return self.table[type(node)](self, node)

    def slot(self, name: str | None) -> int:
        """Open the scope of a local variable, or of a filter's item."""
        self.scope.entries.append((name, self.size))
        self.size += 1
        return self.size - 1

    def close(self, count: int = 1) -> None:
        """End the scope of the variables opened last."""
        del self.scope.entries[-count:]
