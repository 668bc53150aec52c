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


def test_a_decision_that_waits_at_a_join_is_not_taken_back(office: Office):
    office.draw("s > q > a > j > d > e", "q > b > j", q=P, j=P)
    case = office.case()
    assert refused_with(office, office.do(case, "a")) == "recall_waits"
    assert office.open(case) == ["b"]
    office.check(case)


def test_a_decision_that_completed_a_join_is_not_taken_back_alone(office: Office):
    office.draw("s > q > a > j > d > e", "q > b > j", q=P, j=P)
    case = office.case()
    office.do(case, "a")
    assert refused_with(office, office.do(case, "b", "li"), "li") == "send_back_tears"
    assert office.open(case) == ["d"]
    office.check(case)


def test_a_decision_that_opened_a_sub_process_closes_it_again(office: Office):
    office.draw("s > a > sub > e", sub=f'subProcess tb:limit="20wd" | {INNER}')
    case = office.case()
    recall(office, office.do(case, "a"))
    assert office.open(case) == ["a"]
    office.do(case, "a")
    office.do(case, "ia")
    office.check(case)
