"""A supervisor sees every open task of the area, whoever's turn it is, and none beyond."""

from datetime import timedelta
from uuid import uuid4

from engine.queries import TaskQueue
from engine.sdk.actor import Actor
from tests.commands.conftest import World


def test_the_whole_area_is_open_to_whoever_looks_after_it(world: World) -> None:
    world.story("happy_path.toml", 2)
    world.story("correction_expired.toml", 2)
    for region, seen in (("440100", {"insurance", "licence", "standing", "correction"}), ("440111", set())):
        supervisor = Actor(uuid4(), "督导", "officer", None, "", frozenset({("supervisor", region)}))
        rows = world.engine.ask(TaskQueue(tab="office"), by=supervisor)
        assert {row.task.element for row in rows.rows} == seen
        assert rows.total == len(seen)
        assert world.engine.ask(TaskQueue(tab="all"), by=supervisor).rows == ()


def test_the_strip_above_the_whole_area_counts_the_area_and_every_figure_leads_to_its_rows(world: World) -> None:
    world.story("happy_path.toml", 2)
    world.story("correction_expired.toml", 2)
    supervisor = Actor(uuid4(), "督导", "officer", None, "", frozenset({("supervisor", "440100")}))

    def found(**chosen: str) -> int:
        return world.engine.ask(TaskQueue(tab="office", **chosen), by=supervisor).total

    view = world.engine.ask(TaskQueue(tab="office"), by=supervisor)
    assert view.counts.overdue == 0
    assert view.office is not None
    assert view.office.open == view.total == found()
    assert view.office.free == found(whose="free") == 3
    assert view.office.applicant == found(whose="applicant") == 1
    assert (view.office.overdue, view.office.soon) == (found(light="red"), found(light="yellow"))
    world.clock.move_to(world.clock.now() + timedelta(days=60))
    later = world.engine.ask(TaskQueue(tab="office"), by=supervisor).office
    assert later is not None
    assert later.overdue == found(light="red") > 0
    assert world.engine.ask(TaskQueue(tab="all"), by=supervisor).office is None
