"""Values of an entry that lie in a table within it, by names with a point: `roster.field`."""

from collections.abc import Mapping
from typing import Any

import tomlkit


def within(entry: Any, name: str) -> Any:
    """A value by its name, through the table it lies in; None where it is not."""
    outer, _, inner = name.partition(".")
    value = entry.get(outer)
    if not inner:
        return value
    return value.get(inner) if isinstance(value, Mapping) else None


def put(table: Any, name: str, value: Any) -> None:
    """Write a value, or (None) take it out; a table within the entry that has nothing left goes with it."""
    outer, _, inner = name.partition(".")
    if not inner:
        if value is None:
            del table[outer]
        else:
            table[outer] = value
        return
    if not isinstance(table.get(outer), Mapping):
        table[outer] = tomlkit.inline_table()
    if value is None:
        table[outer].pop(inner, None)
    else:
        table[outer][inner] = value
    if not table[outer]:
        del table[outer]
