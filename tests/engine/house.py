"""A small house to test the engine's steps in: the measured program, one enterprise, one clerk."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.installation import furnished, submitted
from benchmarks.program import ROUND, VALUES
from engine.commands import CompleteTask
from engine.engine import Engine
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url
from tests.build import a_clock, an_engine


@dataclass
class House:
    """An engine with the measured program, and a look at its rows from outside."""

    engine: Engine
    url: str
    enterprise: Actor
    clerk: Actor
    clock: TravelClock

    def case(self) -> UUID:
        return submitted(self.engine, self.enterprise)

    def rows(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """Run a statement beside the engine; its rows, where it has some."""
        with psycopg.connect(plain_url(self.url), autocommit=True) as connection:
            cursor = connection.execute(statement, arguments)
            return cursor.fetchall() if cursor.description else []

    def open_tasks(self, case: UUID) -> list[tuple[UUID, str]]:
        """Open tasks of a case with their elements, the oldest first."""
        return [
            (row[0], row[1]) for row in self.rows("SELECT id, element FROM task WHERE case_id = %s AND state = 'open' ORDER BY item", case)
        ]

    def next_step(self, case: UUID) -> tuple[CompleteTask, Actor]:
        """The command that finishes the oldest open task and sends the case around again."""
        task, element = self.open_tasks(case)[0]
        by = self.enterprise if element == "file" else self.clerk
        return CompleteTask(task_id=task, outcome="again" if element == "review" else "done", data=VALUES), by

    def go(self, case: UUID, steps: int = len(ROUND)) -> None:
        for _ in range(steps):
            command, by = self.next_step(case)
            self.engine.execute(command, by=by)

    def finish(self, case: UUID) -> None:
        """Go to the end: the review approves."""
        while self.open_tasks(case):
            command, by = self.next_step(case)
            self.engine.execute(replace(command, outcome="approve") if command.outcome == "again" else command, by=by)


def a_house(url: str, folder: Path, files: Mapping[str, bytes] | None = None) -> House:
    clock = a_clock()
    engine = an_engine(url, folder, clock, installed=False)
    return House(engine, url, *furnished(engine, files), clock)
