"""From somebody who leaves to the money: a leave report, the results, the claim, an objection that is upheld, and the smaller sum that is paid."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from engine.queries import MyCases
from engine.scenarios.demo import moved
from engine.scenarios.reading import read_scenario
from tests.journeys.deciding import decide
from tests.journeys.plans import begins, confirms, opens, sends_results
from tests.journeys.telling import attach, paper, put, type_in
from tests.journeys.town import PROGRAM, STORIES, Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
LEFT, LEFT_NAME, ABSENT = "3", "彭永康", "5"
FOUND = {
    **{f"checks.{item}": "pass" for item in ("material", "facts", "results", "double_benefit")},
    "opinion": "材料齐全，情况属实。",
}
OBJECTED = {"scope": "rows", "rows": ABSENT, "objector": "同班学徒", "content": "第5人由他人代考"}


def test_a_leaver_is_reported_a_claim_decided_and_an_upheld_objection_lowers_the_sum(town: Town, invite: Any):
    plan = assessed(town)
    company, reviewer = invite("qiye"), invite("shenhe")
    reports_who_left(company, town, plan)
    sends_results(company, town, plan, "results_eight.toml", "final", without=LEFT_NAME)
    confirms(town, reviewer)
    town.settle()
    number = claims(company, plan)
    accepts(town, invite("shouli"), number)
    second, head = invite("fuhe"), invite("shenpi")
    decides(town, reviewer, second, head, number)
    town.settle()
    company.go(f"/cases/{plan}")
    company.reads("公示")
    objects(town, reviewer, number)
    finance = invite("zijin", script=False)
    finance.go("/payments?step=prepare")
    assert number not in finance.text(), "nothing is paid while an objection is looked into"
    upholds(town, second, number)
    decides(town, reviewer, second, head, number, without=ABSENT)
    town.go_on("6wd")
    town.settle()
    company.go(f"/cases/{plan}")
    company.reads("拨付中", "69,000.00")
    finance.go("/payments?step=prepare")
    finance.reads(number, "69,000.00")
    finance.follow(finance.page.locator("main tbody tr", has_text=number).locator("a.amount").first)
    finance.reads("计算过程", "6 人", "参数及其版本")


def assessed(town: Town) -> UUID:
    """A plan of eight whose assessment is over, the results still to come."""
    story = read_scenario(STORIES / "objection_upheld.toml", PROGRAM)
    told = moved(story, town.clock.today - story.start)
    later = {"start_report": "25wd", "assessment": "702cd"}
    steps = tuple(replace(step, after=later.get(step.process, step.after)) for step in told.steps[:14])
    assert town.player().play(replace(told, steps=steps)) == []
    return next(row.case_id for row in town.engine.ask(MyCases(), by=town.actor("qiye")).rows if row.process == "filing")


def reports_who_left(company: Visitor, town: Town, plan: UUID) -> None:
    """The row is closed when the report is in, and the enterprise reads it on the plan."""
    begins(company, plan, "leave")
    put(company, "row", LEFT)
    put(company, "left_on", town.clock.today.isoformat())
    put(company, "reason", "resigned")
    attach(company, "materials.proof", "离职证明.pdf", paper("离职证明.pdf"))
    company.submit()
    company.reads("提交成功")
    town.settle()
    company.go(f"/cases/{plan}")
    company.reads("学徒离职报告", "已登记")


def claims(company: Visitor, plan: UUID) -> str:
    """The claim with its papers; heads and advance are filled in already."""
    begins(company, plan, "settlement")
    company.reads("7")
    for place in ("passed", "videos"):
        attach(company, f"materials.{place}", f"{place}.pdf", paper(f"{place}.pdf"))
    put(company, "promise.name", "吴文静")
    put(company, "promise.agreed", "true")
    company.submit()
    company.reads("提交成功")
    company.go(f"/cases/{plan}")
    found = company.page.locator(".life-table a", has_text="补贴申领与结算").locator("xpath=following-sibling::span")
    return str(found.inner_text()).strip()


def accepts(town: Town, officer: Visitor, number: str) -> None:
    town.go_on("1wd")
    opens(officer, number)
    put(officer, "complete", "yes", "#decide")
    put(officer, "opinion", "材料齐全。", "#decide")
    decide(officer, "accept")
    officer.reads("已办理")


def decides(town: Town, reviewer: Visitor, second: Visitor, head: Visitor, number: str, without: str = "") -> None:
    """Review, second review, sign-off; the reviewer may leave somebody out."""
    town.go_on("1wd")
    opens(reviewer, number)
    if without:
        type_in(reviewer, {"excluded": [{"row": without, "reason": "代考，成绩无效"}]}, "#decide")
    for path, value in FOUND.items():
        put(reviewer, path, value, "#decide")
    decide(reviewer, "support")
    reviewer.reads("已办理")
    for officer, outcome in ((second, "agree"), (head, "approve")):
        town.go_on("1wd")
        opens(officer, number)
        put(officer, "opinion", "同意。", "#decide")
        decide(officer, outcome)
        officer.reads("已办理")


def objects(town: Town, officer: Visitor, number: str) -> None:
    """Somebody objects to one row while the list is published."""
    town.go_on("1wd")
    opens(officer, number)
    for path, value in OBJECTED.items():
        put(officer, path, value, "#decide")
    put(officer, "received_on", town.clock.today.isoformat(), "#decide")
    decide(officer, "objection")
    officer.reads("已办理")


def upholds(town: Town, officer: Visitor, number: str) -> None:
    town.go_on("1wd")
    opens(officer, number)
    for path, value in {"facts": "监控证实代考。", "opinion": "异议成立。", "reply": "已答复。"}.items():
        put(officer, path, value, "#decide")
    decide(officer, "uphold")
    officer.reads("已办理")
