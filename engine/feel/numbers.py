"""Numbers: 34 decimal digits, rounded half to even, and nothing that is not finite."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal

EXACT = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])
"""The arithmetic of IEEE 754 decimal128."""

WIDE = Context(prec=50, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])
"""For intermediate results that are rounded once at the end."""

ZERO = Decimal(0)
ONE = Decimal(1)
_MAX_WHOLE_DIGITS = 30


def finite(value: Decimal) -> Decimal | None:
    """The number, or None for what is no number or too large for one."""
    return value if value.is_finite() else None


def whole(value: Decimal) -> int | None:
    """The integer part, or None when it has too many digits to count with."""
    return int(value.to_integral_value(ROUND_DOWN)) if value.is_finite() and value.adjusted() < _MAX_WHOLE_DIGITS else None


def number_text(value: Decimal) -> str:
    """A number as the standard writes it: no needless zeros behind the point, an exponent only far from zero."""
    if value == 0:
        return "0"
    normal = value.normalize(EXACT)
    if -7 <= normal.adjusted() < 34:
        return format(normal, "f")
    return str(normal)
