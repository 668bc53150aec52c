"""The editable calendar 工作日历 in the database."""

from datetime import datetime
from functools import lru_cache

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from engine.calendar.calendar import Calendar, Day, DayKind
from engine.calendar.seed import seed
from engine.model import CalendarDay, CalendarYear
from engine.sdk.text import Text

CALENDARS_KEPT = 8


@lru_cache(CALENDARS_KEPT)
def _one_of_equals(calendar: Calendar) -> Calendar:
    """The first of equal calendars: what is kept by calendar is then found at a glance, not after comparing hundreds of days."""
    return calendar


def load_calendar(session: Session) -> Calendar:
    """The calendar the tables hold now; equal ones are one object."""
    days = {row.day: Day(DayKind(row.kind), Text.of(row.name)) for row in session.scalars(select(CalendarDay))}
    return _one_of_equals(Calendar(days, session.scalars(select(CalendarYear.year))))


def seed_calendar(session: Session, now: datetime) -> int:
    """Fill empty tables from the published notices of 2004 on; returns the number of years loaded (0 when there were some)."""
    if session.scalar(select(CalendarYear.year).limit(1)) is not None:
        return 0
    shipped = seed()
    session.execute(
        insert(CalendarDay),
        [{"day": day, "kind": what.kind.value, "name": what.name.to_json()} for day, what in sorted(shipped.days.items())],
    )
    session.execute(
        insert(CalendarYear),
        [
            {"year": year, "basis": "国务院办公厅节假日安排通知", "loaded_at": now, "loaded_by": "系统"}
            for year in sorted(shipped.published_years)
        ],
    )
    return len(shipped.published_years)
