"""到期如潮: timers that come due together wait behind what people wait for, and no more of them are queued than are worked off."""

from engine.commands import PromoteTimers
from engine.sdk.actor import Actor
from engine.store.jobs import JUST_DUE, MOST_JUST_DUE, MOST_TIMERS_QUEUED, NOBODY_WAITS
from tests.engine.house import House

SYSTEM = Actor.system()


def due(house: House, cases: int) -> None:
    for _ in range(cases):
        house.case()
    house.rows("UPDATE \"case\" SET next_due = '2020-01-01' WHERE status = 'open'")


def test_a_timer_waits_behind_every_job_that_somebody_waits_for(house: House):
    due(house, 2)
    assert house.engine.execute(PromoteTimers(), by=SYSTEM) == 2
    house.case()
    order = house.rows("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY priority DESC, id")
    kinds = [name for (name,) in order]
    assert kinds.index("fire_timers") > max(place for place, name in enumerate(kinds) if name == "deliver")


def test_no_more_timers_are_queued_than_are_worked_off(house: House):
    due(house, 2)
    house.rows(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, priority) SELECT 'tongban', 'fire_timers', %s FROM generate_series(1, %s)",
        NOBODY_WAITS,
        MOST_TIMERS_QUEUED,
    )
    assert house.engine.execute(PromoteTimers(), by=SYSTEM) == 0
    house.rows("DELETE FROM procrastinate_jobs WHERE task_name = 'fire_timers'")
    assert house.engine.execute(PromoteTimers(), by=SYSTEM) == 2


def test_a_timer_that_comes_due_now_does_not_stand_behind_a_flood_of_an_earlier_moment(house: House):
    due(house, 3)
    house.engine.execute(PromoteTimers(), by=SYSTEM)
    late = house.case()
    house.rows('UPDATE "case" SET next_due = %s WHERE id = %s', house.clock.now(), late)
    assert house.engine.execute(PromoteTimers(), by=SYSTEM) == 1
    order = "SELECT args->>'case_id' FROM procrastinate_jobs WHERE task_name = 'fire_timers' ORDER BY priority DESC, id"
    assert house.rows(order)[0] == (str(late),)


def test_more_of_one_moment_than_are_done_at_once_are_a_flood(house: House):
    due(house, 2)
    house.rows(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, priority) SELECT 'tongban', 'fire_timers', %s FROM generate_series(1, %s)",
        JUST_DUE,
        MOST_JUST_DUE,
    )
    house.rows('UPDATE "case" SET next_due = %s', house.clock.now())
    assert house.engine.execute(PromoteTimers(), by=SYSTEM) == 2
    assert house.rows("SELECT count(*) FROM procrastinate_jobs WHERE priority = %s", NOBODY_WAITS) == [(2,)]
