"""The worker 后台作业进程: promotes due timers, makes papers, delivers the outbox, takes over the jobs of dead workers."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import procrastinate
import structlog
from procrastinate import JobContext, RetryStrategy

from engine.commands import DeliverLetter, DeliverMessage, FireTimers, OpenIncident, PromoteTimers, RenderNotice
from engine.commands.command import Command
from engine.engine import Engine
from engine.sdk.actor import Actor
from engine.store.jobs import QUEUE
from engine.store.postgres import plain_url

MOST_ATTEMPTS = 5
EVERY_TWO_SECONDS = "* * * * * */2"
EVERY_TEN_SECONDS = "* * * * * */10"
HEARTBEAT_SECONDS = 2
STALLED_AFTER_SECONDS = 10
log = structlog.get_logger("engine.worker")
BACK_OFF = RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=2)


def build_app(engine: Engine, url: str) -> procrastinate.App:
    """The queue's application: every job is one command of the engine."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=plain_url(url)))

    def job(name: str, make: Callable[..., Command[Any]], case_of: Callable[[dict[str, Any]], str | None] = lambda _: None) -> None:
        @app.task(name=name, queue=QUEUE, retry=BACK_OFF, pass_context=True)
        def run(context: JobContext, /, **arguments: Any) -> None:
            try:
                engine.execute(make(**arguments), by=Actor.system())
            except Exception as error:
                if context.job.attempts + 1 >= MOST_ATTEMPTS:
                    case = case_of(arguments)
                    cause = f"{type(error).__name__}: {error}"
                    incident = OpenIncident(job=name, case_id=UUID(case) if case else None, cause=cause, arguments=str(arguments))
                    engine.execute(incident, by=Actor.system())
                log.warning("job failed", job=name, attempt=context.job.attempts + 1, cause=str(error))
                raise

    job("fire_timers", lambda case_id: FireTimers(case_id=UUID(case_id)), lambda arguments: arguments["case_id"])
    job("deliver_letter", lambda letter_id: DeliverLetter(letter_id=UUID(letter_id)))
    job("render_notice", lambda notice_id: RenderNotice(notice_id=UUID(notice_id)))
    job("deliver", lambda message_id: DeliverMessage(message_id=UUID(message_id)))

    @app.periodic(cron=EVERY_TWO_SECONDS)
    @app.task(name="promote_timers", queue=QUEUE, queueing_lock="promote_timers")
    def promote_timers(timestamp: int) -> None:  # noqa: ARG001  procrastinate gives it by name
        engine.execute(PromoteTimers(), by=Actor.system())

    @app.periodic(cron=EVERY_TEN_SECONDS)
    @app.task(name="take_over", queue=QUEUE, queueing_lock="take_over")
    async def take_over(timestamp: int) -> None:  # noqa: ARG001  procrastinate gives it by name
        for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
            await app.job_manager.retry_job(stalled)

    return app


def run_worker(engine: Engine, url: str, *, concurrency: int = 2, wait: bool = True) -> None:
    """Work until told to stop (SIGTERM lets running jobs finish), or, without `wait`, until nothing is left to do."""
    app = build_app(engine, url)

    async def work() -> None:
        async with app.open_async():
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=concurrency,
                wait=wait,
                delete_jobs="successful",
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
                shutdown_graceful_timeout=20,
            )

    asyncio.run(work())
