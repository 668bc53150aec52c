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
class Build:
    """The making of one expression."""

    text: str
    table: dict[type[Node], "Callable[[Build, Node], Code]"]
    known: frozenset[str] = frozenset()
    """names that the caller says are facts; they come before the functions of the language"""
    entries: list[tuple[str | None, int]] = field(default_factory=list)
    """names in scope, the innermost last: local variables by slot; without a name it is the slot of a filter's item, whose members
    are known only when it runs"""
    size: int = 0
    closures: int = 0
    """how many function definitions were met, so that loops know whether their variables are kept"""

    def code(self, node: Node) -> Code:
        """Compile a piece."""
        return self.table[type(node)](self, node)

    def is_fact(self, name: str) -> bool:
        """Whether a name is no local variable and stands in no filter, where it could be a member of the item."""
        return not self.entries or not any(entry is None or entry == name for entry, _ in self.entries)

    def slot(self, name: str | None) -> int:
        """Open the scope of a local variable, or of a filter's item."""
        self.entries.append((name, self.size))
        self.size += 1
        return self.size - 1

    def close(self, count: int = 1) -> None:
        """End the scope of the variables opened last."""
        del self.entries[-count:]
