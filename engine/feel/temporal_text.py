"""Dates, times and durations as text, in the forms of ISO 8601 that the standard allows."""

import re
from datetime import timedelta

from engine.feel.values import (
    MAX_DURATION_NANOS,
    MAX_MONTHS,
    MAX_YEAR,
    NANOS,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    Value,
    YearMonthDuration,
    Zone,
    civil_from_days,
    month_length,
)
from engine.feel.zones import real_moment, zone_info

DATE_FORM = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
TIME_FORM = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(Z|z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*)?"
)
MOMENT_FORM = re.compile(rf"{DATE_FORM.pattern}(?:T{TIME_FORM.pattern})?")
_MONTHS = re.compile(r"(-)?P(?:([0-9]{1,12})Y)?(?:([0-9]{1,12})M)?")
_DAYS = re.compile(r"(-)?P(?:([0-9]{1,15})D)?(?:(T)(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]*))?S)?)?")
_MAX_OFFSET = 18 * 3600


def make_date(year: int, month: int, day: int) -> Date | None:
    """The date, if there is such a day."""
    if not (-MAX_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= month_length(year, month)):
        return None
    return Date(year, month, day)


def make_time(hour: int, minute: int, second: int, nano: int = 0, zone: Zone | None = None) -> Time | None:
    """The time, if a day has it."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        return None
    return Time(hour, minute, second, nano, zone)


def make_offset(seconds: int) -> Zone | None:
    """The zone that lies so far from Greenwich, if it is on this planet."""
    return Zone(offset=seconds) if abs(seconds) <= _MAX_OFFSET else None


def parse_zone(text: str | None) -> Zone | None:
    """The zone written behind a time; None for one that does not exist."""
    if not text:
        return None
    if text in ("Z", "z"):
        return Zone(offset=0)
    if text[0] == "@":
        return Zone(name=text[1:]) if zone_info(text[1:]) is not None else None
    hours, minutes, *rest = (int(part) for part in text[1:].split(":"))
    seconds = hours * 3600 + minutes * 60 + (rest[0] if rest else 0)
    if minutes > 59 or (rest and rest[0] > 59):
        return None
    return make_offset(-seconds if text[0] == "-" else seconds)


def parse_date(text: str) -> Date | None:
    """A date such as `2025-03-01`."""
    hit = DATE_FORM.fullmatch(text)
    return make_date(int(hit[1]), int(hit[2]), int(hit[3])) if hit else None


def parse_time(text: str) -> Time | None:
    """A time such as `09:30:00`, `09:30:00.5+08:00` or `09:30:00@Asia/Shanghai`."""
    hit = TIME_FORM.fullmatch(text)
    if hit is None:
        return None
    zone = parse_zone(hit[5])
    if hit[5] and zone is None:
        return None
    return make_time(int(hit[1]), int(hit[2]), int(hit[3]), int((hit[4] or "0")[:9].ljust(9, "0")), zone)


def parse_date_time(text: str) -> DateTime | None:
    """A date and time such as `2025-03-01T09:30:00+08:00`."""
    day, mark, clock = text.partition("T")
    if not mark:
        return None
    date = parse_date(day)
    if date is not None and clock.startswith("24:00:00"):
        date, clock = _day_after(date), f"00{clock[2:]}"
        if clock[8:].strip(".0")[:1].isdigit():
            return None
    time = parse_time(clock)
    return real_moment(date, time) if date is not None and time is not None else None


def _day_after(date: Date) -> Date | None:
    return make_date(*civil_from_days(date.days + 1))


def make_months(months: int) -> YearMonthDuration | None:
    """So many months, unless there are too many to count."""
    return YearMonthDuration(months) if abs(months) <= MAX_MONTHS else None


def make_nanos(nanos: int) -> DayTimeDuration | None:
    """So many nanoseconds, unless there are too many to count."""
    return DayTimeDuration(nanos) if abs(nanos) <= MAX_DURATION_NANOS else None


def parse_duration(text: str) -> YearMonthDuration | DayTimeDuration | None:
    """A duration such as `P1Y6M` or `-P3DT4H5.5S`."""
    if (hit := _MONTHS.fullmatch(text)) and (hit[2] or hit[3]):
        months = int(hit[2] or 0) * 12 + int(hit[3] or 0)
        return make_months(-months if hit[1] else months)
    hit = _DAYS.fullmatch(text)
    if hit is None or not any(hit.group(2, 4, 5, 6)) or (hit[3] and not any(hit.group(4, 5, 6))):
        return None
    seconds = ((int(hit[2] or 0) * 24 + int(hit[4] or 0)) * 60 + int(hit[5] or 0)) * 60 + int(hit[6] or 0)
    nanos = seconds * NANOS + int((hit[7] or "0")[:9].ljust(9, "0"))
    return make_nanos(-nanos if hit[1] else nanos)


def parse_temporal(text: str) -> Value:
    """Whatever the text says: a date, a time, a date and time, or a duration; None if none of them."""
    return parse_date(text) or parse_date_time(text) or parse_time(text) or parse_duration(text)


def timedelta_of(duration: DayTimeDuration) -> timedelta | None:
    """Python's own duration, where it can hold this one exactly."""
    if duration.nanos % 1000 or abs(duration.nanos) > 86_399_999_999_999 * NANOS:
        return None
    return timedelta(microseconds=duration.nanos // 1000)
