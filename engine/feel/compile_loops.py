"""Compiled loops and filters."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from engine.feel.code import Build, Code
from engine.feel.compile_parts import position
from engine.feel.numbers import whole
from engine.feel.state import State
from engine.feel.temporal import date_from_days
from engine.feel.tree import Filter, For, Iteration, Literal, Quantified
from engine.feel.types import kind_of
from engine.feel.values import Date, Range, Value


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
            s.warn("iteration", at, kind=kind_of(start))
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
        return filter(None, map(date_from_days, _span(s, at, start.days, end.days, skip_first, skip_last)))
    s.warn("iteration", at, kind=f"{kind_of(start)}..{kind_of(end)}")
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
    before = build.closures
    sources = _sources(build, node.iterations)
    partial = build.slot("partial")
    body = build.code(node.body)
    build.close(len(sources) + 1)
    keeps, at = build.closures > before, node.at

    def loop(s: State) -> Value:
        results: list[Value] = []
        s.locals[partial] = results
        try:
            for _ in _walk(s, sources, 0, keeps=keeps, at=at):
                s.locals[partial] = results
                value = body(s)
                if len(results) >= s.limits.items:
                    s.items(len(results) + 1, at)
                results.append(value)
        except NotIterable:
            return None
        return results

    return loop


def _walk(s: State, sources: list[tuple[int, Callable[[State], Iterator[Value]]]], level: int, *, keeps: bool, at: int) -> Iterator[None]:
    """Set the variables to every combination of items in turn."""
    slot, items = sources[level]
    last = level + 1 == len(sources)
    for value in items(s):
        s.charge(1, at)
        if keeps:
            s.locals = s.locals.copy()
        s.locals[slot] = value
        if last:
            yield
        else:
            yield from _walk(s, sources, level + 1, keeps=keeps, at=at)


def compile_quantified(build: Build, node: Quantified) -> Code:
    """`some … satisfies …` and `every … satisfies …`."""
    before = build.closures
    sources = _sources(build, node.iterations)
    body = build.code(node.body)
    build.close(len(sources))
    keeps, at, decisive = build.closures > before, node.at, not node.every

    if len(sources) == 1 and not keeps:
        return _quantified_once(*sources[0], body, at, decisive=decisive)

    def quantified(s: State) -> Value:
        result: bool | None = not decisive
        try:
            for _ in _walk(s, sources, 0, keeps=keeps, at=at):
                value = body(s)
                if value is decisive:
                    return decisive
                if type(value) is not bool:
                    s.warn("condition", at, kind=kind_of(value))
                    result = None
        except NotIterable:
            return None
        return result

    return quantified


def _quantified_once(slot: int, items: Callable[[State], Iterator[Value]], body: Code, at: int, *, decisive: bool) -> Code:
    """The quick way for one variable that no function keeps."""

    def quantified(s: State) -> Value:
        result: bool | None = not decisive
        try:
            found = items(s)
        except NotIterable:
            return None
        for item in found:
            s.steps += 1
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
    source, at = build.code(node.source), node.at
    slot = build.slot("item")
    build.entries.append((None, slot))
    condition = build.code(node.condition)
    build.close(2)
    always = node.condition if isinstance(node.condition, Literal) and isinstance(node.condition.value, Decimal) else None

    def filtered(s: State) -> Value:
        items = source(s)
        if items is None:
            return None
        if type(items) is not list:
            items = [items]
        if always is not None:
            return _at(s, at, items, always.value)
        saved = s.locals[slot]

        def holds(item: Value) -> Value:
            s.locals[slot] = item
            return condition(s)

        result = pick(s, at, items, holds)
        s.locals[slot] = saved
        return result

    return filtered


def pick(s: State, at: int, items: list[Value], condition: Callable[[Value], Value]) -> Value:
    """The items for which the condition is true; the item at a position where the condition is a number."""
    chosen: list[Value] = []
    s.charge(len(items), at)
    for index, item in enumerate(items):
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
