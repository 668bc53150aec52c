"""Arithmetic and order of dates, times and durations."""

from engine.feel.temporal_text import make_date, make_nanos
from engine.feel.values import (
    DAY,
    MAX_YEAR,
    NANOS,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
    Zone,
    civil_from_days,
    month_length,
)
from engine.feel.zones import local_nanos, local_time, moment_at, offset_seconds, real_moment

_GREENWICH = Zone(offset=0)
MIDNIGHT = Time(0, 0, 0, 0, _GREENWICH)
_LAST = (MAX_YEAR + 1) * 366 * DAY * NANOS


def instant(value: DateTime) -> tuple[bool, int]:
    """Whether the moment is fixed by a zone, and its nanoseconds since 1970, in Greenwich or else local."""
    nanos = local_nanos(value.date, value.time)
    zone = value.time.zone
    if zone is None:
        return False, nanos
    offset = value.repeated if value.repeated is not None else offset_seconds(zone, value.date, value.time)
    return True, nanos - (offset or 0) * NANOS


def time_key(value: Time) -> tuple[bool, int]:
    """Whether the time is fixed by a zone, and its nanoseconds since midnight in Greenwich or else local."""
    offset = None if value.zone is None else offset_seconds(value.zone, None, value)
    if offset is None:
        return value.zone is not None, value.nanos
    return True, value.nanos - offset * NANOS


def date_from_days(days: int) -> Date | None:
    """The date so many days after 1970-01-01, if it is in range."""
    if abs(days) > MAX_YEAR * 366:
        return None
    return make_date(*civil_from_days(days))


def at_midnight(date: Date) -> DateTime:
    """The beginning of a day in Greenwich, as which a date counts among dates and times."""
    return DateTime(date, MIDNIGHT)


def add_months(date: Date, months: int) -> Date | None:
    """The same day some months later, or the last day of that month if it has no such day."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if abs(year) > MAX_YEAR:
        return None
    return make_date(year, month + 1, min(date.day, month_length(year, month + 1)))


def add_months_to_moment(value: DateTime, months: int) -> DateTime | None:
    """The same local time some months later."""
    date = add_months(value.date, months)
    return None if date is None else real_moment(date, value.time, fold=value.repeated is not None)


def add_nanos(value: DateTime, nanos: int) -> DateTime | None:
    """The moment so much later: time that elapses, whatever the clocks of its zone do meanwhile."""
    fixed, start = instant(value)
    if abs(start + nanos) > _LAST:
        return None
    moved = moment_at(start + nanos, value.time.zone if fixed and value.time.zone is not None else _GREENWICH)
    if abs(moved.date.year) > MAX_YEAR:
        return None
    return moved if fixed else DateTime(moved.date, local_time(moved.time.nanos, None))


def between(left: DateTime, right: DateTime) -> DayTimeDuration | None:
    """The time from right to left; None if only one of them has a zone."""
    (left_fixed, a), (right_fixed, b) = instant(left), instant(right)
    return make_nanos(a - b) if left_fixed == right_fixed else None


def months_between(start: Date, end: Date) -> YearMonthDuration:
    """Whole months from start to end, negative when the end comes first."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearMonthDuration(months)


def iso_week(date: Date) -> int:
    """The number of the week in the ISO year."""
    thursday = date.days - weekday(date) + 4
    year = civil_from_days(thursday)[0]
    return (thursday - Date(year, 1, 1).days) // 7 + 1


def weekday(date: Date) -> int:
    """Monday is 1, Sunday is 7."""
    return (date.days + 3) % 7 + 1
