"""What stands behind a point: members of contexts, of temporal values and of ranges."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.numbers import EXACT
from engine.feel.state import State
from engine.feel.temporal import weekday
from engine.feel.types import BOOLEAN, DATE, DAYS, NUMBER, STRING, TIME, Type, kind_of
from engine.feel.values import NANOS, Date, DateTime, DayTimeDuration, Range, Time, Value, YearMonthDuration
from engine.feel.zones import offset_seconds

_MOMENT = 8
"""units of work of looking at a moment, whose zone may have to be asked"""


def _offset(time: Time, date: Date | None = None) -> DayTimeDuration | None:
    seconds = None if time.zone is None else offset_seconds(time.zone, date, time)
    return None if seconds is None else DayTimeDuration(seconds * NANOS)


def _timezone(time: Time) -> str | None:
    if time.zone is None:
        return None
    return time.zone.name or str(time.zone)


def _signed(total: int, unit: int, modulus: int | None = None) -> Decimal:
    part = abs(total) // unit
    if modulus is not None:
        part %= modulus
    return Decimal(-part if total < 0 else part)


def _seconds(duration: DayTimeDuration) -> Decimal:
    part = EXACT.divide(Decimal(abs(duration.nanos) % (60 * NANOS)), Decimal(NANOS))
    return -part if duration.nanos < 0 else part


_DATE: dict[str, Callable[[Any], Value]] = {
    "year": lambda d: Decimal(d.year),
    "month": lambda d: Decimal(d.month),
    "day": lambda d: Decimal(d.day),
    "weekday": lambda d: Decimal(weekday(d)),
}
_TIME: dict[str, Callable[[Any], Value]] = {
    "hour": lambda t: Decimal(t.hour),
    "minute": lambda t: Decimal(t.minute),
    "second": lambda t: Decimal(t.second),
    "time offset": _offset,
    "timezone": _timezone,
}


def _of_date(read: Callable[[Any], Value]) -> Callable[[Any], Value]:
    return lambda m: read(m.date)


def _of_time(read: Callable[[Any], Value]) -> Callable[[Any], Value]:
    return lambda m: read(m.time)


MEMBERS: dict[type[Any], dict[str, Callable[[Any], Value]]] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: {
        **{name: _of_date(read) for name, read in _DATE.items()},
        **{name: _of_time(read) for name, read in _TIME.items()},
        "time offset": lambda m: _offset(m.time, m.date) if m.repeated is None else DayTimeDuration(m.repeated * NANOS),
        "date": lambda m: m.date,
        "time": lambda m: m.time,
    },
    YearMonthDuration: {
        "years": lambda d: _signed(d.months, 12),
        "months": lambda d: _signed(d.months, 1, 12),
    },
    DayTimeDuration: {
        "days": lambda d: _signed(d.nanos, 86_400 * NANOS),
        "hours": lambda d: _signed(d.nanos, 3600 * NANOS, 24),
        "minutes": lambda d: _signed(d.nanos, 60 * NANOS, 60),
        "seconds": _seconds,
    },
    Range: {
        "start": lambda r: r.start,
        "end": lambda r: r.end,
        "start included": lambda r: r.start_included if r.start is not None else False,
        "end included": lambda r: r.end_included if r.end is not None else False,
    },
}

MEMBER_TYPES: dict[str, dict[str, Type]] = {
    "date": dict.fromkeys(_DATE, NUMBER),
    "time": {"hour": NUMBER, "minute": NUMBER, "second": NUMBER, "time offset": DAYS, "timezone": STRING},
    "years and months duration": {"years": NUMBER, "months": NUMBER},
    "days and time duration": {"days": NUMBER, "hours": NUMBER, "minutes": NUMBER, "seconds": NUMBER},
    "range": {"start included": BOOLEAN, "end included": BOOLEAN},
}
MEMBER_TYPES["date and time"] = {**MEMBER_TYPES["date"], **MEMBER_TYPES["time"], "date": DATE, "time": TIME}


def member(s: State, at: int, value: Value, name: str) -> Value:
    """`value.name`; of a list, the members of its items."""
    kind = type(value)
    if kind is dict:
        if name in value:
            return value[name]
        s.warn("unknown_member", at, name=name, kind="context", known=(value,))
        return None
    if kind is list:
        s.steps += len(value) + 2
        if s.steps >= s.next_look:
            s.charge(0, at)
        return [item[name] if type(item) is dict and name in item else member(s, at, item, name) for item in value]
    if kind is DateTime:
        s.charge(_MOMENT, at)
    read = MEMBERS.get(kind, {}).get(name)
    if read is None:
        if value is not None:
            s.warn("unknown_member", at, name=name, kind=kind_of(value), known=(MEMBERS.get(kind, {}),))
        elif not s.warnings:
            s.warn("member_of_null", at, name=name)
        return None
    return read(value)
