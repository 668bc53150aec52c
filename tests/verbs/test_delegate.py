"""委派: the colleague answers, the owner decides; whatever takes the task away ends the delegation."""

import pytest

from engine.commands import AnswerDelegation, AssignTask, DelegateTask, FireTimers, ReleaseTask, TransferTask
from engine.queries import CaseOpinions
from engine.sdk.errors import Conflict, InvalidInput, InvalidState, NotPermitted
from tests.verbs.office import SYSTEM, Office, P, T


def delegate(office: Office, task, to: str = "li", who: str = "zhang") -> None:
    office.run(DelegateTask(task_id=task, person_id=office.people[to].user_id, reason="请核算金额"), who)


def states(office: Office, case) -> list[tuple[str, str]]:
    return office.rows("SELECT state, answer FROM act WHERE case_id = %s AND kind = 'delegation' ORDER BY at", case)


def test_the_task_returns_with_the_delegates_opinion(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    task = office.claim(case, "a")
    delegate(office, task)
    assert office.holder(task) == "li"
    assert office.may(task, "li") & {"answer", "transfer", "send_back"} == {"answer"}
    with pytest.raises(Conflict):
        office.do(case, "a", "zhang")
    with pytest.raises(InvalidState) as refused:
        office.do(case, "a", "li")
    assert (refused.value.code, refused.value.facts["owner"]) == ("task_delegated", "张三")
    with pytest.raises(InvalidState):
        office.run(ReleaseTask(task_id=task), "li")
    with pytest.raises(InvalidState):
        delegate(office, task, "wang", "li")
    office.run(AnswerDelegation(task_id=task, reason="金额无误"), "li")
    assert office.holder(task) == "zhang"
    assert states(office, case) == [("done", "金额无误")]
    assert [each["opinion"] for each in office.told("task.returned")] == ["金额无误"]
    office.do(case, "a")
    said = office.engine.ask(CaseOpinions(case_id=case), by=office.people["zhang"])
    assert [(each.by, each.opinion) for each in said] == [("李四", "金额无误"), ("张三", "zhang:a")], "the case sheet holds both"
    assert office.open(case) == ["b"]
    office.check(case)


def test_the_owner_takes_it_back_and_a_supervisor_may_give_it_to_a_third(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    task = office.claim(case, "a")
    delegate(office, task)
    with pytest.raises(NotPermitted):
        office.run(AnswerDelegation(task_id=task, reason="不必"), "wang")
    office.run(AnswerDelegation(task_id=task, reason="不必再核"), "zhang")
    assert (office.holder(task), states(office, case)) == ("zhang", [("taken_back", "不必再核")])
    with pytest.raises(InvalidState):
        office.run(AnswerDelegation(task_id=task, reason="再答"), "li")
    delegate(office, task)
    office.run(AssignTask(task_id=task, person_id=office.people["wang"].user_id, reason="均衡"), "supervisor")
    assert office.holder(task) == "wang"
    assert [state for state, _ in states(office, case)] == ["taken_back", "void"]
    office.do(case, "a", "wang")
    office.check(case)


def test_nobody_delegates_without_a_reason_to_oneself_or_to_another_post(office: Office):
    office.draw("s > a > b > e", b=f'{T} tb:separateFrom="a"')
    case = office.case()
    task = office.claim(case, "a")
    for to, reason in (("zhang", "请核"), ("boss", "请核"), ("li", " ")):
        with pytest.raises(InvalidInput):
            office.run(DelegateTask(task_id=task, person_id=office.people[to].user_id, reason=reason))
    office.do(case, "a")
    with pytest.raises(InvalidInput) as apart:
        delegate(office, office.claim(case, "b", "li"), "zhang", "li")
    assert apart.value.errors[0].code == "separation_of_duties"


def test_a_delegation_ends_with_its_task(office: Office):
    boundary = 'boundaryEvent attachedToRef="a" tb:limit="5wd" | <timerEventDefinition/>'
    office.draw("s > a > b > e", "late > c > e2", late=boundary, e2="endEvent")
    case = office.case()
    delegate(office, office.claim(case, "a"))
    office.clock.move_to(office.clock.now().replace(month=10))
    office.engine.execute(FireTimers(case_id=case), by=SYSTEM)
    assert office.open(case) == ["c"]
    assert states(office, case) == [("void", "")]
    office.check(case)


def test_one_branch_may_be_delegated_while_the_other_goes_on(office: Office):
    office.draw("s > q > a > j > c > e", "q > b > j", q=P, j=P)
    case = office.case()
    task = office.claim(case, "a")
    delegate(office, task)
    office.do(case, "b", "wang")
    assert office.open(case) == ["a"]
    office.run(AnswerDelegation(task_id=task, reason="同意"), "li")
    office.run(TransferTask(task_id=task, person_id=office.people["wang"].user_id, reason="出差"))
    office.do(case, "a", "wang")
    assert office.open(case) == ["c"]
    office.check(case)
