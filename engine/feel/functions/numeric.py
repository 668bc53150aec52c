"""Functions on numbers."""

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal

from engine.feel.numbers import EXACT, ZERO, number_text, whole
from engine.feel.registry import NoResult, function
from engine.feel.values import DayTimeDuration, YearMonthDuration

_MIN_SCALE, _MAX_SCALE = -6111, 6176
_ROOMY = Context(prec=100, Emin=-9999, Emax=9999, traps=[])


def rounded(n: Decimal, scale: Decimal, mode: str) -> Decimal:
    """The number with so many digits behind the point."""
    digits = whole(scale)
    if digits is None or not _MIN_SCALE <= digits <= _MAX_SCALE:
        raise NoResult(f"the scale must be between {_MIN_SCALE} and {_MAX_SCALE}", f"小数位数应在 {_MIN_SCALE} 与 {_MAX_SCALE} 之间")
    exponent = n.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -digits:
        return n
    return EXACT.plus(n.quantize(Decimal((0, (1,), -digits)), mode, _ROOMY))


@function("decimal(n: number, scale: number) -> number", work=6)
def decimal(n: Decimal, scale: Decimal) -> Decimal:
    """The number rounded half to even."""
    return rounded(n, scale, ROUND_HALF_EVEN)


@function("floor(n: number, scale?: number) -> number", work=6)
def floor(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """The number rounded towards minus infinity."""
    return rounded(n, scale, ROUND_FLOOR)


@function("ceiling(n: number, scale?: number) -> number", work=6)
def ceiling(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """The number rounded towards plus infinity."""
    return rounded(n, scale, ROUND_CEILING)


@function("round up(n: number, scale?: number) -> number", work=6)
def round_up(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """The number rounded away from zero."""
    return rounded(n, scale, ROUND_UP)


@function("round down(n: number, scale?: number) -> number", work=6)
def round_down(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """The number rounded towards zero."""
    return rounded(n, scale, ROUND_DOWN)


@function("round half up(n: number, scale?: number) -> number", work=6)
def round_half_up(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """The number rounded to the nearest, halves away from zero."""
    return rounded(n, scale, ROUND_HALF_UP)


@function("round half down(n: number, scale?: number) -> number", work=6)
def round_half_down(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """The number rounded to the nearest, halves towards zero."""
    return rounded(n, scale, ROUND_HALF_DOWN)


@function("abs(n: number) -> number")
def absolute(n: Decimal) -> Decimal:
    """The number without its sign."""
    return abs(n)


@function("abs(n: days and time duration) -> days and time duration")
def absolute_days(n: DayTimeDuration) -> DayTimeDuration:
    """The duration without its sign."""
    return DayTimeDuration(abs(n.nanos))


@function("abs(n: years and months duration) -> years and months duration")
def absolute_months(n: YearMonthDuration) -> YearMonthDuration:
    """The duration without its sign."""
    return YearMonthDuration(abs(n.months))


@function("modulo(dividend: number, divisor: number) -> number", work=12)
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """The remainder, with the sign of the divisor."""
    if divisor == 0:
        raise NoResult("division by zero", "除数为零")
    rest = EXACT.remainder(dividend, divisor)
    if not rest.is_finite():  # the quotient has more than 34 digits
        return _far_remainder(dividend, divisor)
    return rest if rest == 0 or (rest < 0) == (divisor < 0) else EXACT.add(rest, divisor)


def _far_remainder(dividend: Decimal, divisor: Decimal) -> Decimal:
    """The remainder in whole numbers, of a dividend that is more than 34 digits larger."""
    many, up = _digits(dividend)
    few, down = _digits(divisor)
    if up >= down:
        return EXACT.create_decimal(many * pow(10, up - down, abs(few)) % few).scaleb(down, EXACT)
    return EXACT.create_decimal(many % (few * 10 ** (down - up))).scaleb(up, EXACT)


def _digits(value: Decimal) -> tuple[int, int]:
    """The number as a whole number and the power of ten that it counts."""
    sign, digits, exponent = value.as_tuple()
    found = int("".join(map(str, digits)))
    return -found if sign else found, int(exponent)


def _real(value: Decimal, number: Decimal, what: str, what_zh: str) -> Decimal:
    if not value.is_finite():
        raise NoResult(f"{number_text(number)} has no {what}", f"{number_text(number)} 没有{what_zh}")
    return value


@function("sqrt(number: number) -> number", work=10)
def square_root(number: Decimal) -> Decimal:
    """The square root of a number that is not negative."""
    return _real(EXACT.sqrt(number), number, "square root", "平方根")


@function("log(number: number) -> number", work=80)
def logarithm(number: Decimal) -> Decimal:
    """The natural logarithm of a positive number."""
    return _real(EXACT.ln(number), number, "logarithm", "对数")


@function("exp(number: number) -> number", work=40)
def exponential(number: Decimal) -> Decimal:
    """The power of e."""
    return EXACT.exp(number)


@function("odd(number: number) -> boolean")
def odd(number: Decimal) -> bool:
    """Whether the number is whole and odd."""
    return abs(_ROOMY.remainder(number, Decimal(2))) == 1 if number.adjusted() < 90 else False


@function("even(number: number) -> boolean")
def even(number: Decimal) -> bool:
    """Whether the number is whole and even."""
    return _ROOMY.remainder(number, Decimal(2)) == 0 if number.adjusted() < 90 else True
