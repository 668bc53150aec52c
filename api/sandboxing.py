"""Playing in a sandbox 沙箱: an administrator's requests for the pages of officers and enterprises are answered from their sandbox.

A cookie (for programs: a header) names whom they play. What administrators' pages are is always the house itself, so the studio and a
played page can stand open side by side; whoever has no sandbox is nobody but themselves.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from engine.commands import KeepSandboxTime
from engine.engine import Engine
from engine.queries import OwnSandbox, Player, Players, SandboxView
from engine.scenarios.cast import ActorNamed
from engine.scenarios.travel import ShiftedClock
from engine.sdk.actor import Actor
from engine.trying.recording import RecordedStage

OF_THE_HOUSE = ("/admin", "/api", "/static", "/sign-in", "/sign-out", "/language", "/theme", "/account", "/help", "/watch", "/notices-and")
MOST_OPEN = 8
SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Played:
    """Somebody plays: the sandbox, its engine, and who they are in it."""

    view: SandboxView
    stage: RecordedStage
    actor: Actor
    username: str

    @property
    def now(self) -> datetime:
        """The moment in the sandbox."""
        return self.stage.runtime.ports.clock.now()

    @property
    def players(self) -> tuple[Player, ...]:
        """Everybody who can be played."""
        return self.stage.ask(Players(), by=Actor.system())


class Stages:
    """The sandboxes this process has open; the least used are closed."""

    def __init__(self) -> None:
        self._open: OrderedDict[Any, RecordedStage] = OrderedDict()
        self._lock = Lock()

    def of(self, house: Engine, view: SandboxView) -> RecordedStage:
        """The engine of a sandbox, its clock where its owner put it."""
        with self._lock:
            stage = self._open.get(view.sandbox_id)
            if stage is None:
                clock = ShiftedClock(house.runtime.ports.clock, view.ahead)
                stage = self._open[view.sandbox_id] = RecordedStage.on(house, view.sandbox_id.hex, clock)
            self._open.move_to_end(view.sandbox_id)
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)[1].close()
        clock_there = stage.runtime.ports.clock
        if isinstance(clock_there, ShiftedClock):
            clock_there.ahead = view.ahead
        return stage

    def close(self) -> None:
        """Let go of all."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()


def played(house: Engine, stages: Stages, actor: Actor, username: str) -> Played | None:
    """Whom an administrator plays; None where they have no sandbox, or nobody of this name is in it."""
    if actor.kind != "administrator" or not username:
        return None
    view = house.ask(OwnSandbox(), by=actor)
    if view is None or view.state != "ready":
        return None
    stage = stages.of(house, view)
    try:
        player = stage.ask(ActorNamed(username=username), by=Actor.system())
    except KeyError:
        return None
    if house.runtime.ports.clock.now() - view.touched_at > SEEN_EVERY:
        house.execute(KeepSandboxTime(sandbox_id=view.sandbox_id), by=actor)
    return Played(view, stage, player, username)


def is_of_the_house(path: str) -> bool:
    """Whether a page is the same for everybody who plays: administrators' own, and those about the session itself."""
    return path.startswith(OF_THE_HOUSE)
