"""Workers: what they take over, repeat, give up and survive."""

import itertools
import os
import signal
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from benchmarks.installation import submitted
from engine.commands import RetryIncident
from engine.queries import Incidents
from engine.sdk.actor import Actor
from engine.sdk.errors import Unavailable
from engine.store.jobs import MOST_TAKEN, Job
from engine.store.unit_of_work import UnitOfWork
from tests.chaos.diary import read
from tests.chaos.node import PATIENCE, wait_for
from tests.chaos.town import Town

ADMINISTRATOR = Actor.system()
MOST_TAKE_OVER_SECONDS = 15
"""Nobody heard for ten seconds, a look every two, and a job that begins."""
GONE = (Unavailable, OperationalError, psycopg.OperationalError)


def post(town: Town) -> list[dict]:
    return read(town.place.folder / "post.jsonl")


def set_post(town: Town, name: str, text: str | None) -> None:
    path: Path = town.place.folder / name
    path.unlink(missing_ok=True) if text is None else path.write_text(text)


def messages(town: Town, count: int, lock: str | None = None) -> list[str]:
    """Messages that wait for delivery, each with its job; sent again when the connection was cut under them."""
    while True:
        with suppress(*GONE):
            return _sent(town, count, lock)


def _sent(town: Town, count: int, lock: str | None) -> list[str]:
    with UnitOfWork(town.engine.runtime) as uow:
        for number in range(count):
            uow.send("test", {"number": number})
        if lock is not None:
            uow.jobs[:] = [Job(job.task, job.arguments, lock=lock) for job in uow.jobs]
        return [str(job.arguments["message_id"]) for job in uow.jobs]


def delivered(town: Town) -> bool:
    return not town.rows("SELECT 1 FROM outbox WHERE delivered_at IS NULL") and not town.rows("SELECT 1 FROM procrastinate_jobs")


def test_the_jobs_of_a_killed_worker_are_taken_over_within_seconds_under_the_same_id(town: Town):
    set_post(town, "slow", "120")
    victim = town.worker()
    [name] = messages(town, 1)
    wait_for(lambda: post(town))
    heir = town.worker()
    wait_for(lambda: len(town.rows("SELECT 1 FROM procrastinate_workers")) == 2)
    set_post(town, "slow", None)
    town.kill(victim)
    took = wait_for(lambda: any("ended" in line for line in post(town)), MOST_TAKE_OVER_SECONDS)
    print(f"\ntaken over and done {took:.1f} s after the kill")  # noqa: T201  the figure is the point
    assert {line["id"] for line in post(town)} == {name}
    assert {line["pid"] for line in post(town) if "ended" in line} == {heir.pid}
    wait_for(lambda: delivered(town))


def test_a_worker_told_to_stop_lets_a_short_job_finish_and_takes_nothing_new(town: Town):
    set_post(town, "slow", "2")
    worker = town.worker()
    messages(town, 5)
    wait_for(lambda: len(post(town)) == 2)
    os.kill(worker.pid, signal.SIGTERM)
    worker.join(PATIENCE)
    assert worker.exitcode == 0
    assert [("began" in line, "ended" in line) for line in post(town)].count((False, True)) == 2
    assert town.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'") == [(3,)]
    assert town.rows("SELECT 1 FROM procrastinate_workers") == []


def test_a_worker_whose_job_never_ends_ends_before_anybody_takes_the_job_over(town: Town):
    set_post(town, "slow", "120")
    worker = town.worker()
    messages(town, 1)
    wait_for(lambda: post(town))
    os.kill(worker.pid, signal.SIGTERM)
    worker.join(PATIENCE)
    assert worker.exitcode == 1
    assert [("began" in line, "ended" in line) for line in post(town)] == [(True, False)], "it waited for no job, and nobody else began it"
    set_post(town, "slow", None)
    town.worker()
    wait_for(lambda: delivered(town), MOST_TAKE_OVER_SECONDS)


def test_a_worker_goes_on_after_its_database_was_torn_down_and_its_connections_were_cut(town: Town):
    worker = town.worker()
    for trouble in (town.cut_connections, town.crash_database, town.cut_connections):
        messages(town, 4)
        trouble()
        messages(town, 4)
        wait_for(lambda: delivered(town))
    assert worker.is_alive()
    wait_for(lambda: len(town.rows("SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '10 seconds'")) == 1)


def test_a_result_that_could_not_be_written_leaves_no_job_marked_as_running(town: Town):
    set_post(town, "slow", "1.5")
    worker = town.worker()
    messages(town, 2)
    wait_for(lambda: post(town))
    town.crash_database()  # the jobs end while their database is away
    wait_for(lambda: delivered(town))
    assert worker.is_alive()


@pytest.mark.parametrize("count", [6])
def test_jobs_under_one_lock_never_run_at_once(town: Town, count: int):
    set_post(town, "slow", "0.2")
    workers = [town.worker(), town.worker()]
    wait_for(lambda: len(town.rows("SELECT 1 FROM procrastinate_workers")) == len(workers))
    messages(town, count, lock="case:1")
    wait_for(lambda: delivered(town))
    spans = sorted((line["began_at"], line["ended"]) for line in post(town) if "ended" in line)
    assert len(spans) == count
    assert all(earlier[1] <= later[0] for earlier, later in itertools.pairwise(spans))


def test_a_job_that_fails_for_good_becomes_an_incident_and_runs_again_when_an_administrator_says_so(town: Town):
    case = submitted(town.engine, town.enterprise)
    set_post(town, "closed", "")
    town.worker()
    pauses: dict[int, float] = {}

    def hurry() -> bool:
        """Note how long each new try is put off, and let it come at once."""
        waiting = town.rows(
            "WITH waiting AS (SELECT id, attempts, scheduled_at FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at > now()) "
            "UPDATE procrastinate_jobs job SET scheduled_at = now() FROM waiting WHERE job.id = waiting.id "
            "RETURNING waiting.attempts, extract(epoch FROM waiting.scheduled_at - now())"
        )
        for attempts, seconds in waiting:
            pauses.setdefault(attempts, float(seconds))
        return town.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == [(2,)]

    wait_for(hurry)
    assert sorted(pauses) == [1, 2, 3, 4]
    assert all(2**attempts - 2 < seconds <= 2**attempts for attempts, seconds in pauses.items())
    rows = town.engine.ask(Incidents(), by=ADMINISTRATOR).rows
    assert [(row.job, row.attempts, row.case_id) for row in rows] == [("deliver", 1, case)] * 2
    assert "the post office is closed" in rows[0].cause
    set_post(town, "closed", None)
    for row in rows:
        town.engine.execute(RetryIncident(incident_id=row.incident_id), by=ADMINISTRATOR)
    wait_for(lambda: not town.rows("SELECT 1 FROM outbox WHERE delivered_at IS NULL"))
    assert town.engine.ask(Incidents(), by=ADMINISTRATOR).rows == ()
    assert {row.detail["arguments"]["message_id"] for row in rows} == {line["id"] for line in post(town)}


def test_due_timers_are_woken_once_a_case_however_many_workers_look(town: Town):
    for _ in range(3):
        submitted(town.engine, town.enterprise)
    town.rows("UPDATE \"case\" SET next_due = now() - interval '1 day'")
    workers = [town.worker(), town.worker()]
    wait_for(lambda: len(town.rows("SELECT 1 FROM procrastinate_workers")) == len(workers))
    wait_for(lambda: not town.rows('SELECT 1 FROM "case" WHERE next_due < now()'))
    wait_for(lambda: delivered(town))
    assert town.rows("SELECT max(id) FROM procrastinate_jobs") == [(None,)]
    assert town.rows("SELECT count(*) FROM incident") == [(0,)]


@pytest.mark.parametrize("running", [1, 2])
def test_stalled_jobs_of_which_only_one_may_wait_give_way_to_one(town: Town, running: int):
    """The jobs run at once when the second one came while the first one ran: then both are stalled, and only one may go back."""
    set_post(town, "slow", "120")
    victim = town.worker()
    with UnitOfWork(town.engine.runtime) as uow:
        uow.send("test", {})
        uow.jobs[:] = [Job(job.task, job.arguments, once="only") for job in uow.jobs]
        again = list(uow.jobs)
    wait_for(lambda: post(town))
    if running == 1:
        os.kill(victim.pid, signal.SIGSTOP)  # it may take nothing more
    with UnitOfWork(town.engine.runtime) as uow:
        uow.jobs += again
    wait_for(lambda: town.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'") == [(running,)])
    set_post(town, "slow", None)
    town.kill(victim)
    messages(town, 1)
    town.worker()
    wait_for(lambda: delivered(town), MOST_TAKE_OVER_SECONDS)


def test_a_retry_that_a_wrong_clock_put_off_for_a_day_is_brought_back(town: Town):
    messages(town, 1)
    town.rows("UPDATE procrastinate_jobs SET attempts = 1, scheduled_at = now() + interval '1 day'")
    town.worker()
    wait_for(lambda: delivered(town))


def hurry(town: Town) -> None:
    """Nobody need wait until a worker that is dead is taken for dead, nor for a job that was put off."""
    town.rows("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    town.rows("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")


def test_a_job_that_ends_every_worker_it_is_given_to_is_an_incident_that_can_be_tried_again(town: Town):
    case = submitted(town.engine, town.enterprise)
    town.rows("TRUNCATE procrastinate_jobs, outbox CASCADE")
    set_post(town, "deadly", "test")
    [deadly] = messages(town, 1, lock=f"case:{case}")
    for _ in range(MOST_TAKEN):
        victim = town.worker()
        victim.join(PATIENCE)
        assert victim.exitcode == -signal.SIGKILL
        hurry(town)
    survivor = town.worker()
    wait_for(lambda: town.engine.ask(Incidents(), by=ADMINISTRATOR).rows)
    [row] = town.engine.ask(Incidents(), by=ADMINISTRATOR).rows
    assert (row.job, row.detail["arguments"], row.detail["lock"]) == ("deliver", {"message_id": deadly}, f"case:{case}")
    assert "every worker that ran it died" in row.cause
    set_post(town, "deadly", None)
    messages(town, 1, lock=f"case:{case}")  # what stands behind it goes on
    wait_for(lambda: town.rows("SELECT count(*) FROM outbox WHERE delivered_at IS NOT NULL") == [(1,)])
    town.engine.execute(RetryIncident(incident_id=row.incident_id), by=ADMINISTRATOR)
    wait_for(lambda: not town.rows("SELECT 1 FROM outbox WHERE delivered_at IS NULL"))
    assert survivor.is_alive()


def test_tries_that_workers_died_under_are_no_failures_of_the_job(town: Town):
    """It is tried as often as any other before it is given up."""
    messages(town, 1)
    town.rows("INSERT INTO job_taken SELECT id, 4 FROM procrastinate_jobs")
    town.rows("UPDATE procrastinate_jobs SET attempts = 4")
    set_post(town, "closed", "")
    town.worker()
    wait_for(lambda: town.rows("SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND attempts = 5"))
    assert town.engine.ask(Incidents(), by=ADMINISTRATOR).rows == ()

    def given_up() -> bool:
        town.rows("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
        return town.rows("SELECT attempts FROM procrastinate_jobs WHERE status = 'failed'") == [(9,)]

    wait_for(given_up)
    assert len(town.engine.ask(Incidents(), by=ADMINISTRATOR).rows) == 1
