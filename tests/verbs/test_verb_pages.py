"""The pages of the verbs: a list, a small form each, sentences where one is closed; all of it without script."""

import re
from collections.abc import Iterator

import psycopg
import pytest

from engine.commands import ClaimTask, Recuse, RequestExtension
from engine.packages.choices import VERBS as TITLES
from engine.queries import TaskDetail
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.store.postgres import plain_url
from tests.api.paper import faults_on, form_at
from tests.api.site import PASSWORD, open_site
from tests.api.test_officer_pages import task_of
from tests.browser_support import axe, layout
from tests.verbs.office import CAST, REGION, SYSTEM, Office, T
from tests.verbs.test_telling_once import ask, fix
from tests.verbs.test_telling_once import draw as asking

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
        assert "acceptance 先生" in TAG.sub("", page.text)
        assert "<textarea" not in page.text
        for verb in ("assign", "stop", "resume", "send_back"):
            assert browser.get(f"/tasks/{task}/verbs/{verb}").status_code == 200
    browser.get("/language/zh")
    assert browser.get(f"/tasks/{task}/verbs/no_such_verb").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_whoever_is_recused_says_why_and_offers_nothing(site, task, language):
    site.engine.execute(Recuse(task_id=task, reason="配偶任职于该企业"), by=site.actor("acceptance"))
    browser = site.browser("acceptance")
    browser.get(f"/language/{language}")
    page = browser.get(f"/tasks/{task}").text
    assert "配偶任职于该企业" in page
    assert f'action="/tasks/{task}/claim"' not in page
    assert 'name="outcome"' not in page
    listed = browser.get(f"/tasks/{task}/verbs").text
    assert listed.count("配偶任职于该企业") == len(TITLES) - 1, "every verb but the recusal itself"
    assert f'href="/tasks/{task}/verbs/' not in listed
    for verb in TITLES:
        alone = browser.get(f"/tasks/{task}/verbs/{verb}").text
        assert "<textarea" not in alone
        assert ("配偶任职于该企业" in alone) == (verb != "recuse")
    browser.get("/language/zh")


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


def test_where_nothing_leads_back_sending_back_is_closed_and_says_why(site, task):
    browser = site.browser("acceptance")
    address = f"/tasks/{task}/verbs/send_back"
    page = browser.get(address).text
    assert "前面没有可以退回的环节" in page
    assert "<textarea" not in page
    assert "send_back" not in site.engine.ask(TaskDetail(task_id=task), by=site.actor("acceptance")).may
    open_page = f"/tasks/{task}/verbs/transfer"
    own = form_at(browser.get(open_page).text, open_page).data()
    refused = browser.post(address, data={"_csrf": own["_csrf"], "_key": own["_key"], "reason": "核算有误"})
    assert refused.status_code == 422
    assert "前面没有可以退回的环节" in refused.text


@pytest.fixture
def office(site, module_database_url) -> Iterator[Office]:
    """Clerks of the program that tests draw, who can sign in to the site."""
    people = {}
    at = site.engine.execute(EnsureOrganisation(kind="office", name="天河区人力资源和社会保障局", region=REGION), by=SYSTEM)
    for username, role in (("zhang", "clerk"), ("li", "clerk"), ("wang", "clerk"), ("supervisor", "supervisor")):
        posts = ((role, REGION),)
        made = EnsurePerson(username=username, name=CAST[username][0], kind="officer", organisation_id=at, posts=posts, password=PASSWORD)
        site.engine.execute(made, by=SYSTEM)
        people[username] = site.actor(username)
    with psycopg.connect(plain_url(module_database_url), autocommit=True) as outside:
        yield Office(site.engine, module_database_url, site.clock, {**people, "filer": site.actor("company")}, outside)


def test_who_waits_for_their_turn_is_taken_off_on_the_page_and_through_rest(site, office):
    office.draw("s > a > e", a=f'{T} tb:signing="sequence" tb:signers=\'["zhang", "li", "wang"]\'')
    case = office.case()
    task, browser = office.task(case, "a"), site.browser("supervisor")
    address = f"/tasks/{task}/verbs/remove_signer"
    page = TAG.sub("", browser.get(address).text)
    assert [name in page for name in ("张三（正在签署）", "李四（排队签署）", "王五（排队签署）")] == [True] * 3
    assert sent(browser, address, person_id=str(office.people["li"].user_id), reason="出差").status_code == 303
    assert "李四" not in form_text(browser.get(address).text)
    body = {"person_id": str(office.people["wang"].user_id), "reason": "出差"}
    assert site.rest("supervisor").post(f"/api/v1/tasks/{task}/removal", json=body).status_code == 204
    assert site.rest("supervisor").post(f"/api/v1/tasks/{task}/removal", json=body).status_code == 422
    office.do(case, "a")
    assert office.open(case) == []
    office.check(case)


def form_text(page: str) -> str:
    """What the form that changes the signers shows."""
    found = re.search(r'<form method="post" action="[^"]*/remove_signer">.*?</form>', page, re.DOTALL)
    assert found is not None
    return TAG.sub("", found.group())


def faults_at(site, browser, user: str, *addresses: str) -> list[str]:
    """What axe and the layout have against these pages at 390 px, as the user sees them; every page has its form."""
    context = browser.new_context(base_url=site.address, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": name, "value": value, "url": site.address} for name, value in site.browser(user).cookies.items()])
    page = context.new_page()
    faults = []
    for address in addresses:
        page.goto(address)
        assert page.url.endswith(address)
        assert page.locator("form textarea").count() == 1, f"{address} asks for a reason"
        session = context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": axe.AXE.read_text(encoding="utf-8")})
        faults += [f"{address}: {fault}" for fault in (*axe.violations(page), *layout.faults(page))]
    context.close()
    return faults


@pytest.mark.browser
def test_the_pages_that_wait_for_an_occasion_break_no_rule_of_axe(site, task, browser):
    listing = f"/tasks/{task}/verbs"
    faults = faults_at(site, browser, "acceptance", f"{listing}/delegate", f"{listing}/recuse")
    site.engine.execute(RequestExtension(task_id=task, days=2, basis="第四十二条", reason="材料复杂"), by=site.actor("acceptance"))
    faults += faults_at(site, browser, "sign_off", f"{listing}/answer_request")
    assert faults == []


@pytest.mark.browser
def test_the_pages_of_signers_and_of_second_corrections_break_no_rule_of_axe(site, office, browser):
    office.draw("s > a > e", a=f'{T} tb:signing="sequence" tb:signers=\'["zhang", "li"]\'')
    listing = f"/tasks/{office.task(office.case(), 'a')}/verbs"
    faults = faults_at(site, browser, "zhang", f"{listing}/add_signer")
    faults += faults_at(site, browser, "supervisor", f"{listing}/remove_signer")
    asking(office)
    case = office.case()
    ask(office, case, "purpose")
    fix(office, case, purpose="岗位培训")
    faults += faults_at(site, browser, "zhang", f"/tasks/{office.claim(case, 'a')}/verbs/second_notice")
    assert faults == []


@pytest.mark.browser
def test_the_pages_of_the_verbs_break_no_rule_of_axe(site, task, browser):
    context = browser.new_context(base_url=site.address, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": name, "value": value, "url": site.address} for name, value in site.browser("acceptance").cookies.items()])
    page = context.new_page()
    faults = []
    for verb in ("", "/transfer", "/stop", "/send_back", "/remind", "/copy", "/extend", "/terminate"):
        page.goto(f"/tasks/{task}/verbs{verb}")
        assert page.url.endswith(f"/verbs{verb}")
        session = context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": axe.AXE.read_text(encoding="utf-8")})
        faults += [f"{verb}: {fault}" for fault in (*axe.violations(page), *layout.faults(page))]
    context.close()
    assert faults == []


def sent(browser, address: str, **answers: str):
    return browser.post(address, data=form_at(browser.get(address).text, address).data(**answers))


def test_a_delegation_an_extension_and_a_copy_go_through_their_pages(site, task):
    holder, colleague, head = site.browser("acceptance"), site.browser("acceptance2"), site.browser("sign_off")
    listing = f"/tasks/{task}/verbs"
    assert sent(holder, f"{listing}/delegate", person_id=str(site.actor("acceptance2").user_id), reason="请核").status_code == 303
    assert "acceptance 先生" in holder.get(f"{listing}/transfer").text
    assert sent(colleague, f"{listing}/answer", reason="").status_code == 422
    assert sent(colleague, f"{listing}/answer", reason="已核").status_code == 303
    wrong = sent(holder, f"{listing}/extend", days="许多", basis="第四十二条", reason="复杂")
    assert wrong.status_code == 422
    assert "许多" in wrong.text
    assert sent(holder, f"{listing}/extend", days="2", basis="第四十二条", reason="复杂").status_code == 303
    assert "复杂" in head.get(f"{listing}/answer_request").text
    assert sent(head, f"{listing}/answer_request", reason="同意").status_code == 422
    assert sent(head, f"{listing}/answer_request", granted="yes", reason="同意").status_code == 303
    assert sent(holder, f"{listing}/copy", people=str(site.actor("sign_off").user_id), reason="请知悉").status_code == 303


def test_termination_is_read_twice_and_asks_for_the_number(site, task):
    browser = site.browser("acceptance")
    address = f"/tasks/{task}/verbs/terminate"
    assert sent(browser, address, basis="", reason="注销").status_code == 422
    sure = sent(browser, address, basis="第五十条", reason="单位已注销")
    assert sure.status_code == 200
    assert "单位已注销" in sure.text
    form = form_at(sure.text, address)
    wrong = browser.post(address, data=form.data(confirm="1"))
    assert wrong.status_code == 422
    number = site.engine.ask(TaskDetail(task_id=task), by=site.actor("acceptance")).case.head.number
    done = browser.post(address, data=form_at(wrong.text, address).data(confirm=number))
    assert done.status_code == 303, faults_on(done.text)
    assert site.engine.ask(TaskDetail(task_id=task), by=site.actor("acceptance")).case.head.status == "terminated"


def test_rest_does_the_verbs_of_the_desk(site, task):
    holder, colleague, head = site.rest("acceptance"), site.rest("acceptance2"), site.rest("sign_off")
    base = f"/api/v1/tasks/{task}"
    person = str(site.actor("acceptance2").user_id)
    assert holder.post(f"{base}/delegation", json={"person_id": person, "reason": "请核"}).status_code == 201
    assert colleague.post(f"{base}/delegation/answer", json={"opinion": "已核"}).status_code == 204
    asked = holder.post(f"{base}/extension", json={"days": 2, "basis": "第四十二条", "reason": "复杂"})
    assert asked.status_code == 201
    answer = {"granted": True, "reason": "同意"}
    assert holder.post(f"{base}/requests/{asked.json()}/answer", json=answer).status_code == 403
    assert head.post(f"{base}/requests/{asked.json()}/answer", json=answer).status_code == 204
    assert holder.post(f"{base}/copies", json={"people": [person], "reason": "请知悉"}).json() == 1
    ending = {"basis": "第五十条", "reason": "注销", "confirm": "x"}
    assert holder.post(f"{base}/termination", json=ending).status_code == 422


def test_recusal_through_its_page_frees_the_task(site, task):
    browser = site.browser("acceptance")
    assert sent(browser, f"/tasks/{task}/verbs/recuse", reason="近亲属").status_code == 303
    page = TAG.sub("", browser.get(f"/tasks/{task}").text)
    assert "近亲属" in page
    assert site.rest("acceptance").post(f"/api/v1/tasks/{task}/claim").status_code == 403
    assert site.rest("acceptance2").post(f"/api/v1/tasks/{task}/recusal", json={"reason": "同乡"}).json() == 0


def test_whoever_says_that_the_relation_is_to_the_enterprise_is_kept_out_of_its_next_case_too(site, task):
    browser = site.browser("acceptance2")
    address = f"/tasks/{task}/verbs/recuse"
    assert 'name="organisation"' in browser.get(address).text
    assert sent(browser, address, organisation="yes", reason="配偶在该单位任职").status_code == 303
    later = task_of(site, site.submitted())
    refused = site.rest("acceptance2").post(f"/api/v1/tasks/{later}/claim")
    assert (refused.status_code, "配偶在该单位任职" in refused.text) == (403, True)
