"""The program the product runs: 企业新型学徒制备案, its diagrams, its forms, its tables; a case that is sent back again and again.

A case is filed with eight apprentices, accepted, its two checks are answered; then it goes around: review, second review, sign-off that
sends it back to the review. Three officers, because the diagrams keep their posts apart.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import psycopg

from benchmarks.installation import Server, opened
from benchmarks.plain import Plain, asked_for
from engine.commands import CompleteTask
from engine.installation import SeedBasics, install_programs
from engine.scenarios.player import Player
from engine.scenarios.reading import Scenario, ScenarioStep, read_scenario
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url

PROCESSES = Path(__file__).parents[1] / "processes"
PROGRAM = PROCESSES / "gz_apprenticeship"
REGION = "440106"
ROUND = ("review", "second_review", "sign_off")
SENT_BACK = {"opinion": "请审核人员补充核对说明。", "reason": "请重新核对年度计划人数。", "outcome": "return_to_review"}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"


@cache
def story() -> Scenario:
    """The shipped scenario of a small plan."""
    return read_scenario(PROGRAM / "scenarios" / "filed_small.toml", PROGRAM.name)


@cache
def before() -> tuple[ScenarioStep, ...]:
    """What the scenario does before the first review."""
    steps = story().steps[1:]
    return steps[: next(number for number, step in enumerate(steps) if step.task == ROUND[0])]


@cache
def answers(element: str) -> dict[str, Any]:
    """What the scenario enters at an element; the sign-off sends the case back, so that it goes round."""
    if element == ROUND[-1]:
        return dict(SENT_BACK)
    step = next(step for step in story().steps if step.task == element)
    return {**step.data, "outcome": step.outcome}


def id_no(number: int) -> str:
    """A number with a right check digit for a person nobody knows."""
    day = date(1980, 1, 1) + timedelta(days=number // 400)
    body = f"{REGION}{day:%Y%m%d}{number % 400 + 100:03d}"
    return body + CHECK[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


class Filings:
    """Cases of the filing program on an installation of their own, each with apprentices of its own."""

    round = len(ROUND)

    def __init__(self, folder: Path) -> None:
        self.server = Server()
        self.url = self.server.fresh()
        clock = TravelClock(story().start)
        self.engine = opened(self.url, folder, clock)
        self.engine.stay()
        self.engine.execute(SeedBasics(), by=Actor.system())
        install_programs(self.engine, PROCESSES)
        self.watch = psycopg.connect(plain_url(self.url), autocommit=True)
        self.player = Player(self.engine, clock, PROGRAM / "scenarios")
        self.officers: dict[str, Actor] = {}
        self.made = 0

    def close(self) -> None:
        """Drop the database."""
        self.watch.close()
        self.engine.close()
        self.server.drop(self.url)

    def new_case(self) -> UUID:
        """A case that waits for its first review."""
        submit, *_ = story().steps
        rows = []
        for row in submit.rows or ():
            self.made += 1
            rows.append({**row, "id_no": id_no(self.made), "agreement_no": f"PY-{self.made:06d}"})
        first = replace(submit, rows=tuple(rows), expect={})
        then = [replace(step, after="", expect={}) for step in before()]
        faults = self.player.play(replace(story(), steps=(first, *then)))
        if faults:
            raise RuntimeError("; ".join(map(str, faults)))
        newest = "SELECT id FROM \"case\" WHERE process = 'filing' ORDER BY number DESC LIMIT 1"
        return self.watch.execute(newest).fetchone()[0]

    def command(self, case: UUID) -> tuple[CompleteTask, Actor]:
        """The command that completes the open task, and the officer who gives it."""
        found = self.watch.execute("SELECT id, element, role FROM task WHERE case_id = %s AND state = 'open'", (case,)).fetchone()
        task, element, role = found
        if role not in self.officers:
            self.officers[role] = self.player.officer(role, REGION)
        sent = answers(element)
        return CompleteTask(task_id=task, outcome=sent["outcome"], data=sent), self.officers[role]

    def go(self, case: UUID, rounds: int) -> None:
        """Trips around the loop, not measured."""
        for _ in range(rounds * len(ROUND)):
            command, by = self.command(case)
            self.engine.execute(command, by=by)

    def state_bytes(self, case: UUID) -> int:
        """The size of the stored state."""
        return self.watch.execute('SELECT length(state) FROM "case" WHERE id = %s', (case,)).fetchone()[0]


def plain(url: str, *, lean: bool) -> Plain:
    """The same case on the plain library, waiting for its first review; a lean one keeps no values and looks at no event.

    What the applicant sends is the form and the list of apprentices; both are data of the process, as its documentation has it.
    """
    diagrams = [path.read_bytes() for folder in (PROGRAM, PROCESSES / "common") for path in sorted(folder.glob("*.bpmn"))]
    facts: dict[str, Any] = asked_for(diagrams)
    if not lean:
        submit = story().steps[0]
        facts["filing"] = orjson.loads(orjson.dumps({**submit.data, "apprentices": submit.rows or ()}, default=str))

    def sent(name: str) -> dict[str, Any]:
        return {"outcome": answers(name)["outcome"]} if lean else answers(name)

    case = Plain(url, f"filing_{'lean' if lean else 'documented'}", diagrams, "filing", sent, facts, looking=not lean)
    case.go(len(before()))
    return case
