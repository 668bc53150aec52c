"""Background jobs 后台作业 are deferred in the caller's own transaction: they exist exactly when its changes do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import procrastinate
from procrastinate.jobs import Job as ProcrastinateJob
from sqlalchemy.orm import Session

QUEUE = "tongban"


@dataclass(frozen=True, slots=True)
class Job:
    """作业: the task of the worker to run, its arguments, and the lock that keeps jobs of one case in a row."""

    task: str
    arguments: Mapping[str, str | int | bool | None] = field(default_factory=dict)
    lock: str | None = None
    once: str | None = None
    at: datetime | None = None


_app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def defer(session: Session, jobs: Sequence[Job]) -> None:
    """Add jobs on the session's own connection, in one statement; nothing happens before the session commits."""
    if jobs:
        _app.job_manager.batch_defer_jobs(
            [
                ProcrastinateJob(
                    id=None,
                    queue=QUEUE,
                    lock=job.lock,
                    queueing_lock=job.once,
                    task_name=job.task,
                    task_kwargs=dict(job.arguments),
                    scheduled_at=job.at,
                )
                for job in jobs
            ],
            connection=session.connection().connection.driver_connection,
        )
