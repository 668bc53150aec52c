"""单元格形状: what a cell covers of its column, however it is written, as intervals and points of constants."""

from collections.abc import Sequence
from itertools import pairwise

from engine.dmn.columns import Simple, Span, constant, rank, simple, span_of
from engine.feel.code import Build
from engine.feel.compiler import TABLE
from engine.feel.errors import FeelError
from engine.feel.expression import Tests
from engine.feel.limits import DEFAULT_LIMITS
from engine.feel.operators import ARITHMETIC
from engine.feel.state import State
from engine.feel.tree import Between, Binary, Call, Comparison, In, List, Literal, Name, Negation, Node, UnaryTests
from engine.feel.values import Value

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_MAX_DEPTH = 40
_MAX_WORK = 200_000
_EVERYTHING = Simple(anything=True)
_NOTHING = Simple()


class _Untold(Exception):
    """The cell depends on more than constants and the value under test."""


def shapes_of(cells: Sequence[Tests | None], subject: Node | None) -> list[Simple | None]:
    """Cells as intervals and points of constants; None where one is more than that. `subject` is the expression of the column."""
    reader = _Reader(subject)
    return [reader.shape(cell) for cell in cells]


class _Reader:
    def __init__(self, subject: Node | None) -> None:
        self.subject = subject
        self.work = 0

    def shape(self, tests: Tests | None) -> Simple | None:
        """One cell."""
        plain = simple(tests)
        if plain is not None or tests is None or not isinstance(tests.tree, UnaryTests):
            return plain
        try:
            found = _joined([self.test(node, 0) for node in tests.tree.tests])
            return self.opposite(found) if tests.tree.negated else found
        except _Untold:
            return None

    def enter(self, depth: int, work: int = 1) -> None:
        """Count work; what takes too much of it is not told."""
        self.work += work
        if depth > _MAX_DEPTH or self.work > _MAX_WORK:
            raise _Untold

    def opposite(self, one: Simple) -> Simple:
        """The points and open intervals between all constants of a shape that it leaves."""
        if one.anything:
            return _NOTHING
        marks = _marks(one)
        self.enter(0, (len(marks) + 1) * (len(one.spans) + 1))
        points = tuple(mark for mark in marks if not _holds(one, mark, mark))
        spans = tuple(Span(low, high, False, False) for low, high in pairwise([None, *marks, None]) if not _holds(one, low, high))
        return _EVERYTHING if len(points) == len(marks) and len(spans) == len(marks) + 1 else Simple(spans, points)

    def test(self, node: Node, depth: int) -> Simple:
        """What passes one test of a cell."""
        self.enter(depth)
        if isinstance(node, List):
            return _joined([self.test(item, depth + 1) for item in node.items])
        found = span_of(node, folded)
        if found is not None:
            return Simple((found,)) if isinstance(found, Span) else Simple((), found)
        if isinstance(node, Comparison) and node.operator == "!=":
            return self.opposite(Simple((), (_told(node.end),)))
        return self.condition(node, depth)

    def condition(self, node: Node, depth: int) -> Simple:
        """For which values under test a condition is true."""
        self.enter(depth)
        if isinstance(node, Literal) and isinstance(node.value, bool):
            return _EVERYTHING if node.value else _NOTHING
        if isinstance(node, Binary):
            return self.binary(node, depth)
        if isinstance(node, Between) and self.is_subject(node.value):
            found = span_of_ends(node.low, node.high)
            return Simple((found,))
        if isinstance(node, In) and self.is_subject(node.value):
            return _joined([self.test(test, depth + 1) for test in node.tests])
        if isinstance(node, Call) and isinstance(node.function, Name) and node.function.name == "not" and len(node.arguments) == 1:
            return self.opposite(self.condition(node.arguments[0], depth + 1))
        raise _Untold

    def binary(self, node: Binary, depth: int) -> Simple:
        """Conditions joined, or the value under test compared with a constant."""
        if node.operator in ("and", "or"):
            parts = [self.condition(part, depth + 1) for part in _chain(node)]
            return _joined(parts) if node.operator == "or" else self.opposite(_joined([self.opposite(part) for part in parts]))
        operator, other = node.operator, node.right
        if not self.is_subject(node.left):
            if not self.is_subject(node.right) or operator not in _TURNED:
                raise _Untold
            operator, other = _TURNED[operator], node.left
        return self.compared(operator, _told(other))

    def compared(self, operator: str, value: Value) -> Simple:
        """What compares so with a constant."""
        if operator in ("=", "!="):
            return Simple((), (value,)) if operator == "=" else self.opposite(Simple((), (value,)))
        if operator not in _TURNED or isinstance(value, bool):
            raise _Untold
        return Simple((Span(None, value, False, operator == "<=") if operator[0] == "<" else Span(value, None, operator == ">=", False),))

    def is_subject(self, node: Node) -> bool:
        """Whether a piece is the value under test."""
        return (isinstance(node, Name) and node.name == "?") or (self.subject is not None and node == self.subject)


def folded(node: Node, depth: int = 0) -> tuple[bool, Value]:
    """Whether a piece is the same for all facts, sums of constants included, and what it is."""
    known, value = constant(node)
    if known or not _is_sum(node, depth):
        return known, value
    build = Build("", TABLE)
    code = build.code(node)
    try:
        return True, code(State({}, (), DEFAULT_LIMITS, "", build.size))
    except FeelError:
        return False, None


def _is_sum(node: Node, depth: int) -> bool:
    if depth > _MAX_DEPTH:
        return False
    if isinstance(node, Binary):
        return node.operator in ARITHMETIC and _is_sum(node.left, depth + 1) and _is_sum(node.right, depth + 1)
    return _is_sum(node.operand, depth + 1) if isinstance(node, Negation) else constant(node)[0]


def _told(node: Node) -> Value:
    known, value = folded(node)
    if not known or value is None or (not isinstance(value, bool) and rank(value)[0] is None) or isinstance(value, list | dict):
        raise _Untold
    return value


def span_of_ends(low: Node, high: Node) -> Span:
    """The interval of two constants, both included."""
    start, end = _told(low), _told(high)
    if rank(start)[0] != rank(end)[0]:
        raise _Untold
    return Span(start, end)


def _chain(node: Binary) -> list[Node]:
    """The parts of `a and b and …`, or of `a or b or …`."""
    parts: list[Node] = []
    left: Node = node
    while isinstance(left, Binary) and left.operator == node.operator:
        parts.append(left.right)
        left = left.left
    return [left, *reversed(parts)]


def _joined(parts: Sequence[Simple]) -> Simple:
    """What passes one of several shapes, none of which is negated."""
    if any(part.anything for part in parts):
        return _EVERYTHING
    return Simple(tuple(span for part in parts for span in part.spans), tuple(point for part in parts for point in part.points))


def _marks(part: Simple) -> list[Value]:
    found: dict[object, Value] = {}
    kinds = set()
    for value in (*part.points, *(end for span in part.spans for end in (span.low, span.high) if end is not None)):
        kind, place = rank(value)
        kinds.add(kind)
        found[place] = value
    if len(kinds) > 1 or None in kinds:
        raise _Untold
    return [found[place] for place in sorted(found)]  # type: ignore[type-var]


def _holds(part: Simple, low: Value, high: Value) -> bool:
    """Whether a shape holds at a mark (both the same) or wholly between two that follow each other."""
    point = low is not None and low == high
    return (point and low in part.points) or any(_within(span, low, high, point=point) for span in part.spans)


def _within(span: Span, low: Value, high: Value, *, point: bool) -> bool:
    def place(value: Value) -> object:
        return rank(value)[1]

    if span.low is not None:
        if low is None or place(low) < place(span.low):  # type: ignore[operator]
            return False
        if point and place(low) == place(span.low) and not span.low_included:
            return False
    if span.high is not None:
        if high is None or place(high) > place(span.high):  # type: ignore[operator]
            return False
        if point and place(high) == place(span.high) and not span.high_included:
            return False
    return True
