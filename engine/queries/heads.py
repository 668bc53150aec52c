"""Heads 摘要: cases, tasks and clocks as every page shows them, built for many at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from engine.calendar.clock import Clock
from engine.calendar.projection import Projection, project
from engine.calendar.storing import basis_of, from_json
from engine.model import Case, CaseClock, Organisation, Person, Task
from engine.packages.program import Program
from engine.queries.clock_views import ClockView, SegmentView
from engine.queries.regions import region_names
from engine.queries.views import CaseHead, TaskHead
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

DRAFT = Text("草稿", "Draft")
READINGS_KEPT = 4096
_read_on = lru_cache(READINGS_KEPT)(project)
"""A clock says the same all day to everybody who looks, and the same list is looked at again and again."""


class Heads:
    """Builds heads for a page of cases and tasks with one statement per kind of thing, however many there are."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.today: date = uow.now.astimezone(ZONE).date()
        self._organisations: dict[UUID, Organisation] = {}
        self._regions: dict[str, Text] = {}
        self._people: dict[UUID, str] = {}
        self._clocks: dict[UUID, list[CaseClock]] = {}
        self._read: dict[UUID, ClockView] = {}

    def prepare(self, cases: Sequence[Case], tasks: Sequence[Task] = ()) -> None:
        """Fetch what the heads of these cases and tasks need."""
        session = self.uow.session
        ids = {case.id for case in cases}
        for organisation in session.scalars(select(Organisation).where(Organisation.id.in_({case.organisation_id for case in cases}))):
            self._organisations[organisation.id] = organisation
        self._regions.update(region_names(self.uow, {case.region for case in cases}))
        people = {task.assignee_id for task in tasks if task.assignee_id}
        if people:
            for person_id, name in session.execute(select(Person.id, Person.name).where(Person.id.in_(people))):
                self._people[person_id] = name
        for case_id in ids:
            self._clocks[case_id] = []
        for row in session.scalars(select(CaseClock).where(CaseClock.case_id.in_(ids)).order_by(CaseClock.started_at)):
            self._clocks[row.case_id].append(row)

    def program(self, case: Case) -> Program:
        """The case's program."""
        return self.uow.program(case.release_id)

    def organisation(self, case: Case) -> Organisation:
        """The case's applicant."""
        return self._organisations[case.organisation_id]

    def region_name(self, code: str) -> Text:
        """The name of a region that was prepared; its code otherwise."""
        return self._regions.get(code, Text(code))

    def clocks(self, case: Case, *, finished: bool = True) -> tuple[ClockView, ...]:
        """The case's clocks, open ones first; `finished` adds the ended ones. A step that only repeats the limit around it is left out."""
        rows = [row for row in self._clocks[case.id] if finished or row.finished_at is None]
        around = {_span(row) for row in rows if row.kind == "case"}
        rows = [row for row in rows if row.kind == "case" or _span(row) not in around]
        return tuple(self.clock(row) for row in sorted(rows, key=lambda row: row.finished_at is not None))

    def rows_of(self, case: Case) -> tuple[CaseClock, ...]:
        """The stored clocks of a case that was prepared, in the order they began."""
        return tuple(self._clocks[case.id])

    def clock(self, row: CaseClock) -> ClockView:
        """A stored clock as people see it today."""
        view = self._read.get(row.id)
        if view is None:
            clock = from_json(row.ledger)
            view = self._read[row.id] = clock_view(clock, _read_on(clock, self.uow.calendar, self.today), row, self.today)
        return view

    def leading(self, case: Case) -> ClockView | None:
        """The open case clock that ends first; a stopped one when none runs; a step's where the case has none."""
        rows = [row for row in self._clocks[case.id] if row.finished_at is None]
        if not rows:
            return None
        best = min(rows, key=lambda row: (row.kind != "case", row.due_on is None, row.due_on or self.today))
        return self.clock(best)

    def last(self, case: Case) -> ClockView | None:
        """The case clock that ended last: what is left to say of a case whose limits are behind it."""
        rows = [row for row in self._clocks[case.id] if row.finished_at is not None and row.kind == "case"]
        return self.clock(max(rows, key=lambda row: (row.finished_at, row.started_at))) if rows else None

    def case(self, case: Case, *, version: int = 0) -> CaseHead:
        """A case's head."""
        program = self.program(case)
        organisation = self.organisation(case)
        return CaseHead(
            case_id=case.id,
            number=case.number,
            program=case.program,
            program_title=program.manifest.title,
            process=case.process,
            title=program.process(case.process).title,
            organisation=organisation.name,
            uscc=organisation.uscc or "",
            region=case.region,
            region_name=self.region_name(case.region),
            status=case.status,  # type: ignore[arg-type]  # one of the statuses the commands write
            stage=case.stage,
            stage_title=DRAFT if case.status == "draft" else program.stage_title(case.stage),
            created_at=case.created_at,
            received_on=case.received_on,
            closed_at=case.closed_at,
            clock=(self.leading(case) if case.status == "open" else None) or self.last(case),
            summary=tuple((Text.of(each["label"]), Text(each["value"], each.get("value_en") or each["value"])) for each in case.summary),
            version=version,
        )

    def task(self, task: Task, case: Case) -> TaskHead:
        """A task's head; its clock is its own, or the case's where it has none."""
        program = self.program(case)
        own = next((row for row in self._clocks[case.id] if row.token == task.item and row.kind == "step"), None)
        return TaskHead(
            task_id=task.id,
            element=task.element,
            name=Text.of(task.name),
            role=task.role,
            role_title=program.role_title(task.role) if task.role else Text("申报单位", "Applicant"),
            state=task.state,  # type: ignore[arg-type]  # open, done or cancelled
            arrived_at=task.arrived_at,
            assignee_id=task.assignee_id,
            assignee=self._people.get(task.assignee_id, "") if task.assignee_id else task.done_by,
            clock=self.clock(own) if own else (self.leading(case) if task.state == "open" else None),
            flags=tuple(Text.of(flag) for flag in task.flags),
            form=task.form,
        )


def _span(row: CaseClock) -> tuple[object, ...]:
    """What makes two clocks one limit to people: begun together, as long, on the same basis."""
    return row.started_at, row.ledger["limit"], row.ledger["trigger"], basis_of(row.ledger)


def clock_view(clock: Clock, projection: Projection, row: CaseClock, today: date) -> ClockView:
    """A clock, its reading of today, and where it comes from, as one value."""
    return ClockView(
        clock_id=row.id,
        kind="case" if row.kind == "case" else "step",
        title=Text.of(row.title),
        amount=clock.limit.count + sum(each.amount.count for each in clock.extensions) if clock.limit.unit == "cd" else projection.budget,
        unit=projection.unit,
        used=projection.used,
        left=projection.left,
        due=projection.due,
        provisional=projection.provisional,
        light=projection.light,
        words=projection.words,
        statutory=clock.statutory,
        basis=clock.basis,
        trigger=clock.trigger,
        finished=clock.finished is not None,
        explanation=projection.lines,
        segments=tuple(
            SegmentView(
                running=segment.running,
                start=segment.since,
                end=segment.until,
                days=max(0, ((segment.until or max(today, segment.since)) - segment.since).days),
                reason=segment.reason if segment.reason.zh else None,
            )
            for segment in (*(part for each in clock.earlier for part in each.segments), *clock.segments)
        ),
    )


def by_id(rows: Iterable[Case]) -> Mapping[UUID, Case]:
    """Cases by their id."""
    return {row.id: row for row in rows}
