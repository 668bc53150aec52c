"""The officer's pages, through a whole case."""

import tomllib

import pytest

from engine.queries import TaskQueue
from tests.api.paper import faults_on, form_at
from tests.api.site import STORIES, flat


def task_of(site, case_id, username="acceptance"):
    view = site.engine.ask(TaskQueue(size=200), by=site.actor(username))
    return next(row.task.task_id for row in view.rows if row.case.case_id == case_id)


def press(client, page, action, **fields):
    form = form_at(page, action)
    for name, value in fields.items():
        form.set(name, value)
    return client.post(action, data=form.data())


def answers(name):
    story = tomllib.loads((STORIES / "data" / f"{name}.toml").read_text(encoding="utf-8"))
    return flat(story.get("data", story))


@pytest.fixture(scope="module")
def case_id(site):
    return site.submitted()


def test_the_whole_way_from_the_pool_to_the_decision(site, case_id):
    officer = site.browser("acceptance")
    pool = officer.get("/tasks?tab=pool")
    assert pool.status_code == 200
    task = task_of(site, case_id)
    claim = f"/tasks/{task}/claim"
    answer = officer.post(claim, data=form_at(pool.text, claim).data())
    assert answer.status_code == 303
    page = officer.get(f"/tasks/{task}")
    assert page.status_code == 200
    complete = f"/tasks/{task}/complete"
    refused = press(officer, page.text, complete, outcome="accept")
    assert refused.status_code == 422, refused.text
    form = form_at(refused.text, complete)
    for name, value in answers("accept"):
        form.set(name, value)
    done = officer.post(complete, data=form.set("outcome", "accept").data())
    assert done.status_code == 303, faults_on(done.text)
    assert site.browser("company").get(f"/cases/{case_id}").status_code == 200
    for address in (
        f"/office/cases/{case_id}",
        f"/office/cases/{case_id}/print",
        f"/office/cases/{case_id}/diagram",
        f"/tasks/{task}",
        "/tasks?tab=done",
    ):
        assert officer.get(address).status_code == 200, address
