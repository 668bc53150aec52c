"""届满日: the last day of a limit that never stops, and how it came about."""

import datetime as dt
from dataclasses import dataclass

from engine.calendar import ledger
from engine.calendar.calendar import Calendar
from engine.calendar.limits import Limit
from engine.sdk.text import Text


@dataclass(frozen=True, slots=True)
class Due:
    """A due date with its reasons; `rolled_from` is the rest day it was moved away from."""

    date: dt.date
    provisional: bool
    rolled_from: dt.date | None
    lines: tuple[Text, ...]


def due(limit: Limit | dt.date, trigger: dt.date, calendar: Calendar, basis: str = "") -> Due:
    """When something is due. A fixed date stands as written; a limit counts from the day after the trigger.

    Calendar-day and month limits that end on a rest day roll to the next workday (民法典 art. 203).
    """
    if isinstance(limit, dt.date):
        line = Text(f"固定日期 {limit}，遇休息日不顺延", f"Fixed date {limit}; it does not move when it is a rest day")
        return Due(limit, provisional=False, rolled_from=None, lines=(line,))
    runs: list[ledger.Run] = [(trigger, None)]
    found = ledger.end(runs, ledger.budget(limit, (), trigger), calendar, limit)
    if found is None:
        raise AssertionError("a run without end always reaches its budget")
    open_years = is_provisional(found, runs, calendar, limit)
    lines = ledger.start_lines(limit, trigger, basis)
    if limit.in_working_days:
        lines += ledger.tally_lines(ledger.tally(runs, found.day, calendar))
    lines += ledger.end_lines(found, calendar, provisional=open_years)
    return Due(found.day, open_years, None if found.raw == found.day else found.raw, tuple(lines))


def is_provisional(found: ledger.End, runs: list[ledger.Run], calendar: Calendar, limit: Limit) -> bool:
    """暂定: a day that was counted, or the day it ends on, lies in a year whose notice is not out."""
    if calendar.provisional(found.day) or calendar.provisional(found.raw):
        return True
    if not limit.in_working_days:
        return False
    return any(calendar.provisional_between(after, found.day if until is None else min(until, found.day)) for after, until in runs)
