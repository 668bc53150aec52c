"""The officer's pages, through a whole case."""

import re
import tomllib

import pytest

from engine.commands import ClaimTask, SaveDraft
from engine.queries import TaskDetail, TaskQueue
from tests.api.paper import faults_on, flat, form_at
from tests.api.site import STORIES


def story_data(name):
    """The answers a story gives to a step."""
    story = tomllib.loads((STORIES / "data" / f"{name}.toml").read_text(encoding="utf-8"))
    return story.get("data", story)


def task_of(site, case_id, username="acceptance"):
    view = site.engine.ask(TaskQueue(size=200), by=site.actor(username))
    return next(row.task.task_id for row in view.rows if row.case.case_id == case_id)


def press(client, page, action, **fields):
    form = form_at(page, action)
    for name, value in fields.items():
        form.set(name, value)
    return client.post(action, data=form.data())


def decision(site, client, task, outcome, answers):
    """The decision form with a story's answers in it."""
    form = form_at(client.get(f"/tasks/{task}").text, f"/tasks/{task}/complete")
    for name, _ in answers:
        form.set(name)
    form.fields += answers
    return form.set("outcome", outcome)


@pytest.fixture(scope="module")
def officer(site):
    return site.browser("acceptance")


def claimed(site, username="acceptance"):
    case_id = site.submitted()
    task = task_of(site, case_id, username)
    site.engine.execute(ClaimTask(task_id=task), by=site.actor(username))
    return case_id, task


def test_the_whole_way_from_the_pool_to_the_decision(site, officer):
    case_id = site.submitted()
    task = task_of(site, case_id)
    pool = officer.get("/tasks?tab=pool")
    claim = f"/tasks/{task}/claim"
    assert officer.post(claim, data=form_at(pool.text, claim).data()).headers["location"] == "/tasks?tab=pool"
    complete = f"/tasks/{task}/complete"
    refused = press(officer, officer.get(f"/tasks/{task}").text, complete, outcome="accept", opinion="<b>意见</b>")
    assert refused.status_code == 422
    assert faults_on(refused.text)
    assert "<b>意见</b>" not in refused.text
    assert 'value="accept" form="decide" checked' in refused.text
    form = decision(site, officer, task, "accept", flat(story_data("accept")))
    done = officer.post(complete, data=form.data())
    assert done.status_code == 303, faults_on(done.text)
    assert officer.post(complete, data=form.data()).headers["location"] == done.headers["location"]
    for address in (
        f"/office/cases/{case_id}",
        f"/office/cases/{case_id}/print",
        f"/office/cases/{case_id}/diagram",
        f"/tasks/{task}",
        "/tasks?tab=done",
    ):
        assert officer.get(address).status_code == 200, address
    assert site.browser("admin").get(f"/office/cases/{case_id}").status_code == 200
    again = press(officer, officer.get("/account").text, "/account")
    assert again.status_code in {303, 422}


def test_who_comes_second_is_told_who_has_the_task(site, officer):
    case_id = site.submitted()
    task = task_of(site, case_id)
    second = site.browser("acceptance2")
    claim = f"/tasks/{task}/claim"
    theirs = form_at(second.get("/tasks?tab=pool").text, claim)
    assert officer.post(claim, data=form_at(officer.get("/tasks?tab=pool").text, claim).data()).status_code == 303
    answer = second.post(claim, data=theirs.data())
    assert answer.status_code == 409
    assert "acceptance 先生" in answer.text
    assert 'href="/tasks?tab=pool"' in answer.text
    assert second.get(f"/tasks/{task}").status_code == 200


def test_a_draft_of_a_decision_is_kept_by_button_and_by_itself(site, officer):
    _, task = claimed(site)
    address = f"/tasks/{task}/draft"
    form = form_at(officer.get(f"/tasks/{task}").text, f"/tasks/{task}/complete").set("opinion", "拟同意").set("outcome", "accept")
    saved = officer.post(address, data=form.data(), headers={"Accept": "application/json"})
    assert saved.json()["version"] == 1
    stale = officer.post(address, data=form.data(), headers={"Accept": "application/json"})
    assert stale.status_code in {200, 409}
    form = form_at(officer.get(f"/tasks/{task}").text, f"/tasks/{task}/complete")
    assert form.value("opinion") == "拟同意"
    assert form.value("outcome") == "accept"
    assert officer.post(address, data=form.set("opinion", "再议").data()).headers["location"] == f"/tasks/{task}"


def test_a_stale_decision_shows_what_was_typed_and_decides_nothing(site, officer):
    case_id, task = claimed(site)
    form = decision(site, officer, task, "accept", flat(story_data("accept"))).set("opinion", "我写的意见")
    site.engine.execute(SaveDraft(case_id=case_id, task_id=task, data={"opinion": "别处"}, version=None), by=site.actor("acceptance"))
    answer = officer.post(f"/tasks/{task}/complete", data=form.data())
    assert answer.status_code == 409
    assert "我写的意见" in answer.text
    kept = re.sub(r"<[^>]+>", " ", answer.text[answer.text.index('class="typed"') :])
    assert "办理结果" in kept
    assert "予以受理" in kept, "the chosen outcome is named"
    assert not {"yes", "accept"} & set(kept.split()), kept
    assert site.engine.ask(TaskDetail(task_id=task), by=site.actor("acceptance")).task.state == "open"


def test_a_refresh_of_the_decision_stores_nothing(site, officer):
    _, task = claimed(site)
    form = form_at(officer.get(f"/tasks/{task}").text, f"/tasks/{task}/complete").set("opinion", "草")
    answer = officer.post(f"/tasks/{task}/complete?refresh=1", data=form.data(), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "草" in answer.text
    assert form_at(officer.get(f"/tasks/{task}").text, f"/tasks/{task}/complete").value("opinion") == ""


def test_materials_are_marked_and_the_mark_is_taken_back(site, officer):
    case_id, task = claimed(site)
    held = site.step(case_id).attachments[0].attachment_id
    address = f"/tasks/{task}/materials/{held}"
    form = form_at(officer.get(f"/tasks/{task}").text, address)
    assert officer.post(address, data=form.data(mark="pass")).status_code == 303
    assert site.step(case_id).attachments[0].mark == "pass"
    form = form_at(officer.get(f"/tasks/{task}").text, address)
    assert officer.post(address, data=form.data(mark="nonsense")).status_code == 422


def test_an_applicant_never_sees_an_officer_s_draft(site):
    case_id, task = claimed(site)
    site.engine.execute(SaveDraft(case_id=case_id, task_id=task, data={"opinion": "内部意见"}, version=None), by=site.actor("acceptance"))
    page = site.browser("company").get(f"/cases/{case_id}/form?task={task}")
    assert page.status_code == 404
    assert "内部意见" not in page.text
    assert site.rest("company").get(f"/api/v1/cases/{case_id}/form?task_id={task}").status_code == 404


def test_a_task_is_released_and_free_again(site, officer):
    _, task = claimed(site)
    answer = press(officer, officer.get(f"/tasks/{task}").text, f"/tasks/{task}/release")
    assert answer.headers["location"] == "/tasks"
    assert f"/tasks/{task}/claim" in officer.get(f"/tasks/{task}").text


def test_a_correction_goes_to_the_applicant_and_comes_back(site, officer):
    case_id, task = claimed(site)
    page = officer.get(f"/tasks/{task}").text
    form = form_at(page, f"/tasks/{task}/complete")
    outcomes = form.radios["outcome"]
    wanted = next(each for each in outcomes if "correct" in each)
    answers = [
        ("corrections", "0"),
        ("corrections.0.path", "enterprise.contact"),
        ("corrections.0.label", "联系人"),
        ("corrections.0.problem", "联系人有误"),
        ("corrections.0.requirement", "请更正"),
    ]
    for name, value in flat(story_data("accept")):
        form.set(name, value)
    for name in {name for name, _ in form.fields if name.startswith("corrections")}:
        form.set(name)
    form.fields += answers
    asked = officer.post(f"/tasks/{task}/complete", data=form.set("outcome", wanted).set("complete", "no").data())
    assert asked.status_code == 303, faults_on(asked.text)
    company = site.browser("company")
    progress = company.get(f"/cases/{case_id}").text
    address = next(part.split('"')[0].replace("&amp;", "&") for part in progress.split('href="')[1:] if "/form?task=" in part.split('"')[0])
    correction = company.get(address)
    assert "联系人有误" in correction.text
    form = form_at(correction.text, f"/cases/{case_id}/form")
    assert "enterprise.contact" in form.names()
    assert "enterprise.address" not in form.names()
    form.set("enterprise.contact", "新联系人").set("enterprise.address", "偷改的地址")
    sent = company.post(address, data=form.data(do="submit"))
    assert sent.status_code == 303, faults_on(sent.text)
    facts = site.engine.ask(TaskDetail(task_id=task_of(site, case_id)), by=site.actor("acceptance")).case.submission
    assert facts.values["enterprise"]["contact"] == "新联系人"
    assert facts.values["enterprise"]["address"] != "偷改的地址"
    assert "新联系人" in officer.get(f"/tasks/{task_of(site, case_id)}").text


@pytest.mark.parametrize(
    "query",
    ["tab=nonsense", "sort=drop", "light=purple", "size=x", "size=-5", "program=none&element=none", "tab=all&light=red&sort=-arrived"],
)
def test_a_link_with_wrong_filters_still_opens_the_queue(site, officer, query):
    assert officer.get(f"/tasks?{query}").status_code == 200


def test_officers_of_another_district_know_nothing_of_the_task(site):
    case_id = site.submitted()
    task = task_of(site, case_id)
    elsewhere = site.browser("elsewhere")
    assert elsewhere.get(f"/tasks/{task}").status_code == 404
    token = form_at(elsewhere.get("/account").text, "/account").value("_csrf")
    for verb in ("claim", "release", "complete", "draft"):
        assert elsewhere.post(f"/tasks/{task}/{verb}", data={"_csrf": token, "version": "0"}).status_code == 404
    assert site.browser("company").get(f"/tasks/{task}").status_code == 403


def test_a_refusal_names_the_post_as_people_know_it(site):
    task = task_of(site, site.submitted())
    reviewer = site.browser("review")
    page = reviewer.get(f"/tasks/{task}").text
    assert "需要“受理”岗位" in page
    token = form_at(reviewer.get("/account").text, "/account").value("_csrf")
    refused = reviewer.post(f"/tasks/{task}/claim", data={"_csrf": token})
    assert refused.status_code == 403
    assert "需要“受理”岗位" in refused.text
    for address, zh, en in ((f"/api/v1/tasks/{task}/claim", "受理", "Acceptance"), ("/api/v1/payments", "资金", "Finance")):
        send = site.rest("review").post if address.endswith("claim") else site.rest("review").get
        assert f"“{zh}”" in send(address, headers={"Accept-Language": "zh"}).json()["detail"]
        assert f'"{en}' in send(address, headers={"Accept-Language": "en"}).json()["detail"]
