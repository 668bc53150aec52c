"""批量办理之核对: everything that stands against one of many is seen for each, said beside it, and keeps that one alone out."""

from collections.abc import Callable
from datetime import date

import pytest

from engine.commands import (
    ClaimTask,
    ConfirmBulk,
    DelegateTask,
    ProposeBulk,
    Recuse,
    StopClock,
    UndoBulk,
)
from engine.sdk.errors import InvalidInput
from tests.verbs.office import Office
from tests.verbs.test_bulk import BULK, claimed, drawn, later, left_of, look, opened, some

LIMITED = f'{BULK} tb:limit="5wd"'


def stopped(office: Office, task) -> None:
    office.run(ClaimTask(task_id=task))
    office.run(StopClock(task_id=task, basis="第四十五条", reason="听证"))


def lent(office: Office, task) -> None:
    office.run(ClaimTask(task_id=task))
    office.run(DelegateTask(task_id=task, person_id=office.people["li"].user_id, reason="请核对"))


def recused(office: Office, task) -> None:
    office.run(ClaimTask(task_id=task))
    office.run(Recuse(task_id=task, reason="配偶任职于该企业"))


def parked(office: Office, task) -> None:
    office.rows(
        "INSERT INTO incident (id, case_id, job, element, cause, detail, state, attempts, created_at) "
        "SELECT gen_random_uuid(), case_id, 'FireTimers', 'a', 'service_failed', '{}', 'open', 1, now() FROM task WHERE id = %s RETURNING 1",
        task,
    )


@pytest.mark.parametrize(
    ("against", "why"),
    [(stopped, "中止"), (lent, "李四"), (recused, "配偶任职于该企业"), (parked, "异常挂起")],
    ids=["stopped", "lent out", "recused", "parked"],
)
def test_what_stands_against_one_keeps_it_out_and_is_said(office: Office, against: Callable, why: str):
    office.draw("s > a > b > e", a=LIMITED)
    fine, other = office.case(), office.case()
    against(office, office.task(other, "a"))
    view = look(office, office.run(ProposeBulk(verb="approve", task_ids=(office.task(fine, "a"), office.task(other, "a")))))
    assert [item.row.case.case_id for item in view.items] == [fine]
    (left,) = view.left
    assert (left.row.case.case_id, why in left.said[0].zh) == (other, True), left.said[0].zh
    assert left.said[0].in_("en")


def test_what_is_overdue_is_decided_by_itself(office: Office):
    office.draw("s > a > b > e", a=LIMITED)
    case = office.case()
    assert left_of(office, case, "a") == []
    office.go_to(date(2026, 9, 30))
    assert "已超期" in left_of(office, case, "a")[0]


def test_who_did_what_is_kept_apart_may_not_decide_it_together_with_others(office: Office):
    office.draw("s > b > a > e", a=f'{BULK} tb:separateFrom="b"')
    own, other = office.case(), office.case()
    office.do(own, "b")
    office.do(other, "b", "li")
    view = look(office, office.run(ProposeBulk(verb="approve", task_ids=(office.task(own, "a"), office.task(other, "a")))))
    assert [item.row.case.case_id for item in view.left] == [own]


def test_each_is_decided_as_its_own_release_lets_many_be_decided(office: Office):
    office.draw("s > a > b > e", a=BULK)
    older = office.case()
    office.draw("s > a > b > e", a=BULK.replace('tb:bulk="done"', 'tb:bulk="again"'))
    newer = office.case()
    tasks = office.task(older, "a"), office.task(newer, "a")
    bulk = office.run(ProposeBulk(verb="approve", task_ids=tasks))
    opened(office, bulk)
    office.run(ConfirmBulk(bulk_id=bulk, outcome="done", data={"opinion": "同意"}))
    assert [item.row.case.case_id for item in look(office, bulk).left] == [newer]
    later(office)
    assert [office.open(each) for each in (older, newer)] == [["b"], ["a"]]


def test_the_form_is_judged_for_each_when_it_is_confirmed(office: Office):
    drawn(office)
    tasks = tuple(some(office, 2).values())
    bulk = office.run(ProposeBulk(verb="approve", task_ids=tasks))
    opened(office, bulk)
    with pytest.raises(InvalidInput):
        office.run(ConfirmBulk(bulk_id=bulk, outcome="done", data={"opinion": "长" * 5000}))
    assert look(office, bulk).state == "proposed", "what holds for none is said before anything waits"
    office.run(ConfirmBulk(bulk_id=bulk, outcome="done", data={"opinion": "同意"}))
    assert look(office, bulk).state == "waiting"


def test_whoever_is_barred_from_one_of_them_is_given_the_others(office: Office):
    drawn(office)
    tasks = some(office, 3)
    ids = tuple(tasks.values())
    barred = ids[0]
    office.run(ClaimTask(task_id=barred), "li")
    office.run(Recuse(task_id=barred, reason="亲属"), "li")
    claimed(office, ids)
    bulk = office.run(ProposeBulk(verb="transfer", task_ids=ids))
    office.run(ConfirmBulk(bulk_id=bulk, person_id=office.people["li"].user_id, reason="出差"))
    (left,) = look(office, bulk).left
    assert left.row.task.task_id == barred
    assert "亲属" in left.said[0].zh
    later(office)
    assert {office.holder(task) for task in ids if task != barred} == {"li"}
    assert office.holder(barred) == "zhang"
    assert [office.events(each).count("task_transferred") for each in tasks] == [0, 1, 1], "a line each, none for what was left"
    alone = office.run(ProposeBulk(verb="transfer", task_ids=(barred,)))
    with pytest.raises(InvalidInput, match="亲属"):
        office.run(ConfirmBulk(bulk_id=alone, person_id=office.people["li"].user_id, reason="出差"))


def test_reminders_and_transfers_are_undone_within_half_a_minute_and_leave_nothing(office: Office):
    drawn(office)
    tasks = some(office, 2)
    ids = tuple(tasks.values())
    claimed(office, ids)
    for verb, who, given in (
        ("transfer", "zhang", {"person_id": office.people["li"].user_id, "reason": "出差"}),
        ("remind", "supervisor", {"reason": "请尽快"}),
    ):
        bulk = office.run(ProposeBulk(verb=verb, task_ids=ids), who)
        office.run(ConfirmBulk(bulk_id=bulk, **given), who)
        assert office.run(UndoBulk(bulk_id=bulk), who) == 2
    later(office)
    assert {office.holder(task) for task in ids} == {"zhang"}
    assert [event for case in tasks for event in office.events(case) if event in {"task_transferred", "task_reminded"}] == []
    assert office.told("task.reminded") == []
