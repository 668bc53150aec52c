"""The unit of work 工作单元: one command, one transaction."""

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import psycopg
import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from engine import bpmn
from engine.calendar.calendar import Calendar
from engine.model import Case, Chain, Event, OutboxMessage, Release, ReleaseFile, Serial, Task, Timer
from engine.packages.program import Program
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, NotFound
from engine.store.calendars import load_calendar
from engine.store.jobs import Job, defer
from engine.store.runtime import Runtime

CALENDAR_CHAIN = "calendar"
SYSTEM_CHAIN = "system"
log = structlog.get_logger("engine")


class UnitOfWork:
    """工作单元: the only begin, commit and rollback of the product.

    Inside it, everything happens at one moment (`now`). Leaving it normally writes events, outbox and jobs and commits once; any
    exception rolls everything back. Waiting for a lock longer than the connection's `lock_timeout` becomes `Conflict("busy")`.
    """

    def __init__(self, runtime: Runtime, *, read_only: bool = False) -> None:
        self.runtime = runtime
        self.ports = runtime.ports
        self.keyring = runtime.keyring
        self.session: Session = runtime.sessions()
        self.read_only = read_only
        self.now: datetime = runtime.ports.clock.now()
        self.jobs: list[Job] = []
        self._calendar_version: int | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Commit, or leave everything as it was; a lost race is told as a `Conflict`."""
        try:
            if error is None and not self.read_only:
                self.session.flush()
                defer(self.session, self.jobs)
                self.session.commit()
            else:
                self.session.rollback()
        except DBAPIError as failure:
            self.session.rollback()
            self._raise_as_conflict(failure)
        finally:
            self.session.close()
        if isinstance(error, DBAPIError):
            self._raise_as_conflict(error)

    @staticmethod
    def _raise_as_conflict(failure: DBAPIError) -> None:
        cause = failure.orig
        if isinstance(cause, psycopg.errors.LockNotAvailable | psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected):
            raise Conflict("busy") from failure
        if isinstance(failure, IntegrityError) and isinstance(cause, psycopg.errors.UniqueViolation):
            raise Conflict("already_there", constraint=cause.diag.constraint_name or "") from failure
        raise failure

    # ---- what commands read -------------------------------------------------------------------------------------------------

    def _calendar_seq(self) -> Any:
        return select(Chain.seq).where(Chain.name == CALENDAR_CHAIN).scalar_subquery()

    def locked_case(self, case_id: UUID) -> Case:
        """The case, locked until the end of the unit of work; `NotFound` when there is none."""
        row = self.session.execute(
            select(Case, func.coalesce(self._calendar_seq(), 0)).where(Case.id == case_id).with_for_update(of=Case)
        ).one_or_none()
        if row is None:
            raise NotFound("case_not_found", case=str(case_id))
        case: Case = row[0]
        self._calendar_version = row[1]
        return case

    def locked_task(self, task_id: UUID) -> tuple[Task, Case]:
        """A task and its case, the case locked; `NotFound` when there is none."""
        row = self.session.execute(
            select(Task, Case, func.coalesce(self._calendar_seq(), 0))
            .join(Case, Case.id == Task.case_id)
            .where(Task.id == task_id)
            .with_for_update(of=Case)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if row is None:
            raise NotFound("task_not_found", task=str(task_id))
        self._calendar_version = row[2]
        return row[0], row[1]

    def program(self, release_id: UUID) -> Program:
        """The loaded program of a release."""
        return self.runtime.programs.get(release_id, lambda: self._release_files(release_id))

    def _release_files(self, release_id: UUID) -> dict[str, bytes]:
        rows = self.session.execute(select(ReleaseFile.path, ReleaseFile.content).where(ReleaseFile.release_id == release_id))
        return {path: content for path, content in rows}  # noqa: C416 - rows are not tuples to dict()

    def current_release(self, program: str) -> Release:
        """The release new cases start on; `NotFound` when the program was never released."""
        release = self.session.scalar(select(Release).where(Release.program == program, Release.current))
        if release is None:
            raise NotFound("program_not_found", program=program)
        return release

    @property
    def calendar(self) -> Calendar:
        """The working-day calendar as it stands in this transaction."""
        if self._calendar_version is None:
            self._calendar_version = self.session.scalar(select(Chain.seq).where(Chain.name == CALENDAR_CHAIN)) or 0
        return self.runtime.calendars.get(self._calendar_version, lambda: load_calendar(self.session))

    # ---- what commands write ------------------------------------------------------------------------------------------------

    def record(self, case: Case, by: Actor, what: str, *, public: bool = False, **data: Any) -> Event:
        """操作留痕: append an event to the case's chain."""
        case.event_seq += 1
        event = self._event(str(case.id), case.event_seq, case.event_hash, by, what, public=public, data=data)
        event.case_id = case.id
        case.event_hash = event.hash
        return event

    def record_system(self, by: Actor, what: str, *, chain: str = SYSTEM_CHAIN, **data: Any) -> Event:
        """操作留痕 outside cases: append an event to a named chain, which is locked until the commit."""
        self.session.execute(insert(Chain).values(name=chain, seq=0, hash=b"").on_conflict_do_nothing())
        end = self.session.scalars(
            select(Chain).where(Chain.name == chain).with_for_update().execution_options(populate_existing=True)
        ).one()
        end.seq += 1
        event = self._event(chain, end.seq, end.hash, by, what, public=False, data=data)
        end.hash = event.hash
        return event

    def _event(self, chain: str, seq: int, previous: bytes, by: Actor, kind: str, *, public: bool, data: Mapping[str, Any]) -> Event:
        event = Event(
            chain=chain,
            seq=seq,
            case_id=None,
            at=self.now,
            kind=kind,
            actor_id=by.user_id,
            actor=by.name,
            organisation=by.organisation,
            public=public,
            data=dict(data),
        )
        event.hash = event.digest(previous)
        self.session.add(event)
        return event

    def send(self, topic: str, payload: Mapping[str, Any], case: Case | None = None) -> None:
        """发件箱: let an effect leave after commit."""
        message = OutboxMessage(id=uuid4(), case_id=case.id if case else None, topic=topic, payload=dict(payload), created_at=self.now)
        message.attempts = 0
        self.session.add(message)
        self.jobs.append(Job("deliver", {"message_id": str(message.id)}))

    def next_number(self, scope: str, year: int) -> int:
        """编号: the next number of a scope and year, without gaps; other takers wait until this transaction ends."""
        return self.session.execute(
            insert(Serial)
            .values(scope=scope, year=year, last=1)
            .on_conflict_do_update(index_elements=["scope", "year"], set_={"last": Serial.last + 1})
            .returning(Serial.last)
        ).scalar_one()

    def lock_key(self, owner: str, key: str) -> None:
        """Let only one request with this idempotency key run at a time."""
        self.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{owner}:{key}", 0))))

    def move_timer(self, case: Case, timer: Timer, moment: datetime) -> None:
        """The calendar moved: a waiting timer of a case comes due at another moment."""
        instance = bpmn.decode(case.state or b"", self.program(case.release_id).definition)
        bpmn.set_due(instance, timer.item, moment)
        case.state = bpmn.encode(instance)
        case.next_due = bpmn.due(instance)
        timer.due_at = moment
