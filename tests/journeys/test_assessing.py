"""An assessment through the pages: planned, a supervisor assigned who has an interest, another one; the result sheet, and one resit."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.queries import MyCases
from engine.scenarios.demo import moved
from engine.scenarios.facts import CaseFacts
from engine.scenarios.reading import read_scenario
from engine.sdk.actor import Actor
from tests.journeys.deciding import decide
from tests.journeys.plans import begins, confirms, opens, sends_results
from tests.journeys.telling import paper, put
from tests.journeys.town import PROGRAM, STORIES, Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def test_an_assessment_is_supervised_by_somebody_without_interest_and_whoever_failed_sits_once_more(town: Town, invite: Any):
    town.officer("shenhe", "何志强", "review", "supervisor")
    town.officer("dudao2", "李督导", "supervisor")
    plan = started(town)
    company, reviewer, first, second = (invite(name) for name in ("qiye", "shenhe", "dudao", "dudao2"))
    number = plans_the_assessment(company, town, plan)
    assigns(reviewer, number, "黄国栋")
    is_kept_from_it(town, reviewer, plan)
    recuses(first, number)
    assigns(reviewer, number, "李督导")
    town.go_on("14wd")
    supervises(second, number, town)
    town.settle()
    sends_results(company, town, plan, "results_eight.toml", "resit", failing=1)
    confirms(town, reviewer)
    town.settle()
    town.go_on("20wd")
    sends_results(company, town, plan, "results_eight.toml", "final", only=1)
    confirms(town, reviewer)
    town.settle()
    company.go(f"/cases/{plan}")
    company.reads("待申领")
    facts = town.engine.ask(CaseFacts(case_id=plan), by=Actor.system())
    assert sorted(facts.row_statuses) == ["passed"] * 8


def started(town: Town) -> UUID:
    """A plan whose training began two years ago."""
    story = read_scenario(STORIES / "late_claim.toml", PROGRAM)
    told = moved(story, town.clock.today - story.start)
    steps = tuple(replace(step, after="25wd" if step.process == "start_report" else step.after) for step in told.steps[:11])
    assert town.player().play(replace(told, steps=steps)) == []
    town.go_on("700cd")
    return next(row.case_id for row in town.engine.ask(MyCases(), by=town.actor("qiye")).rows if row.process == "filing")


def plans_the_assessment(company: Visitor, town: Town, plan: UUID) -> str:
    begins(company, plan, "assessment")
    put(company, "held_on", (town.clock.today + timedelta(days=20)).isoformat())
    put(company, "place", "广州市示例技师学院 实训楼")
    put(company, "method", "both")
    put(company, "examiners", "郑老师、叶老师")
    company.submit()
    company.reads("提交成功")
    company.go(f"/cases/{plan}")
    return str(company.page.locator(".life-table a", has_text="考核计划").locator("xpath=following-sibling::span").inner_text()).strip()


def assigns(officer: Visitor, number: str, name: str) -> None:
    opens(officer, number)
    put(officer, "supervisor", name, "#decide")
    put(officer, "no_interest", "true", "#decide")
    decide(officer, "assigned")
    officer.reads("已办理")


def is_kept_from_it(town: Town, reviewer: Visitor, plan: UUID) -> None:
    """Whoever reviewed the plan may hold a supervisor's post: this assessment is not theirs."""
    (assessment,) = [row.case_id for row in town.engine.ask(MyCases(), by=town.actor("qiye")).rows if row.process == "assessment"]
    task = town.engine.ask(CaseFacts(case_id=assessment), by=Actor.system()).open_tasks["supervise"]
    reviewer.go(f"/tasks/{task}")
    assert not reviewer.page.locator("input[name=outcome]").count(), "it is not theirs to decide"


def recuses(supervisor: Visitor, number: str) -> None:
    opens(supervisor, number)
    supervisor.page.locator("label:has(input[name=outcome][value=recuse])").click()
    put(supervisor, "recuse_reason", "与企业负责人系亲属", "#decide")
    decide(supervisor)
    supervisor.reads("已办理")


def supervises(supervisor: Visitor, number: str, town: Town) -> None:
    opens(supervisor, number)
    for path, value in {"no_interest": "true", "due": "8", "present": "8", "identity": "all", "discipline": "考场秩序正常。"}.items():
        put(supervisor, path, value, "#decide")
    put(supervisor, "visited_on", town.clock.today.isoformat(), "#decide")
    photo = {"name": "考核现场照片.pdf", "mimeType": "application/pdf", "buffer": paper("考核现场照片.pdf")}
    supervisor.page.locator("#decide input[type=file][name='materials.photos']").set_input_files(photo)
    decide(supervisor, "normal")
    supervisor.reads("已办理")
