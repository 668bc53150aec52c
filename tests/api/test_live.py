"""实时动态: a stream tells who may know what happened; many open pages take no thread from anybody."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from api.live import MOST_OF_ONE, TOLD
from engine.commands import ArrangeAbsence, ClaimTask, EndAbsence, ReleaseTask
from tests.api.test_officer_pages import task_of
from tests.verbs.reference import PAGE

MORE_THAN_THREADS = 45
"""A server has forty threads for what is not asynchronous."""


@contextmanager
def listening(site: Any, username: str) -> Iterator[Iterator[str]]:
    """The lines of somebody's stream; a connection of its own, with the session of their browser."""
    cookies = dict(site.browser(username).cookies)
    with (
        httpx.Client(base_url=site.address, cookies=cookies, timeout=60) as client,
        client.stream("GET", "/live") as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield answer.iter_lines()


def told(lines: Iterator[str], name: str) -> Any:
    """What the next event of a name says."""
    for line in lines:
        if line == f"event: {name}":
            return json.loads(next(lines).removeprefix("data: "))
    raise AssertionError("the stream ended")


@pytest.fixture(autouse=True)
def nobody_listens(site):
    """Whoever listened before is gone: a server hears of it a moment after they left."""
    for _ in range(600):
        if not site.app.state.live._listeners:
            return
        time.sleep(0.1)
    raise AssertionError("pages that are gone are still told")


def verbs() -> list[list[str]]:
    """The lines of the first table of the page about the verbs, each of which a test runs: what changes has an arrow."""
    lines = PAGE.read_text(encoding="utf-8").split("## What each verb does")[1].split("## Rules")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "`" in line and line.startswith("|")]


@pytest.mark.parametrize("verb", verbs(), ids=lambda verb: verb[0].split(" ")[0])
def test_every_verb_that_changes_what_somebodys_queue_shows_is_told_to_open_pages(verb: list[str]):
    name, command, status, tokens, held, limit, *_, audit = verb
    changes = any("→" in cell for cell in (status, tokens, held, limit)) or command == "`CopyTask`"
    assert not changes or TOLD & set(audit.split(", ")), f"{name} leaves {audit}, of which nobody is told"


def test_the_table_of_verbs_says_what_changes():
    changing = {command for _, command, *cells in verbs() if any("→" in cell for cell in cells[:4])}
    assert {"`ClaimTask`", "`RemoveSigner`", "`Recuse`", "`AnswerRequest`", "`WithdrawCase`"} <= changing
    assert "`RemindTask`" not in changing


@pytest.fixture(scope="module")
def task(site):
    return task_of(site, site.submitted())


def test_a_claim_is_told_to_officers_of_the_area(site, task):
    with listening(site, "acceptance2") as lines:
        assert told(lines, "unread") == 0
        site.engine.execute(ClaimTask(task_id=task), by=site.actor("acceptance"))
        (change,) = told(lines, "change")
    assert (change["kind"], change["task"], change["by"]) == ("task_claimed", str(task), "acceptance 先生")
    site.engine.execute(ReleaseTask(task_id=task), by=site.actor("acceptance"))


def test_neither_another_district_nor_an_applicant_is_told(site, task):
    with listening(site, "elsewhere") as other, listening(site, "rival") as applicant, listening(site, "acceptance2") as lines:
        for each in (other, applicant, lines):
            told(each, "unread")
        site.engine.execute(ClaimTask(task_id=task), by=site.actor("acceptance"))
        told(lines, "change")
        site.engine.execute(ReleaseTask(task_id=task), by=site.actor("acceptance"))
        told(lines, "change")
        assert len(site.app.state.live._listeners) == 3
        quiet = [each for each in site.app.state.live._listeners if each.actor.name.startswith(("elsewhere", "rival"))]
        assert [each.waiting.qsize() for each in quiet] == [0, 0]


def test_whoever_a_substitution_is_about_is_told_and_nobody_else(site):
    away, substitute = site.actor("acceptance"), site.actor("acceptance2")
    with listening(site, "acceptance2") as lines, listening(site, "review") as other:
        for each in (lines, other):
            told(each, "unread")
        days = {"starts_on": site.clock.now().date(), "ends_on": site.clock.now().date()}
        arranged = site.engine.execute(ArrangeAbsence(substitute_id=substitute.user_id, reason="年休假", **days), by=away)
        (change,) = told(lines, "change")
        assert (change["kind"], change["by"], change["case"]) == ("absence_arranged", away.name, "")
        site.engine.execute(EndAbsence(absence_id=arranged), by=away)
        (change,) = told(lines, "change")
        assert change["kind"] == "absence_ended"
        quiet = [each for each in site.app.state.live._listeners if each.actor.name.startswith("review")]
        assert [each.waiting.qsize() for each in quiet] == [0]


def test_more_open_pages_than_threads_leave_every_other_request_its_answer(site, task):
    people = ["acceptance", "acceptance2", "review", "second_review", "sign_off", "admin"]
    with ExitStack() as stack:
        lines = [stack.enter_context(listening(site, people[number % len(people)])) for number in range(MORE_THAN_THREADS)]
        for each in lines:
            told(each, "unread")
        assert len(site.app.state.live._listeners) == MORE_THAN_THREADS
        assert site.browser("acceptance").get("/tasks?tab=pool").status_code == 200
    again = site.browser("acceptance").get("/tasks")
    assert again.status_code == 200


def test_one_person_cannot_take_every_place_and_a_stranger_none(site):
    with ExitStack() as stack:
        lines = [stack.enter_context(listening(site, "review")) for _ in range(MOST_OF_ONE)]
        for each in lines:
            told(each, "unread")
        assert site.browser("review").get("/live").status_code == 204, "which ends a browser's attempts: the page asks instead"
    assert site.stranger().get("/live").status_code == 204, "a page whose session ended is not sent to the sign-in page in its stream"
