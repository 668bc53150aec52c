"""外出代理与转交全部: who acts for whom is always said; the bars of both hold."""

from datetime import date
from uuid import UUID

import pytest

from engine.commands import (
    AnswerRequest,
    ArrangeAbsence,
    AssignTask,
    ClaimTask,
    CompleteTask,
    DelegateTask,
    EndAbsence,
    HandOverAll,
    RecallTask,
    Recuse,
    ReleaseTask,
    RemarkTask,
    RequestExtension,
    SendBack,
)
from engine.queries import Desk, TaskDetail
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


def actors(office: Office, case: UUID, kind: str) -> list[str]:
    return [row[0] for row in office.rows("SELECT actor FROM event WHERE case_id = %s AND kind = %s ORDER BY seq", str(case), kind)]


def test_what_a_substitute_takes_back_is_taken_back_for_the_person_who_holds_it_again(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    task = office.claim(case, "a")
    away(office, "zhang", "li")
    complete(office, task, now(office, "li"))
    with pytest.raises(NotPermitted, match="recall_not_yours"):
        office.run(RecallTask(task_id=task, reason="填错"), "wang")
    office.engine.execute(RecallTask(task_id=task, reason="填错"), by=now(office, "li"))
    assert actors(office, case, "task_recalled") == ["李四（代张三）"]
    assert office.holder(office.task(case, "a")) == "zhang"
    complete(office, office.task(case, "a"), now(office, "li"))
    office.do(case, "b", "wang")
    office.check(case)


def test_a_substitute_of_another_post_takes_back_what_they_decided(office: Office):
    office.draw("s > a > b > c > e", b=CHIEF)
    case = office.case()
    office.do(case, "a")
    away(office, "boss", "stranger")
    task = _claimed(office, office.task(case, "b"))
    complete(office, task, now(office, "stranger"))
    office.engine.execute(RecallTask(task_id=task, reason="填错"), by=now(office, "stranger"))
    assert actors(office, case, "task_recalled") == ["孙六（代赵局）"]
    assert office.open(case) == ["b"]
    again = office.task(case, "b")
    complete(office, again, now(office, "stranger"))
    office.go_to(date(2026, 9, 11))
    with pytest.raises(NotPermitted, match="recall_not_yours"):
        office.engine.execute(RecallTask(task_id=again, reason="填错"), by=now(office, "stranger"))
    office.check(case)


def test_the_substitute_of_the_head_answers_requests_but_none_of_their_own_nor_of_the_head(office: Office):
    office.draw("s > a > b > e", a=f'{T} tb:limit="5wd"', b=f'{CHIEF} tb:limit="5wd"')
    case, own, head = office.case(), office.case(), office.case()
    office.do(head, "a")
    asked = {case: ("a", "zhang"), own: ("a", "li"), head: ("b", "boss")}
    answers = {}
    for each, (element, who) in asked.items():
        task = office.claim(each, element, who)
        request = office.run(RequestExtension(task_id=task, days=2, basis="第四十二条", reason="复杂"), who)
        answers[each] = AnswerRequest(task_id=task, request_id=request, granted=True, reason="同意")
    away(office, "boss", "li")
    listed = [each.case.case_id for each in office.engine.ask(Desk(), by=now(office, "li")).requests]
    assert listed == [case]
    for each in (own, head):
        with pytest.raises(NotPermitted, match="request_own"):
            office.engine.execute(answers[each], by=now(office, "li"))
    assert "answer_request" in office.engine.ask(TaskDetail(task_id=answers[case].task_id), by=now(office, "li")).may
    office.engine.execute(answers[case], by=now(office, "li"))
    assert actors(office, case, "extension_granted") == ["李四（代赵局）"]
    office.check(case, own, head)


def test_the_substitute_of_the_supervisor_assigns_and_remarks_and_both_are_named(office: Office):
    office.draw("s > a > e")
    away(office, "supervisor", "li")
    case, barred = office.case(), office.case()
    task = office.claim(case, "a")
    wang = office.people["wang"].user_id
    office.engine.execute(AssignTask(task_id=task, person_id=wang, reason="均衡"), by=now(office, "li"))
    office.engine.execute(RemarkTask(task_id=task, words="请于周五前办结"), by=now(office, "li"))
    office.engine.execute(Recuse(task_id=task, person_id=wang, reason="近亲属"), by=now(office, "li"))
    for kind in ("task_assigned", "task_remarked", "person_recused"):
        assert actors(office, case, kind) == ["李四（代钱督）"]
    other = office.task(barred, "a")
    office.run(Recuse(task_id=other, person_id=office.people["supervisor"].user_id, reason="近亲属"), "supervisor")
    with pytest.raises(NotPermitted, match="recused_of"):
        office.engine.execute(AssignTask(task_id=other, person_id=wang, reason="均衡"), by=now(office, "li"))
    with pytest.raises(NotPermitted):
        office.engine.execute(HandOverAll(person_id=wang, to_id=office.people["zhang"].user_id, reason="调离"), by=now(office, "li"))
    office.check(case, barred)
