"""Functions of truth and identity."""

from decimal import Decimal

from engine.feel.operators import equal
from engine.feel.registry import function
from engine.feel.values import DateTime, Time, Value


@function("not(negand: boolean?) -> boolean")
def negation(negand: bool | None) -> bool | None:
    """Whether the negand is false."""
    return None if negand is None else not negand


@function("all(list: list?) -> boolean")
def every(items: list[Value] | None) -> bool | None:
    """Whether all items are true."""
    if items is None:
        return None
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@function("all(…list: Any) -> boolean")
def every_argument(*items: Value) -> bool | None:
    """Whether all arguments are true."""
    return every(list(items))


@function("any(list: list?) -> boolean")
def some(items: list[Value] | None) -> bool | None:
    """Whether one item is true."""
    if items is None:
        return None
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


@function("any(…list: Any) -> boolean")
def some_argument(*items: Value) -> bool | None:
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
