"""外出代理与转交全部: who acts for whom is always said; the bars of both hold."""

from datetime import date
from uuid import UUID

import pytest

from engine.commands import (
    ArrangeAbsence,
    AssignTask,
    ClaimTask,
    CompleteTask,
    DelegateTask,
    EndAbsence,
    HandOverAll,
    ReleaseTask,
    SendBack,
)
from engine.scenarios.cast import ActorNamed
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidInput, InvalidState, NotPermitted
from tests.verbs.office import SYSTEM, Office, T

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 10)
CHIEF = 'userTask tb:role="sign_off" tb:outcomes="done again" tb:form="step"'


def away(office: Office, who: str, substitute: str, by: str | None = None, **more) -> UUID:
    days = {"starts_on": FIRST, "ends_on": LAST, **more}
    person = office.people[who].user_id
    command = ArrangeAbsence(person_id=person, substitute_id=office.people[substitute].user_id, reason="年休假", **days)
    return office.run(command, by or who)


def now(office: Office, who: str) -> Actor:
    """The person as they sign in at this moment."""
    return office.engine.ask(ActorNamed(username=who), by=SYSTEM)


def complete(office: Office, task, by: Actor) -> None:
    office.engine.execute(CompleteTask(task_id=task, outcome="done", data={"opinion": "同意"}), by=by)


def test_the_substitute_does_what_the_person_holds_and_the_trail_names_both(office: Office):
    office.draw("s > a > b > e", b=CHIEF)
    case, other = office.case(), office.case()
    task = office.claim(case, "a")
    with pytest.raises(Conflict):
        complete(office, task, now(office, "li"))
    away(office, "zhang", "li")
    complete(office, task, now(office, "li"))
    assert office.rows("SELECT done_by FROM task WHERE id = %s", task) == [("李四（代张三）",)]
    assert office.rows("SELECT actor FROM event WHERE case_id = %s AND kind = 'task_completed'", str(case)) == [("李四（代张三）",)]
    office.do(other, "a")
    away(office, "boss", "stranger")
    chief = office.task(other, "b")
    office.engine.execute(ClaimTask(task_id=chief), by=now(office, "stranger"))
    office.engine.execute(ReleaseTask(task_id=chief), by=now(office, "stranger"))
    office.engine.execute(SendBack(task_id=_claimed(office, chief), reason="核算有误"), by=now(office, "stranger"))
    assert office.rows("SELECT actor FROM event WHERE case_id = %s AND kind = 'task_sent_back'", str(other)) == [("孙六（代赵局）",)]
    office.check(case, other)


def _claimed(office: Office, task: UUID) -> UUID:
    office.engine.execute(ClaimTask(task_id=task), by=now(office, "stranger"))
    return task


def test_only_within_the_dates_and_the_programs_and_until_it_is_ended(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    task = office.claim(case, "a")
    arranged = away(office, "zhang", "li", starts_on=date(2026, 9, 2))
    assert now(office, "li").stands_for == ()
    office.go_to(date(2026, 9, 2))
    assert [stand.name for stand in now(office, "li").stands_for] == ["张三"]
    office.run(EndAbsence(absence_id=arranged), "zhang")
    with pytest.raises(Conflict):
        complete(office, task, now(office, "li"))
    with pytest.raises(InvalidState):
        office.run(EndAbsence(absence_id=arranged), "zhang")
    away(office, "zhang", "li", programs=("another",))
    with pytest.raises(Conflict):
        complete(office, task, now(office, "li"))
    office.go_to(date(2026, 9, 11))
    assert now(office, "li").stands_for == ()


def test_the_bars_of_both_hold(office: Office):
    office.draw("s > a > b > e", b=f'{T} tb:separateFrom="a"')
    case, other = office.case(), office.case()
    office.do(case, "a", "zhang")
    office.do(other, "a", "li")
    for each in (case, other):
        office.run(AssignTask(task_id=office.task(each, "b"), person_id=office.people["wang"].user_id, reason="均衡"), "supervisor")
    away(office, "wang", "li")
    with pytest.raises(NotPermitted) as own:
        complete(office, office.task(other, "b"), now(office, "li"))
    assert own.value.code == "separation_of_duties"
    complete(office, office.task(case, "b"), now(office, "li"))
    third = office.case()
    office.claim(third, "a", "wang")
    complete(office, office.task(third, "a"), now(office, "li"))
    with pytest.raises(NotPermitted):
        office.claim(third, "b", "wang")
    office.check(case, other, third)


def test_an_absence_has_dates_a_substitute_and_does_not_overlap(office: Office):
    for more, by in (
        ({"ends_on": date(2026, 8, 1)}, None),
        ({"starts_on": date(2026, 9, 5), "ends_on": date(2026, 9, 4)}, None),
        ({"ends_on": date(2028, 9, 4)}, None),
    ):
        with pytest.raises(InvalidInput):
            away(office, "zhang", "li", by, **more)
    for substitute in ("zhang", "filer"):
        with pytest.raises(InvalidInput):
            away(office, "zhang", substitute)
    with pytest.raises(NotPermitted):
        away(office, "zhang", "li", "wang")
    away(office, "zhang", "li", "supervisor")
    for who, substitute in (("zhang", "wang"), ("wang", "zhang")):
        with pytest.raises(InvalidInput) as refused:
            away(office, who, substitute)
        assert refused.value.errors[0].code == "absent_already"


def test_everything_a_leaver_holds_goes_to_a_colleague_or_back_to_the_pool(office: Office):
    office.draw("s > a > b > e", b=f'{T} tb:separateFrom="a"')
    first, second, third, fourth, fifth = (office.case() for _ in range(5))
    plain = office.claim(first, "a")
    office.do(second, "a", "wang")
    apart = office.claim(second, "b", "zhang")
    asked = office.claim(third, "a", "li")
    office.run(DelegateTask(task_id=asked, person_id=office.people["zhang"].user_id, reason="请核"), "li")
    lent = office.claim(fourth, "a")
    office.run(DelegateTask(task_id=lent, person_id=office.people["li"].user_id, reason="请核"))
    office.do(fifth, "a", "wang")
    barred = office.claim(fifth, "b", "zhang")
    office.run(DelegateTask(task_id=barred, person_id=office.people["li"].user_id, reason="请核"))
    with pytest.raises(NotPermitted):
        office.run(HandOverAll(person_id=office.people["zhang"].user_id, to_id=office.people["wang"].user_id, reason="离职"), "li")
    done = office.run(
        HandOverAll(person_id=office.people["zhang"].user_id, to_id=office.people["wang"].user_id, reason="离职"), "supervisor"
    )
    assert done.given == 2
    assert [reason.zh for _, _, reason in done.left] == ["不相容岗位分离：王五 已办理本件的“a”环节。"] * 2
    assert [office.holder(task) for task in (plain, apart, asked, lent, barred)] == ["wang", None, "li", "li", None]
    assert office.rows("SELECT by FROM act WHERE task_id = %s AND state = 'open'", lent) == [("王五",)]
    assert [office.events(case)[-1] for case in (first, fourth, fifth)] == ["task_transferred", "task_transferred", "task_released"]
    office.check(first, second, third, fourth, fifth)


def test_a_step_that_forbids_the_transfer_keeps_its_task_when_everything_is_handed_over(office: Office):
    office.draw("s > a > b > e", a=f'{T} tb:verbs="delegate send_back"')
    held, lent, free = (office.case() for _ in range(3))
    mine, asked = office.claim(held, "a"), office.claim(lent, "a")
    office.run(DelegateTask(task_id=asked, person_id=office.people["li"].user_id, reason="请核"))
    office.do(free, "a")
    goes = office.claim(free, "b")
    done = office.run(
        HandOverAll(person_id=office.people["zhang"].user_id, to_id=office.people["wang"].user_id, reason="离职"), "supervisor"
    )
    assert (done.given, done.left, len(done.kept)) == (1, (), 2)
    assert {reason.zh for _, _, reason in done.kept} == {"流程图不允许在“a”环节进行这项操作。"}
    assert [office.holder(task) for task in (mine, asked, goes)] == ["zhang", "li", "wang"]
    assert office.rows("SELECT by FROM act WHERE task_id = %s AND state = 'open'", asked) == [("张三",)]
    office.check(held, lent, free)
