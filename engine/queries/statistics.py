"""运行统计: how long each step of a program takes, what begins and finishes week by week, and which offices are late."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Date, cast, func, select

from engine.model import Case, Task
from engine.packages.program import Program, element_name
from engine.queries.oversight import Tally, by_office, overseen, tallies_of
from engine.queries.query import Query
from engine.queries.ratings import RatingFigures, rating_figures
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

PERIODS = (4, 12, 26, 52)
"""Weeks that may be looked back; no statistic reads more."""
WEEK = timedelta(days=7)
Step = tuple[str, str]


@dataclass(slots=True)
class _Counted:
    finished: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Working days a task took, and how many took so long."""
    open: int = 0
    overdue: int = 0
    open_days: int = 0


@dataclass(frozen=True, slots=True)
class StepFigures:
    """瓶颈: a step with the working days of what was finished there in the period, and what is open there now.

    `median` and `most` (九成位) are days that tasks took: half, and nine in ten, were done within. `spent` is all working days of the
    tasks finished in the period and of those that are open.
    """

    process: str
    element: str
    title: Text
    finished: int
    median: int | None
    most: int | None
    open: int
    overdue: int
    spent: int


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """One week, from its Monday: cases begun, cases finished, and how many were open when it ended (now, for the running one)."""

    begins: date
    begun: int
    finished: int
    open: int

    @property
    def quiet(self) -> bool:
        """Whether there was nothing at all."""
        return not (self.begun or self.finished or self.open)


@dataclass(frozen=True, slots=True)
class StatisticsView:
    """运行统计 of a program: steps by the working days spent there, the weeks in their order, offices with late tasks, the worst first,
    and what enterprises said of each office.
    """

    program: str
    title: Text
    weeks: int
    since: date
    steps: tuple[StepFigures, ...]
    throughput: tuple[WeekFigures, ...]
    offices: tuple[Tally, ...]
    ratings: tuple[RatingFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics(Query[StatisticsView]):
    """运行统计: bottlenecks, throughput and lateness of one program in the last weeks, the running one among them."""

    program: str
    weeks: int = 12

    def answer(self, uow: UnitOfWork, by: Actor) -> StatisticsView:
        """Counts by day alone leave the database; `NotFound` when the program was never released."""
        must_be(by, "administrator")
        if self.weeks not in PERIODS:
            raise InvalidInput([FieldError("weeks", "统计期须为 4、12、26 或 52 周。", "A period is 4, 12, 26 or 52 weeks.")])
        release = uow.current_release(self.program)
        today = uow.now.astimezone(ZONE).date()
        since = today - timedelta(days=today.weekday()) - (self.weeks - 1) * WEEK
        tallies = tallies_of(uow, overseen(by) & (Task.program == self.program), today, today)
        return StatisticsView(
            program=self.program,
            title=Text.of(release.title),
            weeks=self.weeks,
            since=since,
            steps=_steps(uow, uow.program(release.id), since, today),
            throughput=_throughput(uow, self.program, since, self.weeks),
            offices=tuple(each for each in by_office(tallies) if each.red),
            ratings=rating_figures(uow, self.program, _start_of(since)),
        )


def _day(moment: Any) -> Any:
    return cast(func.timezone(ZONE.key, moment), Date)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _steps(uow: UnitOfWork, program: Program, since: date, today: date) -> tuple[StepFigures, ...]:
    counted: dict[Step, _Counted] = defaultdict(_Counted)
    arrived, done = _day(Task.arrived_at).label("arrived"), _day(Task.done_at).label("done")
    step = (Task.process, Task.element)
    finished = select(*step, arrived, done, func.count()).where(
        Task.state == "done", Task.program == program.key, Task.done_at >= _start_of(since)
    )
    for process, element, begun, ended, tasks in uow.session.execute(finished.group_by(*step, arrived, done)):
        counted[process, element].finished[uow.calendar.working_days_between(begun, ended)] += tasks
    late = func.count().filter(Task.due_on < today, ~Task.stopped)
    still = select(*step, arrived, func.count(), late).where(Task.state == "open", Task.program == program.key)
    for process, element, begun, tasks, overdue in uow.session.execute(still.group_by(*step, arrived)):
        each = counted[process, element]
        each.open, each.overdue = each.open + tasks, each.overdue + overdue
        each.open_days += uow.calendar.working_days_between(begun, today) * tasks
    titles = _titles(uow, program, counted)
    figures = [_figures(at, titles[at], each) for at, each in counted.items()]
    return tuple(sorted(figures, key=lambda each: (-each.spent, -each.open, -each.finished, each.process, each.element)))


def _figures(at: Step, title: Text, counted: _Counted) -> StepFigures:
    days = sorted(counted.finished.items())
    tasks = sum(counted.finished.values())
    spent = sum(each * count for each, count in days) + counted.open_days
    return StepFigures(*at, title, tasks, _within(days, tasks, 50), _within(days, tasks, 90), counted.open, counted.overdue, spent)


def _within(days: Sequence[tuple[int, int]], tasks: int, percent: int) -> int | None:
    """The fewest working days within which so many of a hundred tasks were done (nearest rank); None when none was."""
    reached = 0
    for each, count in days:
        reached += count
        if reached * 100 >= tasks * percent:
            return each
    return None


def _titles(uow: UnitOfWork, program: Program, steps: Collection[Step]) -> Mapping[Step, Text]:
    """As the current release names them; a step it no longer has, as its tasks do."""
    processes = program.definition.processes
    known = {
        (process, element): element_name(processes[process].elements[element])
        for process, element in steps
        if process in processes and element in processes[process].elements
    }
    for process, element in set(steps) - known.keys():
        chosen = select(Task.name).where(Task.program == program.key, Task.process == process, Task.element == element)
        known[process, element] = Text.of(uow.session.scalar(chosen.limit(1)) or {"zh": element})
    return known


def _throughput(uow: UnitOfWork, program: str, since: date, weeks: int) -> tuple[WeekFigures, ...]:
    """What is open now, taken back week by week; drafts are no cases yet."""
    filed, closed = Case.filed_on, _day(Case.closed_at)
    begun = _by_week(uow, filed, since, Case.program == program, filed >= since)
    finished = _by_week(uow, closed, since, Case.program == program, filed.is_not(None), Case.closed_at >= _start_of(since))
    counted = select(func.count()).select_from(Case).where(Case.program == program, Case.status == "open")
    left = uow.session.scalar(counted) or 0
    found = []
    for week in reversed(range(weeks)):
        found.append(WeekFigures(since + week * WEEK, begun.get(week, 0), finished.get(week, 0), left))
        left += finished.get(week, 0) - begun.get(week, 0)
    return tuple(reversed(found))


def _by_week(uow: UnitOfWork, day: Any, since: date, *conditions: Any) -> Mapping[int, int]:
    week = ((day - since) // 7).label("week")
    rows = uow.session.execute(select(week, func.count()).where(*conditions).group_by(week))
    return {int(number): count for number, count in rows}
