"""公示: everybody may read a list while it is published, masked, and object to it without signing in; the payment waits."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from api.throttle import Throttle
from engine.commands import ClaimTask, CompleteTask
from engine.model import Notice
from engine.queries import TaskDetail
from engine.scenarios.facts import CaseFacts
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork
from tests.api.paper import faults_on, form_at
from tests.api.site import PASSWORD
from tests.build import a_player, a_story

SYSTEM = Actor.system()
TO_PUBLICITY = 21
SAID = {"name": "陈先生", "contact": "020-12345678", "rows": "2，5", "content": "这两人没有参加培训，请核对签到。"}


@pytest.fixture(scope="module")
def published(site) -> Any:
    """A list that is published: its notice."""
    story = a_story("objection_upheld.toml", TO_PUBLICITY)
    firm = {**story.steps[0].data["enterprise"]}
    player = a_player(site.engine, site.clock)
    player.people, player.password = {("enterprise", firm["uscc"]): "gongshi"}, PASSWORD
    player.play(replace(story, steps=tuple(replace(step, expect={}) for step in story.steps)))
    with UnitOfWork(site.engine.runtime, read_only=True) as uow:
        return uow.session.scalars(select(Notice).where(Notice.key == "publicity_notice").order_by(Notice.issued_at.desc()).limit(1)).one()


def facts_of(site, notice: Notice) -> Any:
    return site.engine.ask(CaseFacts(case_id=notice.case_id), by=SYSTEM)


def sent(client: httpx.Client, notice: Notice, **typed: str) -> httpx.Response:
    address = f"/publicity/{notice.id}"
    form = form_at(client.get(address).text, address)
    for name, value in {**SAID, **typed}.items():
        form.set(name, value)
    return client.post(address, data=form.data())


def test_everybody_reads_the_list_masked_with_its_sum_its_dates_and_its_office(site, published):
    client = site.stranger()
    assert f"/publicity/{published.id}" in client.get("/publicity").text
    page = client.get(f"/publicity/{published.id}").text
    assert "赵**" in page
    assert "赵伟杰" not in page
    assert "020-12345" in page
    assert "人社综合窗口" in page
    assert all(line["clause"] in page for line in published.facts["amount_due"]["lines"])
    told = client.get(f"/api/v1/publicities/{published.id}").json()
    assert told["head"]["until"] == published.facts["until"]
    assert [line["amount"] for line in told["lines"]] == [9_200_000, 0, 9_200_000]
    book = load_workbook(BytesIO(client.get(f"/publicity/{published.id}/list.xlsx").content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert [row[0] for row in rows[2:]] == list(range(1, 9))
    assert all("*" in str(row[1]) for row in rows[2:])
    assert client.get(f"/publicity/{published.case_id}").status_code == 404
    assert client.get("/publicity/not-an-id").status_code in {404, 422}


def test_an_address_that_objects_too_often_has_to_wait(site, published):
    site.app.state.objection_throttle = Throttle(2)
    address, nothing = f"/api/v1/publicities/{published.id}/objections", {"name": "", "contact": "", "content": ""}
    answers = [site.stranger().post(address, json=nothing) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_an_objection_stops_the_payment_until_it_was_looked_into_and_whoever_objects_stays_unknown(site, published):
    site.app.state.objection_throttle = Throttle(1000)
    client, address = site.stranger(), f"/api/v1/publicities/{published.id}/objections"
    refused = sent(client, published, contact="没有", content="短", rows="99")
    assert refused.status_code == 422
    assert {"contact", "content", "rows"} <= set(re.findall(r'id="e-(\w+)"', refused.text))
    assert SAID["name"] in refused.text
    hostile = {"name": "<script>alert(1)</script>", "contact": "020-12345678", "content": "{{1+1}} <img src=x onerror=alert(1)> 名单有误。"}
    for wrong in ({"contact": "a@b"}, {"name": "\u202e "}, {"rows": [0]}, {"content": "x" * 4001}, {"rows": list(range(6000))}):
        assert client.post(address, json={**hostile, **wrong}).status_code == 422
    answer = sent(client, published)
    assert answer.status_code == 303, faults_on(answer.text)
    found = facts_of(site, published)
    assert sorted(found.open_tasks) == ["investigate"]
    said = found.facts["publicity"]
    assert (said["scope"], said["rows"], said["objector"], said["content"]) == ("rows", "2，5", SAID["name"], SAID["content"])
    assert "$sealed" in said["contact"]
    assert found.facts.get("money", {}).get("settlement", {}).get("planned", 0) == 0
    assert client.post(address, json=hostile).status_code == 201
    (further,) = facts_of(site, published).facts["objections"]["items"]
    assert (further["objector"], further["scope"]) == (hostile["name"], "all")
    assert "$sealed" in further["contact"]
    officer = a_player(site.engine, site.clock).officer("second_review", "440106")
    task = found.open_tasks["investigate"]
    site.engine.execute(ClaimTask(task_id=task), by=officer)
    form = str(site.engine.ask(TaskDetail(task_id=task), by=officer))
    assert hostile["content"] in form
    public = client.get(f"/publicity/{published.id}").text
    assert "异议核查中" in public
    own = site.browser("gongshi")
    for page in (public, own.get(f"/cases/{published.case_id}").text, own.get(f"/cases/{published.case_id}/notices").text):
        assert SAID["name"] not in page
        assert "alert(1)" not in page
    done = {"facts": "考勤完整。", "opinion": "异议不成立。", "reply": "已答复。"}
    site.engine.execute(CompleteTask(task_id=task, outcome="dismiss", data=done), by=officer)
    assert sorted(facts_of(site, published).open_tasks) == ["publicity"]
    a_player(site.engine, site.clock).pass_until(site.clock.now() + timedelta(days=60))
    assert facts_of(site, published).stage == "paying"
    assert client.get(f"/publicity/{published.id}").status_code == 404
    assert client.post(address, json={**hostile, "name": "陈先生"}).status_code == 404
    assert str(published.id) not in client.get("/publicity").text
