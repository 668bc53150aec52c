"""An office with several clerks, and programs drawn in a line of text, to use every verb in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

import orjson
import psycopg

from engine import bpmn
from engine.commands import ClaimTask, CompleteTask, OpenCase, ReleaseProgram, SubmitCase
from engine.engine import Engine
from engine.installation import SeedBasics
from engine.queries import TaskDetail
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url
from engine.store.runtime import ZONE
from tests.bpmn.drawing import draw, file_of
from tests.build import a_clock, an_engine
from tests.verbs import invariants
from tests.verbs.judge import Bench

S, E, P, X = "startEvent", "endEvent", "parallelGateway", "exclusiveGateway"
T = 'userTask tb:role="clerk" tb:outcomes="done again" tb:form="step"'
REGION = "440106"
SYSTEM = Actor.system()
KEY = "verbs"
CAST = {
    "zhang": ("张三", ("clerk",)),
    "li": ("李四", ("clerk",)),
    "wang": ("王五", ("clerk",)),
    "boss": ("赵局", ("sign_off",)),
    "supervisor": ("钱督", ("supervisor",)),
    "stranger": ("孙六", ("archive",)),
}
SPARE = {"zhao": ("赵七", ("clerk",))}
"""One clerk more, where two have nothing to do with what is given away."""
MANIFEST = """
key = "verbs"
version = "1"
sdk = "1"
kind = "program"
title = { zh = "动作", en = "Verbs" }
region = "440100"
authority = { zh = "动作", en = "Verbs" }
[roles]
clerk = { zh = "经办", en = "Clerk" }
sign_off = { zh = "审批", en = "Sign-off", head = true }
supervisor = { zh = "督导", en = "Supervisor" }
archive = { zh = "档案", en = "Archive" }
[outcomes]
done = { zh = "办结", en = "Done" }
again = { zh = "再办", en = "Again" }
[stages]
submitted = { zh = "已提交", en = "Submitted" }
closed = { zh = "办结", en = "Closed", final = true }
[[process]]
id = "p"
file = "p.bpmn"
form = "request"
by = "enterprise"
title = { zh = "动作", en = "Verbs" }
number = "{region}-V-{year}-{serial:05d}"
region_from = "request.district"
guide = { zh = "guide.zh.md", en = "guide.en.md" }
"""
NOTICE = """
[[notice]]
key = "{key}"
template = "notices/notice.typ"
title = {{ zh = "文书", en = "Paper" }}
number = "{key}-{{year}}-{{serial}}"
"""
NOTICES = "".join(NOTICE.format(key=key) for key in ("suspension_notice", "resumption_notice", "extension_notice", "termination_notice"))


def _form(name: str, *keys: str) -> bytes:
    fields = [{"type": "textfield", "id": f"{name}_{key}", "key": key, "label": key, "properties": {"label_en": key}} for key in keys]
    return orjson.dumps({"type": "default", "id": name, "schemaVersion": 19, "components": fields})


def package(diagram: bytes, **more: str) -> dict[str, bytes]:
    """A package whose only process is this diagram."""
    return {
        f"{KEY}/manifest.toml": (MANIFEST + "\n".join(more.values())).encode(),
        f"{KEY}/p.bpmn": diagram,
        f"{KEY}/parameters.toml": b"",
        f"{KEY}/guide.zh.md": "说明".encode(),
        f"{KEY}/guide.en.md": b"Guide",
        f"{KEY}/forms/request.form": _form("request", "district", "purpose"),
        f"{KEY}/forms/step.form": _form("step", "opinion"),
        f"{KEY}/notices/notice.typ": b"#lorem(1)",
    }


@dataclass
class Office:
    """An engine, its people, and a look at the rows from outside."""

    engine: Engine
    url: str
    clock: TravelClock
    people: dict[str, Actor]
    outside: psycopg.Connection[Any]
    judged: bool = False
    """Whether the oracle plays the trails: its bench knows the places of the matrix, where one goes back within a branch."""
    written: dict[UUID, list[tuple[str, str]]] = field(default_factory=dict)
    """The words that were written in a case, and where they must be found."""
    definitions: dict[UUID, bpmn.Definition] = field(default_factory=dict)
    """The diagrams of releases that were looked at."""

    def draw(self, *lines: str, called: str = "", more: str = "", forms: Mapping[str, bytes] = MappingProxyType({}), **nodes: str) -> None:
        """Release a program of this diagram; nodes not named are s, e and clerks' tasks.

        `called` is the inside of the process p2, `more` belongs to the manifest, `forms` to the package.
        """
        names = {name.strip() for line in lines for name in re.sub(r"\[[^\]]*\]", "", line).split(">")}
        usual = {name: {"s": S, "e": E}.get(name, T) for name in names}
        drawn = file_of(draw(*lines, **{**usual, **nodes}), *([called] if called else []))
        shown = {f"{KEY}/forms/{name}.form": form for name, form in forms.items()}
        self.engine.execute(ReleaseProgram(files={**package(drawn, more=more), **shown}), by=SYSTEM)

    def case(self) -> UUID:
        """A case that was submitted."""
        by = self.people["filer"]
        opened = self.engine.execute(OpenCase(program=KEY, process="p"), by=by)
        self.engine.execute(SubmitCase(case_id=opened.case_id, data={"district": REGION, "purpose": "培训"}), by=by)
        return opened.case_id

    def rows(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        cursor = self.outside.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        """Nobody looks any more."""
        self.outside.close()
        self.engine.close()

    def open(self, case: UUID) -> list[str]:
        """The elements of the open tasks, sorted."""
        return sorted(row[0] for row in self.rows("SELECT element FROM task WHERE case_id = %s AND state = 'open'", case))

    def task(self, case: UUID, element: str) -> UUID:
        """The open task at an element."""
        rows = self.rows("SELECT id FROM task WHERE case_id = %s AND state = 'open' AND element = %s ORDER BY item", case, element)
        return UUID(str(rows[0][0]))

    def claim(self, case: UUID, element: str, who: str = "zhang") -> UUID:
        task = self.task(case, element)
        self.engine.execute(ClaimTask(task_id=task), by=self.people[who])
        return task

    def do(self, case: UUID, element: str, who: str = "zhang", outcome: str = "done") -> UUID:
        """Decide the open task at an element; its id."""
        task = self.task(case, element)
        self.engine.execute(CompleteTask(task_id=task, outcome=outcome, data={"opinion": f"{who}:{element}"}), by=self.people[who])
        return task

    def run(self, command: Any, who: str = "zhang") -> Any:
        return self.engine.execute(command, by=self.people[who])

    def go_to(self, day: date) -> None:
        """It is nine o'clock of this day."""
        self.clock.move_to(datetime.combine(day, time(9), ZONE))

    def holder(self, task: UUID) -> str | None:
        """The user name of whoever holds the task."""
        found = self.rows("SELECT p.username FROM task t JOIN person p ON p.id = t.assignee_id WHERE t.id = %s", task)
        return found[0][0] if found else None

    def may(self, task: UUID, who: str) -> frozenset[str]:
        return self.engine.ask(TaskDetail(task_id=task), by=self.people[who]).may

    def events(self, case: UUID) -> list[str]:
        return [row[0] for row in self.rows("SELECT kind FROM event WHERE case_id = %s ORDER BY seq", str(case))]

    def told(self, topic: str) -> list[dict[str, Any]]:
        """What waits in the outbox under a topic."""
        return [row[0] for row in self.rows("SELECT payload FROM outbox WHERE topic = %s ORDER BY created_at", topic)]

    def check(self, *cases: UUID) -> None:
        """The invariants hold, and the oracle, where it judges, says the same."""
        for case in cases:
            invariants.hold(self, case)
            if self.judged:
                self._oracle(case)

    @cached_property
    def days(self) -> dict[date, str]:
        """The days that are not what their weekday says."""
        return dict(self.rows("SELECT day, kind FROM calendar_day"))

    def _oracle(self, case: UUID) -> None:
        """The trail, played by the oracle, leads to the steps that are open; diagrams it cannot read whole (timers) are left out."""
        files = self.rows('SELECT f.path, f.content FROM release_file f JOIN "case" c ON c.release_id = f.release_id WHERE c.id = %s', case)
        diagrams = {path: bytes(content) for path, content in files if path.endswith(".bpmn")}
        if any(b"timerEventDefinition" in content for content in diagrams.values()):
            return
        bench = Bench(diagrams)
        bench.play(self.rows("SELECT kind, data FROM event WHERE case_id = %s ORDER BY seq", str(case)))
        assert self.open(case) == bench.open(), "the oracle says otherwise"


def an_office(url: str, folder: Path, names: Iterable[str] = CAST) -> Office:
    clock = a_clock(date(2026, 9, 1))
    engine = an_engine(url, folder, clock, installed=False)
    engine.execute(SeedBasics(), by=SYSTEM)
    office = engine.execute(EnsureOrganisation(kind="office", name="天河区人社局", region=REGION), by=SYSTEM)
    firm = engine.execute(
        EnsureOrganisation(kind="enterprise", name="广州某某科技有限公司", region=REGION, uscc="91440101MA5CYGH03G"), by=SYSTEM
    )
    people: dict[str, Actor] = {}
    for username in names:
        name, roles = (CAST | SPARE)[username]
        posts = tuple((role, REGION) for role in roles)
        made = engine.execute(EnsurePerson(username=username, name=name, kind="officer", organisation_id=office, posts=posts), by=SYSTEM)
        people[username] = Actor(made, name, "officer", office, "天河区人社局", frozenset(posts))
    filer = engine.execute(EnsurePerson(username="filer", name="周申报", kind="enterprise", organisation_id=firm), by=SYSTEM)
    people["filer"] = Actor(filer, "周申报", "enterprise", firm, "广州某某科技有限公司")
    return Office(engine, url, clock, people, psycopg.connect(plain_url(url), autocommit=True))
