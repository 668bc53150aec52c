"""终止: everything ends at once, for a reason in law, after the case number was typed."""

import pytest

from engine.commands import AnswerDelegation, DelegateTask, RequestExtension, TerminateCase
from engine.sdk.errors import InvalidInput, InvalidState, NotPermitted
from tests.bpmn.drawing import draw
from tests.verbs.office import E, Office, P, S, T

TIMED = f'{T} tb:limit="5wd"'


def number(office: Office, case) -> str:
    return office.rows('SELECT number FROM "case" WHERE id = %s', case)[0][0]


def test_every_token_clock_and_request_ends_and_the_applicant_is_told(office: Office):
    inner = draw("is > ia > ie", **{"is": S, "ia": TIMED, "ie": E})
    office.draw("s > q > a > j > c > e", "q > sub > j", q=P, j=P, sub=f'subProcess tb:limit="20wd" | {inner}')
    case = office.case()
    task, other = office.claim(case, "a"), office.claim(case, "ia", "li")
    office.run(DelegateTask(task_id=other, person_id=office.people["wang"].user_id, reason="请核"), "li")
    office.run(TerminateCase(task_id=task, basis="第五十条", reason="单位已注销", confirm=number(office, case)))
    assert office.open(case) == []
    assert office.rows('SELECT status, stage FROM "case" WHERE id = %s', case) == [("terminated", "terminated")]
    assert office.rows("SELECT count(*) FROM clock WHERE case_id = %s AND finished_at IS NULL", case) == [(0,)]
    assert office.rows("SELECT DISTINCT state FROM act WHERE case_id = %s", case) == [("void",)]
    assert office.told("case.terminated")[0]["basis"] == "第五十条"
    with pytest.raises(InvalidState):
        office.run(AnswerDelegation(task_id=other, reason="已核"), "wang")
    office.check(case)


def test_nothing_ends_without_basis_reason_and_the_number_typed(office: Office):
    office.draw("s > a > e", a=TIMED)
    case = office.case()
    task = office.claim(case, "a")
    right = number(office, case)
    for basis, reason, confirm in (
        ("", "注销", right),
        ("第五十条", "", right),
        ("第五十条", "注销", ""),
        ("第五十条", "注销", "440106-V-0"),
    ):
        with pytest.raises(InvalidInput):
            office.run(TerminateCase(task_id=task, basis=basis, reason=reason, confirm=confirm))
    with pytest.raises(NotPermitted):
        office.run(TerminateCase(task_id=task, basis="第五十条", reason="注销", confirm=right), "boss")
    assert office.open(case) == ["a"]
    office.run(RequestExtension(task_id=task, days=2, basis="第四十二条", reason="复杂"))
    office.check(case)


def test_the_diagram_says_where_a_case_may_be_terminated(office: Office):
    office.draw("s > a > e", a=f'{T} tb:verbs="transfer"')
    case = office.case()
    task = office.claim(case, "a")
    with pytest.raises(InvalidState) as refused:
        office.run(TerminateCase(task_id=task, basis="第五十条", reason="注销", confirm=number(office, case)))
    assert refused.value.code == "verb_not_allowed"
