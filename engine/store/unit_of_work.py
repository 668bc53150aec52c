"""The unit of work 工作单元: one command, one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import psycopg
import structlog
from sqlalchemy import Connection, PoolProxiedConnection, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from engine import bpmn
from engine.calendar.calendar import Calendar
from engine.model import Case, Chain, OutboxMessage, Release, ReleaseFile, Task, Timer
from engine.packages.program import Program
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound, Unavailable
from engine.store.batch import Batch
from engine.store.calendars import load_calendar
from engine.store.failures import FAILURES, Failure, lost, refuse
from engine.store.jobs import Job
from engine.store.known import WRITTEN
from engine.store.next_look import next_look
from engine.store.opening import LOCK_CASE, LOCK_TASK, Opened, more_tasks, open_work, opened_case, opened_task
from engine.store.runtime import ZONE, Runtime
from engine.store.together import Together
from engine.store.trail import Trails

LOCK_KEY = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
READ_KEY = "SELECT encode(request, 'hex') || ' ' || encode(result, 'hex') FROM answer WHERE owner = $1 AND key = $2"
NEXT_NUMBER = (
    "INSERT INTO serial (scope, year, last) VALUES ($1, $2, 1) "
    "ON CONFLICT (scope, year) DO UPDATE SET last = serial.last + 1 RETURNING last"
)
CALENDAR_CHAIN = "calendar"
SYSTEM_CHAIN = "system"
log = structlog.get_logger("engine")


class UnitOfWork:
    """工作单元: the only begin, commit and rollback of the product.

    Inside it, everything happens at one moment (`now`). Leaving it normally writes events, outbox and jobs and commits once; any
    exception rolls everything back. Waiting for a lock longer than the connection's `lock_timeout` becomes `Conflict("busy")`, a
    database that is away `Unavailable`.
    """

    def __init__(self, runtime: Runtime, *, read_only: bool = False) -> None:
        self.runtime = runtime
        self.ports = runtime.ports
        self.keyring = runtime.keyring
        self.read_only = read_only
        self.now: datetime = runtime.ports.clock.now()
        self.jobs: list[Job] = []
        self.batch = Batch()
        self.trails = Trails(self.now, self.batch)
        self._chains: dict[str, Chain] = {}
        self._connection: PoolProxiedConnection | None = None
        self._session: Session | None = None
        self._together: Together | None = None
        self._opened: Opened | None = None
        self._calendar_version: int | None = None
        self._committing = False
        self._program: tuple[UUID, Program] | None = None

    @property
    def connection(self) -> PoolProxiedConnection:
        """The one connection of this unit of work, taken from the pool when it is first needed.

        Raises:
            Unavailable: `too_busy`, when nobody gives a connection back in time.
        """
        if self._connection is None:
            try:
                self._connection = self.runtime.database.raw_connection()
            except PoolExhausted as error:
                raise Unavailable("too_busy", cause=str(error)) from error
        return self._connection

    @property
    def driver(self) -> psycopg.Connection[Any]:
        """The same connection as the driver knows it, for statements that have to be fast."""
        driver: psycopg.Connection[Any] = self.connection.driver_connection  # type: ignore[assignment]
        return driver

    @property
    def together(self) -> Together:
        """The same connection for statements that leave in one message; what the mapper still holds back goes before them."""
        if self._session is not None:
            self._session.flush()
        if self._together is None:
            self._together = Together(self.driver, self.connection.info)
        return self._together

    @property
    def session(self) -> Session:
        """The mapper's session on the same connection and in the same transaction."""
        if self._session is None:
            self.connection.info.pop(WRITTEN, None)
            self._session = self.runtime.sessions(bind=Connection(self.runtime.database, self.connection))
        return self._session

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Commit, or leave everything as it was; a lost race is told as a `Conflict`, a lost database as `Unavailable`."""
        failure = error if isinstance(error, FAILURES) else None
        gone = False
        try:
            if error is None and not self.read_only:
                self._commit()
        except FAILURES as at_commit:
            failure = at_commit
        finally:
            gone = self._let_go(failure)
        if failure is not None:
            refuse(failure, gone=gone, committing=self._committing)

    def _let_go(self, failure: Failure | None) -> bool:
        """Give the connection back, where what is not committed is rolled back; one that is lost is thrown away, which is the answer."""
        gone = failure is not None and lost(failure, None if self._connection is None or not self._connection.is_valid else self.driver)
        if gone and self._connection is not None and self._connection.is_valid:
            self._connection.invalidate()
        if self._session is not None:
            self._session.close()
        if self._connection is not None:
            self._connection.close()
        return gone

    def _commit(self) -> None:
        """Everything the command wrote leaves in one statement, and then the commit."""
        self.trails.link()
        if self._session is not None:
            self._session.flush()
        statement = self.batch.statement(self.jobs)
        if statement is None and self._connection is None:
            return
        self._committing = True
        if statement is None:
            self.driver.commit()
        else:
            self.together.send([statement], commit=True)
        self._know()

    def _know(self) -> None:
        """Remember what the next step of the case need not read: what rests, as long as this one left it and nothing passed the batch by.

        A version that is wrong costs a reading and no more: the row has another one then.
        """
        opened = self._opened
        if opened is None or opened.known is None:
            return
        now, known = opened.case.__dict__, opened.known
        beside = self._session is not None and WRITTEN in self.connection.info
        if beside or any(now[name] is not value for name, value in known.columns.items()):
            self.runtime.cases.forget(opened.case.id)
            return
        tasks = [*(task.id for task in opened.tasks), *(each["id"] for each in self.batch.fresh(Task))]
        self.runtime.cases.keep(opened.case.id, replace(known, version=opened.next_version), tasks)

    # ---- what commands read -------------------------------------------------------------------------------------------------

    def opened_task(self, task_id: UUID, step: str, *, few: bool = False) -> Opened:
        """A case by one of its tasks, locked until the end of the unit of work, with all that a step of it needs.

        `step` names the draft to look for. What is set on the rows is written at the commit. With `few`, not all of very many open tasks
        are read; `open_tasks` reads the others.
        """
        return self._take(
            opened_task(self.together, self.batch, self.runtime.cases, task_id, step, few=few), "task_not_found", task=task_id
        )

    def opened_case(self, case_id: UUID) -> Opened:
        """A case, locked until the end of the unit of work, with all that a step of it needs."""
        return self._take(opened_case(self.together, self.batch, self.runtime.cases, case_id), "case_not_found", case=case_id)

    def _take(self, opened: Opened | None, code: str, **what: UUID) -> Opened:
        if opened is None:
            raise NotFound(code, **{name: str(value) for name, value in what.items()})
        self._opened = opened
        self._calendar_version = opened.calendar_version
        return opened

    def open_work(self, case: Case) -> Opened:
        """The open tasks and clocks of a case that this unit of work has locked."""
        if self._opened is None or self._opened.case is not case:
            self._opened = open_work(self.together, self.batch, case)
        return self._opened

    def open_tasks(self, case: Case, items: Collection[int] | None = None) -> Sequence[Task]:
        """The open tasks of a case that this unit of work has locked: all, or at least those of some tokens."""
        opened = self.open_work(case)
        if opened.partial:
            more = more_tasks(self.together, self.batch, opened, items)
            opened = self._opened = replace(opened, tasks=opened.tasks + more, partial=items is not None)
        return opened.tasks

    def locked_case(self, case_id: UUID) -> Case:
        """The case, locked until the end of the unit of work; `NotFound` when there is none."""
        if self.together.send([(LOCK_CASE, [str(case_id)])]) is None:
            raise NotFound("case_not_found", case=str(case_id))
        return self.session.scalars(select(Case).where(Case.id == case_id).execution_options(populate_existing=True)).one()

    def locked_task(self, task_id: UUID) -> tuple[Task, Case]:
        """A task and its case, the case locked; `NotFound` when there is none.

        The lock is a statement of its own: what is read after the wait is what the one before us left.
        """
        if self.together.send([(LOCK_TASK, [str(task_id)])]) is None:
            raise NotFound("task_not_found", task=str(task_id))
        task, case = self.session.execute(
            select(Task, Case).join(Case, Case.id == Task.case_id).where(Task.id == task_id).execution_options(populate_existing=True)
        ).one()
        return task, case

    def locked_tasks(self, task_ids: Sequence[UUID]) -> list[tuple[Task, Case, bool]]:
        """Tasks and their cases, in the order of the cases; False beside those whose case somebody else has locked: they are as before."""
        of_these = select(Task.case_id).where(Task.id.in_(task_ids))
        lock = select(Case.id).where(Case.id.in_(of_these)).order_by(Case.id).with_for_update(skip_locked=True)
        locked = set(self.session.scalars(lock))
        rows = self.session.execute(
            select(Task, Case)
            .join(Case, Case.id == Task.case_id)
            .where(Task.id.in_(task_ids))
            .order_by(Case.id, Task.id)
            .execution_options(populate_existing=True)
        ).all()
        return [(task, case, case.id in locked) for task, case in rows]

    def program(self, release_id: UUID) -> Program:
        """The loaded program of a release."""
        known = self._program
        if known is None or known[0] is not release_id:
            found = self.runtime.programs.get(release_id, lambda: self._release_files(release_id))
            known = self._program = (release_id, found)
        return known[1]

    def _release_files(self, release_id: UUID) -> dict[str, bytes]:
        rows = self.session.execute(select(ReleaseFile.path, ReleaseFile.content).where(ReleaseFile.release_id == release_id))
        return {path: content for path, content in rows}  # noqa: C416 - rows are not tuples to dict()

    def current_release(self, program: str) -> Release:
        """The release new cases start on, a planned one from its day on; `NotFound` when the program was never released."""
        today = self.now.astimezone(ZONE).date()
        begun = Release.current | (Release.planned & (Release.effective_on <= today))
        release = self.session.scalar(select(Release).where(Release.program == program, begun).order_by(Release.planned.desc()).limit(1))
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

    def record(self, case: Case, by: Actor, what: str, *, public: bool = False, **data: Any) -> None:
        """操作留痕: append an event to the case's chain."""
        self.trails.record(case, by, [what, public, data])

    def record_system(self, by: Actor, what: str, *, chain: str = SYSTEM_CHAIN, **data: Any) -> None:
        """操作留痕 outside cases: append an event to a named chain, which is locked until the commit."""
        end = self._chains.get(chain)
        if end is None:
            self.session.execute(insert(Chain).values(name=chain, seq=0, hash=b"").on_conflict_do_nothing())
            end = self._chains[chain] = self.session.scalars(
                select(Chain).where(Chain.name == chain).with_for_update().execution_options(populate_existing=True)
            ).one()
        self.trails.record(end, by, [what, False, data])

    def send(self, topic: str, payload: Mapping[str, Any], case: Case | None = None) -> None:
        """发件箱: let an effect leave after commit."""
        message_id = uuid4()
        self.batch.insert_values(
            OutboxMessage,
            {
                "id": message_id,
                "case_id": case.id if case else None,
                "topic": topic,
                "payload": payload,
                "created_at": self.now,
                "attempts": 0,
                "last_error": "",
            },
        )
        self.jobs.append(Job("deliver", {"message_id": str(message_id)}))

    def next_number(self, scope: str, year: int) -> int:
        """编号: the next number of a scope and year, without gaps; other takers wait until this transaction ends."""
        return int(self.together.send([(NEXT_NUMBER, [scope, str(year)])]) or b"")

    def first_answer(self, owner: str, key: str) -> tuple[bytes, bytes] | None:
        """幂等: the request and the answer this idempotency key was used for; until the end of the unit of work nobody else may use it."""
        found = self.together.send([(LOCK_KEY, [f"{owner}:{key}"]), (READ_KEY, [owner, key])])
        if found is None:
            return None
        request, result = found.split(b" ")
        return bytes.fromhex(request.decode()), bytes.fromhex(result.decode())

    def move_timer(self, case: Case, timer: Timer, moment: datetime) -> None:
        """The calendar moved: a waiting timer of a case comes due at another moment."""
        instance = bpmn.decode(case.state or b"", self.program(case.release_id).definition)
        bpmn.set_due(instance, timer.item, moment)
        case.state = bpmn.encode(instance)
        case.next_due = next_look(instance, self.now)
        case.revision += 1
        timer.due_at = moment
