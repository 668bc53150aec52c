"""转办 and 指派: a task changes hands; nothing else does."""

from uuid import uuid4

import pytest

from engine.commands import AssignTask, SaveDraft, TransferTask
from engine.queries import TaskVerbs, VerbForm
from engine.sdk.errors import Conflict, InvalidInput, InvalidState, NotFound, NotPermitted
from tests.verbs.office import Office, P, T

KEPT_APART = f'{T} tb:separateFrom="a"'


def transfer(office: Office, task, to: str, by: str = "zhang", reason: str = "出差") -> None:
    office.run(TransferTask(task_id=task, person_id=office.people[to].user_id, reason=reason), by)


def assign(office: Office, task, to: str, by: str = "supervisor") -> None:
    office.run(AssignTask(task_id=task, person_id=office.people[to].user_id, reason="均衡工作量"), by)


def test_a_transferred_task_goes_on_with_its_draft_and_the_colleague_is_told(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    task = office.claim(case, "a")
    office.run(SaveDraft(case_id=case, task_id=task, data={"opinion": "写了一半"}, version=0))
    transfer(office, task, "li")
    assert office.holder(task) == "li"
    assert office.rows("SELECT data->>'opinion' FROM draft WHERE case_id = %s AND step = %s", case, str(task)) == [("写了一半",)]
    assert [each["person"] for each in office.told("task.given")] == [str(office.people["li"].user_id)]
    with pytest.raises(Conflict) as refused:
        office.do(case, "a", "zhang")
    assert refused.value.facts["assignee"] == "李四"
    office.do(case, "a", "li")
    assert office.open(case) == ["b"]
    assert "task_transferred" in office.events(case)
    office.check(case)


def test_one_of_two_parallel_tasks_changes_hands_and_the_other_stays(office: Office):
    office.draw("s > q > a > j > c > e", "q > b > j", q=P, j=P)
    case = office.case()
    first, second = office.claim(case, "a"), office.claim(case, "b", "wang")
    transfer(office, first, "li")
    assert (office.holder(first), office.holder(second)) == ("li", "wang")
    office.do(case, "a", "li")
    office.do(case, "b", "wang")
    assert office.open(case) == ["c"]
    office.check(case)


def test_only_a_colleague_of_the_post_who_is_not_kept_apart_can_be_given_a_task(office: Office):
    office.draw("s > a > b > e", b=KEPT_APART)
    case = office.case()
    office.do(case, "a", "li")
    task = office.claim(case, "b")
    for person, code in (("li", "separation_of_duties"), ("stranger", "post_missing"), ("zhang", "oneself"), ("filer", "person_gone")):
        with pytest.raises(InvalidInput) as refused:
            transfer(office, task, person)
        assert refused.value.errors[0].code == code
    with pytest.raises(InvalidInput):
        assign(office, task, "li")
    choices = office.engine.ask(VerbForm(task_id=task, verb="transfer"), by=office.people["zhang"]).people
    assert [choice.name for choice in choices] == ["王五"]
    assert office.holder(task) == "zhang"


def test_a_task_is_transferred_by_its_holder_with_a_reason_and_while_it_is_open(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    with pytest.raises(NotPermitted) as unclaimed:
        transfer(office, office.task(case, "a"), "li")
    assert unclaimed.value.code == "claim_first"
    task = office.claim(case, "a")
    with pytest.raises(InvalidInput):
        transfer(office, task, "li", reason="  ")
    with pytest.raises(Conflict):
        transfer(office, task, "wang", by="li")
    with pytest.raises(NotPermitted):
        transfer(office, task, "wang", by="stranger")
    with pytest.raises(NotFound):
        office.run(TransferTask(task_id=uuid4(), person_id=uuid4(), reason="出差"))
    office.do(case, "a")
    with pytest.raises(InvalidState):
        transfer(office, task, "li")


def test_a_supervisor_gives_an_open_task_to_somebody_whoever_holds_it(office: Office):
    office.draw("s > a > e")
    case = office.case()
    task = office.task(case, "a")
    assign(office, task, "li")
    assign(office, task, "wang")
    assert office.holder(task) == "wang"
    assert [each["person"] for each in office.told("task.taken")] == [str(office.people["li"].user_id)]
    with pytest.raises(InvalidState) as refused:
        assign(office, task, "wang")
    assert refused.value.code == "task_held_already"
    with pytest.raises(NotPermitted):
        assign(office, task, "li", by="zhang")
    assert office.events(case).count("task_assigned") == 2
    office.check(case)


def test_what_the_diagram_does_not_allow_is_refused_and_not_offered(office: Office):
    office.draw("s > a > e", a=f'{T} tb:verbs="assign"')
    case = office.case()
    task = office.claim(case, "a")
    with pytest.raises(InvalidState) as refused:
        transfer(office, task, "li")
    assert refused.value.code == "verb_not_allowed"
    assert "transfer" not in office.may(task, "zhang")
    assert "assign" in office.may(task, "supervisor")


def test_every_verb_that_is_closed_says_why(office: Office):
    office.draw("s > a > e")
    case = office.case()
    task = office.claim(case, "a")
    views = {view.key: view for view in office.engine.ask(TaskVerbs(task_id=task), by=office.people["li"])}
    assert views["transfer"].why is not None
    assert "张三" in views["transfer"].why.zh
    assert {"transfer", "complete", "release"} <= office.may(task, "zhang")
