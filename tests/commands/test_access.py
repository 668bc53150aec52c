"""Who may know of a case, and who may act on it."""

from uuid import uuid4

import pytest

from engine.commands import ClaimTask, CompleteTask, OpenCase, SaveDraft, SubmitCase, UnmaskField, WithdrawCase
from engine.queries import AuditLog, CaseDetail, CaseProgress, People, RosterPage, StepForm, TaskDetail, TaskQueue
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidState, NotFound, NotPermitted
from engine.sdk.messages import sentence
from tests.build import the_task
from tests.commands.conftest import World


def a_stranger(kind: str = "enterprise") -> Actor:
    return Actor(uuid4(), "陌生人", kind, uuid4(), "别的单位", frozenset({("acceptance", "440111")}) if kind == "officer" else frozenset())


@pytest.mark.parametrize("kind", ["enterprise", "officer"])
def test_nobody_learns_that_a_foreign_case_exists(world: World, kind: str) -> None:
    case, _ = world.story("happy_path.toml", 1)
    stranger = a_stranger(kind)
    for question in (
        CaseProgress(case_id=case),
        CaseDetail(case_id=case),
        StepForm(case_id=case),
        RosterPage(case_id=case, field="roster"),
    ):
        with pytest.raises(NotFound):
            world.engine.ask(question, by=stranger)
    with pytest.raises(NotFound):
        world.engine.ask(TaskDetail(task_id=the_task(world.engine, case, "acceptance")), by=stranger)


def test_an_officer_sees_the_cases_of_the_region_and_below_only(world: World) -> None:
    case, _ = world.story("happy_path.toml", 1)
    for region, seen in (("440106", True), ("440100", True), ("440000", True), ("440111", False), ("320281", False)):
        officer = Actor(uuid4(), "官", "officer", None, "", frozenset({("acceptance", region)}))
        rows = world.engine.ask(TaskQueue(tab="pool"), by=officer).rows
        assert [row.case.case_id for row in rows] == ([case] if seen else [])


def test_a_post_counts_for_its_own_role_and_region_together(world: World) -> None:
    case, _ = world.story("happy_path.toml", 1)
    mixed = Actor(uuid4(), "官", "officer", None, "", frozenset({("acceptance", "440111"), ("review", "440106")}))
    with pytest.raises(NotPermitted):
        world.engine.execute(ClaimTask(task_id=the_task(world.engine, case, "acceptance")), by=mixed)


def test_drafts_of_an_enterprise_are_hidden_from_officers(world: World) -> None:
    _, enterprise = world.story("happy_path.toml", 1)
    draft = world.engine.execute(OpenCase(program="gz_apprenticeship", process="filing"), by=enterprise).case_id
    with pytest.raises(NotFound):
        world.engine.ask(CaseDetail(case_id=draft), by=world.officer("acceptance"))
    with pytest.raises(NotFound):
        world.engine.execute(SaveDraft(case_id=draft, data={}, version=None), by=a_stranger())


def test_who_reviewed_may_not_sign_off_and_is_told_why(world: World) -> None:
    case, _ = world.story("happy_path.toml", 7)
    reviewer = world.officer("review")
    both = Actor(reviewer.user_id, reviewer.name, "officer", None, "", frozenset({("review", "440106"), ("sign_off", "440106")}))
    task = the_task(world.engine, case, "sign_off")
    with pytest.raises(NotPermitted) as refused:
        world.engine.execute(ClaimTask(task_id=task), by=both)
    assert refused.value.code == "separation_of_duties"
    assert "不相容岗位分离" in sentence(refused.value, "zh")
    seen = world.engine.ask(TaskDetail(task_id=task), by=both)
    assert seen.may.isdisjoint({"complete", "claim", "draft"})
    assert seen.conflict is not None
    assert "Separation of duties" in seen.conflict.in_("en")


def test_the_second_officer_is_told_who_was_faster(world: World) -> None:
    case, _ = world.story("happy_path.toml", 1)
    task = the_task(world.engine, case, "acceptance")
    first = world.officer("acceptance")
    world.engine.execute(ClaimTask(task_id=task), by=first)
    other = Actor(uuid4(), "后来者", "officer", None, "", frozenset({("acceptance", "440106")}))
    with pytest.raises(Conflict) as refused:
        world.engine.execute(CompleteTask(task_id=task, outcome="accept"), by=other)
    assert first.name in sentence(refused.value, "zh")


def test_a_task_is_decided_once(world: World) -> None:
    case, _ = world.story("happy_path.toml", 1)
    task = the_task(world.engine, case, "acceptance")
    officer = world.officer("acceptance")
    answer = {"complete": "yes", "competent": "yes", "opinion": "齐全。"}
    world.engine.execute(CompleteTask(task_id=task, outcome="accept", data=answer), by=officer)
    with pytest.raises(InvalidState) as refused:
        world.engine.execute(CompleteTask(task_id=task, outcome="accept", data=answer), by=officer)
    assert refused.value.code == "task_done"
    assert officer.name in sentence(refused.value, "en")


def test_a_submitted_case_takes_no_more_drafts_and_cannot_be_submitted_again(world: World) -> None:
    case, enterprise = world.story("happy_path.toml", 1)
    for command in (SaveDraft(case_id=case, data={}, version=None), SubmitCase(case_id=case, data={})):
        with pytest.raises(InvalidState):
            world.engine.execute(command, by=enterprise)


def test_a_decided_case_cannot_be_withdrawn(world: World) -> None:
    case, enterprise = world.story("happy_path.toml")
    with pytest.raises(InvalidState) as refused:
        world.engine.execute(WithdrawCase(case_id=case, reason="改变主意"), by=enterprise)
    assert refused.value.code == "case_decided"


def test_administration_is_for_administrators(world: World) -> None:
    for question in (People(), AuditLog()):
        with pytest.raises(NotPermitted):
            world.engine.ask(question, by=world.officer("acceptance"))


def test_sensitive_values_are_masked_for_officers_and_opened_with_a_reason_that_is_recorded(world: World) -> None:
    case, enterprise = world.story("happy_path.toml", 1)
    officer = world.officer("acceptance")
    assert world.engine.ask(RosterPage(case_id=case, field="roster", size=1), by=officer).rows[0].values["id_no"] == "440***********0013"
    shown = world.engine.ask(CaseDetail(case_id=case), by=officer).submission
    assert shown is not None
    account = shown.values["enterprise"]["account_no"]
    assert account.startswith("****")
    opened = world.engine.execute(UnmaskField(case_id=case, path="filing.enterprise.account_no", reason="核对账户"), by=officer)
    assert opened.endswith(account[-4:])
    assert "*" not in opened
    last = world.engine.ask(CaseDetail(case_id=case), by=officer).timeline[0]
    assert (last.kind, last.actor, last.data["reason"]) == ("field_unmasked", officer.name, "核对账户")
    assert opened not in str(last.data)
    assert world.engine.ask(StepForm(case_id=case), by=enterprise).values is not None
