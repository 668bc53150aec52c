"""Functions of truth and identity."""

from decimal import Decimal

from engine.feel.messages import TERMS
from engine.feel.operators import equal
from engine.feel.registry import NoResult, function
from engine.feel.types import kind_of
from engine.feel.values import DateTime, Time, Value


def _known(value: Value) -> bool:
    """A value that must be true or false."""
    if type(value) is not bool:
        raise NoResult(f"{kind_of(value)} is neither true nor false", f"{TERMS.get(kind_of(value))}既非真也非假")
    return value


def _listed(items: list[Value] | None) -> list[Value]:
    if items is None:
        raise NoResult("null is no list", "空值不是列表")
    return items


@function("not(negand: boolean?) -> boolean")
def negation(negand: bool | None) -> bool:
    """Whether the negand is false."""
    return not _known(negand)


@function("all(list: list?) -> boolean")
def every(items: list[Value] | None) -> bool:
    """Whether all items are true."""
    if items is not None and any(item is False for item in items):
        return False
    return all(_known(item) for item in _listed(items))


@function("all(…list: Any) -> boolean")
def every_argument(*items: Value) -> bool:
    """Whether all arguments are true."""
    return every(list(items))


@function("any(list: list?) -> boolean")
def some(items: list[Value] | None) -> bool:
    """Whether one item is true."""
    if items is not None and any(item is True for item in items):
        return True
    return any(_known(item) for item in _listed(items))


@function("any(…list: Any) -> boolean")
def some_argument(*items: Value) -> bool:
    """Whether one argument is true."""
    return some(list(items))


@function("is(value1?: Any, value2?: Any) -> boolean", deep=True)
def identical(value1: Value = None, value2: Value = None) -> bool:
    """Whether two values are the same: of one kind, equal, and for times written with the same zone."""
    if type(value1) is not type(value2):
        return False
    if isinstance(value1, DateTime | Time):
        return bool(value1 == value2)
    if isinstance(value1, Decimal):
        return bool(value1 == value2)
    return equal(value1, value2) is True
