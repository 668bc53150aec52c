"""抄送: readers leave a receipt; nothing of the case changes."""

import pytest

from engine.commands import CopyTask, ReadCopy
from engine.sdk.errors import InvalidInput, NotFound, NotPermitted
from tests.verbs.office import Office


def copy(office: Office, task, *readers: str, who: str = "zhang", reason: str = "请知悉") -> int:
    return office.run(CopyTask(task_id=task, people=[office.people[reader].user_id for reader in readers], reason=reason), who)


def test_every_reader_leaves_a_receipt_once(office: Office):
    office.draw("s > a > b > e")
    case = office.case()
    task = office.claim(case, "a")
    assert copy(office, task, "boss", "stranger", "boss") == 2
    assert copy(office, task, "boss") == 0, "an unread copy is not sent again"
    copies = dict(office.rows('SELECT "to", id FROM act WHERE case_id = %s', case))
    assert {each["person"] for each in office.told("case.copied")} == {str(office.people[who].user_id) for who in ("boss", "stranger")}
    with pytest.raises(NotFound):
        office.run(ReadCopy(copy_id=copies["赵局"]), "stranger")
    for _ in range(2):
        office.run(ReadCopy(copy_id=copies["赵局"]), "boss")
    assert office.events(case).count("copy_read") == 1
    assert office.open(case) == ["a"]
    assert office.holder(task) == "zhang"
    office.do(case, "a")
    office.do(case, "b")
    office.run(ReadCopy(copy_id=copies["孙六"]), "stranger")
    assert office.rows("SELECT DISTINCT state FROM act WHERE case_id = %s", case) == [("done",)]
    office.check(case)


def test_nobody_is_copied_without_a_reason_or_outside_the_house(office: Office):
    office.draw("s > a > e")
    case = office.case()
    task = office.claim(case, "a")
    for readers, reason in (((), "请知悉"), (("boss",), ""), (("zhang",), "请知悉"), (("filer",), "请知悉")):
        with pytest.raises(InvalidInput):
            copy(office, task, *readers, reason=reason)
    with pytest.raises(NotPermitted):
        copy(office, task, "boss", who="filer")
