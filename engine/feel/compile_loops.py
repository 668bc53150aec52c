"""Compiled loops and filters."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from engine.feel.code import Build, Code
from engine.feel.compile_compare import PLAIN, RAW, Plain, compared
from engine.feel.compile_names import PARTIAL
from engine.feel.compile_parts import position
from engine.feel.numbers import whole
from engine.feel.printing import shown
from engine.feel.state import State
from engine.feel.temporal import date_from_days
from engine.feel.tree import Binary, Filter, For, Iteration, Literal, Name, Quantified
from engine.feel.types import kind_of
from engine.feel.values import Date, Range, Value

_DAY, _REPORT, _MEMBER = 6, 16, 4
"""units of work of finding a date, of saying what two ends are, and of comparing a member of an item"""


class NotIterable(Exception):
    """A loop over something that has no items; the loop is null."""


def _sources(build: Build, iterations: tuple[Iteration, ...]) -> list[tuple[int, Callable[[State], Iterator[Value]]]]:
    """For every variable its slot and its items; a later source may use the variables before it."""
    found = []
    for iteration in iterations:
        source = build.code(iteration.source)
        end = None if iteration.end is None else build.code(iteration.end)
        found.append((build.slot(iteration.name), _items(source, end, iteration.at)))
    return found


def _items(source: Code, end: Code | None, at: int) -> Callable[[State], Iterator[Value]]:
    def items(s: State) -> Iterator[Value]:
        start = source(s)
        if end is not None:
            return _counted(s, at, start, end(s), 0, 0)
        if type(start) is list:
            return iter(start)
        if type(start) is Range and start.operator is None:
            return _counted(s, at, start.start, start.end, int(not start.start_included), int(not start.end_included))
        if start is None or type(start) is Range:
            s.warn("iteration" if start is None else "iteration_open", at, kind="Null")
            raise NotIterable
        return iter((start,))

    return items


def _counted(s: State, at: int, start: Value, end: Value, skip_first: int, skip_last: int) -> Iterator[Value]:
    """Whole numbers or days from start to end, downwards where the end is smaller."""
    if type(start) is Decimal and type(end) is Decimal:
        first, last = whole(start), whole(end)
        if first is not None and last is not None and first == start and last == end:
            return map(Decimal, _span(s, at, first, last, skip_first, skip_last))
    if type(start) is Date and type(end) is Date:
        days = _span(s, at, start.days, end.days, skip_first, skip_last)
        s.charge(len(days) * _DAY, at)
        return filter(None, map(date_from_days, days))
    s.charge(_REPORT, at)
    s.warn("loop_ends", at, start=shown(start), end=shown(end))
    raise NotIterable


def _span(s: State, at: int, first: int, last: int, skip_first: int, skip_last: int) -> range:
    step = 1 if last >= first else -1
    span = range(first + step * skip_first, last + step * (1 - skip_last), step)
    size = max(0, (span.stop - span.start) * step)
    if size > s.limits.items:
        s.items(size, at)
    return span


def compile_for(build: Build, node: For) -> Code:
    """`for … return …`."""
    before, spent = build.closures, build.work
    sources = _sources(build, node.iterations)
    so_far = build.slot(PARTIAL)
    body = build.code(node.body)
    build.close(len(sources) + 1)
    walk = Walk(sources, build.work - spent, build.size if build.closures > before else 0, node.at)
    at = node.at

    def loop(s: State) -> Value:
        results: list[Value] = []
        s.locals[so_far] = results

        def collect() -> bool:
            s.locals[so_far] = results
            value = body(s)
            if len(results) >= s.limits.items:
                s.items(len(results) + 1, at)
            results.append(value)
            return False

        try:
            walk.run(s, collect)
        except NotIterable:
            return None
        return results

    return loop


class Walk:
    """The combinations of the items of a loop, in turn."""

    __slots__ = ("at", "kept", "sources", "work")

    def __init__(self, sources: list[tuple[int, Callable[[State], Iterator[Value]]]], work: int, kept: int, at: int) -> None:
        self.sources = sources
        self.work = work
        """what one turn costs"""
        self.kept = kept
        """how many variables every turn has for itself, because a function may keep them"""
        self.at = at

    def run(self, s: State, body: Callable[[], bool], level: int = 0) -> bool:
        """Set the variables to every combination and run the body, until it says that it is enough."""
        slot, items = self.sources[level]
        last, kept = level + 1 == len(self.sources), self.kept
        work = (self.work if last else 1) + (kept >> 2)
        for value in items(s):
            s.steps += work
            if s.steps >= s.next_look:
                s.charge(0, self.at)
            if kept:
                s.locals = s.locals.copy()
            s.locals[slot] = value
            if body() if last else self.run(s, body, level + 1):
                return True
        return False


def compile_quantified(build: Build, node: Quantified) -> Code:
    """`some … satisfies …` and `every … satisfies …`."""
    before, spent = build.closures, build.work
    sources = _sources(build, node.iterations)
    body = build.code(node.body)
    build.close(len(sources))
    keeps, at, decisive = build.closures > before, node.at, not node.every
    walk = Walk(sources, build.work - spent, build.size if keeps else 0, at)
    if len(sources) == 1 and not keeps:
        return _quantified_once(walk, body, decisive=decisive)

    def quantified(s: State) -> Value:
        result: bool | None = not decisive

        def decided() -> bool:
            nonlocal result
            value = body(s)
            if value is not decisive and type(value) is not bool:
                s.warn("condition", at, kind=kind_of(value))
                result = None
            return value is decisive

        try:
            return decisive if walk.run(s, decided) else result
        except NotIterable:
            return None

    return quantified


def _quantified_once(walk: Walk, body: Code, *, decisive: bool) -> Code:
    """The quick way for one variable that no function keeps."""
    slot, items = walk.sources[0]
    work, at = walk.work, walk.at

    def quantified(s: State) -> Value:
        result: bool | None = not decisive
        try:
            found = items(s)
        except NotIterable:
            return None
        for item in found:
            s.steps += work
            if s.steps >= s.next_look:
                s.charge(0, at)
            s.locals[slot] = item
            value = body(s)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                s.warn("condition", at, kind=kind_of(value))
                result = None
        return result

    return quantified


def compile_filter(build: Build, node: Filter) -> Code:
    """`source[condition]`: an item by its position, or the items for which the condition holds."""
    source, at, condition = build.code(node.source), node.at, node.condition
    if isinstance(condition, Literal) and type(condition.value) is Decimal:
        return _position(source, condition.value, at)
    slot = build.slot("item")
    if isinstance(condition, Binary) and isinstance(condition.left, Name) and isinstance(condition.right, Literal):
        constant = condition.right.value
        if type(constant) in PLAIN.get(condition.operator, ()):
            outer = build.code(condition.left)
            build.close()
            build.work += 2
            return _by_member(source, condition, (condition.left.name, outer, slot), constant, at)
    build.entries.append((None, slot))
    before = build.work
    code = build.code(condition)
    work = build.work - before + 1
    build.close(2)

    def filtered(s: State) -> Value:
        items = _filterable(s, at, source(s))
        if items is None:
            return None
        saved = s.locals[slot]

        def holds(item: Value) -> Value:
            s.locals[slot] = item
            return code(s)

        result = pick(s, at, items, holds, work)
        s.locals[slot] = saved
        return result

    return filtered


def _filterable(s: State, at: int, items: Value) -> list[Value] | None:
    """What is filtered, as a list; None with a report for null."""
    if type(items) is list:
        return items
    if items is not None:
        return [items]
    if not s.warnings:
        s.warn("filter_of_null", at)
    return None


def _position(source: Code, number: Decimal, at: int) -> Code:
    """`source[number]`."""

    def item(s: State) -> Value:
        items = _filterable(s, at, source(s))
        return None if items is None else _at(s, at, items, number)

    return item


def _by_member(source: Code, node: Binary, member: tuple[str, Code, int], constant: Plain, at: int) -> Code:
    """`source[member = constant]` and its like: items that have a member of the constant's kind are looked at in one go; the others by the
    code that stands for the name outside, and the item's slot.
    """
    name, kind, raw = member[0], type(constant), RAW[node.operator]

    def filtered(s: State) -> Value:
        items = source(s)
        if type(items) is not list and (items := _filterable(s, at, items)) is None:
            return None
        s.steps += len(items) * _MEMBER
        if s.steps >= s.next_look:
            s.charge(0, at)
        chosen: list[Value] = []
        for item in items:
            if type(item) is not dict or type(value := item.get(name)) is not kind:
                return pick(s, at, items, partial(_holds, s, node, member, constant), _MEMBER)
            if raw(value, constant):
                chosen.append(item)
        return chosen

    return filtered


def _holds(s: State, node: Binary, member: tuple[str, Code, int], constant: Plain, item: Value) -> bool | None:
    name, outer, slot = member
    s.locals[slot] = item
    value = item[name] if type(item) is dict and name in item else outer(s)
    return RAW[node.operator](value, constant) if type(value) is type(constant) else compared(s, node, value, constant)


def pick(s: State, at: int, items: list[Value], condition: Callable[[Value], Value], work: int = 1) -> Value:
    """The items for which the condition, which costs so much work, is true; the item at a position where it is a number."""
    chosen: list[Value] = []
    for index, item in enumerate(items):
        s.steps += work
        if s.steps >= s.next_look:
            s.charge(0, at)
        value = condition(item)
        if value is True:
            chosen.append(item)
        elif type(value) is Decimal and index == 0:
            return _at(s, at, items, value)
        elif value is not False:
            s.warn("condition", at, kind=kind_of(value))
            if value is not None:
                return None
    return chosen


def _at(s: State, at: int, items: list[Value], number: Decimal) -> Value:
    index = position(number)
    if index is not None and 0 < index <= len(items):
        return items[index - 1]
    if index is not None and 0 > index >= -len(items):
        return items[index]
    s.warn("index", at, size=len(items), index=number)
    return None
