"""The worker 后台作业进程: wakes due timers, makes papers, delivers the outbox, takes over the jobs of dead workers.

It outlives its database: when a connection is lost, the run ends, its jobs are given back, and a new one begins as soon as the
database answers. Waking timers and taking over stand beside the queue, on the clock that never jumps: neither a full queue nor a wrong
wall clock delays them.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

import procrastinate
import psycopg
import structlog
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.exceptions import ConnectorException, NoResult, UniqueViolation
from procrastinate.jobs import Job

from engine.commands import (
    ArchiveOldTrails,
    ArchiveTrail,
    CarryLetters,
    DeliverLetter,
    DeliverMessage,
    DestroyCases,
    FireTimers,
    JudgeMigration,
    LookAgain,
    MakeDossier,
    MigrateCase,
    OpenIncident,
    PostHook,
    RefuseBulkItem,
    RenderNotice,
    ReplayCases,
    ReserveBudget,
    RunBulkItem,
    SendDispatch,
    UndoMigratedCase,
)
from engine.commands.command import Command
from engine.engine import Engine
from engine.queries.background import TimesTakenOver
from engine.rounds import ERRANDS, Rounds
from engine.running.bulk import said
from engine.sdk.actor import Actor
from engine.sdk.errors import EngineError, Rejection, Unavailable
from engine.sdk.messages import sentence_of
from engine.store.jobs import LONGEST_PAUSE_SECONDS, QUEUE, STALLED_AFTER_SECONDS
from engine.store.postgres import plain_url, release_all

MOST_ATTEMPTS = 5
MOST_ATTEMPTS_WITHOUT_DATABASE = 50
HEARTBEAT_SECONDS = 2
POLL_SECONDS = 1
"""Jobs that were taken over or are tried again come back without a word: the queue tells only of new ones."""
RECONNECT_SECONDS = 1
TIMERS_SECONDS = 0.5
"""How often the clock is looked at: a timer fires within a second of its moment."""
SCHEDULES_SECONDS = 600
"""How often the calendar is asked whether a report is to be begun."""
WARNINGS_SECONDS = 120
"""How often people are warned of deadlines and told of what came into their pools."""
CONNECT_SECONDS = 10
GRACE_SECONDS = 5
"""How long running jobs may go on once the worker was told to stop; nobody hears its heart meanwhile."""
HARD_STOP_SECONDS = 7
"""Less than `STALLED_AFTER_SECONDS` after the last heartbeat: no job is taken over while the worker that had it may still be running it."""
LONGEST_FAREWELL_SECONDS = 120
"""How long jobs of a run that lost its database may go on before the whole process gives up."""
SYSTEM = Actor.system()
BUSY = "busy"
"""Somebody holds the case just now: that is no answer, and the job tries again."""
LOST = (ConnectorException, psycopg.Error, OSError)
More = Mapping[str, Callable[..., Any]]
MORE: More = {}
"""Jobs that are no command of this engine, by name: whoever starts the worker brings them."""
log = structlog.get_logger("engine.worker")


class GivenUp(Exception):
    """A job failed for good, and administrators see it."""


class BackOff(BaseRetryStrategy):
    """A failed job runs again after 2, 4, 8 ... seconds, until it is given up: only what is an incident already may stop being a job."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """None for what was given up."""
        if isinstance(exception, GivenUp):
            return None
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts + 1, 10), LONGEST_PAUSE_SECONDS)})


class Connector(procrastinate.PsycopgConnector):
    """The queue's connections; `on_loss` is called when the database fails one of its statements.

    A result that could not be written leaves its job marked as running: only a new run of the worker sets that right.
    """

    def __init__(self, url: str, on_loss: Callable[[], None]) -> None:
        super().__init__(conninfo=plain_url(url), timeout=CONNECT_SECONDS, min_size=1, max_size=4)
        self._on_loss = on_loss

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except (UniqueViolation, NoResult):
            raise
        except (ConnectorException, psycopg.Error):
            self._on_loss()
            raise

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        """As the library has it, watched."""
        with self._watched():
            await super().execute_query_async(query, **arguments)

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
        """As the library has it, watched."""
        with self._watched():
            found: dict[str, Any] = await super().execute_query_one_async(query, **arguments)
        return found

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        """As the library has it, watched."""
        with self._watched():
            found: list[dict[str, Any]] = await super().execute_query_all_async(query, **arguments)
        return found


def build_app(engine: Engine, url: str, on_loss: Callable[[], None] = lambda: None, more: More = MORE) -> procrastinate.App:
    """The queue's application: every job is one command of the engine, but for `more`, which need several."""
    app = procrastinate.App(connector=Connector(url, on_loss))

    def job(name: str, make: Callable[..., Command[Any]], refuse: Callable[..., Command[Any]] | None = None) -> None:
        task(name, lambda **arguments: engine.execute(make(**arguments), by=SYSTEM), refuse)

    def task(name: str, do: Callable[..., Any], refuse: Callable[..., Command[Any]] | None = None) -> None:
        @app.task(name=name, queue=QUEUE, retry=BackOff(), pass_context=True)
        def run(context: JobContext, /, **arguments: Any) -> None:
            try:
                do(**arguments)
            except Exception as error:
                if refuse is not None and isinstance(error, Rejection) and error.code != BUSY:
                    engine.execute(refuse(error, **arguments), by=SYSTEM)
                    return
                attempt = context.job.attempts + 1
                log.warning("job failed", job=name, attempt=attempt, cause=str(error))
                most = MOST_ATTEMPTS_WITHOUT_DATABASE if isinstance(error, Unavailable) else MOST_ATTEMPTS
                if attempt < most or attempt < most + engine.ask(TimesTakenOver(job=context.job.id or 0), by=SYSTEM):
                    raise
                case = arguments.get("case_id")
                engine.execute(
                    OpenIncident(
                        job=name,
                        case_id=UUID(case) if case else None,
                        cause=f"{type(error).__name__}: {error}",
                        arguments=arguments,
                        lock=context.job.lock,
                        told=sentence_of(error) if isinstance(error, EngineError) else None,
                    ),
                    by=SYSTEM,
                )
                raise GivenUp(name) from error

    job("fire_timers", lambda case_id: FireTimers(case_id=UUID(case_id)))
    job("look_again", lambda case_id: LookAgain(case_id=UUID(case_id)))
    job("carry_letters", lambda kind, name, correlation: CarryLetters(kind=kind, name=name, correlation=correlation))
    job("deliver_letter", lambda letter_id: DeliverLetter(letter_id=UUID(letter_id)))
    job("render_notice", lambda notice_id: RenderNotice(notice_id=UUID(notice_id)))
    job(
        "bulk_item",
        lambda bulk_id, task_id: RunBulkItem(bulk_id=UUID(bulk_id), task_id=UUID(task_id)),
        lambda error, bulk_id, task_id: RefuseBulkItem(bulk_id=UUID(bulk_id), task_id=UUID(task_id), why=said(error)),
    )
    job("archive_old", lambda after: ArchiveOldTrails(after=UUID(after) if after else None))
    job("archive", lambda case_id: ArchiveTrail(case_id=UUID(case_id)))
    job("post_hook", lambda delivery_id: PostHook(delivery_id=UUID(delivery_id)))
    job("reserve_budget", lambda line_id: ReserveBudget(line_id=UUID(line_id)))
    job("dossier", lambda case_id: MakeDossier(case_id=UUID(case_id)))
    job("destroy_cases", lambda destruction_id: DestroyCases(destruction_id=UUID(destruction_id)))
    job("deliver", lambda message_id: DeliverMessage(message_id=UUID(message_id)))
    job("send_dispatch", lambda person_id, channel: SendDispatch(person_id=UUID(person_id), channel=channel))
    job("replay_cases", lambda run_id: ReplayCases(run_id=UUID(run_id)))
    job("judge_migration", lambda migration_id: JudgeMigration(migration_id=UUID(migration_id)))
    job("migrate_case", lambda migration_id, case_id: MigrateCase(migration_id=UUID(migration_id), case_id=UUID(case_id)))
    job("undo_migration", lambda migration_id, case_id: UndoMigratedCase(migration_id=UUID(migration_id), case_id=UUID(case_id)))
    for name, errand in ERRANDS.items():
        job(name, errand)
    for name, do in more.items():
        task(name, do)
    return app


def run_worker(engine: Engine, url: str, *, concurrency: int = 2, wait: bool = True, more: More = MORE) -> None:
    """Work until told to stop, or, without `wait`, until nothing is left to do.

    SIGTERM lets running jobs finish for a few seconds; what has not ended then ends with the process, and another worker does it again.
    """
    worker = _Worker(engine, url, concurrency, wait, more)
    asyncio.run(worker.work())
    if worker.hard_stop is not None:
        worker.hard_stop.cancel()  # every thread has ended; stopping the database may take its time


class _Worker:
    """One worker process: run after run until told to stop."""

    def __init__(self, engine: Engine, url: str, concurrency: int, wait: bool, more: More) -> None:
        self.engine = engine
        self.more = more
        self.url = url
        self.concurrency = concurrency
        self.wait = wait
        self.stopping = asyncio.Event()
        self.rounds = Rounds(engine, self.stopping.is_set)
        self.lost = asyncio.Event()
        self.look_at_schedules_at = 0.0
        self.warn_at = 0.0
        self.hard_stop: threading.Timer | None = None

    async def work(self) -> None:
        """A run ends when its database is lost; the next one begins when it is back."""
        with self._told_by_signals():
            while not self.stopping.is_set():
                try:
                    await self._run()
                except LOST as error:
                    log.warning("database lost", cause=str(error))
                if not self.wait and not self.lost.is_set():
                    return
                await _either(self.stopping.wait(), asyncio.sleep(RECONNECT_SECONDS))

    async def _run(self) -> None:
        self.lost.clear()
        app = build_app(self.engine, self.url, self.lost.set, self.more)
        async with app.open_async():
            await asyncio.to_thread(self.rounds.look_around)
            await asyncio.to_thread(self.rounds.wake_timers)
            tasks = [asyncio.create_task(each) for each in (self._timers(), self._beside(), self._queue(app))]
            await _either(*tasks, self.lost.wait(), self.stopping.wait())
            farewell = None if self.stopping.is_set() else _deadline(LONGEST_FAREWELL_SECONDS)
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            if farewell is not None:
                farewell.cancel()

    async def _queue(self, app: procrastinate.App) -> None:
        await app.run_worker_async(
            queues=[QUEUE],
            concurrency=self.concurrency,
            wait=self.wait,
            fetch_job_polling_interval=POLL_SECONDS,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_AFTER_SECONDS,
            shutdown_graceful_timeout=GRACE_SECONDS,
            install_signal_handlers=False,
        )

    async def _beside(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await asyncio.to_thread(self.rounds.look_around)
            if self.wait and asyncio.get_running_loop().time() >= self.look_at_schedules_at:
                self.look_at_schedules_at = asyncio.get_running_loop().time() + SCHEDULES_SECONDS
                await asyncio.to_thread(self.rounds.begin_scheduled)
            if self.wait and asyncio.get_running_loop().time() >= self.warn_at:
                more = await asyncio.to_thread(self.rounds.warn)
                self.warn_at = asyncio.get_running_loop().time() + (0 if more else WARNINGS_SECONDS)

    async def _timers(self) -> None:
        """Look for timers that came due, whatever else is being done beside the queue."""
        while True:
            await asyncio.sleep(TIMERS_SECONDS)
            await asyncio.to_thread(self.rounds.wake_timers)

    @contextmanager
    def _told_by_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT stop the worker in order; a thread that runs one for a test has no signals."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)  # the end has begun and has its deadline

    def _stop(self) -> None:
        if not self.stopping.is_set():
            self.stopping.set()
            self.hard_stop = _deadline(HARD_STOP_SECONDS)


async def _either(*awaitables: Any) -> None:
    """Wait for the first; what was made here for waiting only is put away."""
    tasks = [each if isinstance(each, asyncio.Task) else asyncio.create_task(each) for each in awaitables]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for made, each in zip(tasks, awaitables, strict=True):
            if made is not each:
                made.cancel()


def _deadline(seconds: float) -> threading.Timer:
    """End this process after so long whatever hangs: a thread that runs a job cannot be ended in any other way."""
    timer = threading.Timer(seconds, _end_now)
    timer.daemon = True
    timer.start()
    return timer


def _end_now() -> None:
    log.error("the worker did not come to an end and is ended")
    sys.stdout.flush()
    release_all()
    os._exit(1)
