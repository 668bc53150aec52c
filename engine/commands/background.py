"""后台作业的命令: what the worker executes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Select, cast, select, update
from sqlalchemy.dialects.postgresql import JSONB

from engine.bpmn import Element
from engine.bpmn import Event as BpmnEvent
from engine.commands.command import Command
from engine.commands.dispatches import mark_undelivered
from engine.model import Case, IncidentRow, Letter, Notice, OutboxMessage
from engine.packages.program import element_name
from engine.running.access import must_be
from engine.running.alerts import DISPATCH, tell_people
from engine.running.step import STUCK, Step
from engine.running.webhooks import queue_hooks
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.ports import Message
from engine.sdk.text import Text
from engine.store.jobs import JUST_DUE, MOST_JUST_DUE, MOST_TIMERS_QUEUED, NOBODY_WAITS, TIMERS_QUEUED, Job
from engine.store.unit_of_work import UnitOfWork

BATCH = 500
QUEUED_AGAIN_AFTER = timedelta(minutes=5)
JUST_NOW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoteTimers(Command[int]):
    """唤醒到期定时: turn due timers into jobs, one a case, so that no case waits for another; returns how many."""

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """Cases locked by somebody else are left for the next round, and so is everything when enough is queued.

        A few that came due just now go first, the latest at the head: they do not stand behind a flood of an earlier moment.
        """
        due = select(Case.id).where(Case.next_due <= uow.now, Case.status == "open").with_for_update(skip_locked=True)
        latest = due.where(Case.next_due > uow.now - JUST_NOW).order_by(Case.next_due.desc())
        woken = self._wake(uow, latest, JUST_DUE, MOST_JUST_DUE - self._queued(uow, JUST_DUE, MOST_JUST_DUE))
        if self._queued(uow, NOBODY_WAITS, MOST_TIMERS_QUEUED) <= MOST_TIMERS_QUEUED - BATCH:
            woken += self._wake(uow, due.order_by(Case.next_due), NOBODY_WAITS, BATCH)
        return woken

    @staticmethod
    def _queued(uow: UnitOfWork, priority: int, most: int) -> int:
        found = uow.driver.execute(TIMERS_QUEUED, (priority, most)).fetchone()
        return int(found[0]) if found else 0

    @staticmethod
    def _wake(uow: UnitOfWork, due: Select[UUID], priority: int, most: int) -> int:
        cases = uow.session.scalars(due.limit(most)).all() if most > 0 else ()
        if cases:
            uow.session.execute(update(Case).where(Case.id.in_(cases)).values(next_due=uow.now + QUEUED_AGAIN_AFTER))
            uow.jobs += [Job("fire_timers", {"case_id": str(case)}, lock=f"case:{case}", priority=priority) for case in cases]
        return len(cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimers(Command[int]):
    """到期: let the due timers of one case fire; returns how many did."""

    in_background: ClassVar[bool] = True

    case_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """A case that closed in the meantime has nothing to fire."""
        opened = uow.opened_case(self.case_id)
        case = opened.case
        if case.status != "open":
            return 0
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        fired = step.fire_due()
        if fired:
            uow.record(case, by, "timer_fired", name=_named(fired), elements=[each.id for each in fired])
        step.settle()
        return len(fired)


def _named(fired: tuple[Element, ...]) -> dict[str, str]:
    """The names of the limits that were reached, each once; a timer that has none is left out."""
    names = list(dict.fromkeys(element_name(each) for each in fired if each.name))
    return Text("、".join(each.zh for each in names), ", ".join(each.in_("en") for each in names)).to_json()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAgain(Command[None]):
    """再看一次: let a case that was stuck move if it can by now; one that still cannot is an open incident again."""

    in_background: ClassVar[bool] = True

    case_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """A case that has ended in the meantime is stuck no more."""
        opened = uow.opened_case(self.case_id)
        case = opened.case
        if case.status != "open":
            return
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        step.fire_due()
        step.settle()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrowMessage(Command[int]):
    """消息: let a BPMN message or signal reach a case; returns how many tokens took it."""

    case_id: UUID
    name: str
    kind: str = "message"

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """Nothing that waits for it: nothing happens."""
        must_be(by, "administrator")
        opened = uow.opened_case(self.case_id)
        case = opened.case
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        caught = step.throw(BpmnEvent(self.kind, self.name))
        if caught:
            uow.record(case, by, "message_received", public=True, name=self.name)
            step.settle()
        return caught


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverMessage(Command[bool]):
    """投递: tell the people an outbox message concerns and deliver it under its stable id; False when it was delivered before."""

    in_background: ClassVar[bool] = True

    message_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> bool:
        """Delivery happens before the mark is committed: at least once, never lost."""
        row = uow.session.get(OutboxMessage, self.message_id, with_for_update=True)
        if row is None or row.delivered_at is not None:
            return False
        case = uow.session.get(Case, row.case_id) if row.case_id is not None else None
        tell_people(uow, str(row.id), row.topic, row.payload, case)
        queue_hooks(uow, row)
        uow.ports.delivery.deliver(Message(str(row.id), row.topic, row.payload))
        row.attempts += 1
        row.delivered_at = uow.now
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIncident(Command[UUID]):
    """登记异常: a job that failed for good is parked where administrators see it; `told` says why, to whoever sees the case."""

    job: str
    case_id: UUID | None
    cause: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    lock: str | None = None
    told: Text | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """One open incident per job and arguments; a repeated failure raises its count."""
        arguments = dict(self.arguments)
        row = uow.session.scalar(
            select(IncidentRow).where(
                IncidentRow.job == self.job, IncidentRow.state == "open", IncidentRow.detail["arguments"] == cast(arguments, JSONB)
            )
        )
        if row is not None:
            row.attempts += 1
            row.cause = self.cause
            return row.id
        row = IncidentRow(
            job=self.job,
            case_id=self.case_id or self._case(uow),
            element="",
            cause=self.cause,
            detail={"arguments": arguments, "lock": self.lock, **({"told": self.told.to_json()} if self.told else {})},
            state="open",
            attempts=1,
            created_at=uow.now,
        )
        uow.session.add(row)
        if self.job == DISPATCH:
            mark_undelivered(uow, arguments)
        uow.session.flush()
        return row.id

    def _case(self, uow: UnitOfWork) -> UUID | None:
        """The case whose paper or message it was."""
        for name, model in (("notice_id", Notice), ("letter_id", Letter), ("message_id", OutboxMessage)):
            if name in self.arguments:
                found: UUID | None = uow.session.scalar(select(model.case_id).where(model.id == UUID(self.arguments[name])))
                return found
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryIncident(Command[None]):
    """重试异常: do the failed background work again, look at a stuck case again; what a person tried is marked as dealt with, for them
    to try again.
    """

    incident_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """The incident is closed; a new failure opens a new one."""
        must_be(by, "administrator")
        row = uow.session.get(IncidentRow, self.incident_id, with_for_update=True)
        if row is None or row.state != "open":
            raise NotFound("incident_not_found", incident=str(self.incident_id))
        uow.jobs += resolve(uow, row)
        uow.record_system(by, "incident_retried", incident=str(row.id), job=row.job, case=str(row.case_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryIncidents(Command[int]):
    """批量重试异常: as `RetryIncident`, for those named or, when none is named, for every open one; returns how many.

    Incidents that are dealt with already, by whomever, are passed over.
    """

    incident_ids: tuple[UUID, ...] = ()
    job: str = ""
    """Of the open ones only those of this job."""

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """All of them in one transaction: either every job waits again, or none does."""
        must_be(by, "administrator")
        chosen = select(IncidentRow).where(IncidentRow.state == "open").order_by(IncidentRow.created_at).with_for_update(skip_locked=True)
        if self.incident_ids:
            chosen = chosen.where(IncidentRow.id.in_(self.incident_ids))
        if self.job:
            chosen = chosen.where(IncidentRow.job == self.job)
        rows = uow.session.scalars(chosen).all()
        for row in rows:
            uow.jobs += resolve(uow, row)
        if rows:
            uow.record_system(
                by, "incidents_retried", count=len(rows), incidents=[str(row.id) for row in rows], jobs=sorted({r.job for r in rows})
            )
        return len(rows)


def resolve(uow: UnitOfWork, row: IncidentRow) -> list[Job]:
    """Mark an incident as dealt with; returns the jobs that try again."""
    row.state = "resolved"
    row.resolved_at = uow.now
    if row.job == STUCK and row.case_id is not None:
        return [Job("look_again", {"case_id": str(row.case_id)}, lock=f"case:{row.case_id}")]
    return [Job(row.job, row.detail["arguments"], lock=row.detail["lock"])] if "arguments" in row.detail else []
