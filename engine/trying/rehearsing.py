"""Telling the stories of a program by a draft, each in a database of its own, and writing down what happened step by step."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from engine.commands import KeepRehearsed, ReleaseProgram
from engine.engine import Engine
from engine.packages.program import Program, element_name, load_program
from engine.queries import Ledger, RehearsalFiles, ToRehearse
from engine.running.stories import laid_out, stories_of
from engine.scenarios.facts import CaseFacts, FoundCase
from engine.scenarios.player import Played, Player
from engine.scenarios.reading import read_scenario
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.sdk.errors import EngineError
from engine.sdk.messages import sentence_of
from engine.sdk.text import Text
from engine.trying.stage import dropped, made, opened

SYSTEM = Actor.system()


def rehearse(house: Engine, run_id: UUID, name: str) -> None:
    """Tell one story of a rehearsal and keep what came of it; nothing else of the installation changes."""
    told = house.ask(RehearsalFiles(run_id=run_id), by=SYSTEM)
    if told is None:
        return
    if not told.files:
        house.execute(KeepRehearsed(run_id=run_id, name=name, state="outdated"), by=SYSTEM)
        return
    place = f"{run_id.hex}_{list(stories_of(told.programs, told.program, told.files)).index(name)}"
    diary = Diary(load_program(told.files))
    try:
        made(house, place)
        with laid_out(told.programs, told.program, told.files) as folder:
            faults = _play(house, place, told, folder / name, diary)
        state, cause = ("failed" if faults else "passed"), ""
    except (EngineError, KeyError, OSError, ValueError) as error:
        state, cause = "broken", _why(error)
    finally:
        dropped(house, place)
    house.execute(KeepRehearsed(run_id=run_id, name=name, state=state, cause=cause, steps=diary.steps), by=SYSTEM)


def _play(house: Engine, place: str, told: ToRehearse, story: Path, diary: "Diary") -> int:
    scenario = read_scenario(story, told.program)
    clock = TravelClock(scenario.start)
    with opened(house, place, clock) as stage:
        stage.execute(ReleaseProgram(files=told.files), by=SYSTEM)
        diary.begin(stage)
        player = Player(stage, clock, story.parent)
        for before in scenario.given:
            player.play(read_scenario(story.parent / before, told.program))
        player.heard = diary.write
        return len(player.play(scenario))


def _why(error: Exception) -> str:
    if isinstance(error, EngineError):
        said = sentence_of(error)
        return said.zh if said else str(error)
    return f"{type(error).__name__}: {error}"


@dataclass(slots=True)
class Diary:
    """What happened in a story, as pages and REST show it; every wording in both languages."""

    program: Program
    steps: list[Mapping[str, Any]] = field(default_factory=list)
    _stage: Engine | None = None
    _notices: Counter[str] = field(default_factory=Counter)

    def begin(self, stage: Engine) -> None:
        """Look through this engine."""
        self._stage = stage

    def write(self, played: Played) -> None:
        """One step."""
        step = played.step
        found = self._stage.ask(CaseFacts(case_id=played.case_id), by=SYSTEM) if self._stage and played.case_id else None
        self.steps.append(
            {
                "number": played.number,
                "at": played.at.isoformat(),
                "by": self._role(step.by).to_json(),
                "do": step.do,
                "element": self._named(step.task).to_json() if step.task else None,
                "outcome": self.program.outcome(step.outcome).title.to_json() if step.outcome else None,
                "refused": played.refused.code if played.refused else "",
                "promised": {what: _said(value) for what, value in step.expect.items()},
                "faults": [{"what": each.what, "expected": _said(each.expected), "found": _said(each.found)} for each in played.mismatches],
                "seen": self._seen(found, played.case_id) if found and played.case_id else None,
            }
        )

    def _seen(self, found: FoundCase, case_id: UUID) -> Mapping[str, Any]:
        issued = Counter(found.notices)
        new = issued - self._notices if case_id else issued
        self._notices |= issued
        return {
            "status": found.status,
            "stage": self.program.stage_title(found.stage).to_json(),
            "light": found.light,
            "open": [self._named(element).to_json() for element in sorted(found.open_tasks)],
            "notices": [self._notice(key).to_json() for key in sorted(new.elements())],
            "clocks": [
                {"element": self._named(element).to_json(), "due": str(due) if due else "", "provisional": provisional}
                for element, due, provisional in found.clocks
            ],
            "amounts": list(self._amounts(case_id)),
        }

    def _amounts(self, case_id: UUID) -> Iterator[Mapping[str, Any]]:
        if self._stage is None:
            return
        for movement in self._stage.ask(Ledger(case_id=case_id), by=SYSTEM).movements:
            basis = str(movement.computation.get("clause", ""))
            yield {"kind": movement.kind, "state": movement.state, "fen": movement.amount, "basis": basis}

    def _named(self, element: str) -> Text:
        for process in self.program.definition.processes.values():
            known = process.elements.get(element)
            if known is not None:
                return element_name(known)
        return Text.typed(element)

    def _role(self, by: str) -> Text:
        role = by.rstrip("0123456789")
        return self.program.roles[role] if role in self.program.roles else WHO.get(by, Text.typed(by))

    def _notice(self, key: str) -> Text:
        known = self.program.notices.get(key)
        return known.title if known else Text.typed(key)


WHO = {"enterprise": Text("申报单位", "Enterprise"), "clock": Text("时钟", "The clock")}


def _said(value: object) -> str:
    """A value of a scenario, in the notation of JSON."""
    if isinstance(value, set | frozenset):
        value = sorted(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
