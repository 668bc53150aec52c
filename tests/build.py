"""What tests build the engine from: real PostgreSQL, real forms, files and papers, a clock that travels."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from engine.documents.rendering import Documents
from engine.engine import Engine
from engine.files.store import FileStore
from engine.installation import SeedBasics, install_programs
from engine.queries import MyCases
from engine.scenarios.cast import ActorNamed
from engine.scenarios.facts import CaseFacts
from engine.scenarios.player import Player
from engine.scenarios.reading import Scenario, read_scenario
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.sdk.ports import Message
from engine.security.keyring import Keyring
from engine.store.runtime import Ports
from engine.trying.jobs import trying_jobs
from engine.worker import run_worker
from forms.port import Forms

ROOT = Path(__file__).parents[1]
PROCESSES = ROOT / "processes"
KEYRING = Keyring({1: b"t" * 32})
FONTS = ROOT / "api" / "frontend" / "node_modules" / "@expo-google-fonts" / "noto-serif-sc"


@dataclass
class Inbox:
    """A delivery adapter that keeps what it was given."""

    messages: list[Message] = field(default_factory=list)

    def deliver(self, message: Message) -> None:
        self.messages.append(message)


def an_engine(url: str, folder: Path, clock: TravelClock, *, installed: bool = True) -> Engine:
    """An engine on a migrated database, with the shipped programs released unless told otherwise."""
    ports = Ports(
        forms=Forms(),
        files=FileStore(folder / "files"),
        documents=Documents([FONTS] if FONTS.is_dir() else []),
        delivery=Inbox(),
        clock=clock,
        programs=PROCESSES,
    )
    engine = Engine.open(url, ports, KEYRING, pool_size=4)
    if installed:
        engine.execute(SeedBasics(), by=Actor.system())
        install_programs(engine, PROCESSES, samples=True)
    return engine


def a_clock(day: date = date(2026, 9, 1)) -> TravelClock:
    return TravelClock(day)


def a_player(engine: Engine, clock: TravelClock, program: str = "gz_apprenticeship") -> Player:
    return Player(engine, clock, PROCESSES / program / "scenarios")


def work_off(engine: Engine, url: str) -> None:
    """Let a worker do every job that waits, in a thread of its own: a browser test may have left its loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run_worker, engine, url, wait=False, more=trying_jobs(engine)).result()


def a_story(name: str, steps: int | None = None, program: str = "gz_apprenticeship") -> Scenario:
    """A shipped scenario, or its first steps."""
    story = read_scenario(PROCESSES / program / "scenarios" / name, program)
    return replace(story, steps=story.steps[:steps])


def the_case(engine: Engine, by: Actor) -> UUID:
    """The newest case of an enterprise."""
    return engine.ask(MyCases(), by=by).rows[0].case_id


def the_task(engine: Engine, case: UUID, element: str) -> UUID:
    """The open task of a case at an element."""
    return engine.ask(CaseFacts(case_id=case), by=Actor.system()).open_tasks[element]


def actor(engine: Engine, username: str) -> Actor:
    return engine.ask(ActorNamed(username=username), by=Actor.system())
