"""The whole case: an enterprise reads the guide, files its plan with sixty apprentices, corrects it once and holds the signed notice."""

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.journeys.deciding import CHECKS, REVIEW, ask_for_correction, claim, decide
from tests.journeys.papers import saves_a_notice
from tests.journeys.sheets import XLSX, filled, mended, names_in
from tests.journeys.telling import answer, attach, flat, paper, path_is_list, put, roster_rows, told, type_in
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
ENTERPRISE = "广州天河示例精密制造有限公司"
MATERIALS = ("training_plan", "cooperation_agreement", "training_agreement")


def test_an_enterprise_files_a_plan_corrects_it_once_and_holds_the_signed_notice(town: Town, invite: Any, tmp_path: Path):
    story = told()
    town.enterprise("qiye", ENTERPRISE, story["data"]["enterprise"]["uscc"])
    company = invite("qiye")
    case = opens_the_guide_and_begins(company)
    fills_in_the_form(company, story, case)
    imports_the_roster(company, story, case)
    hands_in_the_materials(company, case)
    number = signs_and_submits(company, story, case)

    acceptance = invite("shouli")
    town.go_on("1wd")
    asks_for_one_correction(acceptance, number)
    town.settle()
    town.go_on("2wd")
    corrects_what_was_listed_and_nothing_else(company, case, tmp_path)
    town.go_on("1wd")
    accepts(acceptance, number)
    town.settle()

    town.officer("duogang", "多岗位", "review", "second_review", "sign_off")
    review, second, last = invite("duogang"), invite("fuhe"), invite("shenpi")
    town.go_on("1wd")
    checks_and_reviews(review, town, number)
    town.go_on("2wd")
    second.go("/tasks?tab=pool")
    waiting = second.page.locator("tbody tr", has_text=number).locator("a[data-open]").get_attribute("href")
    is_refused_a_second_step(review, number, str(waiting))
    reviews_again(second, number)
    town.go_on("1wd")
    signs_off(last, number)
    town.settle()
    holds_the_notice(company, case, number, tmp_path)


def opens_the_guide_and_begins(company: Visitor) -> UUID:
    company.go("/guides")
    company.press("学徒培养计划备案")
    company.reads("穗人社函〔2020〕22号", "先备案，后开训")
    company.page.get_by_role("main").get_by_role("link", name="登录").click()
    company.sign_in()
    assert company.path() == "/guides/gz_apprenticeship/filing", "signing in leads back to the guide"
    company.page.locator("form[action='/guides/gz_apprenticeship/filing'] button").click()
    company.page.wait_for_url("**/cases/*/form")
    return UUID(company.path().split("/")[2])


def fills_in_the_form(company: Visitor, story: dict[str, Any], case: UUID) -> None:
    data = {name: part for name, part in story["data"].items() if name != "promise"}
    type_in(company, data)
    company.page.locator("[data-saved=saved]").wait_for()
    company.page.reload()
    kept = {path: answer(company, path) for path, _ in flat(data) if not path_is_list(data, path)}
    assert kept == {path: value for path, value in flat(data) if not path_is_list(data, path)}, "the draft that saved itself came back"
    company.go("/cases")
    company.reads("草稿")
    company.go(f"/cases/{case}/form")
    company.submit()
    company.reads("花名册", "材料")
    assert company.page.locator("[data-error-summary] a[href='#f-promise-agreed'], [data-error-summary] a[href='#f-promise']").count()
    assert answer(company, "training.goal") == data["training"]["goal"], "a refused submission loses nothing"


def imports_the_roster(company: Visitor, story: dict[str, Any], case: UUID) -> None:
    rows = roster_rows(story)
    wrong = [dict(row) for row in rows]
    wrong[4]["id_no"] = rows[4]["id_no"][:-1] + ("0" if rows[4]["id_no"][-1] != "0" else "1")
    wrong[10]["hire_date"] = "二月底入职"
    del wrong[16]["mentor"]
    wrong[22]["id_no"] = rows[21]["id_no"]
    wrong[34]["contract_end"] = "2024-08-01"
    wrong[34]["contract_start"] = "2024-02-01"
    wrong[46].update(education="博士后", insured_city="深圳")

    company.go(f"/cases/{case}/roster/roster")
    with company.page.expect_download() as download:
        company.page.locator("a[href$='/template.xlsx']").click()
    template = Path(download.value.path()).read_bytes()
    uploads(company, filled(template, wrong))
    figures = company.page.locator(".seg b").all_inner_texts()
    assert figures[:2] == ["60", "6"], "sixty rows are kept; six cannot be read: the repeated person counts in both rows"
    company.reads("与第 23 行（Excel 第 25 行）是同一人", "与第 22 行（Excel 第 24 行）是同一人")
    for name, column, reason in (
        (rows[4]["name"], "公民身份号码", "校验"),
        (rows[10]["name"], "入职日期", "二月底入职"),
        (rows[16]["name"], "企业导师", "必填"),
        (rows[22]["name"], "公民身份号码", "与第 22 行"),
        (rows[46]["name"], "学历", "博士后"),
    ):
        assert_cell_is_explained(company, name, column, reason)
    company.follow(company.page.locator(".seg a", has_text="不符合条件"))
    company.reads("劳动合同期限不足 12 个月", "穗人社函〔2020〕22号 二（三）")
    company.follow(company.page.locator(".seg a", has_text="全部"))
    assert company.page.locator("table.roster tbody tr").count() == 50, "fifty rows a page"

    mends_a_row(company, case, rows[4]["name"], "id_no", rows[4]["id_no"])
    mends_a_row(company, case, rows[10]["name"], "hire_date", rows[10]["hire_date"])
    mends_a_row(company, case, rows[46]["name"], "education", "bachelor", still="广州")
    company.go(f"/cases/{case}/roster/roster")
    with company.page.expect_download() as download:
        company.page.locator("a[href$='/faulty.xlsx']").click()
    faulty = Path(download.value.path()).read_bytes()
    left = {rows[index]["name"] for index in (16, 21, 22, 34, 46)}
    assert set(names_in(faulty)) == left, "only the rows that are still wrong come back"
    corrections = {
        rows[16]["name"]: {"mentor": "梁国栋"},
        rows[22]["name"]: {"id_no": rows[22]["id_no"]},
        rows[34]["name"]: {"contract_end": "2029-02-01"},
        rows[46]["name"]: {"insured_city": "广州"},
    }
    uploads(company, mended(faulty, corrections))
    company.reads("60 人", "没有发现错误")
    assert company.page.locator(".seg b").all_inner_texts()[:3] == ["60", "0", "0"], "the corrected rows took the places of the wrong ones"


def uploads(company: Visitor, content: bytes, name: str = "花名册.xlsx") -> None:
    company.page.locator("input[type=file][name=file]").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    company.press("上传并检查")


def assert_cell_is_explained(company: Visitor, name: str, column: str, reason: str) -> None:
    heads = company.page.locator("table.roster thead th").all_inner_texts()
    row = company.page.locator("table.roster tbody tr", has_text=name).first
    cell = row.locator("td").nth(heads.index(column))
    assert "cell-fault" in (cell.get_attribute("class") or ""), f"{name}, {column}: not marked"
    assert reason in cell.inner_text(), f"{name}, {column}: {cell.inner_text()!r}"
    assert re.fullmatch(r"\d+", row.locator("td").first.inner_text().strip()), "the row has its number"


def mends_a_row(company: Visitor, case: UUID, name: str, column: str, value: str, still: str = "") -> None:
    company.go(f"/cases/{case}/roster/roster?only=faulty")
    company.follow(company.page.locator("table.roster tbody tr", has_text=name).first.get_by_role("link").last)
    put(company, column, value, form="main form[action*='/rows/']")
    company.press("保存", exact=True)
    if still:
        company.reads("仍有问题", still)


def hands_in_the_materials(company: Visitor, case: UUID) -> None:
    company.go(f"/cases/{case}/form")
    company.reads("60")
    for item in MATERIALS:
        attach(company, f"materials.{item}", f"{item}.pdf", paper(item))
        company.page.locator("#form").get_by_role("link", name=f"{item}.pdf").wait_for()
    company.page.reload()
    assert company.page.locator("#form a[href*='/files/']").count() == len(MATERIALS)


def signs_and_submits(company: Visitor, story: dict[str, Any], case: UUID) -> str:
    put(company, "promise.agreed", "true")
    put(company, "promise.name", story["data"]["promise"]["name"])
    company.submit()
    company.page.wait_for_url("**/submitted")
    number = company.page.locator("#case-number").inner_text()
    assert re.fullmatch(r"440106-GZXT-2026-\d{5}", number)
    company.go(f"/cases/{case}")
    company.reads(number, "受理审查", "2026-11-30", "铣工", "60")
    return number


def asks_for_one_correction(officer: Visitor, number: str) -> None:
    officer.go("/tasks?tab=pool")
    officer.reads(number, ENTERPRISE, "剩 4 个工作日")
    claim(officer, number)
    officer.reads("已认领")
    officer.go("/tasks")
    officer.follow(officer.page.locator("tbody tr", has_text=number).locator("a[data-open]"))
    officer.reads("广州市天河区")
    assert "440106" not in officer.page.locator(".sheet dd").all_inner_texts(), "people read the name of a region, not its code"
    officer.page.locator("a[data-preview]").first.click()
    officer.page.locator("#viewer iframe").wait_for()
    ask_for_correction(officer)
    officer.reads("已办理")


def corrects_what_was_listed_and_nothing_else(company: Visitor, case: UUID, folder: Path) -> None:
    company.go(f"/cases/{case}")
    company.reads("补正", "2026-12-15")
    saves_a_notice(company, "补正告知书", folder, ("银行账号", "与开户许可证记载不一致", "2026年12月15日"))
    company.go(f"/cases/{case}")
    company.follow(company.page.locator(".answer a.btn.primary"))
    company.reads("与开户许可证记载不一致", "填写基本存款账户账号")
    inputs = company.page.locator("#form input:not([type=hidden]), #form select, #form textarea")
    assert [each.get_attribute("name") for each in inputs.all()] == ["enterprise.account_no"], "only the listed item is open"
    put(company, "enterprise.account_no", "622200000000000102")
    company.submit()
    company.reads("已提交")


def accepts(officer: Visitor, number: str) -> None:
    officer.go("/tasks")
    row = officer.page.locator("tbody tr", has_text=number)
    if not row.count():
        officer.go("/tasks?tab=pool")
        claim(officer, number)
        officer.go("/tasks")
    officer.follow(officer.page.locator("tbody tr", has_text=number).locator("a[data-open]"))
    changed = officer.page.locator(".sheet .f-changed", has_text="银行账号")
    assert changed.locator("del").count() == 1, "what the correction changed is marked, with what stood there before"
    assert "622200000000000102" not in officer.text(), "account numbers are masked"
    put(officer, "complete", "yes", "#decide")
    put(officer, "competent", "yes", "#decide")
    decide(officer, "accept")
    officer.reads("已办理")


def checks_and_reviews(officer: Visitor, town: Town, number: str) -> None:
    for element, answers in CHECKS.items():
        opens_task(officer, number, element)
        for path, value in answers.items():
            put(officer, path, value, "#decide")
        decide(officer, "checked")
    opens_task(officer, number, "审核")
    officer.reads("评估审核", "个工作日", "暂定")
    shows_its_clock(officer)
    for path, value in REVIEW.items():
        put(officer, path, value, "#decide")
    decide(officer, "support")
    officer.reads("已办理")


def opens_task(officer: Visitor, number: str, element: str) -> None:
    officer.go("/tasks?tab=pool")
    row = officer.page.locator("tbody tr", has_text=number).filter(has_text=element).first
    officer.follow(row.locator("a[data-open]"))
    officer.follow(officer.page.locator("button[data-claim]"))


def shows_its_clock(officer: Visitor) -> None:
    """The light has words and the date explains itself: the days the correction took are not counted."""
    lamp = officer.page.locator(".deadline .lamp")
    assert "剩" in lamp.inner_text()
    for why in officer.page.locator(".clock details.why").all():
        if why.get_attribute("open") is None and why.locator("summary").is_visible():
            why.locator("summary").click()
    officer.reads("补正")


def is_refused_a_second_step(officer: Visitor, number: str, address: str) -> None:
    """Who reviewed holds the post of the second review as well, and still may not take that step of the same case."""
    officer.go(address)
    officer.reads(number)
    assert not officer.page.locator("input[name=outcome]").count()
    if officer.page.locator("button[data-claim]").count():
        officer.page.locator("button[data-claim]").click()
    officer.reads("不相容")


def reviews_again(officer: Visitor, number: str) -> None:
    opens_task(officer, number, "复核")
    officer.reads("建议备案", "77")
    put(officer, "opinion", "同意审核意见。", "#decide")
    decide(officer, "agree")
    officer.reads("已办理")


def signs_off(officer: Visitor, number: str) -> None:
    opens_task(officer, number, "审批")
    decide(officer, "approve")
    officer.reads("已办理")


def holds_the_notice(company: Visitor, case: UUID, number: str, folder: Path) -> None:
    company.go(f"/cases/{case}")
    company.reads("培训中", number)
    saves_a_notice(company, "受理通知书", folder, (ENTERPRISE, number))
    company.go(f"/cases/{case}")
    saves_a_notice(company, "备案通知书", folder, (ENTERPRISE, number, "铣工", "60"))
