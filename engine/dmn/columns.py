"""索引: the cells of a column arranged so that a value finds all rules it passes at once, as bits of a number."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.code import Build
from engine.feel.compiler import TABLE
from engine.feel.expression import Tests
from engine.feel.limits import DEFAULT_LIMITS
from engine.feel.state import State
from engine.feel.tree import Call, Comparison, Interval, Literal, Name, Negation, Node, UnaryTests
from engine.feel.values import Date, DateTime, DayTimeDuration, Time, Value, YearMonthDuration

_ORDERED: tuple[type[Any], ...] = (Decimal, str, Date, YearMonthDuration, DayTimeDuration)
_KNOWN = (*_ORDERED, Time, DateTime)
_PURE = frozenset(("date", "time", "date and time", "duration", "years and months duration"))


def rank(value: Value) -> tuple[object, Any]:
    """A kind of constants that have an order, and the place of a value in it; None where a zone makes the order depend on the day."""
    if isinstance(value, DateTime):
        kind, nanos = rank(value.time)
        return (None, None) if kind is None or value.repeated is not None else ((DateTime, kind), (value.date.days, nanos))
    if isinstance(value, Time):
        zone = value.zone
        return (None, None) if zone is not None and zone.name is not None else ((Time, zone), value.nanos)
    return type(value), value


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of constants; an end that is None is open to that side."""

    low: Value
    high: Value
    low_included: bool = True
    high_included: bool = True

    @property
    def empty(self) -> bool:
        """Whether nothing can lie in it."""
        if self.low is None or self.high is None:
            return False
        (low_kind, low), (high_kind, high) = rank(self.low), rank(self.high)
        if low_kind is None or low_kind != high_kind:
            return False
        return bool(low > high or (low == high and not (self.low_included and self.high_included)))


@dataclass(frozen=True, slots=True)
class Simple:
    """A cell that depends on nothing but the value under test."""

    spans: tuple[Span, ...] = ()
    points: tuple[Value, ...] = ()
    negated: bool = False
    anything: bool = False


def constant(node: Node) -> tuple[bool, Value]:
    """Whether a piece is the same for all facts, and what it is."""
    if isinstance(node, Literal):
        return True, node.value
    if isinstance(node, Negation):
        known, value = constant(node.operand)
        return (True, -value) if known and type(value) is Decimal else (False, None)
    if isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in _PURE:
        return _constructed(node)
    return False, None


def _constructed(node: Call) -> tuple[bool, Value]:
    if not all(isinstance(argument, Literal | Negation) for argument in node.arguments):
        return False, None
    build = Build("", TABLE)
    code = build.code(node)
    return True, code(State({}, (), DEFAULT_LIMITS, "", build.size))


def simple(tests: Tests | None) -> Simple | None:
    """A cell as intervals and points of constants; None where it is more than that."""
    if tests is None or not isinstance(tests.tree, UnaryTests):
        return None
    if not tests.tree.tests:
        return Simple(anything=True)
    spans: list[Span] = []
    points: list[Value] = []
    for node in tests.tree.tests:
        found = span_of(node)
        if found is None:
            return None
        (spans if isinstance(found, Span) else points).append(found if isinstance(found, Span) else found[0])
    return Simple(tuple(spans), tuple(points), tests.tree.negated)


def span_of(node: Node, read: Callable[[Node], tuple[bool, Value]] = constant) -> Span | tuple[Value] | None:
    """A test in its short form as an interval, or as a tuple of one point; None where it is more. `read` says what is constant."""
    if isinstance(node, Comparison):
        known, value = read(node.end)
        if not known or value is None or node.operator in ("=", "!="):
            return (value,) if known and value is not None and node.operator == "=" else None
        if node.operator[0] == "<":
            return Span(None, value, False, node.operator == "<=")
        return Span(value, None, node.operator == ">=", False)
    if isinstance(node, Interval):
        (low_known, low), (high_known, high) = read(node.start), read(node.end)
        if low_known and high_known and low is not None and type(low) is type(high) and type(low) in _KNOWN:
            return Span(low, high, node.start_included, node.end_included)
        return None
    known, value = read(node)
    return (value,) if known and type(value) in (*_KNOWN, bool) else None


class ColumnIndex:
    """The rules that each value passes."""

    def __init__(self, cells: Sequence[Simple | None], kind: type[Any]) -> None:
        self.kind = kind
        self.cells = cells
        self.others = any(cell is None for cell in cells)
        self.always = sum(1 << rule for rule, cell in enumerate(cells) if cell is None or cell.anything)
        marks: set[Any] = set()
        for cell in cells:
            if cell is not None:
                marks.update(cell.points)
                marks.update(end for span in cell.spans for end in (span.low, span.high) if end is not None)
        self.marks = sorted(marks)
        self.places = {mark: index for index, mark in enumerate(self.marks)}
        self.masks: list[int] = self._sweep()

    def _sweep(self) -> list[int]:
        """For every segment (before, at and between the marks) the rules that hold there."""
        flips = [0] * (2 * len(self.marks) + 2)
        for rule, cell in enumerate(self.cells):
            if cell is None or cell.anything:
                continue
            bit = 1 << rule
            for start, stop in self._segments(cell):
                flips[start] ^= bit
                flips[stop + 1] ^= bit
            if cell.negated:
                flips[0] ^= bit
        masks, current = [], self.always
        for flip in flips[:-1]:
            current ^= flip
            masks.append(current)
        return masks

    def _segments(self, cell: Simple) -> list[tuple[int, int]]:
        """The segments a cell covers, joined so that none is counted twice."""
        last = 2 * len(self.marks)
        pieces = [(2 * self.places[point] + 1,) * 2 for point in cell.points]
        for span in cell.spans:
            start = 0 if span.low is None else 2 * self.places[span.low] + (1 if span.low_included else 2)
            stop = last if span.high is None else 2 * self.places[span.high] + (1 if span.high_included else 0)
            if start <= stop:
                pieces.append((start, stop))
        joined: list[tuple[int, int]] = []
        for start, stop in sorted(pieces):
            if joined and start <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
            else:
                joined.append((start, stop))
        return joined

    def lookup(self, value: Value) -> int | None:
        """The rules that the value passes or that must be asked one by one; None where the index cannot tell."""
        if self.kind is object:
            return self.always
        if type(value) is not self.kind:
            return None
        place = self.places.get(value)
        if place is not None:
            return self.masks[2 * place + 1]
        return self.masks[2 * bisect_left(self.marks, value)]


def index_column(cells: Sequence[Tests | None]) -> ColumnIndex | None:
    """The index of a column; None where its cells are of several kinds or more than constants."""
    parts = [simple(cell) for cell in cells]
    kinds = {type(value) for part in parts if part is not None for value in _constants(part)}
    if not kinds and all(part is not None for part in parts):
        return ColumnIndex(parts, object)
    if len(kinds) != 1 or sum(part is None for part in parts) * 2 > len(parts):
        return None
    (kind,) = kinds
    if kind not in (*_ORDERED, bool):
        return None
    return ColumnIndex(parts, kind)


def _constants(cell: Simple) -> list[Value]:
    return [*cell.points, *(end for span in cell.spans for end in (span.low, span.high) if end is not None)]
