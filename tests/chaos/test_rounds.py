"""What a worker sees to beside its queue: an errand that fails keeps no other from being done, and people hear of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.installation import submitted
from engine.commands import RetryIncident, RetryIncidents
from engine.queries import Incidents
from engine.rounds import ERRANDS, FAILED_ROUNDS, Rounds
from engine.sdk.actor import Actor
from tests.build import work_off
from tests.chaos.node import wait_for
from tests.chaos.town import Town

SYSTEM = Actor.system()


@contextmanager
def without(town: Town, table: str) -> Iterator[None]:
    """Everything that needs this table fails."""
    town.rows(f'ALTER TABLE "{table}" RENAME TO "{table}_away"')
    try:
        yield
    finally:
        town.rows(f'ALTER TABLE "{table}_away" RENAME TO "{table}"')


def incidents(town: Town) -> dict[str, int]:
    return {row.job: row.attempts for row in town.engine.ask(Incidents(), by=SYSTEM).rows}


def woken(town: Town) -> bool:
    return bool(town.rows("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'fire_timers'"))


def overdue(town: Town) -> None:
    submitted(town.engine, town.enterprise)
    town.rows("UPDATE \"case\" SET next_due = now() - interval '1 day'")


def test_timers_come_due_while_bulk_work_cannot_begin(town: Town):
    overdue(town)
    with without(town, "bulk"):
        town.worker()
        wait_for(lambda: not town.rows('SELECT 1 FROM "case" WHERE next_due < now()'))
        wait_for(lambda: "run_due_bulks" in incidents(town))
    assert set(incidents(town)) == {"run_due_bulks"}
    [row] = town.engine.ask(Incidents(), by=SYSTEM).rows
    town.engine.execute(RetryIncident(incident_id=row.incident_id), by=SYSTEM)
    wait_for(lambda: not town.rows("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'run_due_bulks'"))
    assert incidents(town) == {}


def test_timers_come_due_while_stalled_jobs_cannot_be_taken_over(town: Town):
    overdue(town)
    with without(town, "job_taken"):
        rounds = Rounds(town.engine)
        rounds.look_around()
        rounds.wake_timers()
    assert woken(town)


def test_every_errand_is_done_whatever_became_of_those_before_it_and_is_one_incident_when_it_fails_round_after_round(town: Town):
    rounds = Rounds(town.engine)
    with ExitStack() as stack:
        for table in ("job_taken", "bulk", "case", "dispatch", "sandbox", "release", "alert_choice", "movement", "task"):
            stack.enter_context(without(town, table))
        for failed in range(2 * FAILED_ROUNDS):
            assert (town.rows("SELECT 1 FROM incident") == []) == (failed < FAILED_ROUNDS)
            rounds.look_around()
            rounds.wake_timers()
            rounds.begin_scheduled()
            assert not rounds.warn()
    assert incidents(town) == dict.fromkeys(ERRANDS.keys() - {"begin_occasion"}, 2)
    rounds.look_around()
    town.engine.execute(RetryIncidents(), by=SYSTEM)
    work_off(town.engine, town.place.url)
    assert incidents(town) == {}


def test_an_errand_that_went_well_in_between_begins_to_be_counted_anew(town: Town):
    rounds = Rounds(town.engine)
    for _ in range(2):
        with without(town, "bulk"):
            for _ in range(FAILED_ROUNDS - 1):
                rounds.look_around()
        rounds.look_around()
    assert incidents(town) == {}


def test_a_database_that_is_away_is_no_fault_of_the_errands(town: Town):
    rounds = Rounds(town.engine)
    town.stop_database()
    for _ in range(FAILED_ROUNDS):
        rounds.look_around()
    town.start_database()
    rounds.look_around()
    assert incidents(town) == {}
