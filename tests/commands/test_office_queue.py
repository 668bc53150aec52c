"""A supervisor sees every open task of the area, whoever's turn it is, and none beyond."""

from uuid import uuid4

from engine.queries import TaskQueue
from engine.sdk.actor import Actor
from tests.commands.conftest import World


def test_the_whole_area_is_open_to_whoever_looks_after_it(world: World) -> None:
    world.story("happy_path.toml", 2)
    world.story("correction_expired.toml", 2)
    for region, seen in (("440100", {"insurance", "licence", "correction"}), ("440111", set())):
        supervisor = Actor(uuid4(), "督导", "officer", None, "", frozenset({("supervisor", region)}))
        rows = world.engine.ask(TaskQueue(tab="office"), by=supervisor)
        assert {row.task.element for row in rows.rows} == seen
        assert rows.total == len(seen)
        assert world.engine.ask(TaskQueue(tab="all"), by=supervisor).rows == ()
