"""An advance from its start to the money: asked for, decided, paid by three finance officers, answered by the treasury; once it fails."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from engine.queries import MyCases
from engine.running.payment_sheets import HEADINGS
from tests.journeys.deciding import claim, decide
from tests.journeys.sheets import XLSX
from tests.journeys.telling import put
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
REVIEW = {"checks.material": "pass", "checks.facts": "pass", "opinion": "材料齐全，情况属实。"}


def test_an_advance_is_decided_fails_once_is_paid_and_stands_in_the_picture_of_the_plan(town: Town, invite: Any):
    plan = filed(town)
    company, officers = invite("qiye"), [invite(name) for name in ("shenhe", "fuhe", "shenpi", "zijin")]
    officers += [invite(name, script=False) for name in ("zijin2", "zijin3")]
    number = asks_for_an_advance(company, plan)
    decided(town, officers[:3], number)
    paid_out(town, officers[3:], "失败", "账号与户名不符")
    town.settle()
    corrects_the_account(company, plan)
    paid_out(town, officers[3:], "成功")
    town.settle()
    company.go(f"/cases/{plan}")
    company.reads("已预支", "18,400.00", "拨付失败", "账号与户名不符", "已到账", "计算过程")
    company.page.locator(".movements .unfold summary").first.click()
    company.reads("基数 × 20%", "预支补贴比例", "第 2 条规则")
    officers[0].go(f"/office/cases/{plan}")
    officers[0].reads("计划全程", "已到账")


def filed(town: Town) -> UUID:
    """A plan that was filed, of an enterprise that signs in as `qiye`."""
    town.story("filed_small.toml")
    rows = town.engine.ask(MyCases(), by=town.actor("qiye")).rows
    return next(row.case_id for row in rows if row.process == "filing")


def asks_for_an_advance(company: Visitor, plan: UUID) -> str:
    """The button beside the picture opens the form; what was asked stands in the picture afterwards."""
    company.go(f"/cases/{plan}")
    company.reads("计划全程", "可以发起的办件")
    assert company.page.locator("svg.life.wide").is_visible()
    company.page.locator(f"form[action='/cases/{plan}/linked/advance'] button").click()
    company.page.wait_for_url("**/form")
    put(company, "requested", "18400.00")
    put(company, "promise.name", "吴文静")
    put(company, "promise.agreed", "true")
    company.submit()
    company.reads("提交成功")
    company.go(f"/cases/{plan}")
    number = company.page.locator(".life-table a", has_text="预支补贴").locator("xpath=following-sibling::span").inner_text()
    company.reads("预支补贴")
    return str(number).strip()


def decided(town: Town, officers: list[Visitor], number: str) -> None:
    """Review, second review, sign-off."""
    for officer, answers, outcome in zip(
        officers, (REVIEW, {"opinion": "同意。"}, {"opinion": "同意。"}), ("support", "agree", "approve"), strict=True
    ):
        town.go_on("1wd")
        officer.go("/tasks?tab=pool")
        claim(officer, number)
        officer.go("/tasks")
        officer.follow(officer.page.locator("tbody tr", has_text=number).locator("a[data-open]").first)
        for path, value in answers.items():
            put(officer, path, value, "#decide")
        decide(officer, outcome)
        officer.reads("已办理")


def paid_out(town: Town, finance: list[Visitor], result: str, reason: str = "") -> None:
    """One prepares, another checks, a third approves; the file leaves and comes back with its result."""
    first, second, third = finance
    opens_payment(first, "prepare")
    first.page.locator("[name=fund_source]").select_option("employment_fund")
    first.page.locator("[name=budget_item]").fill("职业培训补贴")
    first.page.locator("[name=basis]").fill("示例〔2026〕1 号")
    first.submit()
    first.reads("已编制")
    opens_payment(first, "check")
    first.reads("不能再")
    for officer, step, said in ((second, "check", "已复核"), (third, "approve", "已批准")):
        opens_payment(officer, step)
        officer.reads("计算过程", "18,400.00")
        officer.submit()
        officer.reads(said)
    town.go_on("1wd")
    first.go("/payments?step=export")
    first.press("导出已批准的 1 笔")
    first.reads("拨付文件已生成")
    with first.page.expect_download() as download:
        first.page.locator("form[action$='/download'] button").first.click()
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    for heading, value in (("结果", result), ("凭证号", "GK001" if result == "成功" else ""), ("日期", "昨天"), ("失败原因", reason)):
        sheet.cell(2, HEADINGS.index(heading) + 1, value)
    brings_back(first, book)
    first.reads("单元格 N2", "2026-11-21")
    sheet.cell(2, HEADINGS.index("日期") + 1, town.clock.today.isoformat())
    brings_back(first, book)
    first.reads("拨付结果已导入")


def opens_payment(officer: Visitor, step: str) -> None:
    officer.go(f"/payments?step={step}")
    officer.follow(officer.page.locator("main tbody a.btn").first)


def brings_back(officer: Visitor, book: Any) -> None:
    out = BytesIO()
    book.save(out)
    form = officer.page.locator("form[action$='/results']").first
    form.locator("input[type=file]").set_input_files({"name": "结果.xlsx", "mimeType": XLSX, "buffer": out.getvalue()})
    officer.follow(form.locator("button"))


def corrects_the_account(company: Visitor, plan: UUID) -> None:
    company.go(f"/cases/{plan}")
    company.follow(company.page.locator(".life-table a", has_text="预支补贴"))
    company.reads("更正收款账户")
    company.follow(company.page.locator(".answer a.btn.primary"))
    put(company, "bank_name", "示例银行广州天河支行")
    put(company, "account_no", "622200000000000777")
    put(company, "account_type", "basic")
    company.submit()
    company.reads("已提交")
