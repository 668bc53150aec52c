"""What the operators do with two values: equality and order of three values (true, false, null) and arithmetic."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.numbers import EXACT, ONE, number_text, whole
from engine.feel.temporal import MIDNIGHT, add_months, add_months_to_moment, add_nanos, at_midnight, between, instant, time_key
from engine.feel.temporal_text import make_months, make_nanos
from engine.feel.values import (
    Date,
    DateTime,
    DayTimeDuration,
    Function,
    Range,
    Time,
    Value,
    YearMonthDuration,
)
from engine.feel.zones import local_time

_MAX_LEVEL = 100


def equal(left: Value, right: Value, level: int = 0) -> bool | None:
    """`left = right`: null where the two are of different kinds."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right) or level > _MAX_LEVEL:
        return None
    if kind is DateTime:
        return instant(left) == instant(right)
    if kind is Time:
        return time_key(left) == time_key(right)
    if kind is list:
        return _equal_lists(left, right, level)
    if kind is dict:
        return _equal_contexts(left, right, level)
    if kind is Range:
        return _equal_ranges(left, right)
    return bool(left is right) if kind is Function else bool(left == right)


def _equal_lists(left: list[Value], right: list[Value], level: int) -> bool | None:
    if len(left) != len(right):
        return False
    return _all(equal(a, b, level + 1) for a, b in zip(left, right, strict=True))


def _equal_contexts(left: dict[str, Value], right: dict[str, Value], level: int) -> bool | None:
    if left.keys() != right.keys():
        return False
    return _all(equal(value, right[key], level + 1) for key, value in left.items())


def _equal_ranges(left: Range, right: Range) -> bool | None:
    if (left.start_included, left.end_included) != (right.start_included, right.end_included):
        return False
    if (left.operator is None) != (right.operator is None) or (left.operator == "!=") != (right.operator == "!="):
        return False
    return _all((equal(left.start, right.start), equal(left.end, right.end)))


def _all(results: Any) -> bool | None:
    return all(result is True for result in results)


def same(left: Value, right: Value) -> bool:
    """Whether two values are equal, as the functions on lists ask."""
    return equal(left, right) is True


_PLAIN_ORDER = frozenset((Decimal, str, Date, YearMonthDuration, DayTimeDuration))


def order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1 as left comes before, with or after right; None where they do not compare."""
    kind = type(left)
    if kind is not type(right):
        return None
    if kind in _PLAIN_ORDER:
        return -1 if left < right else (1 if left > right else 0)
    if kind is DateTime or kind is Time:
        key: Callable[[Any], tuple[bool, int]] = instant if kind is DateTime else time_key
        (left_fixed, a), (right_fixed, b) = key(left), key(right)
        if left_fixed != right_fixed:
            return None
        return (a > b) - (a < b)
    return None


def less(left: Value, right: Value) -> bool | None:
    """`left < right`."""
    found = order(left, right)
    return None if found is None else found < 0


def less_equal(left: Value, right: Value) -> bool | None:
    """`left <= right`."""
    found = order(left, right)
    return None if found is None else found <= 0


def greater(left: Value, right: Value) -> bool | None:
    """`left > right`."""
    found = order(left, right)
    return None if found is None else found > 0


def greater_equal(left: Value, right: Value) -> bool | None:
    """`left >= right`."""
    found = order(left, right)
    return None if found is None else found >= 0


def unequal(left: Value, right: Value) -> bool | None:
    """`left != right`."""
    found = equal(left, right)
    return None if found is None else not found


COMPARE: dict[str, Callable[[Value, Value], bool | None]] = {
    "=": equal,
    "!=": unequal,
    "<": less,
    "<=": less_equal,
    ">": greater,
    ">=": greater_equal,
}


def within(value: Value, limits: Range) -> bool | None:
    """Whether a value lies in a range."""
    if limits.operator == "!=":
        return unequal(value, limits.start)
    if limits.operator is None and (limits.start is None or limits.end is None):
        return None
    low: bool | None = True
    high: bool | None = True
    if limits.start is not None:
        low = greater_equal(value, limits.start) if limits.start_included else greater(value, limits.start)
    if limits.end is not None:
        high = less_equal(value, limits.end) if limits.end_included else less(value, limits.end)
    if low is None or high is None:
        return None
    return low and high


class Unfit(Exception):
    """An operation that has no result for its operands; the code names the sentence, which may speak of facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise Unfit("overflow")
    return value


def _some(value: Value) -> Value:
    if value is None:
        raise Unfit("date_range")
    return value


def _divide(left: Decimal, right: Decimal) -> Decimal:
    if right == 0:
        raise Unfit("division")
    return _finite(EXACT.divide(left, right))


def _power(left: Decimal, right: Decimal) -> Decimal:
    if right == 0:
        return ONE  # also of zero: so says IEEE 754 of whole exponents (`pown`), on which the numbers of FEEL are founded
    found = EXACT.power(left, right)
    if found.is_nan() or (left == 0 and not found.is_finite()):
        raise Unfit("power", left=number_text(left), right=number_text(right))
    return _finite(found)


def _lasting(value: Value) -> Value:
    if value is None:
        raise Unfit("duration_range")
    return value


def _apart(left: DateTime, right: DateTime) -> Value:
    if (left.time.zone is None) != (right.time.zone is None):
        raise Unfit("compare_zones")
    return _lasting(between(left, right))


def _shift_time(left: Time, nanos: int) -> Time:
    return local_time(left.nanos + nanos, left.zone)


def _date_plus_nanos(left: Date, nanos: int) -> Date:
    moved: DateTime = _some(add_nanos(DateTime(left, MIDNIGHT), nanos))
    return moved.date


def _times_apart(left: Time, right: Time) -> DayTimeDuration:
    (left_fixed, a), (right_fixed, b) = time_key(left), time_key(right)
    if left_fixed != right_fixed:
        raise Unfit("compare_zones")
    return DayTimeDuration(a - b)


def _scaled(value: int, factor: Decimal) -> int:
    found = whole(EXACT.multiply(Decimal(value), factor))
    if found is None:
        raise Unfit("duration_range")
    return found


def _divided(value: int, divisor: Decimal) -> int:
    if divisor == 0:
        raise Unfit("division")
    found = whole(EXACT.divide(Decimal(value), divisor))
    if found is None:
        raise Unfit("duration_range")
    return found


def _ratio(left: int, right: int) -> Decimal:
    return _divide(EXACT.create_decimal(left), EXACT.create_decimal(right))


Rule = Callable[[Any, Any], Value]
_N, _S, _D, _T, _M = Decimal, str, Date, Time, DateTime
_YM, _DT = YearMonthDuration, DayTimeDuration

ADD: dict[tuple[type[Any], type[Any]], Rule] = {
    (_N, _N): lambda a, b: _finite(EXACT.add(a, b)),
    (_S, _S): lambda a, b: a + b,
    (_YM, _YM): lambda a, b: _lasting(make_months(a.months + b.months)),
    (_DT, _DT): lambda a, b: _lasting(make_nanos(a.nanos + b.nanos)),
    (_D, _YM): lambda a, b: _some(add_months(a, b.months)),
    (_YM, _D): lambda a, b: _some(add_months(b, a.months)),
    (_D, _DT): lambda a, b: _date_plus_nanos(a, b.nanos),
    (_DT, _D): lambda a, b: _date_plus_nanos(b, a.nanos),
    (_M, _YM): lambda a, b: _some(add_months_to_moment(a, b.months)),
    (_YM, _M): lambda a, b: _some(add_months_to_moment(b, a.months)),
    (_M, _DT): lambda a, b: _some(add_nanos(a, b.nanos)),
    (_DT, _M): lambda a, b: _some(add_nanos(b, a.nanos)),
    (_T, _DT): lambda a, b: _shift_time(a, b.nanos),
    (_DT, _T): lambda a, b: _shift_time(b, a.nanos),
}
SUBTRACT: dict[tuple[type[Any], type[Any]], Rule] = {
    (_N, _N): lambda a, b: _finite(EXACT.subtract(a, b)),
    (_YM, _YM): lambda a, b: _lasting(make_months(a.months - b.months)),
    (_DT, _DT): lambda a, b: _lasting(make_nanos(a.nanos - b.nanos)),
    (_D, _YM): lambda a, b: _some(add_months(a, -b.months)),
    (_D, _DT): lambda a, b: _date_plus_nanos(a, -b.nanos),
    (_M, _YM): lambda a, b: _some(add_months_to_moment(a, -b.months)),
    (_M, _DT): lambda a, b: _some(add_nanos(a, -b.nanos)),
    (_T, _DT): lambda a, b: _shift_time(a, -b.nanos),
    (_D, _D): lambda a, b: _apart(at_midnight(a), at_midnight(b)),
    (_M, _M): _apart,
    (_M, _D): lambda a, b: _apart(a, at_midnight(b)),
    (_D, _M): lambda a, b: _apart(at_midnight(a), b),
    (_T, _T): _times_apart,
}
MULTIPLY: dict[tuple[type[Any], type[Any]], Rule] = {
    (_N, _N): lambda a, b: _finite(EXACT.multiply(a, b)),
    (_YM, _N): lambda a, b: _lasting(make_months(_scaled(a.months, b))),
    (_N, _YM): lambda a, b: _lasting(make_months(_scaled(b.months, a))),
    (_DT, _N): lambda a, b: _lasting(make_nanos(_scaled(a.nanos, b))),
    (_N, _DT): lambda a, b: _lasting(make_nanos(_scaled(b.nanos, a))),
}
DIVIDE: dict[tuple[type[Any], type[Any]], Rule] = {
    (_N, _N): _divide,
    (_YM, _N): lambda a, b: _lasting(make_months(_divided(a.months, b))),
    (_DT, _N): lambda a, b: _lasting(make_nanos(_divided(a.nanos, b))),
    (_YM, _YM): lambda a, b: _ratio(a.months, b.months),
    (_DT, _DT): lambda a, b: _ratio(a.nanos, b.nanos),
}
POWER: dict[tuple[type[Any], type[Any]], Rule] = {(_N, _N): _power}

ARITHMETIC: dict[str, dict[tuple[type[Any], type[Any]], Rule]] = {
    "+": ADD,
    "-": SUBTRACT,
    "*": MULTIPLY,
    "/": DIVIDE,
    "**": POWER,
}


def negate(value: Value) -> Value:
    """`-value`, None where there is no such thing."""
    kind = type(value)
    if kind is Decimal:
        return EXACT.minus(value)
    if kind is YearMonthDuration:
        return YearMonthDuration(-value.months)
    if kind is DayTimeDuration:
        return DayTimeDuration(-value.nanos)
    return None
