"""协同: copies with receipts, requests, what others entrusted, absences and handing over, on one page and through REST."""

import re

import pytest

from engine.commands import ClaimTask, CopyTask, DelegateTask, RequestExtension
from engine.queries import Desk, TaskQueue
from tests.api.paper import form_at
from tests.api.site import open_site
from tests.api.test_officer_pages import task_of
from tests.browser_support import axe, layout

TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as found:
        yield found


@pytest.fixture
def task(site):
    found = task_of(site, site.submitted())
    site.engine.execute(ClaimTask(task_id=found), by=site.actor("acceptance"))
    return found


def test_a_copy_is_read_from_the_queue_and_the_sender_sees_the_receipt(site, task):
    sender, reader = site.actor("acceptance"), site.actor("review")
    site.engine.execute(CopyTask(task_id=task, people=[reader.user_id], reason="请知悉"), by=sender)
    browser = site.browser("review")
    row = site.engine.ask(TaskQueue(tab="copies", whose="unread"), by=reader).rows[0]
    page = browser.get("/tasks?tab=copies").text
    assert "请知悉" in page
    assert 'href="/tasks?tab=copies&amp;whose=unread"' in page or 'href="/tasks?tab=copies&whose=unread"' in page
    address = f"/desk/copies/{row.copy.copy_id}/read"
    done = browser.post(address, data=form_at(page, address).data())
    assert (done.status_code, done.headers["location"]) == (303, f"/office/cases/{row.case.case_id}")
    assert [each.read_at is not None for each in site.engine.ask(Desk(), by=sender).sent] == [True]
    assert site.rest("acceptance").post(f"/api/v1/copies/{row.copy.copy_id}/receipt").status_code == 404


def test_requests_wait_on_the_desk_and_delegations_in_the_queue(site, task):
    holder = site.actor("acceptance")
    site.engine.execute(RequestExtension(task_id=task, days=2, basis="第四十二条", reason="材料复杂"), by=holder)
    site.engine.execute(DelegateTask(task_id=task, person_id=site.actor("acceptance2").user_id, reason="请核"), by=holder)
    assert f"/tasks/{task}/verbs/answer_request" in site.browser("sign_off").get("/desk").text
    assert f'href="/tasks/{task}"' in site.browser("acceptance2").get("/tasks?tab=entrusted").text
    entrusted = site.rest("acceptance2").get("/api/v1/tasks?tab=entrusted").json()
    assert [row["task"]["task_id"] for row in entrusted["rows"]] == [str(task)]
    assert entrusted["counts"]["entrusted"] == 1
    assert site.rest("company").get("/api/v1/desk").status_code == 403


def test_an_absence_is_arranged_and_ended_and_everything_is_handed_over(site, task):
    browser, colleague = site.browser("acceptance"), site.actor("acceptance2")
    form = form_at(browser.get("/desk").text, "/desk/absences")
    wrong = browser.post("/desk/absences", data=form.data(substitute_id=str(colleague.user_id), absence_reason="年休假"))
    assert wrong.status_code == 422
    assert "年休假" in wrong.text
    days = {"starts_on": "2026-09-03", "ends_on": "2026-09-10", "substitute_id": str(colleague.user_id)}
    done = browser.post("/desk/absences", data=form_at(wrong.text, "/desk/absences").data(**days, absence_reason="年休假"))
    assert done.status_code == 303, TAG.sub("", done.text)
    assert f'href="/tasks/{task}"' in site.browser("acceptance2").get("/tasks?tab=entrusted").text
    assert site.browser("acceptance2").get(f"/tasks/{task}").text.count("/complete") > 0
    absence = site.engine.ask(Desk(), by=site.actor("acceptance")).absences[0]
    address = f"/desk/absences/{absence.absence_id}/end"
    assert browser.post(address, data=form_at(browser.get("/desk").text, address).data()).status_code == 303
    form = form_at(browser.get("/desk").text, "/desk/handover")
    given = browser.post("/desk/handover", data=form.data(to_id=str(colleague.user_id), reason="离职"))
    assert given.status_code == 200
    assert "件" in TAG.sub("", given.text)
    assert site.rest("acceptance").post("/api/v1/handovers", json={"to_id": str(colleague.user_id), "reason": "离职"}).json() == {
        "given": 0,
        "left": [],
        "kept": [],
    }


@pytest.mark.browser
def test_the_desk_breaks_no_rule_of_axe(site, task, browser):
    context = browser.new_context(base_url=site.address, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": name, "value": value, "url": site.address} for name, value in site.browser("acceptance").cookies.items()])
    page = context.new_page()
    page.goto("/desk")
    session = context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": axe.AXE.read_text(encoding="utf-8")})
    faults = [*axe.violations(page), *layout.faults(page)]
    context.close()
    assert faults == []
