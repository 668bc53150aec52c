"""The arithmetic of a deadline: which days count, when the budget is used up, and why the calendar stretched it.

A run is a stretch of days `(after, until]` on which the clock was running when the day began.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.calendar.calendar import Calendar, DayKind, each_day
from engine.calendar.limits import Limit
from engine.calendar.words import days, span
from engine.sdk.text import Text

Run = tuple[date, date | None]
ONE_FESTIVAL = 14  # days of one name further apart belong to another year or another stretch


@dataclass(frozen=True, slots=True)
class End:
    """The last day of a deadline, and the day it would have been without the roll of art. 203."""

    day: date
    raw: date


def budget(limit: Limit, extensions: Iterable[Limit], trigger: date) -> int:
    """All days granted: working days, or calendar days with months turned into days from the trigger on."""
    amounts = [limit, *extensions]
    if limit.in_working_days:
        return sum(each.count for each in amounts)
    months = sum(each.count for each in amounts if each.unit == "month")
    rest = sum(each.count for each in amounts if each.unit == "cd")
    last = Limit(months, "month").end(trigger) if months else trigger
    return (last - trigger).days + rest


def counted(runs: Sequence[Run], until: date, calendar: Calendar | None) -> int:
    """Days of the runs up to a date: working days of the calendar, or every day when there is none."""
    total = 0
    for after, stop in runs:
        last = until if stop is None else min(stop, until)
        if last > after:
            total += calendar.working_days_between(after, last) if calendar else (last - after).days
    return total


def end(runs: Sequence[Run], granted: int, calendar: Calendar, limit: Limit) -> End | None:
    """The day the budget is used up, rolled to a workday; None while the clock is stopped before it."""
    remaining = granted
    counting = calendar if limit.in_working_days else None
    for after, until in runs:
        raw = calendar.add_working_days(after, remaining) if counting else after + timedelta(days=remaining)
        last = calendar.next_workday(raw)
        if until is None or last < until:
            return End(last, raw)
        remaining = max(0, remaining - counted([(after, until)], until, counting))
    return None


@dataclass(slots=True)
class Stretch:
    """Rest days of one festival met while the clock ran."""

    name: Text
    first: date
    last: date
    count: int = 1


@dataclass(slots=True)
class Tally:
    """What the calendar did to a working-day clock: weekends, festivals, make-up days."""

    weekends: int
    festivals: list[Stretch]
    make_ups: list[Stretch]


def tally(runs: Sequence[Run], until: date, calendar: Calendar) -> Tally:
    """Sort every rest day and make-up day of the runs by its reason."""
    result = Tally(0, [], [])
    for after, stop in runs:
        for day in each_day(after, until if stop is None else min(stop, until)):
            exceptional = calendar.day(day)
            if exceptional is None:
                result.weekends += not calendar.is_workday(day)
                continue
            kept = result.make_ups if exceptional.kind is DayKind.MAKE_UP else result.festivals
            if kept and kept[-1].name == exceptional.name and (day - kept[-1].last).days < ONE_FESTIVAL:
                kept[-1].last = day
                kept[-1].count += 1
            else:
                kept.append(Stretch(exceptional.name, day, day))
    return result


def tally_lines(found: Tally) -> list[Text]:
    """The tally as sentences: +4 天 周末, +3 天 清明节, 调休上班."""
    lines = []
    if found.weekends:
        many = days(found.weekends)
        lines.append(Text(f"+{many.zh} 周末", f"+{many.en}: weekends"))
    for each in found.festivals:
        many, when = days(each.count), span(each.first, each.last)
        zh, en = each.name.zh or "放假", each.name.in_("en") or "holiday"
        lines.append(Text(f"+{many.zh} {zh}（{when}）", f"+{many.en}: {en} ({when})"))
    for each in found.make_ups:
        many, when = days(each.count), span(each.first, each.last)
        zh, en = each.name.zh or "调休", each.name.in_("en") or "make-up"
        lines.append(Text(f"{zh}调休上班 {many.zh}，照常计入（{when}）", f"{many.en} of make-up work for {en}, counted ({when})"))
    return lines


def start_lines(limit: Limit, trigger: date, basis: str) -> list[Text]:
    """Where the count begins and how much is granted."""
    words = limit.words
    because = Text(f"（{basis}）", f" ({basis})") if basis else Text("")
    return [
        Text(
            f"自 {trigger} 起算，当日不计入（民法典第二百零一条）", f"Counted from {trigger}; that day is not counted (Civil Code art. 201)"
        ),
        Text(f"期限 {words.zh}{because.zh}", f"Limit: {words.en}{because.en}"),
    ]


def end_lines(found: End, calendar: Calendar, *, provisional: bool) -> list[Text]:
    """How the last day came about: the roll over rest days, and what is still provisional."""
    lines = []
    if found.raw != found.day:
        what = calendar.day(found.raw)
        zh, en = (what.name.zh or "放假", what.name.in_("en") or "a holiday") if what else ("周末", "a weekend")
        lines.append(
            Text(
                f"届满日 {found.raw} 为休息日（{zh}），顺延至 {found.day}（民法典第二百零三条）",
                f"{found.raw} is a rest day ({en}); moved to {found.day} (Civil Code art. 203)",
            )
        )
    if provisional:
        lines.append(
            Text(
                f"{found.day.year} 年放假安排尚未公布，日期为暂定",
                f"The holiday notice for {found.day.year} is not out yet; the date is provisional",
            )
        )
    return lines
