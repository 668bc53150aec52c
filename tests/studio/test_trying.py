"""Trying a draft: stories told by it in databases of their own, and a sandbox whose clock travels; the installation stays as it was."""

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from engine.commands import BeginRehearsal, BeginSandbox, EndSandbox, SaveProgramFile
from engine.queries import LastRehearsal, MyCases, OwnSandbox, Players, RehearsalView, RehearsedSteps
from engine.scenarios.cast import ActorNamed
from engine.scenarios.facts import CaseFacts
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, InvalidState, NotFound
from engine.store.postgres import plain_url
from engine.store.sandboxes import Sandboxes
from engine.trying.sandbox import enter, go_on, tell
from tests.build import PROCESSES, work_off
from tests.studio.conftest import PROGRAM, Studio

SYSTEM = Actor.system()
LIMIT = 'tb:limit="=parameters.acceptance_limit"'
STORIES = ("corrected_once.toml", "filed_small.toml")


@pytest.fixture
def few_stories(studio: Studio, tmp_path: Path) -> Path:
    """The program beside two of its stories."""
    folder = tmp_path / "programs" / PROGRAM / "scenarios"
    folder.mkdir(parents=True)
    for beside in ("data", "rosters"):
        shutil.copytree(PROCESSES / PROGRAM / "scenarios" / beside, folder / beside)
    for name in STORIES:
        shutil.copy(PROCESSES / PROGRAM / "scenarios" / name, folder / name)
    object.__setattr__(studio.engine.runtime.ports, "programs", tmp_path / "programs")
    return folder


def told_to_the_end(studio: Studio, url: str, draft: UUID) -> RehearsalView:
    """The rehearsal once the worker has told every story; a worker that does not wait leaves those whose turn comes later."""
    for _ in studio.engine.ask(LastRehearsal(draft_id=draft), by=studio.first).stories * 2:
        work_off(studio.engine, url)
    return studio.engine.ask(LastRehearsal(draft_id=draft), by=studio.first)


def counted(url: str) -> dict[str, int]:
    """How many rows each table holds that a trial could write to."""
    tables = ("case", "task", "event", "person", "organisation", "notice", "attachment", "outbox", "alert", "release")
    with psycopg.connect(plain_url(url)) as connection:
        known = {row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()}
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables if name in known}


def test_stories_are_told_by_the_draft_and_nothing_of_it_stays(studio: Studio, database_url: str, few_stories: Path):
    draft = studio.draft()
    before = counted(database_url)
    asked = studio.engine.ask(LastRehearsal(draft_id=draft), by=studio.first)
    assert [(story.name, story.state) for story in asked.stories] == [(name, "") for name in STORIES]
    assert studio.engine.execute(BeginRehearsal(draft_id=draft), by=studio.first).stories == 2
    seen = told_to_the_end(studio, database_url, draft)
    assert (seen.state, [story.state for story in seen.stories]) == ("done", ["passed", "passed"]), [story.cause for story in seen.stories]
    told = studio.engine.ask(RehearsedSteps(draft_id=draft, name=STORIES[0]), by=studio.first)
    assert any(step["seen"]["clocks"] for step in told.steps if step["seen"]), "due dates are told"
    assert any(step["seen"]["notices"] for step in told.steps if step["seen"]), "and the papers that were issued"
    assert counted(database_url) == before
    assert Sandboxes(studio.engine.runtime.database.url).names() == frozenset()


def test_a_story_that_comes_out_otherwise_says_where_and_how(studio: Studio, database_url: str, few_stories: Path):
    draft = studio.draft()
    studio.change(draft, LIMIT, 'tb:limit="15wd"')
    story = few_stories / STORIES[1]
    story.write_text(story.read_text("utf-8").replace("[[step]]", "[[step]]", 1), "utf-8")
    studio.engine.execute(BeginRehearsal(draft_id=draft), by=studio.first)
    seen = told_to_the_end(studio, database_url, draft)
    faults = [
        fault
        for name in STORIES
        for step in studio.engine.ask(RehearsedSteps(draft_id=draft, name=name), by=studio.first).steps
        for fault in step["faults"]
    ]
    assert "failed" in [each.state for each in seen.stories], seen
    assert faults
    assert all(fault["expected"] != fault["found"] for fault in faults)


def test_a_draft_is_told_its_own_stories_and_those_with_other_settings_by_itself(studio: Studio, database_url: str, few_stories: Path):
    draft, own = studio.draft(), f"{PROGRAM}/scenarios/own.toml"
    text = (few_stories / STORIES[0]).read_text("utf-8")
    told = text.replace('title = "', 'settings = { advance_publicity = true }\ntitle = "自编：', 1)
    assert told != text

    def kept(path: str, content: str) -> None:
        studio.engine.execute(SaveProgramFile(draft_id=draft, path=path, content=content.encode(), version=None), by=studio.first)

    kept(own, told)
    kept(f"{PROGRAM}/scenarios/astray.toml", text.replace("data/", "../../../data/").replace('title = "', 'title = "出界：', 1))
    studio.change(draft, LIMIT, 'tb:limit="15wd"')
    known = studio.engine.ask(LastRehearsal(draft_id=draft), by=studio.first).stories
    assert {each.name for each in known} == {*STORIES, "own.toml", "astray.toml"}
    studio.engine.execute(BeginRehearsal(draft_id=draft), by=studio.first)
    seen = {each.name: each for each in told_to_the_end(studio, database_url, draft).stories}
    assert (seen["own.toml"].state, seen["own.toml"].faults > 0) == ("failed", True), seen["own.toml"].cause
    assert (seen["astray.toml"].state, "outside" in seen["astray.toml"].cause) == ("broken", True), seen["astray.toml"]
    studio.engine.execute(BeginSandbox(draft_id=draft), by=studio.first)
    work_off(studio.engine, database_url)
    assert tell(studio.engine, studio.first, "own.toml", 1) == 1
    with pytest.raises(InvalidInput, match="outside of scenarios"):
        tell(studio.engine, studio.first, "astray.toml", 1)
    studio.engine.execute(EndSandbox(sandbox_id=studio.engine.ask(OwnSandbox(), by=studio.first).sandbox_id), by=studio.first)
    work_off(studio.engine, database_url)
    assert Sandboxes(studio.engine.runtime.database.url).names() == frozenset()


def test_a_sandbox_is_played_by_hand_on_a_clock_of_its_own(studio: Studio, database_url: str, few_stories: Path):
    draft = studio.draft()
    before = counted(database_url)
    with pytest.raises(NotFound):
        enter(studio.engine, studio.first)
    studio.engine.execute(BeginSandbox(draft_id=draft), by=studio.first)
    work_off(studio.engine, database_url)
    assert tell(studio.engine, studio.first, STORIES[0], 1) == 1
    view, stage = enter(studio.engine, studio.first)
    try:
        ports = stage.runtime.ports
        assert (dict(ports.channels), dict(ports.adapters), ports.hooks) == ({}, {}, None), "there is no way out"
        known = {each.username: each.role for each in stage.ask(Players(), by=SYSTEM)}
        assert {"enterprise", "acceptance", "acceptance2", "acceptance3"} <= known.keys()
        officer = stage.ask(ActorNamed(username="acceptance"), by=SYSTEM)
        applicant = stage.ask(ActorNamed(username="qiye"), by=SYSTEM)
        case = stage.ask(MyCases(), by=applicant).rows[0].case_id
        found = stage.ask(CaseFacts(case_id=case), by=SYSTEM)
        assert found.status == "open"
        assert officer.holds("acceptance", found.region)
        first_day = stage.runtime.ports.clock.now()
    finally:
        stage.close()
    assert go_on(studio.engine, studio.first, 2) > first_day
    later = go_on(studio.engine, studio.first, None)
    view, stage = enter(studio.engine, studio.first)
    try:
        assert timedelta() <= stage.runtime.ports.clock.now() - later < timedelta(minutes=5), "the clock is kept"
    finally:
        stage.close()
    assert counted(database_url) == before
    with pytest.raises(NotFound):
        studio.engine.execute(EndSandbox(sandbox_id=view.sandbox_id), by=studio.second)
    studio.engine.execute(EndSandbox(sandbox_id=view.sandbox_id), by=studio.first)
    work_off(studio.engine, database_url)
    assert Sandboxes(studio.engine.runtime.database.url).names() == frozenset()
    assert studio.engine.ask(OwnSandbox(), by=studio.first) is None


def test_a_faulty_draft_is_not_tried(studio: Studio):
    draft = studio.draft()
    studio.change(draft, 'tb:role="review"', 'tb:role="nobody"')
    for command in (BeginRehearsal, BeginSandbox):
        with pytest.raises(InvalidState, match="program_draft_faulty"):
            studio.engine.execute(command(draft_id=draft), by=studio.first)
