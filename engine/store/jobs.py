"""Background jobs 后台作业 are deferred in the caller's own transaction: they exist exactly when its changes do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

QUEUE = "tongban"
SOMEBODY_WAITS, JUST_DUE, NOBODY_WAITS, AT_LEISURE = 0, -5, -10, -20
"""What follows from somebody's act goes before what the clock brings; what comes due now goes before a hundred thousand timers of one
earlier moment, which may take their time; what changes nothing for anybody comes last."""
MOST_JUST_DUE = 50
"""So few that they are done in a moment; more of one moment are a flood."""
MOST_TIMERS_QUEUED = 2000
"""Timers are woken no faster than they are worked off: the queue stays short, and what comes later is still found at once."""
DEFER = "procrastinate_defer_jobs_v1(ARRAY(SELECT json_populate_recordset(NULL::procrastinate_job_to_defer_v1, %s)))"
"""The queue's own function, which its library calls too; its argument is a JSON list of `written` jobs."""

TIMERS_QUEUED = "SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND priority = %s LIMIT %s) waiting"
"""How many jobs of a priority wait, up to a limit."""

LONGEST_PAUSE_SECONDS = 60
STALLED_AFTER_SECONDS = 10
MOST_TAKEN = 5
"""A job that was taken over so often is given up: it ends its workers."""

TAKE_OVER = """
WITH stalled AS (
    SELECT id, queueing_lock, task_name, args, lock
    FROM procrastinate_jobs job
    WHERE status = 'doing' AND queue_name = %(queue)s AND NOT EXISTS (
        SELECT 1 FROM procrastinate_workers w
        WHERE w.id = job.worker_id AND w.last_heartbeat >= now() - make_interval(secs => %(seconds)s)
    )
    FOR UPDATE OF job SKIP LOCKED
), astray AS (
    UPDATE procrastinate_jobs SET scheduled_at = now()
    WHERE status = 'todo' AND queue_name = %(queue)s AND attempts > 0 AND scheduled_at > now() + make_interval(secs => %(longest)s)
), counted AS (
    INSERT INTO job_taken (job_id, times) SELECT id, 1 FROM stalled
    ON CONFLICT (job_id) DO UPDATE SET times = job_taken.times + 1
    RETURNING job_id, times
), given AS MATERIALIZED (
    SELECT times, task_name, args, lock, CASE
        WHEN queueing_lock IS NOT NULL AND (
            row_number() OVER (PARTITION BY queueing_lock ORDER BY id) > 1
            OR EXISTS (SELECT 1 FROM procrastinate_jobs other WHERE other.queueing_lock = stalled.queueing_lock AND other.status = 'todo')
        )
        THEN procrastinate_finish_job_v1(id, 'aborted', true)::text
        WHEN times >= %(most)s THEN procrastinate_finish_job_v1(id, 'failed', false)::text
        ELSE procrastinate_retry_job_v2(
            id, now() + make_interval(secs => CASE times WHEN 1 THEN 0 ELSE 2 ^ (times - 1) END), NULL, NULL, NULL
        )::text
    END AS done
    FROM stalled JOIN counted ON job_id = id
)
SELECT times, task_name, args, lock FROM given WHERE done IS NOT NULL
"""
"""Jobs of workers that died go back into the queue, and so do retries that a wrong clock put off for longer than anybody would; how
often each was taken over by now, its task, arguments and lock.

One statement: finding and taking are one moment, so that a job another worker has just taken over and begun is left alone. Of jobs that
may wait only once, one that waits already, or the first of several stalled ones, stands for all of them.
"""

TAKEN = "SELECT times FROM job_taken WHERE job_id = %s"
"""How often a job was taken over: tries that are no failure of its own."""

FORGET_TAKEN = "DELETE FROM job_taken WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE id = job_id)"
"""Jobs that were done in the end are counted no more."""

LISTED = """
SELECT task_name, count(*) FILTER (WHERE status = 'todo' AND attempts = 0), count(*) FILTER (WHERE status = 'doing'),
    count(*) FILTER (WHERE status = 'todo' AND attempts > 0), min(coalesce(scheduled_at, now())) FILTER (WHERE status = 'todo')
FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY task_name ORDER BY task_name
"""
"""What there is to do, by kind: waiting, running, to be tried again, and since when."""

WORKERS = """
SELECT w.id, w.last_heartbeat, w.last_heartbeat > now() - interval '10 seconds',
    coalesce(array_agg(j.task_name ORDER BY j.id) FILTER (WHERE j.id IS NOT NULL), '{}')
FROM procrastinate_workers w LEFT JOIN procrastinate_jobs j ON j.worker_id = w.id AND j.status = 'doing'
GROUP BY w.id, w.last_heartbeat ORDER BY w.id
"""
"""Who works, when they were last heard, and what they are doing."""


@dataclass(frozen=True, slots=True)
class Job:
    """作业: the task of the worker to run, its arguments, and the lock that keeps jobs of one case in a row."""

    task: str
    arguments: Mapping[str, str | int | bool | None] = field(default_factory=dict)
    lock: str | None = None
    once: str | None = None
    at: datetime | None = None
    priority: int = SOMEBODY_WAITS


def archiving(case_id: UUID) -> Job:
    """归档: a case has ended; its trail is bound when nothing else is to be done."""
    return Job("archive", {"case_id": str(case_id)}, lock=f"case:{case_id}", priority=AT_LEISURE)


def archiving_old(after: UUID) -> Job:
    """归档: the next batch of cases that ended before there were volumes."""
    return Job("archive_old", {"after": str(after)}, once="archive_old", priority=AT_LEISURE)


def freezing(case_id: UUID) -> Job:
    """立卷: a case has ended; what it holds is frozen when nothing else is to be done."""
    return Job("dossier", {"case_id": str(case_id)}, lock=f"case:{case_id}", priority=AT_LEISURE)


def written(job: Job) -> dict[str, object]:
    """A job as `DEFER` takes it."""
    return {
        "queue_name": QUEUE,
        "task_name": job.task,
        "priority": job.priority,
        "lock": job.lock,
        "queueing_lock": job.once,
        "args": dict(job.arguments),
        "scheduled_at": job.at,
    }
