"""The stage 台: an engine on a sandbox. The real commands, forms, papers and calendar; nothing of it reaches anybody."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Self, TypeVar

from engine.commands import BeginOccasion, StartScheduled, TellOfArrivals, WarnOfDeadlines
from engine.commands.command import Command
from engine.engine import Engine
from engine.scenarios.travel import ShiftedClock, Travels
from engine.sdk.actor import Actor
from engine.sdk.ports import Message
from engine.store.runtime import Ports
from engine.store.sandboxes import Sandboxes
from engine.worker import run_worker

Result = TypeVar("Result")
CONNECTIONS = 2


class Nowhere:
    """投递 that goes nowhere: what would leave stays in the sandbox."""

    def deliver(self, message: Message) -> None:
        """Nobody is told."""


class Stage(Engine):
    """台: every act of a person is followed at once by what the worker would do after it, so that a page shows how it went on."""

    @classmethod
    def on(cls, house: Engine, name: str, clock: Travels) -> Self:
        """Open the sandbox of a name: the house's forms, papers, calendar and keys, files of its own, no way out."""
        known = house.runtime.ports  # named one by one: a way out that is new is closed here
        ports = Ports(
            forms=known.forms,
            files=known.files.apart(name),
            documents=known.documents,
            delivery=Nowhere(),
            clock=clock,
            manual=known.manual,
        )
        url = Sandboxes(house.runtime.database.url).url(name)
        return cls.open(url, ports, house.runtime.keyring, pool_size=CONNECTIONS)

    def execute(self, command: Command[Result], *, by: Actor, key: str | None = None) -> Result:
        """Run a command, and, when a person gave it, everything that follows."""
        result = super().execute(command, by=by, key=key)
        if not by.is_system:
            self.settle()
        return result

    def settle(self) -> None:
        """Do all background work that waits: papers, letters between cases, timers, the archive."""
        url = self.runtime.database.url.render_as_string(hide_password=False)
        with ThreadPoolExecutor(1) as pool:  # the worker brings its own loop, and whoever calls may be in one
            pool.submit(run_worker, self, url, concurrency=1, wait=False).result()

    def tell(self) -> None:
        """Do what the worker looks for now and then: reports that the calendar asks for, warnings of deadlines."""
        for occasion in self.execute(StartScheduled(), by=Actor.system()):
            self.execute(BeginOccasion(occasion=occasion), by=Actor.system())
        self.execute(TellOfArrivals(), by=Actor.system())
        while self.execute(WarnOfDeadlines(), by=Actor.system()):
            pass


@contextmanager
def opened(house: Engine, name: str, clock: Travels) -> Iterator[Stage]:
    """A stage for the length of a block."""
    stage = Stage.on(house, name, clock)
    try:
        yield stage
    finally:
        stage.close()


def shifted(house: Engine) -> ShiftedClock:
    """A clock for a sandbox, at first the house's own."""
    return ShiftedClock(house.runtime.ports.clock)


def made(house: Engine, name: str) -> None:
    """Make a sandbox of this name, empty."""
    Sandboxes(house.runtime.database.url).make(name)


def dropped(house: Engine, name: str) -> None:
    """Take a sandbox away with its files."""
    Sandboxes(house.runtime.database.url).drop(name)
    house.runtime.ports.files.apart(name).clear()
