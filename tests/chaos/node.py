"""The processes that are killed: workers, and servers that execute the commands of people."""

import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import psycopg
import structlog

from benchmarks import program
from benchmarks.installation import REGION
from engine.commands import ClaimTask, CompleteTask, OpenCase, SubmitCase
from engine.documents.rendering import Documents
from engine.engine import Engine
from engine.files.store import FileStore
from engine.scenarios.cast import ActorNamed
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, Incident, Rejection, Unavailable
from engine.sdk.ports import Clock
from engine.store.postgres import plain_url
from engine.store.runtime import Ports, SystemClock
from engine.worker import run_worker
from forms.port import Forms
from tests.build import KEYRING
from tests.chaos.diary import Diary, read
from tests.chaos.post import Post

COMMANDS = {command.__name__: command for command in (OpenCase, SubmitCase, ClaimTask, CompleteTask)}
MOST_OPEN_CASES = 24
PATIENCE = 240
"""seconds before what has to come is given up, on a machine that is busy with everything else"""
PEOPLE = ("filer", "clerk", "clerk2", "clerk3")
_processes = get_context("forkserver")
_processes.set_forkserver_preload(["tests.chaos.node"])


@dataclass(frozen=True)
class Place:
    """Where a node lives."""

    url: str
    folder: Path


class JumpingClock:
    """A wall clock that is set forward and back under the process that looks at it."""

    def __init__(self, luck: Random) -> None:
        self._luck = luck
        self._honest = SystemClock()
        self._off = timedelta()

    def now(self) -> datetime:
        if self._luck.random() < 0.05:
            self._off = timedelta(seconds=self._luck.choice((-7200, -90, 0, 0, 45, 3600)))
        return self._honest.now() + self._off


def open_node(place: Place, clock: Clock | None = None) -> Engine:
    ports = Ports(Forms(), FileStore(place.folder / "files"), Documents([]), Post(place.folder), clock or SystemClock())
    return Engine.open(place.url, ports, KEYRING, pool_size=3)


def start_worker(place: Place, jumping: int | None = None) -> ForkServerProcess:
    """A worker; one whose clock jumps as that seed says, or one that knows the time."""
    return _started(_work, place, place.folder / "worker.log", jumping)


def start_server(place: Place, name: str, seed: int, *, jumps: bool = False) -> ForkServerProcess:
    return _started(_serve, place, place.folder / f"{name}.log", name, seed, jumps)


def _started(run: Any, place: Place, log: Path, *arguments: Any) -> ForkServerProcess:
    process = _processes.Process(target=run, args=(place, log, *arguments), daemon=True)
    process.start()
    return process


def _quiet(log: Path) -> None:
    """What the node says goes into a file of its own."""
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=sys.stderr))


def _work(place: Place, log: Path, jumping: int | None) -> None:
    _quiet(log)
    engine = open_node(place, None if jumping is None else JumpingClock(Random(jumping)))
    run_worker(engine, place.url)
    engine.close()


def _serve(place: Place, log: Path, name: str, seed: int, jumps: bool) -> None:
    _quiet(log)
    luck = Random(seed)
    Server(place, name, luck, JumpingClock(luck) if jumps else None).go_on()


class Server:
    """Executes what people ask for until somebody asks it to end. What it is going to do and what it was answered is in its diary."""

    def __init__(self, place: Place, name: str, luck: Random, clock: Clock | None) -> None:
        self.place = place
        self.path = place.folder / f"{name}.jsonl"
        self.luck = luck
        self.engine = open_node(place, clock)
        self.diary = Diary(self.path)
        self.people: dict[str, Actor] = {}

    def go_on(self) -> None:
        """First ask again for everything that was asked for and never answered; then new things."""
        self._patiently(self._meet_people)
        lines = read(self.path)
        answered = {line["key"] for line in lines if "answer" in line}
        for line in lines:
            if "command" in line and line["key"] not in answered:
                self._ask(line["command"], line["arguments"], line["by"], line["key"])
        while not (self.place.folder / "enough").exists():
            self._patiently(self._something)
        self.diary.write(done=True)

    def _patiently(self, do: Any) -> None:
        """The database may be away."""
        while True:
            try:
                do()
            except (Unavailable, psycopg.OperationalError):
                time.sleep(0.1)
            else:
                return

    def _meet_people(self) -> None:
        self.people = {name: self.engine.ask(ActorNamed(username=name), by=Actor.system()) for name in PEOPLE}

    def _something(self) -> None:
        with psycopg.connect(plain_url(self.place.url), autocommit=True) as connection:
            cases = connection.execute("SELECT id, status FROM \"case\" WHERE status IN ('open', 'draft')").fetchall()
            tasks = connection.execute("SELECT id, element, outcomes FROM task WHERE state = 'open'").fetchall()
        drafts = [case for case, status in cases if status == "draft"]
        if drafts and self.luck.random() < 0.7:
            values = {**program.VALUES, "district": REGION}
            self._ask("SubmitCase", {"case_id": str(self.luck.choice(drafts)), "data": values}, "filer", self._key())
        elif not tasks or (len(cases) < MOST_OPEN_CASES and self.luck.random() < 0.3):
            self._ask("OpenCase", {"program": program.KEY, "process": program.KEY}, "filer", self._key())
        else:
            task, element, outcomes = self.luck.choice(tasks)
            by = "filer" if element == "file" else self.luck.choice(PEOPLE[1:])
            if by != "filer" and self.luck.random() < 0.5:
                self._ask("ClaimTask", {"task_id": str(task)}, by, self._key())
            outcome = self.luck.choice(outcomes)
            self._ask("CompleteTask", {"task_id": str(task), "outcome": outcome, "data": program.VALUES}, by, self._key())

    @staticmethod
    def _key() -> str:
        return str(uuid4())

    def _ask(self, command: str, arguments: dict[str, Any], by: str, key: str) -> None:
        """Write down what is asked, ask until there is an answer, write that down too."""
        self.diary.write(command=command, arguments=arguments, by=by, key=key)
        while True:
            try:
                made = COMMANDS[command](**{name: UUID(value) if name.endswith("_id") else value for name, value in arguments.items()})
                answer = self.engine.execute(made, by=self.people[by], key=key)
            except Conflict as refusal:
                if refusal.code == "busy":
                    continue
                self.diary.write(key=key, answer=None, refused=refusal.code)
            except Incident as incident:
                self.diary.write(key=key, answer=None, incident=str(incident))
            except Rejection as refusal:
                self.diary.write(key=key, answer=None, refused=refusal.code)
            except Unavailable:
                time.sleep(0.05)
                continue
            else:
                said = {each.name: str(getattr(answer, each.name)) for each in fields(answer)} if answer is not None else {}
                self.diary.write(key=key, answer=said)
            return


def wait_for(what: Any, seconds: float = PATIENCE) -> float:
    """How long it took until something was so; AssertionError when it never was."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with suppress(psycopg.OperationalError):
            if what():
                return time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s")
