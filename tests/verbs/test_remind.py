"""催办: the holder and the supervisors are told, once a day."""

from datetime import date

import pytest

from engine.commands import RemindTask
from engine.sdk.errors import InvalidInput, InvalidState, NotPermitted
from tests.verbs.office import Office


def remind(office: Office, task, who: str = "li") -> None:
    office.run(RemindTask(task_id=task, reason="即将到期"), who)


def test_the_holder_and_the_supervisors_are_told_once_a_day(office: Office):
    office.draw("s > a > e")
    case = office.case()
    task = office.claim(case, "a")
    remind(office, task)
    told = office.told("task.reminded")
    assert {(each["person"], each["role"]) for each in told} == {
        (str(office.people["zhang"].user_id), "clerk"),
        (None, "supervisor"),
    }
    with pytest.raises(InvalidState) as refused:
        remind(office, task, "wang")
    assert (refused.value.code, refused.value.facts["by"]) == ("reminded_already", "李四")
    assert "remind" not in office.may(task, "wang")
    office.go_to(date(2026, 9, 3))
    remind(office, task, "wang")
    assert office.events(case).count("task_reminded") == 2
    assert office.holder(task) == "zhang"
    office.check(case)


def test_nobody_reminds_themselves_or_of_what_is_done_or_without_a_reason(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    task = office.claim(case, "a")
    with pytest.raises(InvalidState):
        remind(office, task, "zhang")
    with pytest.raises(InvalidInput):
        office.run(RemindTask(task_id=task, reason=" "), "li")
    office.do(case, "a")
    with pytest.raises(InvalidState):
        remind(office, task)
    with pytest.raises(NotPermitted):
        remind(office, office.task(case, "b"), "filer")
