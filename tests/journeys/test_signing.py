"""签署: experts vote at browsers of their own, one against; seats are added and taken off; a review is lent out, decided and taken back."""

from typing import Any
from uuid import UUID

import pytest

from engine.queries import MyCases
from engine.scenarios.facts import CaseFacts
from engine.sdk.actor import Actor
from tests.journeys.deciding import claim, decide
from tests.journeys.telling import put
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
STORY = "panel_supports.toml"
CHECKS = ("registered", "contracts", "insurance", "institution", "agreements", "programme", "repeats", "hardship", "account")
RULE = "票签，“建议备案”达到 2/3 即通过"


def test_experts_vote_one_is_added_and_taken_off_and_what_counts_stands_on_every_page(town: Town, invite: Any):
    town.story(STORY, until="panel")
    town.officer("zhuanjia4", "高铭", "expert")
    first, second, third, supervisor = (invite(name) for name in ("zhuanjia", "zhuanjia2", "zhuanjia3", "dudao"))
    number, case = waiting_panel(town, first)
    takes_a_seat(first, number)
    first.reads(RULE, "已签 0 人", "还差 3 人", "待签")
    votes(first, "oppose", "实训设备不足以开展二级/技师的改造类项目。", teachers="doubt")
    looks_on(supervisor, case, RULE, "已签 1 人，其中同意 0 人", "还差 2 人", "谭启明", "实训设备不足")
    nobody_votes_twice(first, number)

    seat = takes_a_seat(second, number)
    may_not_be_passed_on(second, seat)
    asks_one_more(second, seat, "高铭")
    looks_on(supervisor, case, "还差 3 人", "高铭", "（罗秀珍 加签）")
    takes_off(supervisor, "高铭")
    looks_on(supervisor, case, "还差 2 人", "不需签署")

    second.go(seat)
    votes(second, "support", "培养方案与职业标准相符。")
    takes_a_seat(third, number)
    third.reads("已签 2 人，其中同意 1 人", "还差 1 人", "罗秀珍")
    votes(third, "support", "可行，建议分期添置设备。")
    looks_on(supervisor, case, "结论：建议备案", "已签 3 人，其中同意 2 人", "评估审核")


def test_a_review_is_lent_out_answered_decided_and_taken_back(town: Town, invite: Any):
    town.story(STORY, until="review", people=60)
    town.officer("shenhe2", "吴审核", "review")
    owner, delegate, supervisor = invite("shenhe"), invite("shenhe2"), invite("dudao")
    owner.go("/tasks?tab=pool")
    row = owner.page.locator("tbody tr", has_text="审核（评估）").first
    number = str(row.locator("[data-c=title] .num").inner_text())
    claim(owner, number)
    owner.go("/tasks")
    owner.follow(owner.page.locator("tbody tr", has_text=number).locator("a[data-open]").first)
    task = owner.path()
    owner.reads("结论：建议备案", "已签 3 人，其中同意 2 人")

    does(owner, task, "delegate", "请核对实训设备清单。", "吴审核")
    owner.reads("已委派")
    delegate.go(task)
    delegate.reads("请核对实训设备清单。")
    does(delegate, task, "answer", "设备清单与合同一致，可以分期添置。")
    owner.go(task)
    owner.reads("设备清单与合同一致，可以分期添置。", "吴审核")
    for check in CHECKS:
        put(owner, f"checks.{check}", "pass", "#decide")
    for part, points in (("key_project", "20"), ("talent", "20"), ("system", "30")):
        put(owner, f"score.{part}", points, "#decide")
    put(owner, "opinion", "专家组建议备案，设备清单已核对。", "#decide")
    decide(owner, "support")
    owner.reads("已办理")
    case = next(each for each in cases(town) if facts(town, each).stage == "second_review")

    supervisor.go(f"/office/cases/{case}")
    supervisor.reads(number, "复核")
    does(owner, task, "recall", "漏写了设备添置的期限。")
    owner.reads("已拿回")
    assert set(facts(town, case).open_tasks) == {"review"}
    supervisor.go(f"/office/cases/{case}")
    supervisor.reads("拿回", "漏写了设备添置的期限。")


def waiting_panel(town: Town, expert: Visitor) -> tuple[str, UUID]:
    """The number of the one case at the panel, as the pool shows it three times, and its id."""
    expert.go("/tasks?tab=pool")
    rows = expert.page.locator("tbody tr", has_text="专家评审")
    numbers = set(rows.locator("[data-c=title] .num").all_inner_texts())
    assert (rows.count(), len(numbers)) == (3, 1), "a row for every seat"
    return numbers.pop(), next(each for each in cases(town) if facts(town, each).stage == "panel")


def cases(town: Town) -> list[UUID]:
    """Every case of the enterprise that files in these journeys."""
    return [row.case_id for row in town.engine.ask(MyCases(), by=town.actor("qiye")).rows]


def facts(town: Town, case: UUID) -> Any:
    return town.engine.ask(CaseFacts(case_id=case), by=Actor.system())


def takes_a_seat(expert: Visitor, number: str) -> str:
    """Claim one of the signatures and open it; where it is."""
    expert.go("/tasks?tab=pool")
    claim(expert, number)
    expert.go("/tasks")
    expert.follow(expert.page.locator("tbody tr", has_text=number).locator("a[data-open]").first)
    return expert.path()


def votes(expert: Visitor, outcome: str, opinion: str, teachers: str = "good") -> None:
    for path, value in (("programme", "good"), ("teachers", teachers), ("appraisal", "good"), ("opinion", opinion)):
        put(expert, path, value, "#decide")
    decide(expert, outcome)
    expert.reads("已办理")


def looks_on(supervisor: Visitor, case: UUID, *sentences: str) -> None:
    supervisor.go(f"/office/cases/{case}")
    supervisor.reads(*sentences)


def nobody_votes_twice(expert: Visitor, number: str) -> None:
    """A seat that is still free is not theirs: the refusal says why."""
    expert.go("/tasks?tab=pool")
    claim(expert, number)
    expert.reads("一人只签一次")


def may_not_be_passed_on(expert: Visitor, seat: str) -> None:
    """An expert's seat is their own: the diagram allows neither 转办 nor 委派, and the page of the verbs says so."""
    for verb in ("transfer", "delegate"):
        expert.go(f"{seat}/verbs/{verb}")
        assert expert.page.locator("main textarea").count() == 0
    expert.go(f"{seat}/verbs")
    expert.reads("加签")
    assert expert.page.locator(f"a[href='{seat}/verbs/transfer']").count() == 0


def does(officer: Visitor, task: str, verb: str, reason: str, person: str = "") -> None:
    officer.go(f"{task}/verbs/{verb}")
    if person:
        officer.page.locator("[name=person_id]").select_option(label=person)
    officer.page.locator("[name=reason]").fill(reason)
    officer.follow(officer.page.locator("main form button[type=submit]"))


def asks_one_more(expert: Visitor, seat: str, name: str) -> None:
    does(expert, seat, "add_signer", "请机电专业的专家一并评审。", name)
    expert.reads("已加签")


def takes_off(supervisor: Visitor, name: str) -> None:
    """The supervisor takes the seat off that was added, from the list of the area."""
    supervisor.go("/tasks")
    supervisor.follow(supervisor.page.locator("tbody tr", has_text=name).locator("a[data-open]"))
    does(supervisor, supervisor.path(), "remove_signer", "三席已够。")
    supervisor.reads("已减签")
