"""审批表 and 工作清单 on paper: everything that was said about a case, masked as the pages mask it, for the office alone."""

import re
import shutil
import subprocess

import pytest

from engine.commands import ClaimTask, CompleteTask
from tests.api.site import told
from tests.api.test_officer_pages import task_of


def words(pdf: bytes, tmp_path) -> str:
    """The text of a PDF without blanks."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine: reading a PDF back needs poppler-utils")
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s", "", text)


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
    text = words(answer.content, tmp_path)
    company = told()["data"]["enterprise"]
    for part in ("审批表", company["name"], company["uscc"], "办理意见与签署", "材料齐全，同意受理。", "acceptance先生", "予以受理"):
        assert part in text, part


def test_what_is_masked_on_pages_is_masked_on_paper(site, decided, tmp_path):
    text = words(site.browser("acceptance").get(f"/office/cases/{decided}/sheet.pdf").content, tmp_path)
    company = told()["data"]["enterprise"]
    assert "****" in text
    for secret in (company["mobile"], company["account_no"]):
        assert str(secret) not in text


def test_the_work_list_is_the_queue_under_its_filters(site, decided, tmp_path):
    number = site.cases().rows[0].number
    client = site.browser("acceptance")
    text = words(client.get("/tasks/worklist.pdf?tab=office").content, tmp_path)
    assert "工作清单" in text
    assert number.replace("-", "") in text.replace("-", "")
    empty = words(client.get("/tasks/worklist.pdf?tab=office&text=nothing-like-this").content, tmp_path)
    assert "没有待办" in empty


def test_papers_of_the_office_are_for_the_office_alone(site, decided):
    for address in (f"/office/cases/{decided}/sheet.pdf", "/tasks/worklist.pdf"):
        assert site.browser("company").get(address).status_code == 403
        assert site.stranger().get(address).status_code == 303
    assert site.browser("elsewhere").get(f"/office/cases/{decided}/sheet.pdf").status_code == 404
