"""Ranges written as text, whose end points may only be literals."""

from engine.feel.errors import FeelError
from engine.feel.operators import negate, order
from engine.feel.parser import Parser
from engine.feel.registry import NoResult
from engine.feel.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from engine.feel.tree import Call, Interval, Literal, Name, Negation, Node
from engine.feel.values import Range, Value

_LONGEST = 200
"""characters of a range"""


def parse_range(text: str) -> Range:
    """The range that a text says; its end points are literals or calls such as `date("2025-01-01")`."""
    if len(text) > _LONGEST:
        raise _none(text)
    try:
        tree = Parser(text).whole_expression()
    except FeelError:
        raise _none(text) from None
    if not isinstance(tree, Interval):
        raise _none(text)
    start, end = _point(tree.start, text), _point(tree.end, text)
    if start is None and end is None:
        raise _none(text)
    if start is not None and end is not None and (order(start, end) is None or (order(start, end) or 0) > 0):
        raise _none(text)
    return Range(start, end, tree.start_included, tree.end_included)


def _none(text: str) -> NoResult:
    return NoResult(f"`{text[:40]}` is not a range", f"“{text[:40]}”不是区间")


def _point(node: Node, text: str) -> Value:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Negation) and isinstance(node.operand, Literal):
        value = negate(node.operand.value)
        if value is not None:
            return value
    if isinstance(node, Call) and isinstance(node.function, Name) and len(node.arguments) == 1:
        (argument,) = node.arguments
        readers = {"date": parse_date, "time": parse_time, "date and time": parse_date_time, "duration": parse_duration}
        if node.function.name in readers and isinstance(argument, Literal) and type(argument.value) is str:
            value = readers[node.function.name](argument.value)
            if value is not None:
                return value
    raise _none(text)
