"""日历变动 what another calendar does to everything that is open: found once, for the change itself and for looking at it first."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import select

from engine.calendar.arrangement import FIRST_YEAR, Judged, ListedDay, judge
from engine.calendar.calendar import Calendar, Day, DayKind
from engine.calendar.due import due
from engine.calendar.limits import Limit
from engine.calendar.recompute import Recomputed, recompute
from engine.calendar.seed import festival
from engine.calendar.storing import from_json
from engine.model import Case, CaseClock, Timer
from engine.running.environment import end_of
from engine.sdk.errors import FieldError
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

Days = Mapping[date, tuple[str, str]]
"""A day to what it is ("holiday", "make_up", "" for what its weekday says) and its name."""


def whole_year(old: Calendar, year: int, days: Days) -> dict[date, tuple[str, str]]:
    """These days, and every other exceptional day of the year as ordinary again."""
    reset = {day: ("", "") for day in old.days if day.year == year and day not in days}
    return dict(sorted({**reset, **days}.items()))


def changed_calendar(old: Calendar, days: Days, publish: int | None) -> Calendar:
    """The calendar as it would be."""
    kept = {day: what for day, what in old.days.items() if day not in days}
    added = {day: Day(DayKind(kind), festival(name)) for day, (kind, name) in days.items() if kind}
    return Calendar({**kept, **added}, old.published_years | ({publish} if publish else frozenset()))


def judged_years(old: Calendar, days: Days, publish: int | None) -> tuple[tuple[FieldError, ...], tuple[Text, ...]]:
    """What would be wrong and what unusual about each published year that these days touch, and about the year to be published.

    What a published year had before, as its notice said, is not held against a correction.
    """
    new = changed_calendar(old, days, publish)
    touched = {day.year for day in days if day.year >= FIRST_YEAR} & new.published_years
    faults: list[FieldError] = []
    doubts: list[Text] = []
    for year in sorted(touched | ({publish} if publish is not None else set())):
        found = _judged(new, year)
        before = _judged(old, year) if year in old.published_years else None
        faults += [each for each in found.faults if before is None or each not in before.faults]
        doubts += [each for each in found.doubts if before is None or each not in before.doubts]
    return tuple(faults), tuple(doubts)


def _judged(calendar: Calendar, year: int) -> Judged:
    return judge(year, [ListedDay(day, what.kind.value, what.name.zh) for day, what in sorted(calendar.days.items()) if day.year == year])


def recomputed(uow: UnitOfWork, old: Calendar, new: Calendar, *, locked: bool) -> Iterator[tuple[CaseClock, Case, Recomputed]]:
    """Every open clock read by both calendars; with `locked` its case is held until the end of the unit of work."""
    today = uow.now.astimezone(ZONE).date()
    chosen = select(CaseClock, Case).join(Case, Case.id == CaseClock.case_id).where(CaseClock.finished_at.is_(None))
    for row, case in uow.session.execute(chosen.with_for_update(of=Case) if locked else chosen).all():
        yield row, case, recompute(from_json(row.ledger), old, new, today)


def timers_moved(uow: UnitOfWork, new: Calendar) -> Iterator[tuple[Case, Timer, datetime]]:
    """Timers that wait for a limit's end, with the moment it has by the new calendar, unless they are due already."""
    waiting = (
        select(Timer, Case)
        .join(Case, Case.id == Timer.case_id)
        .where(Timer.limit != "", Timer.trigger_on.is_not(None), Timer.due_at > uow.now)
    )
    for timer, case in uow.session.execute(waiting).all():
        moment = end_of(due(Limit.parse(timer.limit), timer.trigger_on or uow.now.date(), new).date)
        if moment != timer.due_at:
            yield case, timer, moment
