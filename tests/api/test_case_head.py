"""每一页都写明: number, programme, enterprise, stage, date, light and explanation stand on every page that belongs to a case."""

import re
from html import unescape

import pytest

from api.pages.verbs import FIELDS
from engine.commands import ClaimTask, MakeDossier
from engine.sdk.actor import Actor
from tests.api.routes import page_addresses
from tests.api.site import ROSTER
from tests.api.test_officer_pages import claimed, decision, press, task_of

OF_A_CASE = re.compile(r"\{(case_id|task_id)\}")
FILES = re.compile(r"\.(xlsx|pdf|zip)$|/files/\{attachment_id\}$")
"""What is sent as a file is no page."""
DOSSIER = "/office/cases/{case_id}/dossier"
"""Of a case that ended: its test stands below."""
FIGURES = "/office/cases/{case_id}/figures"
"""Of periodic reports alone: `test_report_figures` looks at its head."""
OFFICER = ("/office/", "/tasks/", "/oversight/")


@pytest.fixture(scope="module")
def walked(site):
    """An example address of every page of a case, by route, and who looks at it: an open case, a draft and its roster's rows."""
    case_id, task = claimed(site)
    draft = site.draft()
    rows = site.browser("company").get(f"/cases/{site.filled()}/roster/{ROSTER}").text
    row = re.search(r"(/cases/[^/]+/roster/[^/]+/rows/[0-9a-f-]{36})", rows)[1]
    values = {"case_id": case_id, "task_id": task, "field": ROSTER}
    found = []
    for route in page_addresses(site.app, "GET"):
        if not OF_A_CASE.search(route) or FILES.search(route) or route in {DOSSIER, FIGURES}:
            continue
        who = "acceptance" if route.startswith(OFFICER) else "admin" if route.startswith("/admin/") else "company"
        if route.endswith("/rows/{row_id}"):
            found.append((route, who, row))
        elif route.endswith("/rows/new"):
            found.append((route, who, f"/cases/{draft}/roster/{ROSTER}/rows/new"))
        elif route.endswith("/{verb}"):
            found += [(route, who, route.format(**values, verb=verb)) for verb in FIELDS]
        else:
            found.append((route, who, route.format(**values)))
    found += [
        (route, "company", address.replace(str(case_id), str(draft))) for route, who, address in found if route == "/cases/{case_id}/form"
    ]
    return found


def head_on(page):
    """The one head of a page, as text."""
    heads = re.findall(r"<section[^>]*\bdata-case-head\b.*?</section>", page, flags=re.DOTALL)
    assert len(heads) == 1, f"{len(heads)} heads"
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", heads[0])))


def test_every_page_of_a_case_shows_its_number_program_enterprise_stage_date_light_and_explanation(site, walked):
    assert len({route for route, _, _ in walked}) >= 13
    for route, who, address in walked:
        answer = site.browser(who).get(address)
        assert answer.status_code == 200, (route, address, answer.status_code)
        said = head_on(answer.text)
        assert "企业新型学徒制" in said, (route, said)
        assert "广州" in said, (route, said)
        if "草稿" in said:
            assert "提交后开始计算" in said, (route, said)
            continue
        for pattern in (
            r"440106-GZXT-2026-\d{5}",
            "受理审查",
            r"剩 \d+ 个工作日",
            r"2026-\d\d-\d\d",
            "这个日期怎么算出来的",
            r"自 2026-09-03|2026-09-03",
        ):
            assert re.search(pattern, said), (route, pattern, said)


def test_the_head_speaks_english_to_whoever_reads_english(site, walked):
    officer = site.browser("acceptance")
    officer.get("/language/en")
    try:
        for _, who, address in walked:
            if who == "acceptance":
                said = head_on(officer.get(address).text)
                assert re.search(r"\d working days? left", said), said
                assert "How this date comes about" in said, said
    finally:
        officer.get("/language/zh")


def test_a_correction_page_shows_the_head_with_a_clock_that_stands_still(site):
    case_id, task = claimed(site)
    officer, company = site.browser("acceptance"), site.browser("company")
    answers = [
        ("complete", "no"),
        ("competent", "yes"),
        ("opinion", "账号不一致。"),
        ("corrections", "0"),
        ("corrections.0.path", "enterprise.account_no"),
        ("corrections.0.label", "银行账号"),
        ("corrections.0.problem", "不一致"),
        ("corrections.0.requirement", "改正"),
    ]
    done = officer.post(f"/tasks/{task}/complete", data=decision(site, officer, task, "correct", answers).data())
    assert done.status_code == 303, done.text
    own = re.search(r"/form\?task=([0-9a-f-]{36})", company.get(f"/cases/{case_id}").text)[1]
    said = head_on(company.get(f"/cases/{case_id}/form?task={own}").text)
    assert re.search(r"440106-GZXT-2026-\d{5}", said), said
    assert "补正" in said, said
    assert re.search(r"剩 \d+ 个工作日", said), said


def test_a_withdrawn_case_says_that_its_limit_ended_and_how(site):
    company = site.browser("company")
    case_id = site.submitted()
    page = company.get(f"/cases/{case_id}/withdraw").text
    assert press(company, page, f"/cases/{case_id}/withdraw", reason="不办了").status_code == 303
    for address in (f"/cases/{case_id}", f"/cases/{case_id}/notices"):
        said = head_on(company.get(address).text)
        assert "已结束，用" in said, said
        assert "这个日期怎么算出来的" in said, said
    site.engine.execute(MakeDossier(case_id=case_id), by=Actor.system())
    said = head_on(site.browser("acceptance").get(DOSSIER.format(case_id=case_id)).text)
    assert re.search(r"440106-GZXT-2026-\d{5}", said), said
    assert "已结束，用" in said, said


def test_an_unclaimed_task_shows_the_same_head(site):
    case_id = site.submitted()
    task = task_of(site, case_id)
    before = head_on(site.browser("acceptance").get(f"/tasks/{task}").text)
    site.engine.execute(ClaimTask(task_id=task), by=site.actor("acceptance"))
    assert "剩 5 个工作日" in before, before
