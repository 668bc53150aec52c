"""抄送: readers leave a receipt; nothing of the case changes."""

from uuid import UUID

import pytest

from engine.commands import CopyTask, ReadCopy, Recuse
from engine.queries import TaskQueue, VerbForm
from engine.sdk.errors import InvalidInput, NotFound, NotPermitted
from tests.verbs.office import Office, T


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


def test_whoever_is_recused_is_sent_no_copy_and_leaves_no_receipt(office: Office):
    office.draw("s > a > e")
    case = office.case()
    task = office.claim(case, "a")
    copy(office, task, "wang", "boss")
    office.run(ReadCopy(copy_id=_copies(office, case)["赵局"]), "boss")
    for who in ("wang", "boss"):
        office.run(Recuse(task_id=task, person_id=office.people[who].user_id, reason="近亲属"), "supervisor")
        assert office.engine.ask(TaskQueue(tab="copies", whose="unread"), by=office.people[who]).rows == (), "nobody is asked to read it"
        with pytest.raises(NotPermitted, match="recused"):
            office.run(ReadCopy(copy_id=_copies(office, case)[office.people[who].name]), who)
        with pytest.raises(InvalidInput) as refused:
            copy(office, task, who)
        assert refused.value.errors[0].code == "recused"
        assert "近亲属" in refused.value.errors[0].zh
    offered = {each.name for each in office.engine.ask(VerbForm(task_id=task, verb="copy"), by=office.people["zhang"]).people}
    assert offered == {"李四", "孙六", "钱督"}
    assert dict(office.rows('SELECT "to", state FROM act WHERE case_id = %s', case)) == {"王五": "void", "赵局": "done"}
    office.check(case)


def test_a_copy_decides_nothing_and_goes_to_whoever_did_a_step_kept_apart_too(office: Office):
    office.draw("s > a > b > e", b=f'{T} tb:separateFrom="a"')
    case = office.case()
    office.do(case, "a", "wang")
    task = office.claim(case, "b")
    assert copy(office, task, "wang") == 1
    office.run(ReadCopy(copy_id=_copies(office, case)["王五"]), "wang")


def _copies(office: Office, case: UUID) -> dict[str, UUID]:
    return dict(office.rows('SELECT "to", id FROM act WHERE case_id = %s', case))
