"""Requests that arrive at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from engine.commands import ClaimTask
from tests.api.paper import form_at
from tests.api.test_officer_pages import decision, flat, story_data, task_of


def at_once(*sends):
    with ThreadPoolExecutor(len(sends)) as pool:
        return [each.result() for each in [pool.submit(send) for send in sends]]


def test_of_two_officers_who_claim_at_once_one_wins_and_one_is_told(site):
    task = task_of(site, site.submitted())
    claim = f"/tasks/{task}/claim"
    sends = []
    for username in ("acceptance", "acceptance2"):
        client = site.browser(username)
        data = form_at(client.get(f"/tasks/{task}").text, claim).data()
        sends.append(lambda client=client, data=data: client.post(claim, data=data))
    assert sorted(answer.status_code for answer in at_once(*sends)) == [303, 409]


def test_a_double_click_on_submit_files_one_case(site):
    case_id = site.filled()
    client = site.browser("company")
    form = site.typed(client, case_id)
    answers = at_once(*[lambda: client.post(form.action, data=form.data(do="submit"))] * 3)
    assert {answer.headers.get("location") for answer in answers} == {f"/cases/{case_id}/submitted"}


def test_a_double_click_on_a_decision_decides_once(site):
    officer = site.browser("acceptance")
    task = task_of(site, site.submitted())
    site.engine.execute(ClaimTask(task_id=task), by=site.actor("acceptance"))
    form = decision(site, officer, task, "accept", flat(story_data("accept")))
    answers = at_once(*[lambda: officer.post(f"/tasks/{task}/complete", data=form.data())] * 3)
    assert {(answer.status_code, answer.headers.get("location")) for answer in answers} == {(303, "/tasks")}


def test_saves_of_two_tabs_at_once_lose_neither_silently(site):
    case_id = site.draft()
    client = site.browser("company")
    headers = {"Accept": "application/json"}
    one, two = (site.form(client, case_id).set("enterprise.contact", name) for name in ("甲", "乙"))
    address = f"/cases/{case_id}/draft"
    answers = at_once(
        lambda: client.post(address, data=one.data(), headers=headers), lambda: client.post(address, data=two.data(), headers=headers)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
