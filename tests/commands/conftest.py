"""One installation a module: the shipped program, a travelling clock, and the story of a first case up to its review."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from engine.engine import Engine
from engine.scenarios.player import Player
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from tests.build import a_clock, a_player, a_story, actor, an_engine, the_case


@dataclass
class World:
    engine: Engine
    clock: TravelClock
    player: Player

    def story(self, name: str, steps: int | None = None) -> tuple[UUID, Actor]:
        """Play the first steps of a scenario; returns its case and its enterprise."""
        story = a_story(name, steps)
        assert [str(fault) for fault in self.player.play(story)] == []
        uscc = story.steps[0].data["enterprise"]["uscc"]
        enterprise = actor(self.engine, self.player.people["enterprise", uscc])
        return the_case(self.engine, enterprise), enterprise

    def officer(self, role: str, region: str = "440106") -> Actor:
        return self.player.officer(role, region)


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    clock = a_clock()
    engine = an_engine(database_url, tmp_path, clock)
    yield World(engine, clock, a_player(engine, clock))
    engine.close()
