"""日历预览: what a change of the working-day calendar would do to every open deadline, before anybody confirms it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from engine.calendar.arrangement import ListedDay, judge
from engine.model import Case, Timer
from engine.packages.program import element_name
from engine.queries.query import Query
from engine.running.access import must_be
from engine.running.recalculating import Days, changed_calendar, judged_years, recomputed, timers_moved, whole_year
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

SHOWN = 500
"""moves that are listed; all of them are counted"""


@dataclass(frozen=True, slots=True)
class MoveView:
    """One deadline of a case that would change: `moved`, `kept` because it has passed, `confirmed`, or a `timer` of the diagram."""

    case_id: UUID
    number: str
    title: Text
    change: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class CalendarEffect:
    """变动预览: the days as they would be kept, what is wrong or unusual about them, and the deadlines they would move."""

    days: Mapping[date, tuple[str, str]]
    faults: tuple[FieldError, ...]
    doubts: tuple[Text, ...]
    counts: Mapping[str, int]
    moves: tuple[MoveView, ...]

    @property
    def more(self) -> int:
        """How many moves are not listed."""
        return sum(self.counts.values()) - len(self.moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDays(Query[CalendarEffect]):
    """预览所选日期: as `SetCalendarDays` would do it; a published year with faults moves nothing."""

    days: Days
    publish: int | None = None

    def answer(self, uow: UnitOfWork, by: Actor) -> CalendarEffect:
        """Nothing changes."""
        must_be(by, "administrator")
        faults, doubts = judged_years(uow.calendar, self.days, self.publish)
        if faults:
            return CalendarEffect({}, faults, (), {}, ())
        return replace(_effect(uow, self.days, self.publish), doubts=doubts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewYear(Query[CalendarEffect]):
    """预览年度放假安排: as `ImportCalendarYear` would do it; a list with faults moves nothing."""

    year: int
    listed: tuple[ListedDay, ...]

    def answer(self, uow: UnitOfWork, by: Actor) -> CalendarEffect:
        """Nothing changes."""
        must_be(by, "administrator")
        judged = judge(self.year, self.listed)
        if judged.faults:
            return CalendarEffect({}, judged.faults, (), {}, ())
        found = _effect(uow, whole_year(uow.calendar, self.year, judged.days), self.year)
        return CalendarEffect(judged.days, (), judged.doubts, found.counts, found.moves)


def _effect(uow: UnitOfWork, days: Days, publish: int | None) -> CalendarEffect:
    old = uow.calendar
    new = changed_calendar(old, days, publish)
    counts: Counter[str] = Counter()
    moves: list[MoveView] = []
    for row, case, result in recomputed(uow, old, new, locked=False):
        if result.change != "none":
            counts[result.change] += 1
            after = result.after
            moves.append(MoveView(case.id, case.number or "", Text.of(row.title), result.change, result.before, after))
    for case, timer, moment in timers_moved(uow, new):
        counts["timer"] += 1
        moves.append(MoveView(case.id, case.number or "", _timer(uow, case, timer), "timer", _day(timer.due_at), _day(moment)))
    order = ("moved", "timer", "kept", "confirmed")
    moves.sort(key=lambda move: (order.index(move.change), move.before or date.max, move.number, move.title.zh))
    return CalendarEffect(dict(sorted(days.items())), (), (), dict(counts), tuple(moves[:SHOWN]))


def _timer(uow: UnitOfWork, case: Case, timer: Timer) -> Text:
    """The event's name in the diagram."""
    for process in uow.program(case.release_id).definition.processes.values():
        if timer.element in process.elements:
            return element_name(process.elements[timer.element])
    return Text(timer.element)


def _day(moment: datetime) -> date:
    """The last day before the moment: a limit ends with its day."""
    return (moment.astimezone(ZONE) - datetime.resolution).date()
