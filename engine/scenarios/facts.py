"""What scenarios look at: a case's facts, and the next timer of the whole system."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engine.calendar.calendar import Calendar
from engine.model import Attachment, Case, CaseClock, Letter, Notice, Organisation, Person, RegisterLine, RosterRow, Task
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StoryFacts(Query[Calendar]):
    """The working-day calendar of the installation."""

    def answer(self, uow: UnitOfWork, by: Actor) -> Calendar:
        """As it stands now."""
        return uow.calendar


@dataclass(frozen=True, slots=True)
class NextTimer(Query[tuple[UUID, datetime] | None]):
    """The open case whose timer comes due first, and when."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[UUID, datetime] | None:
        """None when nothing waits."""
        row = uow.session.execute(
            select(Case.id, Case.next_due).where(Case.next_due.is_not(None), Case.status == "open").order_by(Case.next_due).limit(1)
        ).one_or_none()
        return (row[0], row[1]) if row and row[1] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDeadline(Query[datetime | None]):
    """The next moment at which something comes due: a waiting event, or the end of a legal deadline's last day."""

    after: datetime

    def answer(self, uow: UnitOfWork, by: Actor) -> datetime | None:
        """None when nothing waits."""
        timer = uow.session.scalar(select(func.min(Case.next_due)).where(Case.status == "open", Case.next_due > self.after))
        day = uow.session.scalar(
            select(func.min(CaseClock.due_on))
            .join(Case, Case.id == CaseClock.case_id)
            .where(Case.status == "open", CaseClock.finished_at.is_(None), CaseClock.due_on >= self.after.date())
        )
        end = datetime.combine(day + timedelta(days=1), time(), ZONE) if day else None
        return min((moment for moment in (timer, end) if moment is not None), default=None)


@dataclass(frozen=True, slots=True)
class PendingLetters(Query[tuple[UUID, ...]]):
    """Messages on their way between cases, the oldest first."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[UUID, ...]:
        """None when everything that found its case was delivered."""
        waiting = select(Letter.id).where(Letter.delivered_at.is_(None), Letter.case_id.is_not(None))
        return tuple(uow.session.scalars(waiting.order_by(Letter.sent_at)))


@dataclass(frozen=True, slots=True)
class LookingLetters(Query[tuple[tuple[str, str, str | None], ...]]):
    """Kinds, names and keys of messages that have not found their case."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[tuple[str, str, str | None], ...]:
        """Each once."""
        looking = select(Letter.kind, Letter.name, Letter.correlation).where(Letter.delivered_at.is_(None), Letter.case_id.is_(None))
        return tuple((kind, name, key) for kind, name, key in uow.session.execute(looking.distinct()))


@dataclass(frozen=True, slots=True)
class IsEmpty(Query[bool]):
    """Whether the installation holds no people yet."""

    def answer(self, uow: UnitOfWork, by: Actor) -> bool:
        """True right after set-up."""
        return uow.session.scalar(select(Person.id).limit(1)) is None


@dataclass(frozen=True, slots=True)
class EnterpriseNames(Query[tuple[tuple[str, str], ...]]):
    """The user names of enterprises with their organisation, in the order they were made."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[tuple[str, str], ...]:
        """For the table of demonstration accounts."""
        rows = uow.session.execute(
            select(Person.username, Organisation.name)
            .join(Organisation, Organisation.id == Person.organisation_id)
            .where(Person.kind == "enterprise")
            .order_by(Person.created_at, Person.username)
        )
        return tuple((username, name) for username, name in rows)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open task: at which step, asked of which post, held by whom (None: nobody yet)."""

    id: UUID
    step: str
    role: str
    assignee_id: UUID | None


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case as expectations see it."""

    region: str
    status: str
    stage: str
    facts: Mapping[str, Any]
    waiting: tuple[Waiting, ...]
    notices: tuple[str, ...]
    row_statuses: tuple[str, ...]
    row_reasons: Mapping[int, list[str]]
    register: Mapping[str, Any]
    clocks: tuple[tuple[str, Any, bool], ...]
    light: str
    roster_field: str
    attached: frozenset[str]

    @property
    def open_tasks(self) -> Mapping[str, UUID]:
        """Step -> its open task; of a step that several people sign, one of the signatures waited for."""
        return {each.step: each.id for each in self.waiting}

    def turn(self, step: str, officer: Actor) -> UUID | None:
        """The task somebody would do at a step: what they hold there, else what their post is asked for and nobody holds, else any."""
        there = [each for each in self.waiting if each.step == step]
        theirs = [each for each in there if each.assignee_id == officer.user_id]
        theirs += [each for each in there if each.assignee_id is None and officer.holds(each.role, self.region)]
        return next((each.id for each in [*theirs, *there]), None)

    def due(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The clock an expectation names, in the expectation's own words."""
        for element, due, provisional in self.clocks:
            if element == told.get("clock"):
                return {key: value for key, value in {"clock": element, "on": due, "provisional": provisional}.items() if key in told}
        return {"clock": None, "known": sorted(element for element, _, _ in self.clocks)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts(Query[FoundCase]):
    """Everything a scenario may expect of a case."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> FoundCase:
        """For scenarios only: it shows facts to nobody but the engine itself."""
        if not by.is_system:
            raise NotFound("case_not_found", case=str(self.case_id))
        session = uow.session
        case = session.get(Case, self.case_id)
        if case is None:
            raise NotFound("case_not_found", case=str(self.case_id))
        heads = Heads(uow)
        heads.prepare([case])
        leading = heads.leading(case)
        rows = list(session.scalars(select(RosterRow).where(RosterRow.case_id == case.id).order_by(RosterRow.no)))
        spec = uow.program(case.release_id).process(case.process)
        clocks = session.scalars(select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.finished_at.is_(None)))
        attached = session.execute(
            select(Attachment.field, Attachment.item).where(Attachment.case_id == case.id, Attachment.removed_at.is_(None))
        )
        return FoundCase(
            region=case.region,
            status=case.status,
            stage=case.stage,
            facts=case.facts,
            waiting=tuple(
                Waiting(task.id, task.element, task.role, task.assignee_id)
                for task in session.scalars(select(Task).where(Task.case_id == case.id, Task.state == "open"))
            ),
            notices=tuple(session.scalars(select(Notice.key).where(Notice.case_id == case.id))),
            row_statuses=tuple(row.status for row in rows),
            row_reasons={row.no: [str(reason.get("code")) for reason in row.reasons] for row in rows if row.reasons},
            register={
                line.register: line.values.get("heads")
                for line in session.scalars(select(RegisterLine).where(RegisterLine.case_id == case.id))
            },
            clocks=tuple((row.element, row.due_on, row.provisional) for row in clocks),
            light=leading.light if leading else "",
            roster_field=spec.roster.field if spec.roster else "",
            attached=frozenset(f"{field}.{item}" if item else field for field, item in attached),
        )
