"""退回: an earlier step begins again; nothing is torn apart, doubled or lost."""

import pytest

from engine.commands import Recuse, SaveDraft, SendBack, StopClock
from engine.sdk.errors import InvalidInput, InvalidState, NotPermitted
from tests.bpmn.drawing import draw
from tests.verbs.office import E, Office, P, S, T, X

INNER = draw("is > ia > ib > ie", **{"is": S, "ia": T, "ib": T, "ie": E})


def section(join: str = P) -> str:
    """A parallel section within a sub-process or a called process."""
    return draw("is > iq > ia > ij > ie", "iq > ib > ij", **{"is": S, "iq": P, "ij": join, "ia": T, "ib": T, "ie": E})


def back(office: Office, case, element: str, to: str = "", who: str = "wang", reason: str = "核算有误") -> None:
    office.run(SendBack(task_id=office.claim(case, element, who), to=to, reason=reason), who)


def test_in_a_line_the_step_before_is_done_again_by_whoever_did_it(office: Office):
    office.draw("s > a > b > c > e")
    case = office.case()
    office.do(case, "a", "zhang")
    office.do(case, "b", "li")
    task = office.claim(case, "c", "wang")
    office.run(SaveDraft(case_id=case, task_id=task, data={"opinion": "半句"}, version=0), "wang")
    office.run(SendBack(task_id=task, reason="核算有误"), "wang")
    assert office.open(case) == ["b"]
    again = office.task(case, "b")
    assert office.holder(again) == "li"
    assert office.rows("SELECT flags->0->>'zh' FROM task WHERE id = %s", again) == [("退回",)]
    assert office.rows("SELECT state, opinion FROM task WHERE id = %s", task) == [("cancelled", "核算有误")]
    assert office.rows("SELECT 1 FROM draft WHERE case_id = %s", case) == []
    assert "task_sent_back" in office.events(case)
    for element in ("b", "c"):
        office.do(case, element, "li" if element == "b" else "wang")
    assert office.rows('SELECT status FROM "case" WHERE id = %s', case) == [("closed",)]
    assert office.rows("SELECT count(*) FROM submission WHERE case_id = %s AND step = 'b'", case) == [(2,)], "both opinions are kept"
    office.check(case)


def test_any_earlier_step_can_be_chosen_and_no_later_one(office: Office):
    office.draw("s > a > b > c > e")
    case = office.case()
    office.do(case, "a")
    office.do(case, "b")
    for nowhere in ("c", "x", "s"):
        with pytest.raises(InvalidInput) as refused:
            back(office, case, "c", to=nowhere)
        assert refused.value.errors[0].code == "send_back_nowhere"
    back(office, case, "c", to="a")
    assert office.open(case) == ["a"]
    office.check(case)


@pytest.mark.parametrize("first", ["b", ""], ids=["one branch waits at the join", "both branches are open"])
def test_before_a_parallel_section_the_whole_section_goes_back(office: Office, first: str):
    office.draw("s > a > q > b > j > d > e", "q > c > j", q=P, j=P)
    case = office.case()
    office.do(case, "a")
    if first:
        office.do(case, first)
    back(office, case, "c", to="a")
    assert office.open(case) == ["a"]
    office.check(case)
    for element in ("a", "b", "c"):
        assert element in office.open(case)
        office.do(case, element)
    assert office.open(case) == ["d"]
    office.do(case, "d")
    office.check(case)


def test_inside_a_branch_the_other_branch_is_left_alone(office: Office):
    office.draw("s > q > b > b2 > j > d > e", "q > c > j", q=P, j=P)
    case = office.case()
    office.do(case, "b", "li")
    held = office.claim(case, "c", "zhang")
    back(office, case, "b2")
    assert office.open(case) == ["b", "c"]
    assert office.holder(held) == "zhang"
    for element in ("b", "b2", "c"):
        office.do(case, element, "li" if element == "b" else "wang" if element == "b2" else "zhang")
    assert office.open(case) == ["d"]
    office.check(case)


def test_a_step_of_another_branch_is_no_way_back(office: Office):
    office.draw("s > a > q > b > j > d > e", "q > c > j", q=P, j=P)
    case = office.case()
    office.do(case, "a")
    office.do(case, "b")
    with pytest.raises(InvalidInput):
        back(office, case, "c", to="b")
    assert office.open(case) == ["c"]


def test_an_inner_section_goes_back_and_the_outer_branch_stays(office: Office):
    office.draw("s > q > a > q2 > b > j2 > j > d > e", "q2 > c > j2", "q > o > j", q=P, j=P, q2=P, j2=P)
    case = office.case()
    office.do(case, "a")
    task = office.claim(case, "b", "wang")
    with pytest.raises(InvalidState) as refused:
        office.run(SendBack(task_id=task, to="a", reason="核算有误"), "wang")
    assert refused.value.code == "send_back_tears"
    assert office.open(case) == ["b", "c", "o"]
    office.check(case)


def test_behind_a_join_the_section_can_be_done_again_step_by_step(office: Office):
    office.draw("s > a > q > b > j > d > e", "q > c > j", q=P, j=P)
    case = office.case()
    for element in ("a", "b", "c"):
        office.do(case, element)
    task = office.claim(case, "d", "wang")
    with pytest.raises(InvalidState):
        office.run(SendBack(task_id=task, to="b", reason="核算有误"), "wang")
    office.run(SendBack(task_id=task, to="a", reason="核算有误"), "wang")
    for element in ("a", "b", "c", "d"):
        office.do(case, element, "zhang")
    office.check(case)
    assert office.rows('SELECT status FROM "case" WHERE id = %s', case) == [("closed",)]


def test_in_a_loop_a_step_goes_back_within_its_round(office: Office):
    office.draw("s > m > a > b > x >[*] m", 'x >[b.outcome = "done"] c > e', m=X, x=X)
    case = office.case()
    office.do(case, "a")
    office.do(case, "b", outcome="again")
    office.do(case, "a")
    back(office, case, "b")
    assert office.open(case) == ["a"]
    office.do(case, "a")
    office.do(case, "b")
    back(office, case, "c", to="a")
    office.do(case, "a")
    office.do(case, "b")
    office.do(case, "c", "wang")
    office.check(case)


def test_out_of_a_sub_process_all_of_it_is_left(office: Office):
    office.draw("s > a > sub > d > e", sub=f"subProcess | {INNER}")
    case = office.case()
    office.do(case, "a")
    office.do(case, "ia")
    back(office, case, "ib", to="ia")
    assert office.open(case) == ["ia"]
    office.do(case, "ia")
    back(office, case, "ib", to="a")
    assert office.open(case) == ["a"]
    for element in ("a", "ia", "ib", "d"):
        office.do(case, element)
    office.check(case)


def test_a_sub_process_with_a_legal_limit_is_not_left_because_the_limit_would_begin_anew(office: Office):
    office.draw("s > a > sub > e", sub=f'subProcess tb:limit="20wd" | {INNER}')
    case = office.case()
    office.do(case, "a")
    with pytest.raises(InvalidState) as refused:
        back(office, case, "ia", to="a")
    assert refused.value.code == "send_back_limit"
    assert office.open(case) == ["ia"]
    office.check(case)


def test_a_stopped_case_is_not_sent_back(office: Office):
    office.draw("s > a > b > e", b=f'{T} tb:limit="5wd"')
    case = office.case()
    office.do(case, "a")
    task = office.claim(case, "b")
    office.run(StopClock(task_id=task, basis="第四十五条", reason="听证"))
    with pytest.raises(InvalidState) as refused:
        office.run(SendBack(task_id=task, reason="核算有误"))
    assert refused.value.code == "case_stopped"


@pytest.mark.parametrize("join", [P, "inclusiveGateway"], ids=["parallel", "inclusive"])
@pytest.mark.parametrize("before", [True, False], ids=["one branch waits at the join", "both branches are open"])
@pytest.mark.parametrize("place", ["sub-process", "call activity"])
def test_out_of_a_parallel_section_within_a_scope_nothing_of_it_stays(office: Office, place: str, before: bool, join: str):
    if place == "sub-process":
        office.draw("s > a > inner > c > e", inner=f"subProcess | {section(join)}")
    else:
        office.draw("s > a > inner > c > e", inner='callActivity calledElement="p2"', called=section(join))
    case = office.case()
    office.do(case, "a")
    if before:
        office.do(case, "ia")
    back(office, case, "ib", to="a")
    assert office.open(case) == ["a"]
    office.check(case)
    for element in ("a", "ia", "ib", "c"):
        office.do(case, element)
    assert office.rows('SELECT status FROM "case" WHERE id = %s', case) == [("closed",)]
    office.check(case)


def test_what_is_sent_back_is_nobodys_where_whoever_did_it_is_recused_by_now(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    office.do(case, "a", "zhang")
    task = office.claim(case, "b", "li")
    office.run(Recuse(task_id=task, person_id=office.people["zhang"].user_id, reason="近亲属"), "supervisor")
    office.run(SendBack(task_id=task, reason="核算有误"), "li")
    assert office.holder(office.task(case, "a")) is None
    assert office.told("task.given") == []
    office.do(case, "a", "wang")
    office.check(case)


def test_what_is_sent_back_comes_to_whoever_did_it_and_the_later_step_was_never_theirs(office: Office):
    office.draw("s > a > b > c > e", a=f'{T} tb:separateFrom="b"')
    case = office.case()
    office.do(case, "a", "zhang")
    with pytest.raises(NotPermitted, match="separation_of_duties"):
        office.claim(case, "b", "zhang")
    office.do(case, "b", "wang")
    office.run(SendBack(task_id=office.claim(case, "c", "li"), to="a", reason="核算有误"), "li")
    assert office.holder(office.task(case, "a")) == "zhang"
    office.do(case, "a", "zhang")
    office.check(case)
