"""What was played by hand in a sandbox becomes a story of the draft: its steps, what was filled in, waits, and what was seen."""

import tomllib
from pathlib import Path
from uuid import UUID

import pytest

from engine.commands import BeginRehearsal, BeginSandbox, ClaimTask, CompleteTask, RemoveProgramFile, StopClock
from engine.queries import LastRehearsal, PlayedCases, RehearsalView
from engine.scenarios.cast import ActorNamed
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, InvalidState
from engine.trying.keeping import keep_as_story
from engine.trying.sandbox import enter, go_on, tell
from tests.build import work_off
from tests.studio.conftest import PROGRAM, Studio
from tests.studio.test_trying import few_stories, told_to_the_end

__all__ = ["few_stories"]
SYSTEM = Actor.system()
FOLDER = f"{PROGRAM}/scenarios"


@pytest.fixture
def draft(studio: Studio, database_url: str, few_stories: Path) -> UUID:
    draft = studio.draft()
    studio.engine.execute(BeginSandbox(draft_id=draft), by=studio.first)
    work_off(studio.engine, database_url)
    return draft


def head(studio: Studio) -> UUID:
    """The first case of the sandbox."""
    _, stage = enter(studio.engine, studio.first)
    try:
        return stage.ask(PlayedCases(), by=SYSTEM)[-1].case_id
    finally:
        stage.close()


def decides(studio: Studio, who: str, outcome: str = "", **data) -> None:
    """Somebody of the sandbox decides what is open, by hand."""
    _, stage = enter(studio.engine, studio.first)
    try:
        officer = stage.ask(ActorNamed(username=who), by=SYSTEM)
        (task,) = stage.ask(PlayedCases(), by=SYSTEM)[-1].tasks
        stage.execute(ClaimTask(task_id=task.task_id), by=officer)
        stage.execute(CompleteTask(task_id=task.task_id, outcome=outcome, data=data), by=officer)
    finally:
        stage.close()


def rehearsed(studio: Studio, url: str, draft: UUID, name: str) -> RehearsalView:
    assert studio.engine.execute(BeginRehearsal(draft_id=draft, name=name), by=studio.first).stories == 1
    return told_to_the_end(studio, url, draft)


CORRECTION = {
    "complete": "no",
    "competent": "yes",
    "corrections": [{"path": "plan.trade", "label": "工种", "problem": "不清楚", "requirement": "写明"}],
}


def test_a_course_played_by_hand_is_kept_and_told_again_like_any_story(studio: Studio, database_url: str, draft: UUID):
    assert tell(studio.engine, studio.first, "filed_small.toml", 1) == 1
    go_on(studio.engine, studio.first, 2)
    decides(studio, "acceptance2", "correct", **CORRECTION)
    go_on(studio.engine, studio.first, 3)
    go_on(studio.engine, studio.first, None)
    path = keep_as_story(studio.engine, studio.first, head(studio), "expired_by_hand", "手工：逾期未补正")
    assert path == f"{FOLDER}/expired_by_hand.toml"
    told = tomllib.loads(studio.text(draft, path))
    steps = [(step["by"], step["do"], step.get("task"), step.get("outcome"), step.get("after")) for step in told["step"]]
    assert steps[:2] == [("enterprise", "submit", None, None, None), ("acceptance2", "complete", "acceptance", "correct", "2wd")]
    assert steps[2][:4] == ("clock", "wait", None, None)
    assert told["step"][0]["expect"]["open"] == ["acceptance"]
    assert told["step"][1]["expect"]["open"] == ["correction"]
    assert told["step"][1]["data"]["corrections"][0]["problem"] == "不清楚"
    assert told["step"][2]["expect"]["stage"] == "withdrawn"
    assert len(tomllib.loads(studio.text(draft, f"{FOLDER}/rosters/expired_by_hand.toml"))["rows"]) == 8
    seen = rehearsed(studio, database_url, draft, "expired_by_hand.toml")
    (story,) = [each for each in seen.stories if each.name == "expired_by_hand.toml"]
    assert (story.state, story.cause, story.faults, story.path) == ("passed", "", 0, path)
    studio.change(draft, 'stage = "withdrawn"', 'stage = "training"', path)
    seen = rehearsed(studio, database_url, draft, "expired_by_hand.toml")
    assert [each.faults for each in seen.stories if each.name == "expired_by_hand.toml"] == [1], "what comes out otherwise is told"
    studio.engine.execute(RemoveProgramFile(draft_id=draft, path=path), by=studio.first)
    seen = studio.engine.ask(LastRehearsal(draft_id=draft), by=studio.first)
    assert "expired_by_hand.toml" not in [each.name for each in seen.stories]


def test_a_whole_filing_with_its_advance_is_kept_with_its_amounts(studio: Studio, database_url: str, draft: UUID, few_stories: Path):
    few_stories.joinpath("advance_at_ceiling.toml").write_bytes((Path("processes") / FOLDER / "advance_at_ceiling.toml").read_bytes())
    tell(studio.engine, studio.first, "advance_at_ceiling.toml", 200)
    path = keep_as_story(studio.engine, studio.first, head(studio), "advance_by_hand", "手工：预支")
    told = tomllib.loads(studio.text(draft, path))
    assert [step["do"] for step in told["step"]].count("start_linked") == 1, "what was refused did not happen"
    assert told["step"][-1]["expect"]["money"] == {"advance.planned": 1840000}
    seen = rehearsed(studio, database_url, draft, "advance_by_hand.toml")
    assert [(each.state, each.cause, each.faults) for each in seen.stories if each.path] == [("passed", "", 0)]


def test_a_name_that_is_taken_and_what_no_story_tells_are_refused(studio: Studio, draft: UUID):
    tell(studio.engine, studio.first, "filed_small.toml", 1)
    case = head(studio)
    with pytest.raises(InvalidInput) as refused:
        keep_as_story(studio.engine, studio.first, case, "filed_small", "")
    assert [each.path for each in refused.value.errors] == ["name", "title"]
    _, stage = enter(studio.engine, studio.first)
    try:
        officer = stage.ask(ActorNamed(username="acceptance"), by=SYSTEM)
        (task,) = stage.ask(PlayedCases(), by=SYSTEM)[-1].tasks
        stage.execute(ClaimTask(task_id=task.task_id), by=officer)
        stage.execute(StopClock(task_id=task.task_id, basis="expert_review", reason="等候专家意见"), by=officer)
    finally:
        stage.close()
    with pytest.raises(InvalidState) as untold:
        keep_as_story(studio.engine, studio.first, case, "stopped", "停过表")
    assert untold.value.facts["what"] == "中止"
