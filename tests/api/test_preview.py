"""文书预览: what a decision would send can be read before it is sent, and nothing of it stays."""

from base64 import b64decode

from engine.commands import ClaimTask
from engine.queries import CaseDetail, TaskDetail
from tests.api.paper import flat, form_at
from tests.api.test_officer_pages import decision, story_data, task_of


def claimed(site):
    case_id = site.submitted()
    task = task_of(site, case_id)
    site.engine.execute(ClaimTask(task_id=task), by=site.actor("acceptance"))
    return case_id, task


def state(site, case_id, task):
    """Everything a decision would change."""
    view = site.engine.ask(CaseDetail(case_id=case_id), by=site.actor("acceptance"))
    step = site.engine.ask(TaskDetail(task_id=task), by=site.actor("acceptance"))
    return view.notices, view.timeline, view.head.stage, step.task.state, step.step.version


def test_the_paper_of_a_decision_is_shown_before_it_is_sent_and_nothing_changes(site):
    case_id, task = claimed(site)
    before = state(site, case_id, task)
    client = site.browser("acceptance")
    assert f'formaction="/tasks/{task}/preview"' in client.get(f"/tasks/{task}").text
    form = decision(site, client, task, "accept", flat(story_data("accept")))
    paper = client.post(f"/tasks/{task}/preview", data=form.data())
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf"), paper.text[:2000]
    assert paper.content.startswith(b"%PDF-")
    assert state(site, case_id, task) == before
    assert client.post(f"/tasks/{task}/complete", data=form.data()).status_code == 303, "it can still be decided, with the same key"
    number = site.engine.ask(CaseDetail(case_id=case_id), by=site.actor("acceptance")).notices[0].number
    assert number.endswith("1号"), "a preview takes no number"


def test_faults_are_shown_as_the_decision_would_show_them(site):
    _, task = claimed(site)
    client = site.browser("acceptance")
    form = form_at(client.get(f"/tasks/{task}").text, f"/tasks/{task}/complete").set("outcome", "accept")
    assert client.post(f"/tasks/{task}/preview", data=form.data()).status_code == 422


def test_programs_preview_papers_too(site):
    case_id, task = claimed(site)
    before = state(site, case_id, task)
    body = {"outcome": "accept", "data": story_data("accept"), "version": before[-1]}
    answer = site.rest("acceptance").post(f"/api/v1/tasks/{task}/preview", json=body)
    assert answer.status_code == 200, answer.text
    (paper,) = answer.json()
    assert b64decode(paper["pdf"]).startswith(b"%PDF-")
    assert (paper["key"], paper["adverse"]) == ("acceptance_notice", False)
    assert state(site, case_id, task) == before
    assert site.rest("elsewhere").post(f"/api/v1/tasks/{task}/preview", json=body).status_code == 404
