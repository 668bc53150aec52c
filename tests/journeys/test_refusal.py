"""The case that fails: reviewed, found wanting by two more people, refused in writing with reasons, clause and remedies."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.deciding import decide
from tests.journeys.papers import saves_a_notice
from tests.journeys.telling import put, told
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
COMPANY = told("auto")["data"]["enterprise"]
FACTS = "经核，培训机构核准工种不含汽车装调，培养方案年均实操课时低于职业技能标准要求。"
REASONS = "培训机构不具备与企业技能岗位培训能力相适应的条件，评估未通过。"
CLAUSE = "穗人社函〔2020〕22号 二（二）、二（四）"
LOOK_UPS = (
    ("社会保险", {"result": "all", "checked_on": "2026-11-25"}),
    ("培训机构", {"licensed": "yes", "annual_check": "yes", "capable": "no", "note": "核准工种不含汽车装调", "checked_on": "2026-11-25"}),
    ("企业信用", {"dishonest_list": "no", "qualification_cancelled": "no", "checked_on": "2026-11-25"}),
)
FAILED = ("institution", "programme")
ITEMS = ("registered", "contracts", "insurance", "institution", "agreements", "programme", "repeats", "hardship", "account")


def test_a_plan_that_fails_its_review_is_refused_in_writing_with_reasons_clause_and_remedies(town: Town, invite: Any, tmp_path: Path):
    town.enterprise("auto", COMPANY["name"], COMPANY["uscc"])
    town.story("denied.toml", 2)
    review, second, last, company = invite("shenhe"), invite("fuhe"), invite("shenpi"), invite("auto")
    review.go("/tasks?tab=pool")
    number = re.search(r"4401\d\d-GZXT-2026-\d{5}", review.text())[0]
    looks_up(review, number)
    recommends_against(review, number)
    town.go_on("1wd")
    begins(second, number, "复核")
    second.reads("不予备案", "核准工种不含汽车装调")
    put(second, "opinion", "同意审核意见。", "#decide")
    decide(second, "agree")
    second.reads("已办理")
    refuses(last, number)
    town.settle()
    is_told_why_and_what_can_be_done(company, number, tmp_path)


def begins(officer: Visitor, number: str, element: str) -> None:
    """Claim a step of a case from the pool."""
    officer.go("/tasks?tab=pool")
    officer.follow(officer.page.locator("tbody tr", has_text=number).filter(has_text=element).first.locator("a[data-open]"))
    officer.follow(officer.page.locator("button[data-claim]"))


def looks_up(officer: Visitor, number: str) -> None:
    for element, answers in LOOK_UPS:
        begins(officer, number, element)
        for path, value in answers.items():
            put(officer, path, value, "#decide")
        decide(officer, "checked")
        officer.reads("已办理")


def recommends_against(officer: Visitor, number: str) -> None:
    begins(officer, number, "审核")
    officer.reads("不符合条件")
    officer.page.locator("label:has(input[name=outcome][value=oppose])").click()
    for item in ITEMS:
        put(officer, f"checks.{item}", "fail" if item in FAILED else "pass", "#decide")
    for path, value in {"opinion": FACTS, "score.key_project": "0", "score.talent": "10", "score.system": "20"}.items():
        put(officer, path, value, "#decide")
    decide(officer, "oppose")
    officer.reads("已办理")


def refuses(officer: Visitor, number: str) -> None:
    """Refusing asks for what the notice must say; without it nothing is decided and nothing typed is lost."""
    begins(officer, number, "审批")
    officer.page.locator("label:has(input[name=outcome][value=deny])").click()
    put(officer, "denial.facts", FACTS, "#decide")
    decide(officer, "deny")
    assert officer.page.locator("[data-error-summary] a[href='#f-denial-reasons']").count(), officer.text()
    assert officer.page.locator("#decide [name='denial.facts']").input_value() == FACTS
    put(officer, "denial.reasons", REASONS, "#decide")
    put(officer, "denial.clause", CLAUSE, "#decide")
    put(officer, "denial.heard", "yes", "#decide")
    decide(officer, "deny")
    officer.reads("已办理")


def is_told_why_and_what_can_be_done(company: Visitor, number: str, folder: Path) -> None:
    company.go("/cases")
    company.follow(company.page.locator(".case-list a[data-open]").first)
    company.reads(number, "不予备案", "已结束，用")
    says = (number, COMPANY["name"], "决定不予备案", FACTS, REASONS, CLAUSE, "六十日内", "行政复议", "六个月内", "行政诉讼")
    saves_a_notice(company, "不予备案通知书", folder, says)
    company.follow(company.page.locator("a[href$='/notices']").first)
    company.reads("不予备案通知书", "不利决定")
    paper = company.page.locator("main li", has_text="不予备案通知书")
    assert re.search(r"〔2026〕\d+号", paper.inner_text()), "the notice has its number"
