"""延期: asked for by the holder, granted by the head, once, before the limit ends; the ledger and its timers follow."""

from datetime import date, datetime
from uuid import UUID

import pytest

from engine.commands import AnswerRequest, FireTimers, RequestExtension, SendBack, StopClock
from engine.sdk.errors import InvalidInput, InvalidState, NotPermitted
from engine.store.runtime import ZONE
from tests.bpmn.drawing import draw
from tests.verbs.office import SYSTEM, E, Office, P, S, T

TIMED = f'{T} tb:limit="5wd" tb:basis="第一条"'
SUB = f'subProcess tb:limit="20wd" tb:extension="10wd" | {draw("is > ia > ib > ie", **{"is": S, "ia": TIMED, "ib": T, "ie": E})}'


def ask(office: Office, task, days: int = 5, who: str = "zhang") -> UUID:
    return office.run(RequestExtension(task_id=task, days=days, basis="行政许可法第四十二条", reason="材料复杂"), who)


def answer(office: Office, task, request: UUID, granted: bool = True, who: str = "boss") -> None:
    office.run(AnswerRequest(task_id=task, request_id=request, granted=granted, reason="同意" if granted else "理由不足"), who)


def dues(office: Office, case) -> dict[str, date | None]:
    return dict(office.rows("SELECT element, due_on FROM clock WHERE case_id = %s AND finished_at IS NULL", case))


def test_the_limit_of_the_scope_is_made_longer_once_by_the_head(office: Office):
    office.draw("s > sub > e", sub=SUB)
    case = office.case()
    task = office.claim(case, "ia")
    assert dues(office, case)["sub"] == date(2026, 9, 29)
    with pytest.raises(InvalidInput):
        ask(office, task, 11)
    request = ask(office, task, 10)
    assert dues(office, case)["sub"] == date(2026, 9, 29), "nothing moves before the answer"
    with pytest.raises(InvalidState) as twice:
        ask(office, task)
    assert (twice.value.code, twice.value.facts["by"]) == ("extension_asked", "张三")
    assert "answer_request" in office.may(task, "boss")
    assert "answer_request" not in office.may(task, "supervisor")
    with pytest.raises(NotPermitted):
        answer(office, task, request, who="li")
    answer(office, task, request)
    assert dues(office, case) == {"ia": date(2026, 9, 8), "sub": date(2026, 10, 19)}
    assert office.rows('SELECT due_on FROM "case" WHERE id = %s', case) == [(date(2026, 10, 19),)]
    ledger = office.rows("SELECT ledger FROM clock WHERE case_id = %s AND element = 'sub'", case)[0][0]
    assert [(each["amount"], each["by"]) for each in ledger["extensions"]] == [("10wd", "赵局")]
    with pytest.raises(InvalidState) as again:
        ask(office, task)
    assert again.value.code == "extension_once"
    assert {"extension_requested", "extension_granted", "clock_extended"} <= set(office.events(case))
    assert office.told("case.extended")[0]["due"] == "2026-10-19"
    office.do(case, "ia")
    office.do(case, "ib")
    office.check(case)


def test_a_refusal_leaves_the_limit_and_another_request_may_follow(office: Office):
    office.draw("s > a > e", a=TIMED)
    case = office.case()
    task = office.claim(case, "a")
    answer(office, task, ask(office, task), granted=False)
    assert dues(office, case) == {"a": date(2026, 9, 8)}
    assert office.told("request.answered")[0]["granted"] is False
    answer(office, task, ask(office, task, 3))
    assert dues(office, case) == {"a": date(2026, 9, 11)}
    office.do(case, "a")
    office.check(case)


def test_what_is_late_or_stands_still_cannot_be_made_longer(office: Office):
    office.draw("s > a > b > e", a=TIMED)
    case = office.case()
    task = office.claim(case, "a")
    request = ask(office, task)
    office.go_to(date(2026, 9, 9))
    with pytest.raises(InvalidState) as late:
        answer(office, task, request)
    assert late.value.code == "extension_late"
    answer(office, task, request, granted=False)
    with pytest.raises(InvalidState):
        ask(office, task)
    second = office.case()
    task = office.claim(second, "a")
    office.run(StopClock(task_id=task, basis="第四十五条", reason="听证"))
    with pytest.raises(InvalidState) as stopped:
        ask(office, task)
    assert stopped.value.code == "case_stopped"
    third = office.case()
    office.do(third, "a")
    with pytest.raises(InvalidState) as none:
        ask(office, office.claim(third, "b"))
    assert none.value.code == "no_clock"
    office.check(case, second, third)


def test_a_timer_that_waits_for_the_end_of_the_limit_waits_for_its_new_end(office: Office):
    boundary = 'boundaryEvent attachedToRef="a" tb:limit="5wd" | <timerEventDefinition/>'
    office.draw("s > a > b > e", "late > c > e2", a=TIMED, late=boundary, e2=E)
    case = office.case()
    task = office.claim(case, "a")
    office.go_to(date(2026, 9, 3))
    answer(office, task, ask(office, task, 5))
    due = office.rows("SELECT due_at FROM timer WHERE case_id = %s", case)[0][0]
    assert due.astimezone(ZONE) == datetime(2026, 9, 16, tzinfo=ZONE)
    assert dues(office, case)["a"] == date(2026, 9, 15)
    office.go_to(date(2026, 9, 10))
    assert office.engine.execute(FireTimers(case_id=case), by=SYSTEM) == 0
    office.go_to(date(2026, 9, 16))
    assert office.engine.execute(FireTimers(case_id=case), by=SYSTEM) == 1
    assert office.open(case) == ["c"]
    office.check(case)


def test_a_request_that_nobody_answered_ends_with_the_case(office: Office):
    office.draw("s > a > e", a=TIMED)
    case = office.case()
    task = office.claim(case, "a")
    ask(office, task)
    office.do(case, "a")
    assert office.rows("SELECT state FROM act WHERE case_id = %s", case) == [("void",)]
    assert "answer_request" not in office.may(task, "boss")


def test_each_limit_of_a_parallel_section_is_asked_for_by_itself(office: Office):
    office.draw("s > q > a > j > e", "q > b > j", q=P, j=P, a=TIMED, b=TIMED)
    case = office.case()
    first, second = office.claim(case, "a"), office.claim(case, "b", "li")
    asked = ask(office, first, 3)
    other = ask(office, second, 2, "li")
    with pytest.raises(InvalidState) as twice:
        ask(office, second, 2, "li")
    assert (twice.value.code, twice.value.facts["by"]) == ("extension_asked", "李四")
    answer(office, first, asked)
    answer(office, second, other)
    assert dues(office, case) == {"a": date(2026, 9, 11), "b": date(2026, 9, 10)}
    office.check(case)


def test_a_step_done_again_has_had_its_extension(office: Office):
    office.draw("s > a > b > e", b=TIMED)
    case = office.case()
    office.do(case, "a")
    task = office.claim(case, "b")
    answer(office, task, ask(office, task, 3), granted=False)
    answer(office, task, ask(office, task, 3))
    office.run(SendBack(task_id=task, reason="核算有误"))
    office.do(case, "a")
    again = office.claim(case, "b")
    with pytest.raises(InvalidState) as once:
        ask(office, again)
    assert (once.value.code, once.value.facts["by"]) == ("extension_once", "赵局")
    assert "extend" not in office.may(again, "zhang")
    other = office.case()
    office.do(other, "a")
    mine = office.claim(other, "b")
    answer(office, mine, ask(office, mine, 3))
    office.check(case, other)
