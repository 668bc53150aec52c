"""Functions that sum up a list of numbers or of comparable values."""

from collections.abc import Callable
from decimal import Decimal
from functools import reduce

from engine.feel.numbers import EXACT, ONE, WIDE, ZERO
from engine.feel.operators import ADD, Unfit, order
from engine.feel.registry import NoResult, all_of, function, incomparable
from engine.feel.values import DayTimeDuration, Value, YearMonthDuration


def _empty() -> NoResult:
    return NoResult("the list is empty", "列表为空")


def _over(name: str, result: str, run: Callable[[list[Value]], Value], *, deep: bool = False) -> None:
    """Enter a function that takes a list or the items themselves."""
    function(f"{name}(list: list) -> {result}", deep=deep)(run)

    def of_arguments(*items: Value) -> Value:
        return run(list(items))

    function(f"{name}(…list: Any) -> {result}")(of_arguments)


def _real(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise NoResult("the result is out of range", "结果超出范围")
    return EXACT.plus(value)


def _extreme(items: list[Value], wanted: int) -> Value:
    if not items:
        raise _empty()
    best = items[0]
    for index, item in enumerate(items):
        found = order(item, best)
        if found is None:
            raise incomparable(items, index)
        if found == wanted:
            best = item
    return best


def minimum(items: list[Value]) -> Value:
    """The smallest item."""
    return _extreme(items, -1)


def maximum(items: list[Value]) -> Value:
    """The largest item."""
    return _extreme(items, 1)


def total(items: list[Value]) -> Value:
    """The sum of numbers or of durations."""
    if not items:
        raise _empty()
    kind = type(items[0])
    if kind in (DayTimeDuration, YearMonthDuration) and all(type(item) is kind for item in items):
        try:
            return reduce(ADD[kind, kind], items)
        except Unfit:
            raise NoResult("the result is out of range", "结果超出范围") from None
    return _real(reduce(EXACT.add, all_of(items, Decimal), ZERO))


def mean(items: list[Value]) -> Value:
    """The mean of numbers."""
    if not items:
        raise _empty()
    return _real(EXACT.divide(reduce(WIDE.add, all_of(items, Decimal), ZERO), Decimal(len(items))))


def product(items: list[Value]) -> Value:
    """The product of numbers."""
    if not items:
        raise _empty()
    return _real(reduce(EXACT.multiply, all_of(items, Decimal), ONE))


def median(items: list[Value]) -> Value:
    """The number in the middle, or the mean of the two there."""
    if not items:
        raise _empty()
    ordered = sorted(all_of(items, Decimal))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return _real(EXACT.divide(WIDE.add(ordered[middle - 1], ordered[middle]), Decimal(2)))


def deviation(items: list[Value]) -> Value:
    """The standard deviation of a sample."""
    if len(items) < 2:
        raise NoResult("at least two numbers are needed", "至少需要两个数")
    average = WIDE.divide(reduce(WIDE.add, all_of(items, Decimal), ZERO), Decimal(len(items)))
    squares = (WIDE.multiply(WIDE.subtract(item, average), WIDE.subtract(item, average)) for item in items)
    return _real(EXACT.sqrt(WIDE.divide(reduce(WIDE.add, squares, ZERO), Decimal(len(items) - 1))))


def mode(items: list[Value]) -> Value:
    """The numbers that occur most often, in ascending order."""
    counts: dict[Decimal, int] = {}
    for item in all_of(items, Decimal):
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, count in counts.items() if count == most)


_over("min", "Any", minimum, deep=True)
_over("max", "Any", maximum, deep=True)
_over("sum", "Any", total)
_over("mean", "number", mean)
_over("product", "number", product)
_over("median", "number", median)
_over("stddev", "number", deviation, deep=True)
_over("mode", "list", mode)
