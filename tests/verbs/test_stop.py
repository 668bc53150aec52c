"""中止 and 恢复: the ledger adds up, nothing is decided meanwhile, and what waits for the end of a limit waits as long."""

from datetime import date, datetime

import pytest

from engine.commands import FireTimers, ResumeClock, StopClock, TransferTask
from engine.queries import Timeline
from engine.sdk.errors import InvalidInput, InvalidState, NotPermitted
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from tests.bpmn.drawing import draw
from tests.verbs.office import SYSTEM, E, Office, P, S, T

TIMED = f'{T} tb:limit="5wd" tb:basis="第一条"'
SCOPE = draw("is > ia > ib > ie", **{"is": S, "ia": TIMED, "ib": T, "ie": E})
SUB = f'subProcess tb:limit="20wd" | {SCOPE}'


def stop(office: Office, task, by: str = "zhang") -> None:
    office.run(StopClock(task_id=task, basis="行政许可法第四十五条", reason="组织专家评审"), by)


def resume(office: Office, task, by: str = "zhang") -> None:
    office.run(ResumeClock(task_id=task, reason="评审结束"), by)


def dues(office: Office, case) -> dict[str, date | None]:
    return dict(office.rows("SELECT element, due_on FROM clock WHERE case_id = %s AND finished_at IS NULL", case))


def test_every_clock_stands_still_and_goes_on_with_what_was_left(office: Office):
    office.draw("s > a > sub > e", sub=SUB)
    case = office.case()
    office.do(case, "a")
    task = office.claim(case, "ia")
    assert dues(office, case) == {"ia": date(2026, 9, 8), "sub": date(2026, 9, 29)}
    office.go_to(date(2026, 9, 3))
    stop(office, task)
    assert dues(office, case) == {"ia": None, "sub": None}
    assert office.rows('SELECT stopped, due_on FROM "case" WHERE id = %s', case) == [(True, None)]
    office.go_to(date(2026, 9, 10))
    resume(office, task)
    assert dues(office, case) == {"ia": date(2026, 9, 15), "sub": date(2026, 10, 12)}
    assert office.rows("SELECT state, answer FROM act WHERE case_id = %s", case) == [("done", "评审结束")]
    assert [kind for kind in office.events(case) if kind in ("case_stopped", "case_resumed")] == ["case_stopped", "case_resumed"]
    assert office.told("case.stopped")[0]["basis"] == "行政许可法第四十五条"
    office.do(case, "ia")
    office.do(case, "ib")
    assert office.rows('SELECT status FROM "case" WHERE id = %s', case) == [("closed",)]
    office.check(case)


def test_nothing_is_decided_while_a_stop_stands_and_other_verbs_go_on(office: Office):
    office.draw("s > q > a > j > e", "q > b > j", q=P, j=P, a=TIMED)
    case = office.case()
    first, second = office.claim(case, "a"), office.claim(case, "b", "wang")
    stop(office, first)
    for element, who in (("a", "zhang"), ("b", "wang")):
        with pytest.raises(InvalidState) as refused:
            office.do(case, element, who)
        assert refused.value.code == "case_stopped"
    with pytest.raises(InvalidState) as again:
        stop(office, second, "wang")
    assert again.value.facts["by"] == "张三"
    office.run(TransferTask(task_id=first, person_id=office.people["li"].user_id, reason="出差"))
    assert "resume" in office.may(first, "li")
    assert "stop" not in office.may(first, "li")
    resume(office, second, "wang")
    office.do(case, "a", "li")
    office.do(case, "b", "wang")
    office.check(case)


def test_a_timer_that_waits_for_the_end_of_a_limit_waits_as_long_as_the_stop(office: Office):
    boundary = 'boundaryEvent attachedToRef="a" name="逾期未答" tb:en="No answer in time" tb:limit="5wd" | <timerEventDefinition/>'
    office.draw("s > a > b > e", "late > c > e2", a=TIMED, late=boundary, e2=E)
    case = office.case()
    task = office.claim(case, "a")
    stop(office, task)
    office.go_to(date(2026, 9, 20))
    assert office.engine.execute(FireTimers(case_id=case), by=SYSTEM) == 0
    resume(office, task)
    assert dues(office, case)["a"] == date(2026, 9, 28)
    due = office.rows("SELECT due_at FROM timer WHERE case_id = %s", case)[0][0]
    assert due.astimezone(ZONE) == datetime(2026, 9, 29, tzinfo=ZONE)
    office.go_to(date(2026, 9, 30))
    assert office.engine.execute(FireTimers(case_id=case), by=SYSTEM) == 1
    assert office.open(case) == ["c"]
    told = next(line for line in office.engine.ask(Timeline(case_id=case), by=SYSTEM) if line.kind == "timer_fired")
    assert told.title == Text("期限届满 · 逾期未答", "Time limit reached · No answer in time")
    office.check(case)


def test_a_stop_needs_a_basis_a_reason_a_clock_and_the_holder(office: Office):
    office.draw("s > a > b > e", b=TIMED)
    case = office.case()
    task = office.claim(case, "a")
    with pytest.raises(InvalidState) as refused:
        stop(office, task)
    assert refused.value.code == "no_clock"
    office.do(case, "a")
    with pytest.raises(NotPermitted):
        stop(office, office.task(case, "b"))
    task = office.claim(case, "b")
    for basis, reason in (("", "评审"), ("第四十五条", " ")):
        with pytest.raises(InvalidInput):
            office.run(StopClock(task_id=task, basis=basis, reason=reason))
    with pytest.raises(InvalidState) as running:
        resume(office, task)
    assert running.value.code == "case_not_stopped"
    office.check(case)


def test_a_timer_that_begins_during_a_stop_waits_for_the_end_of_the_stop(office: Office):
    due = 'boundaryEvent attachedToRef="a" cancelActivity="false" | <timerEventDefinition><timeDuration>PT1H</timeDuration>'
    late = 'boundaryEvent attachedToRef="b" tb:limit="5wd" | <timerEventDefinition/>'
    timed = f"{due}</timerEventDefinition>"
    office.draw("s > a > e", "soon > b > e3", "late > c > e2", a=TIMED, soon=timed, b=TIMED, late=late, e2=E, e3=E)
    case = office.case()
    task = office.claim(case, "a")
    stop(office, task)
    office.clock.move_to(datetime(2026, 9, 1, 11, tzinfo=ZONE))
    assert office.engine.execute(FireTimers(case_id=case), by=SYSTEM) == 1
    assert office.open(case) == ["a", "b"]
    assert dues(office, case) == {"a": None, "b": None}, "a limit that begins during a stop stands still, too"
    office.go_to(date(2026, 9, 20))
    assert office.engine.execute(FireTimers(case_id=case), by=SYSTEM) == 0
    resume(office, task)
    assert dues(office, case) == {"a": date(2026, 9, 28), "b": date(2026, 9, 28)}
    moments = dict(office.rows("SELECT element, due_at FROM timer WHERE case_id = %s", case))
    assert moments["late"].astimezone(ZONE) == datetime(2026, 9, 29, tzinfo=ZONE)
    office.go_to(date(2026, 9, 29))
    office.engine.execute(FireTimers(case_id=case), by=SYSTEM)
    assert "c" in office.open(case)
    office.check(case)


def test_a_stop_stands_even_when_the_last_clock_has_ended(office: Office):
    timed = 'boundaryEvent attachedToRef="a" | <timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    office.draw("s > a > e", "soon > b > c > e2", a=TIMED, soon=timed, c=TIMED, e2=E)
    case = office.case()
    stop(office, office.claim(case, "a"))
    office.clock.move_to(datetime(2026, 9, 1, 11, tzinfo=ZONE))
    office.engine.execute(FireTimers(case_id=case), by=SYSTEM)
    assert office.open(case) == ["b"]
    with pytest.raises(InvalidState) as refused:
        office.do(case, "b")
    assert refused.value.code == "case_stopped"
    resume(office, office.claim(case, "b"))
    office.do(case, "b")
    assert dues(office, case) == {"c": date(2026, 9, 8)}
    office.check(case)
