"""The applicant's whole way in a browser that runs no script: guide, form, roster, files, submission, correction, notice."""

from pathlib import Path
from typing import Any

import pytest

from engine.scenarios.reading import read_scenario
from tests.journeys.sheets import XLSX, filled
from tests.journeys.telling import attach, paper, put, roster_rows, told, type_in
from tests.journeys.town import PROGRAM, STORIES, Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def test_an_applicant_gets_from_the_guide_to_the_notice_without_script(town: Town, invite: Any):
    story = told("electric")
    town.enterprise("electric", story["data"]["enterprise"]["name"], story["data"]["enterprise"]["uscc"])
    company = invite("electric", script=False)
    company.go("/guides/gz_apprenticeship/filing")
    company.page.get_by_role("main").get_by_role("link", name="登录").click()
    company.sign_in()
    company.page.locator("form[action='/guides/gz_apprenticeship/filing'] button").click()
    company.page.wait_for_url("**/cases/*/form")
    case = company.path().split("/")[2]
    type_in(company, {name: part for name, part in story["data"].items() if name != "promise"})
    company.follow(company.page.locator("button[name=do][value=save]"))
    company.reads("草稿已保存")
    imports(company, case, story)
    company.go(f"/cases/{case}/form")
    for path, name in story["files"].items():
        attach(company, path, name, paper(name))
        company.follow(company.page.locator(f"button[name=_upload][value='{path}']"))
        company.page.get_by_role("link", name=name).first.wait_for()
    put(company, "promise.agreed", "true")
    put(company, "promise.name", "李文")
    company.submit()
    company.reads("440106-GZXT-2026-00001")
    corrects(company, town, case)
    holds_the_notice(company, town, case)


def imports(company: Visitor, case: str, story: dict[str, Any]) -> None:
    company.go(f"/cases/{case}/roster/roster")
    with company.page.expect_download() as download:
        company.page.locator("a[href$='/template.xlsx']").click()
    people = roster_rows(story)
    faulty = [{**people[0], "id_no": "44010419891028001X"}, *people[1:]]
    book = filled(Path(download.value.path()).read_bytes(), faulty)
    company.page.locator("input[type=file][name=file]").set_input_files({"name": "名单.xlsx", "mimeType": XLSX, "buffer": book})
    company.press("上传并检查")
    company.reads("44010419891028001X")
    company.follow(company.page.locator("table.roster tbody tr").first.get_by_role("link").last)
    put(company, "id_no", people[0]["id_no"], form="main form[action*='/rows/']")
    company.press("保存", exact=True)
    company.reads("本行已保存")


def corrects(company: Visitor, town: Town, case: str) -> None:
    """The officers' side is replayed; what the applicant sees and does is the page's."""
    officers = read_scenario(STORIES / "corrected_once.toml", PROGRAM).steps
    town.act(case, officers[1])
    company.go(f"/cases/{case}")
    company.follow(company.page.locator(".answer a.btn.primary"))
    attach(company, "materials.cooperation_agreement", "双方盖章.pdf", paper("双方盖章"))
    company.follow(company.page.locator("button[name=_upload][value='materials.cooperation_agreement']"))
    company.page.get_by_role("link", name="双方盖章.pdf").first.wait_for()
    put(company, "enterprise.account_no", "622200000000000102")
    company.submit()
    company.reads("已提交")


def holds_the_notice(company: Visitor, town: Town, case: str) -> None:
    town.act(case, read_scenario(STORIES / "corrected_once.toml", PROGRAM).steps[4])
    for step in read_scenario(STORIES / "happy_path.toml", PROGRAM).steps[2:]:
        town.act(case, step)
    town.settle()
    company.go(f"/cases/{case}")
    company.reads("培训中")
    address = company.page.locator("main a[href$='.pdf']", has_text="备案通知书").first.get_attribute("href")
    assert company.page.request.get(company.town.address + str(address)).body().startswith(b"%PDF-")
