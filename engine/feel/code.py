"""What the compiler makes of a piece of a tree, and what it knows while it does."""

from collections.abc import Callable
from typing import TypeAlias

from engine.feel.state import State
from engine.feel.tree import Node
from engine.feel.values import Value

Code: TypeAlias = Callable[[State], Value]
"""A compiled piece: evaluates itself."""

Entries: TypeAlias = tuple[tuple[str | None, int], ...]
"""Names in scope, the innermost last: local variables by slot; without a name it is the slot of a filter's item, whose members are known
only when it runs."""


def local_names(entries: Entries) -> tuple[str, ...]:
    """The local variables in scope."""
    return tuple([entry for entry, _ in entries if entry is not None])


class Build:
    """The making of one expression."""

    __slots__ = ("closures", "entries", "known", "size", "table", "text", "work")

    def __init__(self, text: str, table: dict[type[Node], "Callable[[Build, Node], Code]"], known: frozenset[str] = frozenset()) -> None:
        self.text = text
        self.table = table
        self.known = known
        """names that the caller says are facts; they come before the functions of the language"""
        self.entries: list[tuple[str | None, int]] = []
        """see `Entries`"""
        self.size = 0
        self.work = 0
        """units of work of the pieces compiled so far, so that loops and functions know what their bodies cost"""
        self.closures = 0
        """how many function definitions were met, so that loops know whether their variables are kept"""

    def code(self, node: Node) -> Code:
        """Compile a piece."""
        self.work += 1
        return self.table[type(node)](self, node)

    def is_free(self, name: str) -> bool:
        """Whether no local variable has the name."""
        return not self.entries or name not in dict(self.entries)

    def is_fact(self, name: str) -> bool:
        """Whether a name is no local variable and stands in no filter, where it could be a member of the item."""
        return not self.entries or not {None, name} & dict(self.entries).keys()

    def local(self, name: str) -> int | None:
        """The slot of a local variable, if no member of an item can be meant."""
        for entry, slot in reversed(self.entries):
            if entry is None or entry == name:
                return None if entry is None else slot
        return None

    def slot(self, name: str | None) -> int:
        """Open the scope of a local variable, or of a filter's item."""
        self.entries.append((name, self.size))
        self.size += 1
        return self.size - 1

    def close(self, count: int = 1) -> None:
        """End the scope of the variables opened last."""
        del self.entries[-count:]
