"""运行情况: where running cases stand, how long they wait there, and how long steps take; any case found by what is known of it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, cast, func, or_, select

from engine.model import Case, Organisation, ProgramHold, Release, ReleaseFile, Task
from engine.packages.program import Program, diagram_titles, element_name
from engine.queries.cursors import like, read_cursor, write_cursor
from engine.queries.query import Query
from engine.queries.regions import region_names
from engine.queries.views import Page
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

LOOKED_BACK = timedelta(days=90)
HEATS = 5


@dataclass(slots=True)
class _Counted:
    waiting: int = 0
    overdue: int = 0
    stopped: int = 0
    days: list[tuple[int, int]] = field(default_factory=list)
    """Working days waited, and how many tasks wait so long."""
    done: int = 0
    done_days: int = 0
    longest_done: int = 0


@dataclass(frozen=True, slots=True)
class ElementLoad:
    """环节负荷: tasks that wait at a step with the working days they have waited, and those done there in ninety days.

    `heat` is 0 (nobody waits) to 5: the share of all waiting working days of the release that is waited here.
    """

    process: str
    element: str
    title: Text
    waiting: int
    overdue: int
    stopped: int
    waited: int
    longest: int
    heat: int
    done: int
    mean: float
    longest_done: int


@dataclass(frozen=True, slots=True)
class LoadView:
    """运行情况 of a release: its steps, the busiest first, and its diagrams with where cases stand."""

    release_id: UUID
    program: str
    title: Text
    number: int
    open_cases: int
    elements: tuple[ElementLoad, ...]
    diagrams: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class LoadDiagram:
    """A diagram of a release with the load of each of its elements."""

    load: LoadView
    name: str
    xml: str
    titles: Mapping[str, Text]
    counts: Mapping[str, Mapping[str, int]]
    """Element -> waiting, overdue and heat."""
    states: Mapping[str, str] = field(default_factory=dict)
    """None: it is the diagram of many cases."""


@dataclass(frozen=True, slots=True)
class FoundCase:
    """办件 as a search shows it."""

    case_id: UUID
    number: str
    program: str
    title: Text
    release_number: int
    organisation: str
    region: str
    stage: Text
    status: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class ProgramHoldView:
    """A program with the release new cases start on, and why they do not at present ("" when they do)."""

    program: str
    title: Text
    region_name: Text
    release_id: UUID
    number: int
    open_cases: int
    overdue: int
    held: str
    held_by: str
    held_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds(Query[tuple[ProgramHoldView, ...]]):
    """项目受理状态: every program, how many cases run, how many of them are late, and whether it takes new ones."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[ProgramHoldView, ...]:
        """In the order of programs."""
        must_be(by, "administrator")
        today = uow.now.astimezone(ZONE).date()
        count, late = func.count(), func.count().filter(Case.due_on < today)
        running = {
            program: (open_cases, overdue)
            for program, open_cases, overdue in uow.session.execute(
                select(Case.program, count, late).where(Case.status == "open").group_by(Case.program)
            )
        }
        rows = uow.session.execute(
            select(Release, ProgramHold)
            .outerjoin(ProgramHold, ProgramHold.program == Release.program)
            .where(Release.current)
            .order_by(Release.program)
        ).all()
        places = {release.program: uow.program(release.id).manifest.region for release, _ in rows}
        names = region_names(uow, set(places.values()))
        return tuple(
            ProgramHoldView(
                release.program,
                Text.of(release.title),
                names[places[release.program]],
                release.id,
                release.number,
                *running.get(release.program, (0, 0)),
                hold.reason if hold else "",
                hold.held_by if hold else "",
                hold.held_at if hold else None,
            )
            for release, hold in rows
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningLoad(Query[LoadView]):
    """运行情况: where the open cases of a release stand and how long steps take."""

    release_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> LoadView:
        """Two counts over tasks, whatever their number."""
        must_be(by, "administrator")
        return _load(uow, self.release_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningDiagram(Query[LoadDiagram]):
    """运行情况图: the same drawn into one diagram of the release."""

    release_id: UUID
    name: str

    def answer(self, uow: UnitOfWork, by: Actor) -> LoadDiagram:
        """`NotFound` when the release has no such diagram."""
        must_be(by, "administrator")
        load = _load(uow, self.release_id)
        xml = uow.session.scalar(
            select(ReleaseFile.content).where(ReleaseFile.release_id == self.release_id, ReleaseFile.path == self.name)
        )
        if xml is None or self.name not in dict(load.diagrams):
            raise NotFound("file_not_found", file=self.name)
        here = {p.id for p in uow.program(self.release_id).definition.processes.values() if p.file == self.name}
        counts = {
            each.element: {"waiting": each.waiting, "overdue": each.overdue, "heat": each.heat}
            for each in load.elements
            if each.process in here and each.waiting
        }
        return LoadDiagram(load, self.name, xml.decode("utf-8", "replace"), dict(load.diagrams), counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindCases(Query[Page]):
    """查找办件: any case by its number, its enterprise or the enterprise's credit code; the newest first."""

    text: str = ""
    status: str = ""
    program: str = ""
    release_id: UUID | None = None
    element: str = ""
    """Only cases with a task open there."""
    after: str | None = None
    size: int = 50

    def answer(self, uow: UnitOfWork, by: Actor) -> Page:
        """Rows are `FoundCase`; `total` is -1: all cases are not counted."""
        must_be(by, "administrator")
        chosen = (
            select(Case, Organisation.name, Release.number)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .join(Release, Release.id == Case.release_id)
            .where(Case.status != "draft")
        )
        if self.text.strip():
            pattern = like(self.text)
            chosen = chosen.where(or_(Case.number.ilike(pattern), Organisation.name.ilike(pattern), Organisation.uscc == self.text.strip()))
        for column, value in ((Case.status, self.status), (Case.program, self.program), (Case.release_id, self.release_id)):
            if value:
                chosen = chosen.where(column == value)
        if self.element:
            standing = select(Task.case_id).where(Task.state == "open", Task.element == self.element)
            chosen = chosen.where(Case.id.in_(standing))
        if self.after:
            number, case_id = read_cursor(self.after, str, UUID)
            chosen = chosen.where((Case.number < number) | ((Case.number == number) & (Case.id < case_id)))
        rows = list(uow.session.execute(chosen.order_by(Case.number.desc(), Case.id.desc()).limit(self.size + 1)))
        more, rows = len(rows) > self.size, rows[: self.size]
        views = tuple(_found(uow, *row) for row in rows)
        return Page(views, -1, write_cursor(views[-1].number, str(views[-1].case_id)) if more else None)


def _found(uow: UnitOfWork, case: Case, organisation: str, release_number: int) -> FoundCase:
    program = uow.program(case.release_id)
    title = program.process(case.process).title if case.process in program.manifest.processes else program.manifest.title
    return FoundCase(
        case.id,
        case.number or "",
        case.program,
        title,
        release_number,
        organisation,
        case.region,
        program.stage_title(case.stage),
        case.status,
        case.due_on,
    )


def _load(uow: UnitOfWork, release_id: UUID) -> LoadView:
    release = uow.session.get(Release, release_id)
    if release is None:
        raise NotFound("release_not_found", release=str(release_id))
    today = uow.now.astimezone(ZONE).date()
    program = uow.program(release_id)
    counted: dict[tuple[str, str], _Counted] = defaultdict(_Counted)
    for process, element, arrived, tasks, overdue, stopped in uow.session.execute(_waiting(release_id, today)):
        each = counted[process, element]
        each.waiting, each.overdue, each.stopped = each.waiting + tasks, each.overdue + overdue, each.stopped + stopped
        each.days.append((uow.calendar.working_days_between(arrived, today), tasks))
    for process, element, arrived, done, tasks in uow.session.execute(_done(release_id, uow.now - LOOKED_BACK)):
        each = counted[process, element]
        days = uow.calendar.working_days_between(arrived, done)
        each.done, each.done_days = each.done + tasks, each.done_days + days * tasks
        each.longest_done = max(each.longest_done, days)
    every = sum(days * count for each in counted.values() for days, count in each.days)
    elements = [_element(program, process, element, each, every) for (process, element), each in counted.items()]
    elements.sort(key=lambda each: (-each.waited, -each.waiting, -each.done, each.process, each.element))
    titles = diagram_titles(program)
    open_cases = uow.session.scalar(select(func.count()).select_from(Case).where(Case.release_id == release_id, Case.status == "open"))
    return LoadView(
        release.id, release.program, Text.of(release.title), release.number, open_cases or 0, tuple(elements), tuple(sorted(titles.items()))
    )


def _waiting(release_id: UUID, today: date) -> Select[Any, Any, Any, Any, Any, Any]:
    arrived = cast(func.timezone(ZONE.key, Task.arrived_at), Date).label("arrived")
    late = func.count().filter(Task.due_on < today).label("overdue")
    still = func.count().filter(Task.stopped).label("stopped")
    count = func.count().label("tasks")
    return (
        select(Task.process, Task.element, arrived, count, late, still)
        .join(Case, Case.id == Task.case_id)
        .where(Task.state == "open", Case.release_id == release_id)
        .group_by(Task.process, Task.element, arrived)
    )


def _done(release_id: UUID, since: Any) -> Select[Any, Any, Any, Any, Any]:
    days = [cast(func.timezone(ZONE.key, moment), Date) for moment in (Task.arrived_at, Task.done_at)]
    arrived, done = days[0].label("arrived"), days[1].label("done")
    return (
        select(Task.process, Task.element, arrived, done, func.count().label("tasks"))
        .join(Case, Case.id == Task.case_id)
        .where(Task.state == "done", Task.done_at >= since, Case.release_id == release_id)
        .group_by(Task.process, Task.element, arrived, done)
    )


def _element(program: Program, process: str, element: str, counted: _Counted, every: int) -> ElementLoad:
    drawn = program.definition.processes.get(process)
    node = drawn.elements.get(element) if drawn else None
    waited = sum(days * count for days, count in counted.days)
    heat = 0 if not counted.waiting else min(1 + (waited * HEATS // every if every else 0), HEATS)
    return ElementLoad(
        process,
        element,
        element_name(node) if node is not None else Text(element),
        counted.waiting,
        counted.overdue,
        counted.stopped,
        waited,
        max((days for days, _ in counted.days), default=0),
        heat,
        counted.done,
        round(counted.done_days / counted.done, 1) if counted.done else 0.0,
        counted.longest_done,
    )
