"""The benefit registry: who holds what over all programs, what excludes what, and two claims at one moment."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from engine.commands import (
    ApprovePayment,
    CheckPayment,
    CompleteTask,
    PreparePayment,
    RecordOutsideBenefits,
    RevokeBenefit,
    SubmitCase,
    ThrowMessage,
)
from engine.commands.import_roster import ImportRoster
from engine.commands.open_case import OpenCase
from engine.queries import BenefitConflicts, BenefitsOf, Ledger, RosterAll
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidInput, InvalidState, NotPermitted
from engine.sdk.messages import sentence
from tests.linked.conftest import ACCOUNT, Town, id_no, people
from tests.linked.test_money import BUDGET


def held(town: Town, case) -> list[tuple[int | None, str, str]]:
    return [(each.row, each.kind, each.state) for each in town.engine.ask(BenefitsOf(case_id=case), by=Actor.system())]


def other_company(town: Town, region: str = "440111") -> Actor:
    return town.enterprise("乙公司", "91440101MA59B0BBX3", region)


def outside(town: Town, person: int, kind: str = "skill_upgrade", **more: object) -> int:
    row = {"kind": kind, "id_no": id_no(person), "year": 2026, "occupation": "电工", "level": "4", **more}
    command = RecordOutsideBenefits(source="省平台 2026-08", region="440000", rows=(row,))
    return town.engine.execute(command, by=Actor.system())


def test_enrolment_reserves_leaving_revokes_and_settlement_grants(town: Town, company: Actor):
    plan = town.plan(company, 1, 2)
    assert held(town, plan) == [(1, "apprenticeship", "reserved"), (2, "apprenticeship", "reserved")]
    town.start(plan, "leave", company, row=1, left_on="2026-09-01")
    settlement = town.start(plan, "settlement", company, **ACCOUNT)
    town.decide(settlement, "review_settlement")
    assert held(town, plan) == [(1, "apprenticeship", "revoked"), (2, "apprenticeship", "granted")]
    (granted,) = [each for each in town.engine.ask(BenefitsOf(case_id=plan), by=company) if each.state == "granted"]
    assert (granted.amount, granted.title.zh, granted.year) == (400_000, "学徒培训补贴", 2026)


def test_a_second_claim_for_the_same_occupation_and_level_is_refused_with_rows_case_and_clause(town: Town, company: Actor):
    town.plan(company, 1, 2)
    second = town.file(other_company(town), people(3, 2, 1))
    with pytest.raises(Conflict) as refused:
        town.decide(second, "review_plan")
    assert refused.value.code == "benefit_held"
    assert sentence(refused.value, "zh") == "重复享受：第 2、3 行共 2 人与办件 ****0001 冲突（示例办法 二（四））。"
    assert held(town, second) == []
    assert list(town.facts(second).open_tasks) == ["review_plan"]


def test_another_occupation_or_level_is_another_benefit(town: Town, company: Actor):
    town.plan(company, 1)
    assert held(town, town.plan(other_company(town), 1, level="3"))
    assert held(town, town.plan(town.enterprise("丙公司", "91440101MA59C0CCX6"), 1, occupation="钳工"))


def test_programs_exclude_each_other_through_the_shared_pairs(town: Town, company: Actor):
    town.plan(company, 1)
    claim = town.file(other_company(town), people(1, certificate="C1"), "skill_grant", "grant")
    with pytest.raises(Conflict, match="benefit_held"):
        town.decide(claim, "review_grant")


def test_a_person_may_be_subsidised_so_many_times_a_year_and_a_certificate_once(town: Town, company: Actor):
    for number, level in enumerate(("4", "3", "4")):
        outside(town, 1, occupation=f"职业{number}", level=level, certificate=f"C{number}")
    blocked = town.engine.execute(OpenCase(program="skill_grant", process="grant"), by=company).case_id
    town.engine.execute(ImportRoster(case_id=blocked, field="roster", rows=people(1, certificate="C9")), by=company)
    with pytest.raises(InvalidInput, match="do not meet"):
        town.engine.execute(SubmitCase(case_id=blocked, data={"title": "x"}), by=company)
    (row,) = town.engine.ask(RosterAll(case_id=blocked, field="roster"), by=company)
    assert {reason.clause for reason in row.reasons} == {"示例办法 七（二）"}
    outside(town, 2, occupation="焊工", certificate="C2")
    once = town.file(company, people(2, certificate="C2"), "skill_grant", "grant")
    with pytest.raises(Conflict) as refused:
        town.decide(once, "review_grant")
    assert refused.value.facts["clauses"] == "示例办法 七（三）"


def test_a_benefit_of_the_enterprise_excludes_its_people_in_that_year_only(town: Town, company: Actor):
    outside(town, 900, "hardship_training", uscc="91440101MA59A0AAXR", year=2025)
    town.plan(company, 1)
    outside(town, 901, "hardship_training", uscc="91440101MA59A0AAXR", year=2026)
    second = town.file(company, people(2))
    with pytest.raises(Conflict) as refused:
        town.decide(second, "review_plan")
    assert refused.value.facts["clauses"] == "示例办法 二（三）"


def test_roster_entry_warns_with_the_other_case_masked(town: Town, company: Actor):
    town.plan(company, 1)
    draft = town.engine.execute(OpenCase(program="training_plan", process="plan"), by=other_company(town)).case_id
    other = other_company(town)
    imported = town.engine.execute(ImportRoster(case_id=draft, field="roster", rows=people(1, 2)), by=other)
    assert (imported.good, imported.ineligible) == (2, 0)
    first, second = town.engine.ask(RosterAll(case_id=draft, field="roster"), by=other)
    assert [reason.reason.zh for reason in first.reasons] == ["同一职业同一等级的学徒培训不得重复享受（另一办件 ****0001）"]
    assert second.reasons == ()


def test_what_others_were_granted_meanwhile_is_found_at_the_claim_and_left_out_of_the_sum(town: Town, company: Actor):
    plan = town.plan(company, 1, 2)
    outside(town, 2)
    settlement = town.start(plan, "settlement", company, **ACCOUNT)
    found = town.facts(settlement).facts["compare"]["benefits"]
    assert (found["checked"], found["rows"], found["conflicts"][0]["clause"]) == (2, [2], "示例办法 二（七）")
    town.decide(settlement, "review_settlement")
    assert (town.facts(settlement).facts["settle"]["net"], town.facts(settlement).facts["settle"]["benefits"]["count"]) == (400_000, 1)


def test_whoever_is_left_out_of_a_grant_holds_no_promise_and_does_not_stop_the_others_money(town: Town, company: Actor):
    plan = town.plan(company, 1, 2)
    outside(town, 2)
    settlement = town.start(plan, "settlement", company, **ACCOUNT)
    town.decide(settlement, "review_settlement")
    assert held(town, plan) == [(1, "apprenticeship", "granted"), (2, "apprenticeship", "revoked")]
    town.treasury(settlement).pay()
    town.treasury(settlement).answer("paid")
    town.player.deliver()
    assert town.facts(plan).status == "closed"


def test_what_was_promised_and_never_granted_is_free_when_the_plan_ends(town: Town, company: Actor):
    plan = town.file(company, people(1))
    town.decide(plan, "review_plan")
    with pytest.raises(Conflict):
        town.decide(town.file(other_company(town), people(1)), "review_plan")
    town.engine.execute(ThrowMessage(case_id=plan, name="settled"), by=Actor.system())
    assert held(town, plan) == [(1, "apprenticeship", "revoked")]
    assert held(town, town.plan(other_company(town), 1)) == [(1, "apprenticeship", "reserved")]


def test_the_registry_is_asked_again_before_money_leaves(town: Town, company: Actor):
    plan = town.plan(company, 1)
    advance = town.advance(plan, company)
    (movement,) = town.engine.ask(Ledger(case_id=advance), by=Actor.system()).movements
    town.engine.execute(PreparePayment(movement_id=movement.movement_id, **BUDGET), by=town.officer("finance"))
    town.engine.execute(CheckPayment(movement_id=movement.movement_id), by=town.officer("finance2"))
    outside(town, 1)
    with pytest.raises(InvalidState, match="benefit_held"):
        town.engine.execute(ApprovePayment(movement_id=movement.movement_id), by=town.officer("finance3"))
    (hit,) = town.engine.ask(BenefitConflicts(case_id=plan), by=Actor.system())
    town.engine.execute(RevokeBenefit(entry_id=entry_of(town, plan), reason="更正"), by=Actor.system())
    assert hit.other_case == "省平台 2026-08"
    town.engine.execute(ApprovePayment(movement_id=movement.movement_id), by=town.officer("finance3"))


def entry_of(town: Town, case):
    return town.engine.ask(BenefitsOf(case_id=case), by=Actor.system())[0].entry_id


def test_a_conflict_names_both_cases_and_the_clause_masked_for_those_who_may_not_see_the_other(town: Town, company: Actor):
    plan = town.plan(company, 1)
    outside(town, 1, amount=150_000, organisation="丙公司")
    city = Actor(None, "市局", "officer", posts=frozenset({("review", "440000")}))
    (hit,) = town.engine.ask(BenefitConflicts(case_id=plan), by=city)
    assert (hit.row, hit.kind.zh, hit.other_kind.zh, hit.clause) == (1, "学徒培训补贴", "技能提升补贴", "示例办法 二（七）")
    assert (hit.masked, hit.other_case, hit.other_organisation, hit.other_amount) == (False, "省平台 2026-08", "丙公司", 150_000)
    for other in (company, town.officer("review")):
        (masked,) = town.engine.ask(BenefitConflicts(case_id=plan), by=other)
        assert (masked.masked, masked.other_case, masked.other_organisation, masked.other_amount) == (True, "****6-08", "***", None)
        assert (masked.row, masked.clause) == (1, "示例办法 二（七）")


def test_outside_entries_are_taken_over_once_checked_cell_by_cell_and_by_administrators_only(town: Town, company: Actor):
    assert (outside(town, 7), outside(town, 7)) == (1, 0)
    with pytest.raises(NotPermitted):
        town.engine.execute(RecordOutsideBenefits(source="x", region="440000", rows=({"kind": "a"},)), by=company)
    rows = ({"kind": "skill_upgrade", "id_no": "440106199001010000", "year": 2026}, {"kind": "", "id_no": id_no(1), "year": 2026})
    with pytest.raises(InvalidInput) as refused:
        town.engine.execute(RecordOutsideBenefits(source="x", region="440000", rows=rows), by=Actor.system())
    assert [error.path for error in refused.value.errors] == ["1.id_no", "2.kind"]


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_plans_that_claim_the_same_person_at_the_same_moment_one_passes(town: Town, company: Actor, attempt: int):
    plans = [town.file(company, people(1, 2, 3)), town.file(other_company(town, "440106"), people(3, 4, 5))]
    tasks = [town.facts(plan).open_tasks["review_plan"] for plan in plans]
    officers = [town.officer("review"), town.officer("review2")]
    outcomes: list[str] = ["", ""]
    start = Barrier(2)

    def decide(number: int) -> None:
        start.wait()
        try:
            town.engine.execute(CompleteTask(task_id=tasks[number], outcome="approve", data={"opinion": "同意"}), by=officers[number])
            outcomes[number] = "passed"
        except Conflict as refused:
            outcomes[number] = refused.code

    together(lambda: decide(0), lambda: decide(1))
    assert sorted(outcomes) == ["benefit_held", "passed"]
    loser = plans[outcomes.index("benefit_held")]
    assert (held(town, loser), list(town.facts(loser).open_tasks)) == ([], ["review_plan"])


def together(*acts: Callable[[], None]) -> None:
    threads = [Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
