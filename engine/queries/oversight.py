"""Oversight 督办: what is late, will be soon or is due next week, by office and by person, and every case on a card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_

from engine.model import Act, Case, Organisation, Person, Region, Task
from engine.queries.cursors import read_cursor, write_cursor
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.step_form import seen_task
from engine.queries.views import CaseHead, TaskHead
from engine.running.access import visible_regions
from engine.running.oversight import EXPLANATION, REMARK
from engine.running.requests import EXTENSION
from engine.running.verbs import SUPERVISOR, leads
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotPermitted
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

RED, YELLOW, NEXT = "red", "yellow", "next"
LIGHTS = (RED, YELLOW, NEXT)
LONGEST_WARNING = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tasks of an office or a person are red, yellow, and due by the end of next week besides."""

    office: str
    person: str
    person_id: UUID | None
    red: int
    yellow: int
    next: int


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a task, and when."""

    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """督办卡: a task with its step, holder and days; the reason given for the delay, and what supervisors remarked, the newest first."""

    task: TaskHead
    case: CaseHead
    office: str
    due: date
    reason: Said | None
    remarks: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class OversightView:
    """红黄牌: the figures by office and by person, and the cards of one light."""

    light: str
    offices: tuple[Tally, ...]
    people: tuple[Tally, ...]
    total: Tally
    week_ends: date
    cards: tuple[Card, ...]
    next: str | None

    def number(self, person_id: UUID | None = None) -> int:
        """How many cards of the light there are, of everybody or of one person, on this page or not."""
        tallies = [each for each in self.people if each.person_id == person_id] if person_id else [self.total]
        return sum(int(getattr(each, self.light)) for each in tallies)


@dataclass(frozen=True, slots=True)
class CardView:
    """督办卡 by itself, and what the viewer may do with it."""

    card: Card
    may_remark: bool
    may_explain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversight(Query[OversightView]):
    """红黄牌 of the regions somebody supervises, all of them for administrators; the cards of one light, of one person where named."""

    light: str = RED
    person_id: UUID | None = None
    after: str | None = None
    size: int = 50

    def answer(self, uow: UnitOfWork, by: Actor) -> OversightView:
        """Only supervisors and administrators look at others' work in this way."""
        if self.light not in LIGHTS:
            raise InvalidInput([FieldError("light", "没有这样的牌。", "There is no such light.")])
        here = overseen(by)
        today = uow.now.astimezone(ZONE).date()
        week_ends = today + timedelta(days=13 - today.weekday())
        tallies = tallies_of(uow, here, today, week_ends)
        rows = list(uow.session.execute(self._chosen(here, today, week_ends).limit(self.size + 1)))
        more, rows = len(rows) > self.size, rows[: self.size]
        last = rows[-1][0] if more else None
        return OversightView(
            light=self.light,
            offices=by_office(tallies),
            people=tuple(each for each in tallies if each.person),
            total=_summed("", tallies),
            week_ends=week_ends,
            cards=_cards(uow, [(task, found) for task, found in rows]),
            next=write_cursor(str(last.due_on), str(last.id)) if last is not None else None,
        )

    def _chosen(self, here: ColumnElement[bool], today: date, week_ends: date) -> Select[Task, Case]:
        conditions = dict(zip(LIGHTS, _lights(today, week_ends), strict=True))
        chosen = select(Task, Case).join(Case, Case.id == Task.case_id).where(here, conditions[self.light])
        if self.person_id is not None:
            chosen = chosen.where(Task.assignee_id == self.person_id)
        if self.after:
            chosen = chosen.where(tuple_(Task.due_on, Task.id) > read_cursor(self.after, date.fromisoformat, UUID))
        return chosen.order_by(Task.due_on, Task.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class OversightCard(Query[CardView]):
    """督办卡 of one task, for supervisors and for whoever holds it."""

    task_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> CardView:
        """Others do not read what was said between them."""
        task, found = seen_task(uow, by, self.task_id)
        holds = task.assignee_id is not None and task.assignee_id in {by.user_id, *(stand.person_id for stand in by.stands_for)}
        if not leads(by, task) and not holds:
            raise NotPermitted("role_needed", role=SUPERVISOR, region=task.region)
        today = uow.now.astimezone(ZONE).date()
        late = not task.stopped and task.yellow_on is not None and task.yellow_on <= today
        is_open = task.state == "open" and task.organisation_id is None
        return CardView(_cards(uow, [(task, found)])[0], leads(by, task) and is_open, holds and is_open and late)


def overseen(by: Actor) -> ColumnElement[bool]:
    """Open tasks of officers with a due date that runs, where the actor supervises."""
    if by.kind not in {"officer", "administrator", "system"} or (by.kind == "officer" and SUPERVISOR not in by.roles):
        raise NotPermitted("role_needed", role=SUPERVISOR, region="")
    running = and_(Task.state == "open", Task.organisation_id.is_(None), ~Task.stopped, Task.due_on.is_not(None))
    if by.kind != "officer":
        return running
    return and_(running, visible_regions(by, Task.region, SUPERVISOR))


def _lights(today: date, week_ends: date) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    """Red, yellow, and due by the end of next week without being either."""
    yellow = and_(Task.due_on >= today, Task.due_on <= today + LONGEST_WARNING, Task.yellow_on <= today)
    calm = or_(Task.yellow_on.is_(None), Task.yellow_on > today)
    return Task.due_on < today, yellow, and_(Task.due_on >= today, Task.due_on <= week_ends, calm)


def tallies_of(uow: UnitOfWork, here: ColumnElement[bool], today: date, week_ends: date) -> tuple[Tally, ...]:
    """One for each person, and one for what nobody holds in each district; those without anything to see to are left out."""
    lights = _lights(today, week_ends)
    counts = [func.count(case((light, 1))) for light in lights]
    chosen = select(Task.assignee_id, case((Task.assignee_id.is_(None), Task.region)), *counts).where(here, or_(*lights))
    rows: Sequence[Any] = uow.session.execute(chosen.group_by(Task.assignee_id, case((Task.assignee_id.is_(None), Task.region)))).all()
    people = _people(uow, [row[0] for row in rows if row[0]])
    regions = {row[1] for row in rows if row[1]}
    names = {code: name for code, name in uow.session.execute(select(Region.code, Region.name_zh).where(Region.code.in_(regions)))}  # noqa: C416
    found = []
    for person, region, red, yellow, coming in rows:
        office, name = people.get(person, ("", "")) if person else (names.get(region, region), "")
        found.append(Tally(office, name, person, red, yellow, coming))
    return tuple(sorted(found, key=lambda each: (-each.red, -each.yellow, -each.next, each.office, each.person)))


def _people(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, tuple[str, str]]:
    rows = uow.session.execute(
        select(Person.id, Organisation.name, Person.name)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id.in_(ids))
    )
    return {person: (office, name) for person, office, name in rows}


def by_office(tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    """The same, summed by office; the worst first."""
    offices = dict.fromkeys(each.office for each in tallies)
    found = [_summed(office, [each for each in tallies if each.office == office]) for office in offices]
    return tuple(sorted(found, key=lambda each: (-each.red, -each.yellow, -each.next, each.office)))


def _summed(office: str, tallies: Sequence[Tally]) -> Tally:
    red, yellow, coming = (sum(getattr(each, name) for each in tallies) for name in LIGHTS)
    return Tally(office, "", None, red, yellow, coming)


def _cards(uow: UnitOfWork, rows: Sequence[tuple[Task, Case]]) -> tuple[Card, ...]:
    heads = Heads(uow)
    heads.prepare([found for _, found in rows], [task for task, _ in rows])
    offices = _people(uow, [task.assignee_id for task, _ in rows if task.assignee_id])
    said = _said(uow, [task.id for task, _ in rows])
    return tuple(
        Card(
            task=heads.task(task, found),
            case=heads.case(found),
            office=offices[task.assignee_id][0]
            if task.assignee_id is not None and task.assignee_id in offices
            else heads.region_name(task.region).zh,
            due=task.due_on or date.max,
            reason=next((words for kind, words in said.get(task.id, ()) if kind != REMARK), None),
            remarks=tuple(words for kind, words in said.get(task.id, ()) if kind == REMARK),
        )
        for task, found in rows
    )


def _said(uow: UnitOfWork, tasks: Sequence[UUID]) -> Mapping[UUID, list[tuple[str, Said]]]:
    """What was said of each task, the newest first: remarks, explanations, and the reasons of requests for more time."""
    kinds = (REMARK, EXPLANATION, EXTENSION)
    chosen = select(Act).where(Act.task_id.in_(tasks), Act.kind.in_(kinds), Act.case_id.in_(select(Task.case_id).where(Task.id.in_(tasks))))
    found: dict[UUID, list[tuple[str, Said]]] = {}
    for act in uow.session.scalars(chosen.order_by(Act.at.desc())):
        found.setdefault(act.task_id, []).append((act.kind, Said(act.by, act.at, act.reason)))
    return found
