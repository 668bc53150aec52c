"""拿回: one's own last decision is taken back while nobody acted after it."""

from datetime import date

import pytest

from engine.commands import ClaimTask, RecallTask
from engine.queries import CaseOpinions
from engine.sdk.errors import InvalidState, NotPermitted
from tests.bpmn.drawing import draw
from tests.verbs.office import E, Office, P, S, T

INNER = draw("is > ia > ie", **{"is": S, "ia": T, "ie": E})


def recall(office: Office, task, who: str = "zhang") -> None:
    office.run(RecallTask(task_id=task, reason="填错结论"), who)


def refused_with(office: Office, task, who: str = "zhang") -> str:
    with pytest.raises((InvalidState, NotPermitted)) as refused:
        recall(office, task, who)
    return refused.value.code


def test_a_decision_is_taken_back_and_made_again_with_its_limit_counting_on(office: Office):
    office.draw("s > a > b > e", a=f'{T} tb:limit="5wd"')
    case = office.case()
    office.go_to(date(2026, 9, 3))
    task = office.do(case, "a")
    assert "recall" in office.may(task, "zhang")
    recall(office, task)
    again = office.task(case, "a")
    assert (office.open(case), office.holder(again)) == (["a"], "zhang")
    assert office.rows("SELECT due_on FROM clock WHERE case_id = %s AND finished_at IS NULL", case) == [(date(2026, 9, 8),)]
    assert office.rows("SELECT due_on FROM task WHERE id = %s", again) == [(date(2026, 9, 8),)]
    assert office.rows("SELECT state, opinion FROM task WHERE id = %s", task) == [("cancelled", "zhang:a")], "the opinion is kept"
    assert "task_recalled" in office.events(case)
    (said,) = office.engine.ask(CaseOpinions(case_id=case), by=office.people["zhang"])
    assert said.outcome is not None
    assert said.outcome.zh.endswith("（已拿回）")
    office.do(case, "a")
    office.do(case, "b", "li")
    office.check(case)


def test_nothing_is_taken_back_once_somebody_acted(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    task = office.do(case, "a")
    assert refused_with(office, task, "li") == "recall_not_yours"
    office.run(ClaimTask(task_id=office.task(case, "b")), "li")
    assert refused_with(office, task) == "recall_acted"
    office.do(case, "b", "li")
    assert refused_with(office, task) == "case_not_open"
    office.check(case)


def test_a_decision_that_opened_a_parallel_section_takes_all_of_it_back(office: Office):
    office.draw("s > a > q > b > j > d > e", "q > c > j", q=P, j=P)
    case = office.case()
    recall(office, office.do(case, "a"))
    assert office.open(case) == ["a"]
    for element in ("a", "b", "c"):
        office.do(case, element)
    assert office.open(case) == ["d"]
    office.check(case)


def test_a_decision_that_waits_at_a_join_is_taken_back_while_the_other_branch_stays(office: Office):
    office.draw("s > q > a > j > d > e", "q > b > j", q=P, j=P)
    case = office.case()
    other = office.claim(case, "b", "li")
    recall(office, office.do(case, "a"))
    assert office.open(case) == ["a", "b"]
    assert (office.task(case, "b"), office.holder(other)) == (other, "li"), "nothing happened to it"
    office.do(case, "a")
    assert refused_with(office, office.do(case, "b", "li")) == "recall_not_yours"
    assert office.open(case) == ["d"]
    office.check(case)


def test_a_decision_that_completed_a_join_is_taken_back_alone(office: Office):
    office.draw("s > q > a > j > d > e", "q > b > j", q=P, j=P)
    case = office.case()
    first = office.do(case, "a")
    recall(office, office.do(case, "b", "li"), "li")
    assert office.open(case) == ["b"], "the other section has been done and stays so"
    assert refused_with(office, first) == "recall_acted"
    office.do(case, "b", "li")
    assert office.open(case) == ["d"]
    office.check(case)


@pytest.mark.parametrize("drawn", ['subProcess tb:limit="20wd"', 'callActivity calledElement="p2" tb:limit="20wd"'])
def test_the_last_decision_of_a_sub_process_opens_it_again_with_its_limit(office: Office, drawn: str):
    inside = {"sub": f"{drawn} | {INNER}"} if drawn.startswith("sub") else {"sub": drawn, "called": INNER}
    office.draw("s > sub > c > e", **inside)
    case = office.case()
    limits = "SELECT element, ledger, due_on FROM clock WHERE case_id = %s AND finished_at IS NULL"
    before = office.rows(limits, case)
    office.go_to(date(2026, 9, 3))
    recall(office, office.do(case, "ia"))
    assert office.open(case) == ["ia"]
    assert office.rows(limits, case) == before, "it counts on as if it had never ended"
    office.do(case, "ia")
    office.do(case, "c", "li")
    office.check(case)


def test_a_timer_on_the_step_is_set_again_to_when_it_was_due(office: Office):
    boundary = 'boundaryEvent attachedToRef="a" tb:limit="5wd" | <timerEventDefinition/>'
    office.draw("s > a > c > e", "late > d > e2", late=boundary, e2=E)
    case = office.case()
    timers = "SELECT element, due_at, trigger_on FROM timer WHERE case_id = %s"
    before = office.rows(timers, case)
    office.go_to(date(2026, 9, 3))
    task = office.do(case, "a")
    assert office.rows(timers, case) == []
    recall(office, task)
    assert office.rows(timers, case) == before
    office.check(case)


def test_what_asked_the_applicant_is_not_taken_back(office: Office):
    office.draw("s > a > f > e", f='userTask tb:actor="applicant"')
    case = office.case()
    assert refused_with(office, office.do(case, "a")) == "recall_left"
    office.check(case)


def test_a_decision_that_opened_a_sub_process_closes_it_again(office: Office):
    office.draw("s > a > sub > e", sub=f'subProcess tb:limit="20wd" | {INNER}')
    case = office.case()
    recall(office, office.do(case, "a"))
    assert office.open(case) == ["a"]
    office.do(case, "a")
    office.do(case, "ia")
    office.check(case)
