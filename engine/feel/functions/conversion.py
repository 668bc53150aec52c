"""Functions that make values of one kind from values of another."""

from decimal import Decimal

from engine.feel.numbers import EXACT
from engine.feel.printing import text_of
from engine.feel.registry import NoResult, function
from engine.feel.state import State
from engine.feel.temporal_text import parse_duration
from engine.feel.values import DayTimeDuration, Value, YearMonthDuration

_SEPARATORS = (" ", ",", ".")


@function("number(from: string) -> number")
def number_of(source: str) -> Decimal:
    """The number that the text says."""
    return number(source)


@function("number(from: string, grouping separator: string?, decimal separator?: string?) -> number")
def number(source: str, grouping: str | None = None, point: str | None = None) -> Decimal:
    """The number that the text says, with these separators."""
    if grouping not in (None, *_SEPARATORS) or point not in (None, ",", ".") or (grouping == point and point is not None):
        raise NoResult("the separators must be space, comma or point, and differ", "分隔符应为空格、逗号或点，且不能相同")
    text = source.strip()
    if grouping is not None:
        text = text.replace(grouping, "")
    if point is not None:
        text = text.replace(point, ".")
    digits = text.lstrip("+-").replace(".", "", 1).lower()
    mantissa, _, exponent = digits.partition("e")
    if not (mantissa.isascii() and mantissa.isdigit() and len(text) < 10_000 and (not exponent or exponent.lstrip("+-").isdigit())):
        raise NoResult(f"`{source[:40]}` is not a number", f"“{source[:40]}”不是数字")
    value = EXACT.create_decimal(text)
    if not value.is_finite():
        raise NoResult(f"`{source[:40]}` is out of range", f"“{source[:40]}”超出范围")
    return value


@function("string(from: Any) -> string", with_state=True, work=4)
def string(s: State, at: int, source: Value) -> str:
    """The value as text."""
    if source is None:
        raise NoResult("null has no text", "空值没有文本")
    return text_of(source, s, at)


@function("duration(from: string) -> Any", work=6)
def duration(source: str) -> YearMonthDuration | DayTimeDuration:
    """The duration that the text says in ISO 8601."""
    value = parse_duration(source)
    if value is None:
        raise NoResult(
            f"`{source[:40]}` is not a duration, which is written P1Y6M or P3DT4H", f"“{source[:40]}”不是时段，时段应写作 P1Y6M 或 P3DT4H"
        )
    return value
