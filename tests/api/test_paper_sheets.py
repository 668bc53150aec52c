"""审批表 and 工作清单 on paper: everything that was said about a case, masked as the pages mask it, for the office alone."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from engine.commands import ClaimTask, CompleteTask
from engine.queries import TaskQueue
from tests.api.site import told
from tests.api.test_officer_pages import task_of
from tests.documents.reading import words_of


@pytest.fixture(scope="module")
def decided(site):
    """A case that was accepted with an opinion, and waits for its review."""
    case = site.submitted()
    task = task_of(site, case)
    by = site.actor("acceptance")
    site.engine.execute(ClaimTask(task_id=task), by=by)
    site.engine.execute(
        CompleteTask(task_id=task, outcome="accept", data={"complete": "yes", "competent": "yes", "opinion": "材料齐全，同意受理。"}), by=by
    )
    return case


def test_the_case_sheet_holds_the_form_every_opinion_and_who_signed_it(site, decided, tmp_path):
    answer = site.browser("acceptance").get(f"/office/cases/{decided}/sheet.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    text = words_of(answer.content)
    company = told()["data"]["enterprise"]
    for part in ("审批表", company["name"], company["uscc"], "办理意见与签署", "材料齐全，同意受理。", "acceptance先生", "予以受理"):
        assert part in text, part


def test_the_heads_that_were_applied_for_stand_on_the_sheet_and_on_the_page(site, decided):
    heads = len(told()["rows"])
    assert f"学徒人数{heads}" in words_of(site.browser("acceptance").get(f"/office/cases/{decided}/sheet.pdf").content, layout=False)
    page = re.sub(r"<[^>]+>|\s", "", site.browser("acceptance").get(f"/office/cases/{decided}/print").text)
    assert page.count(f"学徒人数{heads}") >= 2, "in the head of the case, and in the form"
    assert "学徒人数0" not in page


def test_what_is_masked_on_pages_is_masked_on_paper(site, decided, tmp_path):
    text = words_of(site.browser("acceptance").get(f"/office/cases/{decided}/sheet.pdf").content)
    company = told()["data"]["enterprise"]
    assert "****" in text
    for secret in (company["mobile"], company["account_no"]):
        assert str(secret) not in text


def test_the_work_list_is_the_queue_under_its_filters(site, decided, tmp_path):
    number = site.cases().rows[0].number
    client = site.browser("acceptance")
    text = words_of(client.get("/tasks/worklist.pdf?tab=office").content)
    assert "工作清单" in text
    assert number.replace("-", "") in text.replace("-", "")
    empty = words_of(client.get("/tasks/worklist.pdf?tab=office&text=nothing-like-this").content)
    assert "没有待办" in empty


def test_papers_of_the_office_are_for_the_office_alone(site, decided):
    for address in (f"/office/cases/{decided}/sheet.pdf", "/tasks/worklist.pdf"):
        assert site.browser("company").get(address).status_code == 403
        assert site.stranger().get(address).status_code == 303
    assert site.browser("elsewhere").get(f"/office/cases/{decided}/sheet.pdf").status_code == 404


def test_programs_get_the_same_papers_and_workbooks(site, decided, tmp_path):
    client = site.rest("acceptance")
    sheet = client.get(f"/api/v1/cases/{decided}/sheet.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    assert "材料齐全，同意受理。" in words_of(sheet.content)
    listed = client.get("/api/v1/tasks/worklist.pdf", params={"tab": "office"})
    assert "工作清单" in words_of(listed.content)
    queue = client.get("/api/v1/tasks/workbook.xlsx", params={"tab": "office"})
    rows = list(load_workbook(BytesIO(queue.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "办件编号"
    assert len(rows) == 1 + site.engine.ask(TaskQueue(tab="office"), by=site.actor("acceptance")).total
    board = site.rest("admin").get("/api/v1/oversight/workbook.xlsx", params={"light": "yellow"})
    assert load_workbook(BytesIO(board.content)).sheetnames == ["黄牌", "分布"]
    assert client.get("/api/v1/tasks/worklist.pdf", params={"tab": "none"}).status_code == 422


def test_papers_for_programs_are_for_the_office_alone(site, decided):
    for address in (f"/api/v1/cases/{decided}/sheet.pdf", "/api/v1/tasks/worklist.pdf", "/api/v1/tasks/workbook.xlsx"):
        assert site.rest("company").get(address).status_code == 403
    assert site.rest("company").get("/api/v1/oversight/workbook.xlsx").status_code == 403
    assert site.rest("elsewhere").get(f"/api/v1/cases/{decided}/sheet.pdf").status_code == 404
