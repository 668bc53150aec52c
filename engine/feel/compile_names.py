"""Compiled names and paths: local variables by slot, facts by name, members of contexts."""

from typing import Any

from engine.feel.code import Build, Code, Entries, local_names
from engine.feel.exchange import OWN
from engine.feel.members import member
from engine.feel.registry import function_value
from engine.feel.state import State
from engine.feel.tree import Literal, Name, Path
from engine.feel.values import Value

ABSENT = object()
PARTIAL = "partial"
"""the name under which a loop knows its results so far"""


def compile_literal(_: Build, node: Literal) -> Code:
    """A constant."""
    value = node.value
    return lambda _: value


def compile_name(build: Build, node: Name) -> Code:
    """A variable: the innermost that has the name."""
    name = node.name
    if not build.entries:
        return _global(name, node.at, ())
    slots = []
    for entry, slot in reversed(build.entries):
        if entry is None:
            slots.append(slot)
        elif entry == name:
            return _in_items(tuple(slots), name, _partial(slot) if name == PARTIAL else _local(slot))
    return _in_items(tuple(slots), name, _global(name, node.at, tuple(build.entries)))


def _local(slot: int) -> Code:
    return lambda s: s.locals[slot]


def _partial(slot: int) -> Code:
    """The results so far, as they are now."""

    def results(s: State) -> Value:
        found = s.locals[slot]
        if type(found) is not list:
            return found
        s.charge(len(found) >> 4)
        return found.copy()

    return results


def _in_items(slots: tuple[int, ...], name: str, outer: Code) -> Code:
    if not slots:
        return outer
    if len(slots) == 1:
        return _in_item(slots[0], name, outer)

    def item_or_outer(s: State) -> Value:
        for slot in slots:
            value = s.locals[slot]
            if type(value) is dict and name in value:
                return value[name]
        return outer(s)

    return item_or_outer


def _in_item(slot: int, name: str, outer: Code) -> Code:
    def item_or_outer(s: State) -> Value:
        value = s.locals[slot]
        if type(value) is dict and name in value:
            return value[name]
        return outer(s)

    return item_or_outer


def _global(name: str, at: int, scope: Entries) -> Code:
    def fact(s: State) -> Value:
        value: Any = s.facts.get(name, ABSENT)
        if type(value) in OWN:
            return value
        return missing(s, name, at, scope) if value is ABSENT else s.converted(name, value, at)

    return fact


def missing(s: State, name: str, at: int, scope: Entries) -> Value:
    """A name that is no fact: a function, or null with a report."""
    found = function_value(s, name)
    if found is None:
        s.warn("unknown_name", at, name=name, known=(s.facts, local_names(scope)))
    return found


def compile_path(build: Build, node: Path) -> Code:
    """`source.name`; a path from a fact through plain contexts is read without converting what lies beside it."""
    pieces = [node]
    source = node.source
    while isinstance(source, Path):
        pieces.append(source)
        source = source.source
    if isinstance(source, Name) and build.is_fact(source.name):
        pieces.reverse()
        return _fact_path(source, tuple(pieces), tuple(build.entries))
    if source is node.source and isinstance(source, Name) and source.name != PARTIAL and (slot := build.local(source.name)) is not None:
        return _local_member(slot, node.name, node.at)
    return _path(build.code(node.source), node.name, node.at)


def _local_member(slot: int, name: str, at: int) -> Code:
    def local_member(s: State) -> Value:
        value = s.locals[slot]
        if type(value) is dict and name in value:
            return value[name]
        return member(s, at, value, name)

    return local_member


def _path(source: Code, name: str, at: int) -> Code:
    def path(s: State) -> Value:
        value = source(s)
        if type(value) is dict and name in value:
            return value[name]
        return member(s, at, value, name)

    return path


def walk(s: State, root: Name, pieces: tuple[Path, ...], scope: Entries) -> Value:
    """A path from a fact, the long way: with conversion, through lists and temporal values, reporting what is missing."""
    value: Any = s.facts.get(root.name, ABSENT)
    if value is ABSENT:
        value = missing(s, root.name, root.at, scope)
    if type(value) not in OWN:
        value = s.converted(root.name, value, root.at)
    for piece in pieces:
        value = member(s, piece.at, value, piece.name)
    return value


def _fact_path(root: Name, pieces: tuple[Path, ...], scope: Entries) -> Code:
    name = root.name
    if len(pieces) == 1:
        key = pieces[0].name

        def fact_member(s: State) -> Value:
            holder: Any = s.facts.get(name)
            if type(holder) is dict and key in holder:
                value = holder[key]
                return value if type(value) in OWN else s.converted((name, key), value, root.at)
            return walk(s, root, pieces, scope)

        return fact_member
    keys = tuple(piece.name for piece in pieces)
    memo = (name, *keys)

    def fact_path(s: State) -> Value:
        try:
            value: Any = s.facts[name]
            for key in keys:
                if type(value) is not dict:
                    return walk(s, root, pieces, scope)
                value = value[key]
        except KeyError:
            return walk(s, root, pieces, scope)
        return value if type(value) in OWN else s.converted(memo, value, root.at)

    return fact_path
