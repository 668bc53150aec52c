"""后台作业 and the outbox 发件箱, as administrators see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engine.model import Case, OutboxMessage
from engine.queries.job_titles import title_of_job
from engine.queries.query import Query
from engine.queries.topic_titles import title_of_topic
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from engine.store.jobs import LISTED, TAKEN, WORKERS
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class JobLine:
    """作业: how many of a kind wait, run or were put off after a failure, and since when the oldest waits."""

    job: str
    waiting: int
    running: int
    again: int
    oldest: datetime | None

    @property
    def title(self) -> Text:
        """What the job does."""
        return title_of_job(self.job)


@dataclass(frozen=True, slots=True)
class WorkerLine:
    """作业进程: a worker, when it was last heard, and what it is doing."""

    worker: int
    heard_at: datetime
    alive: bool
    running: tuple[str, ...]

    @property
    def doing(self) -> tuple[Text, ...]:
        """What it is doing, in words."""
        return tuple(title_of_job(each) for each in self.running)


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """A message that has not left yet."""

    message_id: UUID
    topic: str
    number: str
    case_id: UUID | None
    created_at: datetime
    attempts: int
    error: str

    @property
    def title(self) -> Text:
        """What the message tells of."""
        return title_of_topic(self.topic)


@dataclass(frozen=True, slots=True)
class BackgroundView:
    """后台: jobs by kind, workers, and what waits in the outbox, the oldest first; delivered in the last day."""

    jobs: tuple[JobLine, ...]
    workers: tuple[WorkerLine, ...]
    outbox: tuple[OutboxLine, ...]
    outbox_waiting: int
    delivered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Background(Query[BackgroundView]):
    """后台: what the workers have to do, who they are, and what has not left yet."""

    def answer(self, uow: UnitOfWork, by: Actor) -> BackgroundView:
        """At most a hundred messages are listed."""
        must_be(by, "administrator")
        jobs = tuple(JobLine(*row) for row in uow.driver.execute(LISTED))
        workers = tuple(WorkerLine(worker, heard, alive, tuple(names)) for worker, heard, alive, names in uow.driver.execute(WORKERS))
        pending = OutboxMessage.delivered_at.is_(None)
        rows: list[Any] = list(
            uow.session.execute(
                select(OutboxMessage, Case.number)
                .outerjoin(Case, Case.id == OutboxMessage.case_id)
                .where(pending)
                .order_by(OutboxMessage.created_at)
                .limit(100)
            )
        )
        outbox = tuple(
            OutboxLine(each.id, each.topic, number or "", each.case_id, each.created_at, each.attempts, each.last_error)
            for each, number in rows
        )
        waiting = uow.session.scalar(select(func.count()).select_from(OutboxMessage).where(pending)) or 0
        day = OutboxMessage.delivered_at > uow.now - func.make_interval(0, 0, 0, 1)
        delivered = uow.session.scalar(select(func.count()).select_from(OutboxMessage).where(day)) or 0
        return BackgroundView(jobs, workers, outbox, waiting, delivered)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesTakenOver(Query[int]):
    """接管次数: how often a job was taken over from a worker that died, which is no failure of its own."""

    job: int

    def answer(self, uow: UnitOfWork, by: Actor) -> int:
        """None that nobody took over."""
        must_be(by, "administrator")
        found = uow.driver.execute(TAKEN, (self.job,)).fetchone()
        return found[0] if found else 0
