"""Trying in the browser: what was played by hand becomes a story that is told, run and taken out again; sums are seen as they arise."""

from typing import Any

import pytest

from engine.commands import BeginSandbox, OpenProgramDraft
from tests.journeys.played import ACCEPTED, does
from tests.journeys.town import PROGRAM, Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def playing(town: Town, invite: Any) -> tuple[Visitor, str]:
    """An administrator with a draft and its sandbox, at the page of trying."""
    by = town.actor("guanli")
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="手工试"), by=by).draft_id
    town.engine.execute(BeginSandbox(draft_id=draft), by=by)
    town.settle()
    guest = invite("guanli")
    base = f"/admin/studio/{draft}"
    guest.go(f"{base}/try")
    return guest, base


def lets_happen(guest: Visitor, story: str, steps: int) -> None:
    """Put the first steps of a shipped story into the sandbox."""
    page = guest.page
    page.locator("#f-story").select_option(story)
    page.locator("#f-steps").fill(str(steps))
    guest.follow(page.locator("form[action='/admin/studio/sandbox/story'] button"))


def row(guest: Visitor, title: str) -> Any:
    return guest.page.locator("#progress tbody tr", has_text=title)


def test_a_course_played_by_hand_is_kept_as_a_story_run_and_taken_out(town: Town, playing: tuple[Visitor, str]) -> None:
    guest, base = playing
    page = guest.page
    lets_happen(guest, "filed_small.toml", 1)
    does(guest, base, "受理审查", "accept", ACCEPTED)
    guest.go(f"{base}/try")
    page.locator("#f-days").fill("2")
    guest.follow(page.get_by_role("button", name="前进", exact=True))
    page.locator("#f-title").fill("手工受理")
    page.locator("#f-name").fill("filed_small")
    guest.follow(page.locator("form[action='/admin/studio/sandbox/keep'] button"))
    guest.reads("已有同名情形")
    page.locator("#f-title").fill("手工受理")
    page.locator("#f-name").fill("accepted_by_hand")
    guest.follow(page.locator("form[action='/admin/studio/sandbox/keep'] button"))
    guest.reads("已存为情形", "手工受理")
    guest.follow(row(guest, "手工受理").get_by_role("link", name="文本"))
    text = page.locator("#f-text").input_value()
    assert 'task = "acceptance"' in text
    assert 'do = "wait"' in text
    guest.go(f"{base}/try")
    guest.follow(row(guest, "手工受理").get_by_role("button", name="运行"))
    town.settle()
    guest.go(f"{base}/try")
    assert "符合" in row(guest, "手工受理").inner_text()
    guest.follow(row(guest, "手工受理").locator("a[data-open]"))
    guest.reads("受理审查", "项约定均符合")
    guest.go(f"{base}/try")
    row(guest, "手工受理").get_by_role("button", name="删除").click()
    guest.agree()
    guest.reads("情形试运行")
    assert row(guest, "手工受理").count() == 0
    assert row(guest, "filed_small.toml").get_by_role("button", name="删除").count() == 0, "what is shipped stays"


def test_a_story_added_as_text_is_told(town: Town, playing: tuple[Visitor, str]) -> None:
    guest, base = playing
    page = guest.go(base)
    page.locator("#f-kind").select_option("scenario")
    page.locator("#f-name").fill("added_as_text")
    page.locator("form[data-part] #f-title").fill("手写情形")
    guest.follow(page.locator("form[data-part] button[type=submit]"))
    page.locator("form[data-program-file][data-begun]").wait_for()
    guest.go(f"{base}/try")
    guest.follow(row(guest, "手写情形").get_by_role("button", name="运行"))
    town.settle()
    guest.go(f"{base}/try")
    assert "符合" in row(guest, "手写情形").inner_text()


def test_a_settlement_is_told_and_its_sums_are_seen(town: Town, playing: tuple[Visitor, str]) -> None:
    guest, _ = playing
    story = row(guest, "whole_life.toml")
    guest.follow(story.get_by_role("button", name="运行"))
    town.settle()
    guest.page.reload()
    assert "符合" in row(guest, "whole_life.toml").inner_text()
    guest.follow(row(guest, "whole_life.toml").locator("a[data-open]"))
    guest.reads("金额", "18,400.00", "62,100.00", "受理通知书")
