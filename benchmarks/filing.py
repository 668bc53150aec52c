"""The program the product runs: 企业新型学徒制备案, its diagrams, its forms, its tables; a case that goes around again and again.

A case is filed with eight apprentices, accepted, its three checks are answered; then it goes around one of the program's loops. The short
one: review, second review, the sign-off sends it back to the review. The long one, where filings are made public first: review, second
review, sign-off, the list is published, an objection is recorded, found to be right, and the case is reviewed again. Three officers,
because the diagrams keep their posts apart.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
from engine.scenarios.settings import set_up
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url

PROCESSES = Path(__file__).parents[1] / "processes"
PROGRAM = PROCESSES / "gz_apprenticeship"
REGION = "440106"
REVIEWED = ("review", "second_review", "sign_off")
SENT_BACK = {"opinion": "请审核人员补充核对说明。", "reason": "请重新核对年度计划人数。", "outcome": "return_to_review"}
OBJECTION = {
    "scope": "rows",
    "rows": "2",
    "objector": "同班学徒",
    "content": "第2人不是本单位职工",
    "received_on": "2026-09-03",
    "outcome": "objection",
}
UPHELD = {"facts": "第2人劳动合同已于上月解除。", "opinion": "异议成立。", "reply": "已答复异议人。", "outcome": "uphold"}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"


@dataclass(frozen=True, slots=True)
class Loop:
    """One way around the program: its user tasks, what is entered where the shipped scenario would leave it, values of parameters."""

    name: str
    round: tuple[str, ...]
    instead: Mapping[str, Mapping[str, Any]]
    settings: Mapping[str, Any] = field(default_factory=dict)

    def answers(self, element: str) -> dict[str, Any]:
        """What is entered at an element."""
        if element in self.instead:
            return dict(self.instead[element])
        step = next(step for step in story().steps if step.task == element)
        return {**step.data, "outcome": step.outcome}


SHORT = Loop("short", REVIEWED, {"sign_off": SENT_BACK})
LONG = Loop("long", (*REVIEWED, "publicity", "investigate"), {"publicity": OBJECTION, "investigate": UPHELD}, {"filing_publicity": True})


@cache
def story() -> Scenario:
    """The shipped scenario of a small plan."""
    return read_scenario(PROGRAM / "scenarios" / "filed_small.toml", PROGRAM.name)


@cache
def before() -> tuple[ScenarioStep, ...]:
    """What the scenario does before the first review."""
    steps = story().steps[1:]
    return steps[: next(number for number, step in enumerate(steps) if step.task == REVIEWED[0])]


def id_no(number: int) -> str:
    """A number with a right check digit for a person nobody knows."""
    day = date(1980, 1, 1) + timedelta(days=number // 400)
    body = f"{REGION}{day:%Y%m%d}{number % 400 + 100:03d}"
    return body + CHECK[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


class Filings:
    """Cases of the filing program on an installation of their own, each with apprentices of its own."""

    def __init__(self, folder: Path, loop: Loop = SHORT) -> None:
        self.loop, self.round = loop, len(loop.round)
        self.server = Server()
        self.url = self.server.fresh()
        clock = TravelClock(story().start)
        self.engine = opened(self.url, folder, clock)
        self.engine.stay()
        self.engine.execute(SeedBasics(), by=Actor.system())
        install_programs(self.engine, PROCESSES)
        set_up(self.engine, PROGRAM, loop.settings)
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
        sent = self.loop.answers(element)
        return CompleteTask(task_id=task, outcome=sent["outcome"], data=sent), self.officers[role]

    def go(self, case: UUID, rounds: int) -> None:
        """Trips around the loop, not measured."""
        for _ in range(rounds * self.round):
            command, by = self.command(case)
            self.engine.execute(command, by=by)

    def state_bytes(self, case: UUID) -> int:
        """The size of the stored state."""
        return self.watch.execute('SELECT length(state) FROM "case" WHERE id = %s', (case,)).fetchone()[0]


def parameters() -> dict[str, Any]:
    """The newest values of the program's parameters."""
    text = (PROGRAM / "parameters.toml").read_text(encoding="utf-8")
    return {each["key"]: each["value"][-1]["value"] for each in tomllib.loads(text)["parameter"] if each.get("value")}


def plain(url: str, loop: Loop = SHORT, *, lean: bool) -> Plain:
    """The same case on the plain library, waiting for its first review; a lean one keeps no values and looks at no event.

    What the applicant sends is the form and the list of apprentices; both are data of the process, as its documentation has it.
    """
    folders = (PROGRAM, PROCESSES / "common")
    diagrams = [path.read_bytes() for folder in folders for path in sorted(folder.glob("*.bpmn"))]
    submit = story().steps[0]
    filed = orjson.loads(orjson.dumps({**submit.data, "apprentices": submit.rows or ()}, default=str))
    facts = asked_for(diagrams, {"parameters": {**parameters(), **loop.settings}, "filing": filed})
    if not lean:
        facts["filing"] = filed

    def sent(name: str) -> dict[str, Any]:
        answers = {**loop.answers(name), "at": "today"}
        return {key: answers[key] for key in ("outcome", "at")} if lean else answers

    case = Plain(url, f"{loop.name}_{'lean' if lean else 'documented'}", diagrams, "filing", sent, facts, looking=not lean)
    case.go(len(before()))
    return case
