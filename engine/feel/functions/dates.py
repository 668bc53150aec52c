"""Functions on dates, times and durations."""

import re
from decimal import ROUND_FLOOR, Decimal
from typing import TypeVar

from engine.feel.exchange import inward
from engine.feel.numbers import whole
from engine.feel.registry import NoResult, function
from engine.feel.state import State
from engine.feel.temporal import at_midnight, iso_week, months_between, weekday
from engine.feel.temporal_text import (
    DATE_FORM,
    MOMENT_FORM,
    TIME_FORM,
    make_date,
    make_offset,
    make_time,
    parse_date,
    parse_date_time,
    parse_time,
)
from engine.feel.values import NANOS, Date, DateTime, DayTimeDuration, Time, YearMonthDuration, Zone
from engine.feel.zones import real_moment

_T = TypeVar("_T")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _required(value: _T | None, kind: str, kind_zh: str) -> _T:
    if value is None:
        raise NoResult(f"there is no such {kind}", f"没有这样的{kind_zh}")
    return value


def _read(value: _T | None, source: str, kind: str, kind_zh: str, form: re.Pattern[str], example: str) -> _T:
    """What a text says; a text of another form is told from one that names what there is not."""
    if value is None and not form.fullmatch(source):
        raise NoResult(
            f"`{source[:40]}` is no {kind}, which is written {example}", f"“{source[:40]}”不是{kind_zh}，{kind_zh}应写作 {example}"
        )
    return _required(value, kind, kind_zh)


def _int(value: Decimal) -> int:
    found = whole(value)
    if found is None or found != value:
        raise NoResult("the parts must be whole numbers", "各部分应为整数")
    return found


@function("date(from: string) -> date", work=6)
def date_of_text(source: str) -> Date:
    """The date that the text says."""
    return _read(parse_date(source), source, "date", "日期", DATE_FORM, "2025-03-01")


@function("date(from: date and time) -> date", work=6)
def date_of_moment(source: DateTime) -> Date:
    """The date of a date and time."""
    return source.date


@function("date(from: date) -> date", work=6)
def date_of_date(source: Date) -> Date:
    """The date itself."""
    return source


@function("date(year: number, month: number, day: number) -> date", work=6)
def date(year: Decimal, month: Decimal, day: Decimal) -> Date:
    """The date of these numbers."""
    return _required(make_date(_int(year), _int(month), _int(day)), "date", "日期")


@function("date and time(from: string) -> date and time", work=30)
def moment_of_text(source: str) -> DateTime:
    """The date and time that the text says; a date alone is its midnight."""
    day = parse_date(source)
    found = DateTime(day, Time(0, 0, 0)) if day is not None else parse_date_time(source)
    return _read(found, source, "date and time", "日期时间", MOMENT_FORM, "2025-03-01T09:30:00+08:00")


@function("date and time(date: date, time: time) -> date and time", work=6)
def moment(day: Date, time: Time) -> DateTime:
    """The date at the time."""
    return real_moment(day, time)


@function("date and time(date: date and time, time: time) -> date and time", work=6)
def moment_at(day: DateTime, time: Time) -> DateTime:
    """The date of a date and time at another time."""
    return real_moment(day.date, time)


@function("date and time(year: number, month: number, day: number, hour: number, minute: number, second: number) -> date and time", work=6)
def moment_of_numbers(year: Decimal, month: Decimal, day: Decimal, hour: Decimal, minute: Decimal, second: Decimal) -> DateTime:
    """The date and time of these numbers."""
    return DateTime(date(year, month, day), time(hour, minute, second))


@function("time(from: string) -> time", work=12)
def time_of_text(source: str) -> Time:
    """The time that the text says."""
    return _read(parse_time(source), source, "time", "时间", TIME_FORM, "09:30:00")


@function("time(from: date and time) -> time", work=6)
def time_of_moment(source: DateTime) -> Time:
    """The time of a date and time."""
    return source.time


@function("time(from: time) -> time", work=6)
def time_of_time(source: Time) -> Time:
    """The time itself."""
    return source


@function("time(from: date) -> time", work=6)
def time_of_date(source: Date) -> Time:
    """The midnight in Greenwich with which a day begins."""
    return at_midnight(source).time


@function("time(hour: number, minute: number, second: number, offset?: days and time duration?) -> time", work=6)
def time(hour: Decimal, minute: Decimal, second: Decimal, offset: DayTimeDuration | None = None) -> Time:
    """The time of these numbers."""
    seconds = second.to_integral_value(ROUND_FLOOR)
    nano = int((second - seconds) * NANOS)
    zone: Zone | None = None
    if offset is not None:
        zone = _required(make_offset(offset.nanos // NANOS), "offset", "时差")
    return _required(make_time(_int(hour), _int(minute), _int(seconds), nano, zone), "time", "时间")


@function("years and months duration(from: date, to: date) -> years and months duration")
def months_of_dates(start: Date, end: Date) -> YearMonthDuration:
    """The whole months between two dates."""
    return months_between(start, end)


@function("years and months duration(from: date and time, to: date and time) -> years and months duration")
def months_of_moments(start: DateTime, end: DateTime) -> YearMonthDuration:
    """The whole months between two moments."""
    return months_between(start.date, end.date)


@function("years and months duration(from: date, to: date and time) -> years and months duration")
def months_to_moment(start: Date, end: DateTime) -> YearMonthDuration:
    """The whole months from a date to a moment."""
    return months_between(start, end.date)


@function("years and months duration(from: date and time, to: date) -> years and months duration")
def months_from_moment(start: DateTime, end: Date) -> YearMonthDuration:
    """The whole months from a moment to a date."""
    return months_between(start.date, end)


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


def day_of_year(value: Date | DateTime) -> Decimal:
    """The number of the day in its year."""
    day = _day(value)
    return Decimal(day.days - Date(day.year, 1, 1).days + 1)


def day_of_week(value: Date | DateTime) -> str:
    """The name of the day of the week."""
    return _DAYS[weekday(_day(value)) - 1]


def month_of_year(value: Date | DateTime) -> str:
    """The name of the month."""
    return _MONTHS[_day(value).month - 1]


def week_of_year(value: Date | DateTime) -> Decimal:
    """The number of the ISO week."""
    return Decimal(iso_week(_day(value)))


for _kind in ("date", "date and time"):
    function(f"day of year(date: {_kind}) -> number", work=4)(day_of_year)
    function(f"day of week(date: {_kind}) -> string")(day_of_week)
    function(f"month of year(date: {_kind}) -> string")(month_of_year)
    function(f"week of year(date: {_kind}) -> number", work=4)(week_of_year)


@function("now() -> date and time", with_state=True)
def now(s: State, _: int) -> DateTime:
    """The moment of the evaluation, which whoever evaluates must say."""
    if s.now is None:
        raise NoResult("no clock was given to this evaluation", "本次计算没有给定时钟")
    found: DateTime = inward(s.now)
    return found


@function("today() -> date", with_state=True)
def today(s: State, at: int) -> Date:
    """The day of the evaluation."""
    return now(s, at).date
