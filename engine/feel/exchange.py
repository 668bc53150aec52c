"""The border: values of Python become values of FEEL and back."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.errors import LimitExceeded
from engine.feel.numbers import EXACT
from engine.feel.temporal_text import make_nanos, timedelta_of
from engine.feel.values import Date, DateTime, DayTimeDuration, Function, Range, Time, Value, YearMonthDuration, Zone
from engine.feel.zones import real_moment

OWN = frozenset((type(None), bool, str, Date, Time, DateTime, YearMonthDuration, DayTimeDuration, Function))
"""Types whose values are already values of FEEL."""

_MAPPINGS = (dict, Mapping)
_COLLECTIONS = (list, tuple, set, frozenset)
_MAX_BITS = 20_600
_MAX_NESTING = 100


def inward(value: object, level: int = 0) -> Value:
    """A value of FEEL from one of Python; what FEEL cannot hold becomes null."""
    kind = type(value)
    if kind in OWN:
        return value
    convert = _INWARD.get(kind)
    if convert is not None:
        return convert(value)
    if kind is dict:  # these two as any mapping and collection, without the search for what it is
        return _context(value, level)
    if kind is list:
        return _list(value, level)
    if isinstance(value, _COLLECTIONS):
        return _list(value, level)
    if isinstance(value, _MAPPINGS):
        return _context(value, level)
    if isinstance(value, Range):
        return Range(inward(value.start), inward(value.end), value.start_included, value.end_included, value.operator)
    return next((convert(value) for base, convert in _INWARD.items() if isinstance(value, base)), None)


def _context(value: Any, level: int) -> dict[str, Value]:
    if level > _MAX_NESTING:
        raise LimitExceeded("limit_depth", limit=_MAX_NESTING)
    found: dict[str, Value] = {}
    for key, item in value.items():
        kind = type(item)
        own = item if kind in OWN else _number(item) if kind is Decimal else inward(item, level + 1)
        found[key if type(key) is str else str(key)] = own
    return found


def _list(value: Any, level: int) -> list[Value]:
    if level > _MAX_NESTING:
        raise LimitExceeded("limit_depth", limit=_MAX_NESTING)
    found: list[Value] = []
    for item in value:
        kind = type(item)
        found.append(item if kind in OWN else _context(item, level + 1) if kind is dict else inward(item, level + 1))
    return found


def _number(value: Decimal) -> Decimal | None:
    rounded = EXACT.plus(value)
    return rounded if rounded.is_finite() else None


def _integer(value: int) -> Decimal | None:
    return _number(Decimal(value)) if value.bit_length() < _MAX_BITS else None


def _float(value: float) -> Decimal | None:
    return _number(Decimal(repr(value)))


def _date(value: dt.date) -> Date:
    return Date(value.year, value.month, value.day)


def _time(value: dt.time) -> Time:
    return Time(value.hour, value.minute, value.second, value.microsecond * 1000, _zone(value))


def _date_time(value: dt.datetime) -> DateTime:
    clock = Time(value.hour, value.minute, value.second, value.microsecond * 1000, _zone(value))
    return DateTime(_date(value), clock) if clock.zone is None else real_moment(_date(value), clock, value.fold)


def _zone(value: dt.time | dt.datetime) -> Zone | None:
    if value.tzinfo is None:
        return None
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key:
        return Zone(name=value.tzinfo.key)
    offset = value.utcoffset()
    return None if offset is None else Zone(offset=round(offset.total_seconds()))


def _duration(value: dt.timedelta) -> DayTimeDuration | None:
    return make_nanos(value // dt.timedelta(microseconds=1) * 1000)


_INWARD: dict[type[Any], Any] = {
    Decimal: _number,
    int: _integer,
    float: _float,
    str: str,
    dt.datetime: _date_time,
    dt.date: _date,
    dt.time: _time,
    dt.timedelta: _duration,
}


def outward(value: Value) -> object:
    """A value of Python from one of FEEL; where Python has no type that holds it, FEEL's own value."""
    convert = _OUTWARD.get(type(value))
    return value if convert is None else convert(value)


def _tzinfo(zone: Zone | None) -> dt.tzinfo | None:
    if zone is None:
        return None
    if zone.offset is not None:
        return dt.timezone(dt.timedelta(seconds=zone.offset))
    return ZoneInfo(zone.name or "UTC")


def _date_out(value: Date) -> object:
    return dt.date(value.year, value.month, value.day) if 1 <= value.year <= 9999 else value


def _time_out(value: Time) -> object:
    if value.nano % 1000:
        return value
    return dt.time(value.hour, value.minute, value.second, value.nano // 1000, _tzinfo(value.zone))


def _date_time_out(value: DateTime) -> object:
    date, time = value.date, value.time
    if time.nano % 1000 or not 1 <= date.year <= 9999:
        return value
    clock = dt.time(time.hour, time.minute, time.second, time.nano // 1000, _tzinfo(time.zone), fold=value.repeated is not None)
    return dt.datetime.combine(dt.date(date.year, date.month, date.day), clock)


def _duration_out(value: DayTimeDuration) -> object:
    plain = timedelta_of(value)
    return value if plain is None else plain


def _list_out(value: list[Value]) -> object:
    return [outward(item) for item in value]


def _context_out(value: dict[str, Value]) -> object:
    return {key: outward(item) for key, item in value.items()}


def _range_out(value: Range) -> object:
    return Range(outward(value.start), outward(value.end), value.start_included, value.end_included, value.operator)


_OUTWARD: dict[type[Any], Any] = {
    Date: _date_out,
    Time: _time_out,
    DateTime: _date_time_out,
    DayTimeDuration: _duration_out,
    list: _list_out,
    dict: _context_out,
    Range: _range_out,
}
