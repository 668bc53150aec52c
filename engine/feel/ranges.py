"""Ranges written as text, whose end points may only be literals."""

import re

from engine.feel.errors import FeelError
from engine.feel.operators import negate, order
from engine.feel.parser import Parser
from engine.feel.registry import NoResult
from engine.feel.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from engine.feel.tree import Call, Interval, Literal, Name, Negation, Node
from engine.feel.values import Range, Value

_LONGEST = 200
"""characters of a range"""
_ENDLESS = re.compile(r"\s*(?P<bracket>[\[(\]])(?P<point>.+?)\.\.\s*[)\[]\s*", re.DOTALL)
_STARTLESS = re.compile(r"\s*[(\]]\s*\.\.(?P<point>.+?)(?P<bracket>[\])\[])\s*", re.DOTALL)


def parse_range(text: str) -> Range:
    """The range that a text says; its end points are literals or calls such as `date("2025-01-01")`, an open one may be missing."""
    if len(text) > _LONGEST:
        raise _none(text)
    for form, operator in ((_ENDLESS, ">"), (_STARTLESS, "<")):
        if (hit := form.fullmatch(text)) is not None:
            return _half(text, hit, operator)
    tree = _tree(text, text)
    if not isinstance(tree, Interval):
        raise _none(text)
    start, end = _point(tree.start, text), _point(tree.end, text)
    if start is None and end is None:
        raise _none(text)
    if start is not None and end is not None and (order(start, end) is None or (order(start, end) or 0) > 0):
        raise _none(text)
    return Range(start, end, tree.start_included, tree.end_included)


def _half(text: str, hit: re.Match[str], operator: str) -> Range:
    """The range that is open to one side, as a comparison writes it: `[2..)` is `>= 2`."""
    point = _point(_tree(hit["point"], text), text)
    if order(point, point) is None:
        raise _none(text)
    included = hit["bracket"] == ("[" if operator == ">" else "]")
    written = f"{operator}=" if included else operator
    return Range(point, None, included, False, written) if operator == ">" else Range(None, point, False, included, written)


def _tree(part: str, text: str) -> Node:
    try:
        return Parser(part).whole_expression()
    except FeelError:
        raise _none(text) from None


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
