"""Compiled names and paths: local variables by slot, facts by name, members of contexts."""

from typing import Any

from engine.feel.code import Build, Code
from engine.feel.exchange import OWN
from engine.feel.members import member
from engine.feel.registry import function_value
from engine.feel.state import State
from engine.feel.tree import Literal, Name, Path
from engine.feel.values import Value

PARTIAL = "partial"
"""the name under which a loop knows its results so far"""


def compile_literal(_: Build, node: Literal) -> Code:
    """A constant."""
    value = node.value
    return lambda _: value


def compile_name(build: Build, node: Name) -> Code:
    """A variable: the innermost that has the name."""
    name, slots = node.name, []
    for entry, slot in reversed(build.scope.entries):
        if entry is None:
            slots.append(slot)
        elif entry == name:
            return _in_items(tuple(slots), name, _partial(slot) if name == PARTIAL else _local(slot))
    return _in_items(tuple(slots), name, _global(name, node.at))


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

    def item_or_outer(s: State) -> Value:
        for slot in slots:
            value = s.locals[slot]
            if type(value) is dict and name in value:
                return value[name]
        return outer(s)

    return item_or_outer


def _global(name: str, at: int) -> Code:
    own = OWN

    def fact(s: State) -> Value:
        try:
            value: Any = s.facts[name]
        except KeyError:
            return missing(s, name, at)
        return value if type(value) in own else s.converted(name, value)

    return fact


def missing(s: State, name: str, at: int) -> Value:
    """A name that is no fact: a function, or null with a report."""
    found = function_value(s, name)
    if found is None:
        s.warn("unknown_name", at, name=name, known=s.facts)
    return found


def compile_path(build: Build, node: Path) -> Code:
    """`source.name`; a path from a fact through plain contexts is read without converting what lies beside it."""
    keys = [node.name]
    source = node.source
    while isinstance(source, Path):
        keys.append(source.name)
        source = source.source
    if isinstance(source, Name) and not any(entry in (None, source.name) for entry, _ in build.scope.entries):
        keys.reverse()
        return _fact_path(source.name, tuple(keys), _path(build, node))
    return _path(build, node)


def _path(build: Build, node: Path) -> Code:
    source, name, at = build.code(node.source), node.name, node.at

    def path(s: State) -> Value:
        value = source(s)
        if type(value) is dict and name in value:
            return value[name]
        return member(s, at, value, name)

    return path


def _fact_path(root: str, keys: tuple[str, ...], general: Code) -> Code:
    own = OWN
    if len(keys) == 1:
        (key,) = keys

        def fact_member(s: State) -> Value:
            try:
                holder: Any = s.facts[root]
                if type(holder) is dict:
                    value = holder[key]
                    return value if type(value) in own else s.converted((root, key), value)
            except KeyError:
                pass
            return general(s)

        return fact_member
    memo = (root, *keys)

    def fact_path(s: State) -> Value:
        try:
            value: Any = s.facts[root]
            for key in keys:
                if type(value) is not dict:
                    return general(s)
                value = value[key]
        except KeyError:
            return general(s)
        return value if type(value) in own else s.converted(memo, value)

    return fact_path


def raw_reader(build: Build, node: object) -> tuple[str, str | None] | None:
    """For the fastest comparisons: the fact, or the member of a fact, that a piece reads."""
    if isinstance(node, Name) and not any(entry in (None, node.name) for entry, _ in build.scope.entries):
        return node.name, None
    if isinstance(node, Path) and isinstance(node.source, Name):
        root = node.source.name
        if not any(entry in (None, root) for entry, _ in build.scope.entries):
            return root, node.name
    return None
