"""The town of a journey: a running server on a database of its own, its people, its clock and its background worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import takewhile
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from api.app import create_app
from api.settings import Settings
from engine.calendar.due import due
from engine.calendar.limits import Limit
from engine.commands import ClaimTask, CompleteTask, OpenCase
from engine.engine import Engine
from engine.scenarios.cast import ActorNamed, EnsureOrganisation, EnsurePerson
from engine.scenarios.demo import CITY, OFFICE, OFFICERS, PASSWORD, demonstrate, moved, other_people
from engine.scenarios.facts import CaseFacts, StoryFacts
from engine.scenarios.player import Player
from engine.scenarios.reading import ScenarioStep, read_scenario
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url
from engine.store.runtime import ZONE
from tests.api.serving import served
from tests.browser_support.slowness import hesitant
from tests.build import PROCESSES, a_clock, an_engine, work_off
from tests.journeys.incidents import kept_incidents

PROGRAM, PROCESS = "gz_apprenticeship", "filing"
STORIES = PROCESSES / PROGRAM / "scenarios"
FIRST_DAY = date(2026, 11, 23)


@dataclass
class Town:
    """What a journey stands on. Officers and the administrator are those of the demonstration."""

    url: str
    address: str
    engine: Engine
    clock: TravelClock
    incidents: list[str] = field(default_factory=list)
    people: dict[tuple[str, str], str] = field(default_factory=lambda: {(role, "*"): username for username, _, role, _, _ in OFFICERS})

    def settle(self) -> None:
        """Let the background worker do what is waiting: papers are made, messages leave, timers fire."""
        work_off(self.engine, self.url)
        with psycopg.connect(plain_url(self.url)) as connection:
            waiting = connection.execute(
                "SELECT task_name, status FROM procrastinate_jobs WHERE status IN ('failed', 'aborted') OR attempts > 0"
            )
            assert not waiting.fetchall(), "background jobs failed"

    def go_on(self, limit: str, hour: int = 10) -> None:
        """Let time pass: "2wd" is two working days. Every timer that comes due fires at its own moment."""
        calendar = self.engine.ask(StoryFacts(), by=Actor.system())
        target = datetime.combine(due(Limit.parse(limit), self.clock.today, calendar).date, time(hour), ZONE)
        self.player().pass_until(target)

    def player(self) -> Player:
        """A player of scenarios whose officers are the town's."""
        return Player(self.engine, self.clock, STORIES, people=self.people, password=PASSWORD)

    def enterprise(self, username: str, name: str, uscc: str, region: str = "440106") -> None:
        """An enterprise with one account."""
        system = Actor.system()
        organisation = self.engine.execute(EnsureOrganisation(kind="enterprise", name=name, region=region, uscc=uscc), by=system)
        person = EnsurePerson(username=username, name="李文", kind="enterprise", organisation_id=organisation, password=PASSWORD)
        self.engine.execute(person, by=system)

    def officer(self, username: str, name: str, *roles: str) -> None:
        """One more officer of the city, with one post or several."""
        system = Actor.system()
        office = self.engine.execute(EnsureOrganisation(kind="office", name=OFFICE, region=CITY), by=system)
        posts = tuple((role, CITY) for role in roles)
        person = EnsurePerson(username=username, name=name, kind="officer", organisation_id=office, posts=posts, password=PASSWORD)
        self.engine.execute(person, by=system)

    def actor(self, username: str) -> Actor:
        """Somebody of the town, to act without a browser."""
        return self.engine.ask(ActorNamed(username=username), by=Actor.system())

    def draft(self, username: str) -> UUID:
        """A fresh draft case."""
        return self.engine.execute(OpenCase(program=PROGRAM, process=PROCESS), by=self.actor(username)).case_id

    def story(self, name: str, steps: int | None = None, *, until: str = "", people: int = 0) -> None:
        """Replay a shipped scenario through the engine, as if it began today: its first steps, or all before the step `until`.

        With `people` its apprentices are others: the same story can be told several times.
        """
        scenario = read_scenario(STORIES / name, PROGRAM)
        told = moved(scenario, self.clock.today - scenario.start)
        first = tuple(takewhile(lambda step: not until or step.task != until, told.steps[:steps]))
        cast = tuple(replace(step, rows=other_people(step.rows, people)) for step in first)
        faults = self.player().play(replace(told, name=f"{name} {people}", steps=cast))
        assert not faults, [str(fault) for fault in faults]

    def act(self, case: Any, step: ScenarioStep) -> None:
        """Have an officer take one step of a scenario in a case, through the engine; its expectations are not looked at."""
        player = self.player()
        if step.after:
            self.go_on(step.after)
        facts = self.engine.ask(CaseFacts(case_id=UUID(str(case))), by=Actor.system())
        officer = player.officer(step.by, facts.region)
        task = facts.open_tasks[step.task]
        self.engine.execute(ClaimTask(task_id=task), by=officer)
        self.engine.execute(CompleteTask(task_id=task, outcome=step.outcome, data=step.data), by=officer)


@contextmanager
def open_town(url: str, var: Path, *, demo: bool = False, day: date = FIRST_DAY) -> Iterator[Town]:
    """A town for a module's journeys; `demo` fills it with the demonstration's cases."""
    clock = a_clock(day)
    settings = Settings(var=var, sign_in_attempts=1000)
    app = create_app(settings, lambda _: an_engine(url, var, clock))
    with kept_incidents() as incidents, served(hesitant(app)) as address:
        engine: Engine = app.state.engine
        nowhere = var / "no-programs"
        nowhere.mkdir()
        made = demonstrate(engine, clock, PROCESSES if demo else nowhere, datetime.combine(day, time(9), ZONE))
        assert not made.mismatches, made.mismatches
        yield Town(url, address, engine, clock, incidents)
