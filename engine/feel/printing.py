"""Values as text, in the words in which the standard writes them."""

from decimal import Decimal

from engine.feel.lexer import quote
from engine.feel.numbers import number_text
from engine.feel.state import State
from engine.feel.types import kind_of
from engine.feel.values import Function, Range, Value

_SHOWN = 40


def text_of(value: Value, s: State | None = None, at: int = 0, level: int = 0) -> str:
    """A value as text; texts inside lists and contexts stand in quotes."""
    if s is not None:
        s.charge(2, at)
    if type(value) is str:
        return quote(value) if level else value
    if value is None or type(value) is bool:
        return {None: "null", True: "true", False: "false"}[value]
    if type(value) is Decimal:
        return number_text(value)
    if type(value) is list:
        return _checked("[" + ", ".join(text_of(item, s, at, level + 1) for item in value) + "]", s, at)
    if type(value) is dict:
        inner = ", ".join(f"{key}: {text_of(item, s, at, level + 1)}" for key, item in value.items())
        return _checked("{" + inner + "}", s, at)
    if type(value) is Range:
        return _range_text(value, s, at, level)
    if type(value) is Function:
        return f"function({', '.join(value.parameters)})"
    return str(value)


def shown(value: Value) -> str:
    """A value as a report names it: short, and by its kind where it may be large."""
    if type(value) is str:
        return quote(value[:_SHOWN])[:_SHOWN]
    return kind_of(value) if type(value) in (list, dict, Function) else text_of(value, level=1)[:_SHOWN]


def _checked(text: str, s: State | None, at: int) -> str:
    if s is not None:
        s.string(len(text), at)
    return text


def _range_text(value: Range, s: State | None, at: int, level: int) -> str:
    start, end = text_of(value.start, s, at, level + 1), text_of(value.end, s, at, level + 1)
    if value.operator is not None:
        return f"({value.operator} {start if value.operator[0] in '>=!' else end})"
    return f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"
