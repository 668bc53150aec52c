"""Background jobs 后台作业 are deferred in the caller's own transaction: they exist exactly when its changes do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

QUEUE = "tongban"
DEFER = "procrastinate_defer_jobs_v1(ARRAY(SELECT json_populate_recordset(NULL::procrastinate_job_to_defer_v1, %s)))"
"""The queue's own function, which its library calls too; its argument is a JSON list of `written` jobs."""


@dataclass(frozen=True, slots=True)
class Job:
    """作业: the task of the worker to run, its arguments, and the lock that keeps jobs of one case in a row."""

    task: str
    arguments: Mapping[str, str | int | bool | None] = field(default_factory=dict)
    lock: str | None = None
    once: str | None = None
    at: datetime | None = None


def written(job: Job) -> dict[str, object]:
    """A job as `DEFER` takes it."""
    return {
        "queue_name": QUEUE,
        "task_name": job.task,
        "priority": 0,
        "lock": job.lock,
        "queueing_lock": job.once,
        "args": dict(job.arguments),
        "scheduled_at": job.at,
    }
