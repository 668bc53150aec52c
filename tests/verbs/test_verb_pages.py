"""The pages of the verbs: a list, a small form each, sentences where one is closed; all of it without script."""

import pytest

from engine.commands import ClaimTask
from engine.queries import TaskDetail
from tests.api.paper import faults_on, form_at
from tests.api.site import open_site
from tests.api.test_officer_pages import task_of
from tests.browser_support import axe, layout


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as found:
        yield found


@pytest.fixture
def task(site):
    found = task_of(site, site.submitted())
    site.engine.execute(ClaimTask(task_id=found), by=site.actor("acceptance"))
    return found


def test_a_task_is_transferred_from_its_page(site, task):
    browser = site.browser("acceptance")
    listing = f"/tasks/{task}/verbs"
    assert f'href="{listing}"' in browser.get(f"/tasks/{task}").text
    page = browser.get(listing)
    assert page.status_code == 200
    assert f'href="{listing}/transfer"' in page.text
    address = f"{listing}/transfer"
    form = form_at(browser.get(address).text, address)
    refused = browser.post(address, data=form.data(reason="出差"))
    assert refused.status_code == 422
    assert "出差" in refused.text
    form = form_at(refused.text, address).set("person_id", str(site.actor("acceptance2").user_id))
    done = browser.post(address, data=form.data())
    assert done.status_code == 303, faults_on(done.text)
    assert site.engine.ask(TaskDetail(task_id=task), by=site.actor("acceptance2")).task.assignee == "acceptance2 先生"
    late = browser.post(address, data=form.set("_key", "another").data())
    assert late.status_code == 409
    assert "acceptance2 先生" in late.text


def test_a_verb_that_is_closed_says_why_and_offers_no_button(site, task):
    browser = site.browser("acceptance2")
    for language in ("zh", "en"):
        browser.get(f"/language/{language}")
        assert browser.get(f"/tasks/{task}/verbs").status_code == 200
        page = browser.get(f"/tasks/{task}/verbs/transfer")
        assert "acceptance 先生" in page.text
        assert "<textarea" not in page.text
        for verb in ("assign", "stop", "resume", "send_back"):
            assert browser.get(f"/tasks/{task}/verbs/{verb}").status_code == 200
    browser.get("/language/zh")
    assert browser.get(f"/tasks/{task}/verbs/no_such_verb").status_code == 404


def test_rest_lists_the_verbs_and_does_them(site, task):
    rest = site.rest("acceptance")
    listed = {verb["key"]: verb["why"] for verb in rest.get(f"/api/v1/tasks/{task}/verbs").json()}
    assert listed["transfer"] is None
    assert listed["assign"]["zh"]
    body = {"person_id": str(site.actor("acceptance2").user_id), "reason": "出差"}
    assert rest.post(f"/api/v1/tasks/{task}/assignment", json=body).status_code == 403
    assert rest.post(f"/api/v1/tasks/{task}/transfer", json=body).status_code == 204
    assert rest.post(f"/api/v1/tasks/{task}/transfer", json=body).status_code == 409


def test_a_case_is_stopped_and_resumed_from_its_pages(site, task):
    browser = site.browser("acceptance")
    for verb, answers in (("stop", {"basis": "行政许可法第四十五条", "reason": "听证"}), ("resume", {"reason": "听证结束"})):
        address = f"/tasks/{task}/verbs/{verb}"
        done = browser.post(address, data=form_at(browser.get(address).text, address).data(**answers))
        assert done.status_code == 303, faults_on(done.text)
        listed = browser.get(f"/tasks/{task}/verbs").text
        assert f'href="{address}"' not in listed


def test_the_page_of_sending_back_opens_even_where_nothing_leads_back(site, task):
    browser = site.browser("acceptance")
    address = f"/tasks/{task}/verbs/send_back"
    refused = browser.post(address, data=form_at(browser.get(address).text, address).data(reason="核算有误"))
    assert refused.status_code == 422
    assert "请选择可以退回的环节" in refused.text


@pytest.mark.browser
def test_the_pages_of_the_verbs_break_no_rule_of_axe(site, task, browser):
    context = browser.new_context(base_url=site.address, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": name, "value": value, "url": site.address} for name, value in site.browser("acceptance").cookies.items()])
    page = context.new_page()
    faults = []
    for verb in ("", "/transfer", "/stop", "/send_back", "/remind"):
        page.goto(f"/tasks/{task}/verbs{verb}")
        assert page.url.endswith(f"/verbs{verb}")
        session = context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": axe.AXE.read_text(encoding="utf-8")})
        faults += [f"{verb}: {fault}" for fault in (*axe.violations(page), *layout.faults(page))]
    context.close()
    assert faults == []
