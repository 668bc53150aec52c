"""The values of FEEL that Python does not have: dates of any year, both durations, ranges, functions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""None, bool, Decimal, str, Date, Time, DateTime, both durations, Range, Function, list or dict of values."""

MAX_YEAR = 999_999_999
NANOS = 1_000_000_000
DAY = 86_400
MAX_DURATION_NANOS = 10**27
MAX_MONTHS = 12 * 10**10


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar extended both ways."""
    year -= month <= 2
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1970-01-01."""
    days += 719_468
    era = days // 146_097
    day_of_era = days - era * 146_097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def is_leap(year: int) -> bool:
    """Whether February has 29 days in that year."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """The number of days of a month."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """日期: a day of any year from -999 999 999 to 999 999 999."""

    year: int
    month: int
    day: int

    @property
    def days(self) -> int:
        """Days since 1970-01-01."""
        return days_from_civil(self.year, self.month, self.day)

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Zone:
    """时区: an offset in seconds, or a named zone whose offset depends on the moment."""

    offset: int | None = None
    name: str | None = None

    def __str__(self) -> str:
        if self.offset is None:
            return f"@{self.name}"
        if self.offset == 0:
            return "Z"
        hours, rest = divmod(abs(self.offset), 3600)
        seconds = f":{rest % 60:02d}" if rest % 60 else ""
        return f"{'-' if self.offset < 0 else '+'}{hours:02d}:{rest // 60:02d}{seconds}"


@dataclass(frozen=True, slots=True)
class Time:
    """时间: a time of day to the nanosecond, with or without a zone."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    zone: Zone | None = None

    @property
    def nanos(self) -> int:
        """Nanoseconds since midnight, local."""
        return (self.hour * 3600 + self.minute * 60 + self.second) * NANOS + self.nano

    def __str__(self) -> str:
        fraction = f".{self.nano:09d}".rstrip("0") if self.nano else ""
        return f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}{fraction}{self.zone or ''}"


@dataclass(frozen=True, slots=True)
class DateTime:
    """日期时间: a date and a time, with or without a zone."""

    date: Date
    time: Time
    repeated: int | None = None
    """only for the second of two equal local times of a named zone: its offset in seconds"""

    def __str__(self) -> str:
        time = self.time if self.repeated is None else replace(self.time, zone=Zone(offset=self.repeated))
        return f"{self.date}T{time}"


@dataclass(frozen=True, slots=True, order=True)
class YearMonthDuration:
    """年月时段: a number of months, of either sign."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return f"{'-' if self.months < 0 else ''}P{text or '0M'}"


@dataclass(frozen=True, slots=True, order=True)
class DayTimeDuration:
    """日时时段: a number of nanoseconds, of either sign."""

    nanos: int

    def __str__(self) -> str:
        seconds, nano = divmod(abs(self.nanos), NANOS)
        days, seconds = divmod(seconds, DAY)
        hours, seconds = divmod(seconds, 3600)
        minutes, seconds = divmod(seconds, 60)
        fraction = f".{nano:09d}".rstrip("0") if nano else ""
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + (f"{seconds}{fraction}S" if seconds or nano else "")
        text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        return f"{'-' if self.nanos < 0 else ''}P{text or 'T0S'}"


@dataclass(frozen=True, slots=True)
class Range:
    """区间: the values between two end points; an end point that is None is open to that side."""

    start: Value
    end: Value
    start_included: bool = True
    end_included: bool = True
    operator: str | None = None
    """`<`, `<=`, `>`, `>=`, `=` or `!=` when the range was written so"""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """函数: something an expression can call with positional or named arguments."""

    name: str
    parameters: tuple[str, ...]
    call: Callable[..., Value]
    """called with the running evaluation, the offset of the call, and the arguments in order"""
    types: tuple[Any, ...] = ()
    result: Any = None
    variadic: bool = False
    overloads: tuple[Any, ...] = ()
