"""A case at every step of the filing goes over to an improved copy of it, and runs to its promised end there."""

import random
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from engine.commands import ClaimTask, CompleteTask, JudgeMigration, MigrateCase, PrepareMigration, ReleaseProgram, RunMigration
from engine.queries import MigrationDetail, ReleaseFiles, Releases
from engine.scenarios.player import Player
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url
from tests.build import PROCESSES, a_clock, a_story, an_engine
from tests.studio.improved import improved

SYSTEM = Actor.system()
PROGRAM = "gz_apprenticeship"
STORIES = ("corrected_once.toml", "happy_path.toml", "supplemented.toml", "sent_back.toml", "whole_life.toml", "deemed_acceptance.toml")
OPINION = {"opinion": "同意。", "agreed": "yes"}


@dataclass(slots=True)
class Mover(Player):
    """Plays a scenario and lets everything move to the improved release after one of its steps; signs where the improved one asks."""

    url: str = ""
    after: int = 0
    acts: int = 0
    signed: int = 0

    def deliver(self) -> None:
        """Called after every step: by then letters are delivered, and who has to sign has signed."""
        Player.deliver(self)
        self.acts += 1
        if self.acts == self.after:
            move_all(self)
        for task, role, region in self.rows("SELECT id, role, region FROM task WHERE element = 'countersign' AND state = 'open'"):
            officer = self.officer(role, region)
            self.engine.execute(ClaimTask(task_id=task), by=officer)
            self.engine.execute(CompleteTask(task_id=task, outcome="agree", data=OPINION), by=officer)
            self.signed += 1
        Player.deliver(self)

    def rows(self, statement: str, *arguments: object) -> list[tuple]:
        with psycopg.connect(plain_url(self.url), autocommit=True) as connection:
            return connection.execute(statement, arguments).fetchall()


def move_all(player: Mover) -> None:
    """Release the improved package and migrate every running case of the program to it; nothing people rely on changes."""
    engine = player.engine
    current = next(each for each in engine.ask(Releases(), by=SYSTEM) if each.program == PROGRAM and each.current)
    files = improved(engine.ask(ReleaseFiles(release_id=current.release_id), by=SYSTEM))
    released = engine.execute(ReleaseProgram(files=files), by=SYSTEM)
    before = player.rows("SELECT id, due_on, assignee_id, state FROM task WHERE state = 'open' ORDER BY id")
    timers = player.rows("SELECT case_id, due_at FROM timer ORDER BY 1, 2")
    prepared = engine.execute(PrepareMigration(from_id=current.release_id, to_id=released.release_id), by=SYSTEM)
    while engine.ask(MigrationDetail(migration_id=prepared.migration_id), by=SYSTEM).judging:
        engine.execute(JudgeMigration(migration_id=prepared.migration_id), by=SYSTEM)
    seen = engine.ask(MigrationDetail(migration_id=prepared.migration_id), by=SYSTEM)
    assert seen.verdicts == ({"moves": prepared.cases} if prepared.cases else {})
    if not prepared.cases:
        return
    engine.execute(RunMigration(migration_id=prepared.migration_id), by=SYSTEM)
    for (case,) in player.rows("SELECT case_id FROM migration_case"):
        assert engine.execute(MigrateCase(migration_id=prepared.migration_id, case_id=case), by=SYSTEM) == "moved"
    assert player.rows("SELECT id, due_on, assignee_id, state FROM task WHERE state = 'open' ORDER BY id") == before
    assert player.rows("SELECT case_id, due_at FROM timer ORDER BY 1, 2") == timers


def moments() -> list[tuple[str, int]]:
    """Every step of the corrected filing, and random steps of the others."""
    chance = random.Random(7)
    steps = {name: len(a_story(name).steps) for name in STORIES}
    every = [(STORIES[0], number) for number in range(1, steps[STORIES[0]] + 1)]
    return [*every, *sorted({(name, chance.randint(1, steps[name])) for name in STORIES[1:] for _ in range(2)})]


LIMIT_OF_ROUNDS = "一次补正后仍不齐全的，可再补正一次；其后只能受理或者不予受理。"


@pytest.mark.parametrize(("outcome", "open_then"), [("accept", ["insurance", "licence", "standing"]), ("refuse", [])])
def test_the_second_round_of_correction_is_the_last(outcome: str, open_then: list[str], database_url: str, tmp_path: Path) -> None:
    told = a_story("corrected_once.toml")
    clock = a_clock(told.start)
    engine = an_engine(database_url, tmp_path, clock)
    player = Player(engine, clock, PROCESSES / PROGRAM / "scenarios")
    asked, answered, decided = told.steps[1], told.steps[2], told.steps[4]
    again = replace(asked, task="recheck", after="1wd", expect={"open": ["correction_2"], "stage": "correction"})
    resubmitted = replace(answered, task="correction_2", expect={"open": ["recheck_2"], "stage": "acceptance"})
    third = replace(told.steps[3], task="recheck_2", expect={"refused": "invalid_input", "open": ["recheck_2"]})
    data = (
        decided.data if outcome == "accept" else {**decided.data, "complete": "no", "opinion": LIMIT_OF_ROUNDS, "reason": LIMIT_OF_ROUNDS}
    )
    last = replace(decided, task="recheck_2", outcome=outcome, data=data, expect={"open": open_then})
    try:
        current = next(each for each in engine.ask(Releases(), by=SYSTEM) if each.program == PROGRAM and each.current)
        files = engine.ask(ReleaseFiles(release_id=current.release_id), by=SYSTEM)
        engine.execute(ReleaseProgram(files=improved(files)), by=SYSTEM)
        story = replace(told, steps=(*told.steps[:3], again, resubmitted, third, last))
        assert [str(mismatch) for mismatch in player.play(story)] == []
    finally:
        engine.close()


@pytest.mark.parametrize(("story", "after"), moments(), ids=lambda value: str(value).removesuffix(".toml"))
def test_a_case_at_any_step_moves_to_the_improved_filing_and_runs_to_its_end(
    story: str, after: int, database_url: str, tmp_path: Path
) -> None:
    scenario = a_story(story)
    clock = a_clock(scenario.start)
    engine = an_engine(database_url, tmp_path, clock)
    player = Mover(engine, clock, PROCESSES / PROGRAM / "scenarios", url=database_url, after=after)
    try:
        assert [str(mismatch) for mismatch in player.play(scenario)] == []
        decided = [
            n for n, step in enumerate(scenario.steps, 1) if step.task == "sign_off" and not step.case and "return" not in step.outcome
        ]
        assert player.signed == (2 if decided and after < decided[-1] else 0), "both posts sign, unless the step was behind the case"
    finally:
        engine.close()
