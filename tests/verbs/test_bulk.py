"""批量办理: many tasks at once, looked at before, one line of the trail each, nothing for half a minute, and no task lost to a race."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from engine.commands import (
    ClaimTask,
    ConfirmBulk,
    OpenBulkItem,
    ProposeBulk,
    ReleaseTask,
    RunDueBulks,
    SendBack,
    UndoBulk,
)
from engine.queries import BulkDetail, BulkView, TaskQueue
from engine.sdk.errors import InvalidInput, InvalidState, NotFound
from tests.bpmn.drawing import draw
from tests.build import work_off
from tests.verbs.office import SYSTEM, E, Office, P, S, T, X

BULK = 'userTask tb:role="clerk" tb:outcomes="done again" tb:bulk="done" tb:form="step"'


def some(office: Office, number: int, element: str = "a") -> dict[UUID, UUID]:
    """So many cases and their task at an element."""
    cases = [office.case() for _ in range(number)]
    return {case: office.task(case, element) for case in cases}


def drawn(office: Office) -> None:
    office.draw("s > a > b > e", a=BULK)


def look(office: Office, bulk: UUID, who: str = "zhang") -> BulkView:
    return office.engine.ask(BulkDetail(bulk_id=bulk), by=office.people[who])


def opened(office: Office, bulk: UUID) -> None:
    """Open everything that has to be opened."""
    for item in look(office, bulk).items:
        if item.sample:
            office.run(OpenBulkItem(bulk_id=bulk, task_id=item.row.task.task_id))


def later(office: Office, seconds: int = 31) -> None:
    """Time passes, and the worker does what is due."""
    office.clock.move_to(office.clock.now() + timedelta(seconds=seconds))
    work_off(office.engine, office.url)


def claimed(office: Office, tasks: Sequence[UUID]) -> UUID:
    """A bulk claim that was looked at and confirmed."""
    bulk = office.run(ProposeBulk(verb="claim", task_ids=tuple(tasks)))
    office.run(ConfirmBulk(bulk_id=bulk))
    return bulk


def decided(office: Office, tasks: Sequence[UUID]) -> UUID:
    """A bulk decision that was looked at and confirmed."""
    bulk = office.run(ProposeBulk(verb="approve", task_ids=tuple(tasks)))
    opened(office, bulk)
    office.run(ConfirmBulk(bulk_id=bulk, outcome="done", data={"opinion": "同意"}))
    return bulk


def test_many_tasks_are_claimed_at_once_with_a_line_of_the_trail_each(office: Office):
    drawn(office)
    tasks = some(office, 5)
    bulk = claimed(office, tuple(tasks.values()))
    assert {office.holder(task) for task in tasks.values()} == {"zhang"}
    assert [office.events(case).count("task_claimed") for case in tasks] == [1] * 5
    assert [item.state for item in look(office, bulk).items] == ["done"] * 5
    office.check(*tasks)


def test_what_somebody_else_was_faster_with_is_left_out_and_says_who_has_it(office: Office):
    drawn(office)
    tasks = some(office, 3)
    first, second, *others = tasks.values()
    office.run(ClaimTask(task_id=first), "li")
    office.clock.move_to(office.clock.now() + timedelta(minutes=2))
    bulk = office.run(ProposeBulk(verb="claim", task_ids=tuple(tasks.values())))
    assert [(item.row.task.task_id, item.said[0].zh) for item in look(office, bulk).left] == [(first, "李四 2 分钟前已领取这个待办。")]
    office.run(ClaimTask(task_id=second), "li")
    office.run(ConfirmBulk(bulk_id=bulk))
    assert {item.row.task.task_id: item.said[0].zh for item in look(office, bulk).left}[second] == "李四 刚刚已领取这个待办。"
    assert {office.holder(task) for task in others} == {"zhang"}
    assert [office.holder(task) for task in (first, second)] == ["li", "li"]


def test_where_nothing_is_left_to_claim_each_says_who_has_it(office: Office):
    drawn(office)
    tasks = tuple(some(office, 2).values())
    bulk = office.run(ProposeBulk(verb="claim", task_ids=tasks))
    for task in tasks:
        office.run(ClaimTask(task_id=task), "li")
    office.run(ConfirmBulk(bulk_id=bulk))
    assert ["李四" in item.said[0].zh for item in look(office, bulk).left] == [True, True]


def test_a_claim_that_is_only_looked_at_takes_nothing_and_gives_nothing_back(office: Office):
    drawn(office)
    tasks = tuple(some(office, 2).values())
    bulk = office.run(ProposeBulk(verb="claim", task_ids=tasks))
    assert [office.holder(task) for task in tasks] == [None, None]
    office.run(ClaimTask(task_id=tasks[0]))
    office.run(UndoBulk(bulk_id=bulk))
    assert [office.holder(task) for task in tasks] == ["zhang", None]


@pytest.mark.parametrize(("verb", "who"), [("claim", "zhang"), ("transfer", "zhang"), ("remind", "supervisor")])
def test_what_decides_nothing_shows_look_alikes_and_what_stands_out_at_one_step_and_asks_for_no_sample(office: Office, verb: str, who: str):
    office.draw("s > a > b > e", a=BULK, more=CHECK.replace('"b"', '"a"').replace("b.outcome", "a.outcome"))
    tasks = some(office, 5, "a")
    doubtful, flagged, ahead, *_ = tasks
    office.do(ahead, "a")
    chosen = {case: office.task(case, "b" if case == ahead else "a") for case in tasks}
    office.rows('UPDATE task SET flags = \'[{"zh": "退回", "en": "Sent back", "key": "sent_back"}]\' WHERE id = %s', chosen[flagged])
    failed = '{"checks": {"results": [{"key": "x", "result": "failed", "said": null, "title": {"zh": "社保", "en": "Insurance"}}]}}'
    office.rows('UPDATE "case" SET facts_small = facts_small || %s::jsonb WHERE id = %s', failed, doubtful)
    if verb == "transfer":
        claimed(office, tuple(chosen.values()))
    view = look(office, office.run(ProposeBulk(verb=verb, task_ids=tuple(chosen.values())), who), who)
    odd = {item.row.case.case_id: item.said[0].zh for item in view.items if item.said}
    assert odd == {doubtful: "预审未全部通过：社保。", flagged: "退回"}, "what the step itself has to answer is no doubt"
    assert [(item.row.case.case_id, "不是同一环节" in item.said[0].zh) for item in view.left] == [(ahead, True)]
    assert {item.sample for item in view.items} == {""}
    assert (view.unopened, len(view.items), view.samples) == (0, 4, False)


def test_a_bulk_claim_is_undone_together_and_only_what_it_took_is_given_back(office: Office):
    drawn(office)
    tasks = tuple(some(office, 4).values())
    office.run(ClaimTask(task_id=tasks[0]))
    bulk = claimed(office, tasks)
    office.run(ReleaseTask(task_id=tasks[1]))
    office.run(ClaimTask(task_id=tasks[1]), "li")
    assert office.run(UndoBulk(bulk_id=bulk)) == 2
    assert [office.holder(task) for task in tasks] == ["zhang", "li", None, None]


def test_half_a_minute_after_a_bulk_claim_it_is_too_late(office: Office):
    drawn(office)
    bulk = claimed(office, tuple(some(office, 2).values()))
    office.clock.move_to(office.clock.now() + timedelta(seconds=30))
    with pytest.raises(InvalidState, match="bulk_left"):
        office.run(UndoBulk(bulk_id=bulk))


def test_a_bulk_decision_waits_half_a_minute_and_is_then_made_one_by_one(office: Office):
    drawn(office)
    tasks = some(office, 5)
    bulk = decided(office, tuple(tasks.values()))
    work_off(office.engine, office.url)
    assert {tuple(office.open(case)) for case in tasks} == {("a",)}, "nothing has happened yet"
    assert all(office.holder(task) == "zhang" for task in tasks.values()), "but nobody else takes them"
    later(office)
    assert {tuple(office.open(case)) for case in tasks} == {("b",)}
    assert [office.events(case).count("task_completed") for case in tasks] == [1] * 5
    done = office.rows("SELECT done_by, opinion FROM task WHERE element = 'a'")
    assert set(done) == {("张三", "同意")}
    assert {item.state for item in look(office, bulk).items} == {"done"}
    later(office)
    assert [office.events(case).count("task_completed") for case in tasks] == [1] * 5, "once, however often the worker looks"
    office.check(*tasks)


def test_until_then_it_is_undone_and_nothing_comes_of_it(office: Office):
    drawn(office)
    tasks = some(office, 3)
    bulk = decided(office, tuple(tasks.values()))
    assert all(office.rows("SELECT flags::text LIKE '%%bulk%%' FROM task WHERE id = %s", task)[0][0] for task in tasks.values())
    assert office.run(UndoBulk(bulk_id=bulk)) == 3
    later(office)
    assert {tuple(office.open(case)) for case in tasks} == {("a",)}
    assert office.told("task.reminded") == []
    assert office.rows("SELECT count(*) FROM task WHERE flags::text LIKE '%%bulk%%'")[0][0] == 0
    with pytest.raises(InvalidState, match="bulk_undone"):
        office.run(UndoBulk(bulk_id=bulk))
    office.check(*tasks)


def test_it_cannot_be_undone_once_it_began(office: Office):
    drawn(office)
    bulk = decided(office, tuple(some(office, 2).values()))
    office.clock.move_to(office.clock.now() + timedelta(seconds=31))
    assert office.engine.execute(RunDueBulks(), by=SYSTEM) == 1
    with pytest.raises(InvalidState, match="bulk_left"):
        office.run(UndoBulk(bulk_id=bulk))


def test_what_changed_meanwhile_is_refused_by_itself_with_its_reason(office: Office):
    drawn(office)
    tasks = some(office, 3)
    bulk = decided(office, tuple(tasks.values()))
    case, task = next(iter(tasks.items()))
    office.do(case, "a")
    later(office)
    states = {item.row.task.task_id: (item.state, item.said) for item in look(office, bulk).items}
    assert states[task][0] == "refused"
    assert "张三" in states[task][1][0].zh
    assert [state for state, _ in states.values()].count("done") == 2
    office.check(*tasks)


def test_the_sample_has_to_be_opened_before_anybody_may_confirm(office: Office):
    drawn(office)
    bulk = office.run(ProposeBulk(verb="approve", task_ids=tuple(some(office, 9).values())))
    assert sum(1 for item in look(office, bulk).items if item.sample == "random") == 3, "the square root of nine"
    with pytest.raises(InvalidInput) as refused:
        office.run(ConfirmBulk(bulk_id=bulk, outcome="done", data={"opinion": "同意"}))
    assert [error.code for error in refused.value.errors] == ["sample_unopened"]
    opened(office, bulk)
    assert look(office, bulk).unopened == 0
    office.run(ConfirmBulk(bulk_id=bulk, outcome="done", data={"opinion": "同意"}))
    with pytest.raises(InvalidState, match="bulk_confirmed"):
        office.run(ConfirmBulk(bulk_id=bulk, outcome="done", data={"opinion": "同意"}))


def test_only_outcomes_the_diagram_names_are_decided_together(office: Office):
    drawn(office)
    tasks = some(office, 2)
    bulk = office.run(ProposeBulk(verb="approve", task_ids=tuple(tasks.values())))
    opened(office, bulk)
    assert [choice.key for choice in look(office, bulk).outcomes] == ["done"]
    with pytest.raises(InvalidInput):
        office.run(ConfirmBulk(bulk_id=bulk, outcome="again", data={"opinion": "再办"}))
    for case in tasks:
        office.do(case, "a")
    plain = office.run(ProposeBulk(verb="approve", task_ids=tuple(office.task(case, "b") for case in tasks)))
    assert look(office, plain).items == (), "b says nothing of tb:bulk"
    assert "不允许批量办理" in look(office, plain).left[0].said[0].zh


def test_tasks_of_another_step_and_those_somebody_else_holds_are_left_out(office: Office):
    drawn(office)
    tasks = some(office, 4)
    ahead, foreign, *rest = tasks
    office.do(ahead, "a")
    office.run(ClaimTask(task_id=tasks[foreign]), "li")
    chosen = (office.task(ahead, "b"), *(tasks[case] for case in (foreign, *rest)))
    left = {item.row.task.task_id: item.said[0].zh for item in look(office, office.run(ProposeBulk(verb="approve", task_ids=chosen))).left}
    assert "不是同一环节" in left[chosen[0]]
    assert "李四" in left[chosen[1]]


def test_flags_make_a_task_stand_out(office: Office):
    drawn(office)
    tasks = tuple(some(office, 4).values())
    office.rows('UPDATE task SET flags = \'[{"zh": "退回", "en": "Sent back", "key": "sent_back"}]\' WHERE id = %s', tasks[0])
    odd = [item for item in look(office, office.run(ProposeBulk(verb="approve", task_ids=tasks))).items if item.sample == "outlier"]
    assert [(item.row.task.task_id, item.said[0].zh) for item in odd] == [(tasks[0], "退回")]


CHECK = """
[[check]]
key = "standing"
process = "p"
title = { zh = "信用核验", en = "Standing" }
clause = "第一条"
asked = "b"
passed = 'b.outcome = "done"'
"""


def left_of(office: Office, case: UUID, element: str) -> list[str]:
    """Why the task at an element would be left out of a bulk decision."""
    view = look(office, office.run(ProposeBulk(verb="approve", task_ids=(office.task(case, element),))))
    return [item.said[0].zh for item in view.left]


def test_what_a_step_still_to_come_answers_is_no_doubt_of_this_one(office: Office):
    office.draw("s > a > sub > c > e", a=BULK, sub=f"subProcess | {draw('is > b > ie', **{'is': S, 'b': T, 'ie': E})}", more=CHECK)
    assert left_of(office, office.case(), "a") == []


def test_what_is_answered_beside_the_step_or_no_more_is_a_doubt_until_it_is_green(office: Office):
    office.draw("s > q > a > j > c > e", "q > b > j", q=P, j=P, a=BULK, c=BULK, more=CHECK)
    case = office.case()
    assert left_of(office, case, "a") == ["预审未全部通过：信用核验。"], "somebody is just answering it"
    office.do(case, "b")
    assert left_of(office, case, "a") == []
    other = office.case()
    office.do(other, "b", outcome="again")
    office.do(other, "a")
    assert left_of(office, other, "c") == ["预审未全部通过：信用核验。"]


def test_what_can_be_answered_anew_is_a_doubt_while_nobody_answered(office: Office):
    office.draw("s > m > a > x >[*] e", 'x >[a.outcome = "again"] b > m', m=X, x=X, a=BULK, more=CHECK)
    assert left_of(office, office.case(), "a") == ["预审未全部通过：信用核验。"], "from b one comes back here: it may never be asked"


def test_many_tasks_are_transferred_and_reminded_of_after_half_a_minute(office: Office):
    drawn(office)
    tasks = some(office, 3)
    claimed(office, tuple(tasks.values()))
    bulk = office.run(ProposeBulk(verb="transfer", task_ids=tuple(tasks.values())))
    office.run(ConfirmBulk(bulk_id=bulk, person_id=office.people["li"].user_id, reason="出差三天"))
    assert office.told("task.given") == []
    later(office)
    assert {office.holder(task) for task in tasks.values()} == {"li"}
    assert len(office.told("task.given")) == 3
    reminder = office.run(ProposeBulk(verb="remind", task_ids=tuple(tasks.values())), "supervisor")
    office.run(ConfirmBulk(bulk_id=reminder, reason="请尽快办理"), "supervisor")
    later(office)
    assert [office.events(case).count("task_reminded") for case in tasks] == [1] * 3
    again = office.run(ProposeBulk(verb="remind", task_ids=tuple(tasks.values())), "supervisor")
    assert "一天内只能催办一次" in look(office, again, "supervisor").left[0].said[0].zh


def test_bulk_work_is_ones_own(office: Office):
    drawn(office)
    bulk = office.run(ProposeBulk(verb="approve", task_ids=tuple(some(office, 1).values())))
    for command in (UndoBulk(bulk_id=bulk), OpenBulkItem(bulk_id=bulk, task_id=uuid4()), ConfirmBulk(bulk_id=bulk, outcome="done")):
        with pytest.raises(NotFound):
            office.run(command, "li")
    with pytest.raises(NotFound):
        look(office, bulk, "li")


def test_nothing_and_too_much_are_refused(office: Office):
    for tasks in ((), tuple(uuid4() for _ in range(201))):
        for command in (ProposeBulk(verb=verb, task_ids=tasks) for verb in ("claim", "transfer", "remind", "approve")):
            with pytest.raises(InvalidInput):
                office.run(command)
    with pytest.raises(InvalidInput):
        office.run(ProposeBulk(verb="terminate", task_ids=(uuid4(),)))


def test_tasks_that_wait_stay_in_the_queue_and_say_so(office: Office):
    drawn(office)
    decided(office, tuple(some(office, 1).values()))
    rows = office.engine.ask(TaskQueue(tab="todo"), by=office.people["zhang"]).rows
    assert [flag.zh for flag in rows[0].task.flags] == ["批量办理中"]


def test_a_check_that_turns_red_in_the_half_minute_leaves_its_task_out_with_the_reason(office: Office):
    office.draw("s > q > a > j > c > e", "q > b > d > j", q=P, j=P, a=BULK, more=CHECK)
    turned, green = office.case(), office.case()
    for case in (turned, green):
        office.do(case, "b", "li")
    bulk = decided(office, [office.task(case, "a") for case in (turned, green)])
    office.run(SendBack(task_id=office.claim(turned, "d", "wang"), reason="信用有异议"), "wang")
    office.do(turned, "b", "li", outcome="again")
    later(office)
    assert ("a" in office.open(turned), "a" in office.open(green)) == (True, False)
    said = {item.row.case.case_id: (item.state, [each.zh for each in item.said]) for item in look(office, bulk).items}
    assert said[turned] == ("refused", ["预审未全部通过：信用核验。"])
    assert said[green][0] == "done"
    assert office.rows("SELECT count(*) FROM task WHERE flags::text LIKE '%%bulk%%'")[0][0] == 0
    office.check(turned, green)


def test_what_a_bulk_decision_took_out_of_the_pool_is_there_again_when_it_is_undone(office: Office):
    drawn(office)
    mine, free, given = some(office, 3).values()
    office.run(ClaimTask(task_id=mine))
    bulk = decided(office, (mine, free, given))
    office.run(ReleaseTask(task_id=given))
    office.run(ClaimTask(task_id=given), "li")
    assert office.run(UndoBulk(bulk_id=bulk)) == 3
    assert [office.holder(task) for task in (mine, free, given)] == ["zhang", None, "li"]
