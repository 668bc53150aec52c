"""回避: whoever has an interest in a case does nothing in it any more, and everybody is told why."""

import pytest

from engine.commands import AnswerDelegation, AssignTask, ClaimTask, CompleteTask, CopyTask, DelegateTask, Recuse, RemindTask
from engine.queries import VerbForm
from engine.sdk.errors import InvalidInput, InvalidState, NotPermitted
from tests.verbs.office import Office


def recuse(office: Office, task, who: str = "zhang", whom: str | None = None) -> int:
    person = office.people[whom].user_id if whom else None
    return office.run(Recuse(task_id=task, person_id=person, reason="与法定代表人系近亲属"), who)


def test_the_task_is_free_again_and_no_verb_is_theirs(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    task = office.claim(case, "a")
    assert recuse(office, task) == 1
    assert office.holder(task) is None
    for command in (
        ClaimTask(task_id=task),
        CompleteTask(task_id=task, outcome="done", data={"opinion": "一"}),
        RemindTask(task_id=task, reason="催"),
        CopyTask(task_id=task, people=[office.people["boss"].user_id], reason="知"),
    ):
        with pytest.raises(NotPermitted) as refused:
            office.run(command)
        assert (refused.value.code, refused.value.facts["reason"]) == ("recused", "与法定代表人系近亲属")
    office.run(ClaimTask(task_id=task), "li")
    choices = {each.name for each in office.engine.ask(VerbForm(task_id=task, verb="transfer"), by=office.people["li"]).people}
    assert choices == {"王五"}
    with pytest.raises(InvalidInput) as given:
        office.run(AssignTask(task_id=task, person_id=office.people["zhang"].user_id, reason="均衡"), "supervisor")
    assert given.value.errors[0].code == "recused"
    assert "近亲属" in given.value.errors[0].zh
    office.do(case, "a", "li")
    with pytest.raises(NotPermitted):
        office.claim(case, "b")
    with pytest.raises(InvalidState):
        recuse(office, office.task(case, "b"))
    office.check(case)


def test_supervisors_name_others_and_what_was_delegated_returns(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    task = office.claim(case, "a")
    office.run(DelegateTask(task_id=task, person_id=office.people["li"].user_id, reason="请核"))
    with pytest.raises(NotPermitted):
        recuse(office, task, "wang", "li")
    assert recuse(office, task, "supervisor", "li") == 1
    assert office.holder(task) == "zhang"
    with pytest.raises(NotPermitted, match="recused"):
        office.run(AnswerDelegation(task_id=task, reason="已核"), "li")
    with pytest.raises(InvalidInput):
        recuse(office, task, "supervisor", "li")
    office.run(DelegateTask(task_id=task, person_id=office.people["wang"].user_id, reason="请核"))
    assert recuse(office, task, "supervisor", "zhang") == 1
    assert office.holder(task) is None
    office.do(case, "a", "wang")
    assert office.events(case).count("person_recused") == 2
    office.check(case)
