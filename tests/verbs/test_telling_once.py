"""一次性告知: what could be seen the first time is asked for again only with the head's leave."""

import orjson
import pytest

from engine.commands import AnswerRequest, CompleteTask, RequestSecondNotice
from engine.sdk.errors import InvalidInput, InvalidState, NotPermitted
from tests.verbs.office import Office, X

ASKS = 'userTask tb:role="clerk" tb:outcomes="done again" tb:form="asks"'
FIX = 'userTask tb:actor="applicant"'


def draw(office: Office) -> None:
    rows = {"type": "dynamiclist", "id": "c", "path": "corrections", "components": []}
    rows["components"] = [
        {"type": "textfield", "id": f"c_{key}", "key": key, "label": key} for key in ("path", "label", "problem", "requirement")
    ]
    opinion = {"type": "textfield", "id": "asks_opinion", "key": "opinion", "label": "opinion"}
    form = orjson.dumps({"type": "default", "id": "asks", "schemaVersion": 19, "components": [opinion, rows]})
    lines = ("s > m > a > x", "x >[*] n > b > y", 'x >[a.outcome = "again"] fix > m', "y >[*] e", 'y >[b.outcome = "again"] fix2 > n')
    office.draw(*lines, forms={"asks": form}, m=X, x=X, y=X, n=X, a=ASKS, fix=FIX, fix2=FIX, b=ASKS.replace("clerk", "sign_off"))


def ask(office: Office, case, *paths: str, who: str = "zhang", at: str = "a") -> None:
    items = [{"path": f"request.{path}", "label": path, "problem": "有误", "requirement": "更正"} for path in paths]
    data = {"opinion": "请补正", "corrections": items}
    office.run(CompleteTask(task_id=office.task(case, at), outcome="again", data=data), who)


def fix(office: Office, case, at: str = "fix", **values: str) -> None:
    office.run(CompleteTask(task_id=office.task(case, at), outcome="", data=values), "filer")


def test_only_what_was_told_or_has_changed_is_asked_for_again(office: Office):
    draw(office)
    case = office.case()
    ask(office, case, "purpose")
    fix(office, case, purpose="岗位培训")
    with pytest.raises(InvalidInput) as refused:
        ask(office, case, "purpose", "district")
    assert [error.code for error in refused.value.errors] == ["told_once"]
    assert "district" in refused.value.errors[0].zh
    ask(office, case, "purpose")
    fix(office, case, purpose="技能培训")
    office.check(case)


def test_the_head_gives_leave_for_one_task_with_a_reason(office: Office):
    draw(office)
    case = office.case()
    with pytest.raises(InvalidState) as early:
        office.run(RequestSecondNotice(task_id=office.claim(case, "a"), reason="材料前后不一致"))
    assert early.value.code == "not_told_yet"
    ask(office, case, "purpose")
    fix(office, case, purpose="岗位培训")
    task = office.claim(case, "a")
    request = office.run(RequestSecondNotice(task_id=task, reason="材料前后不一致"))
    with pytest.raises(InvalidState):
        office.run(RequestSecondNotice(task_id=task, reason="再请"))
    with pytest.raises(InvalidInput):
        ask(office, case, "district")
    office.run(AnswerRequest(task_id=task, request_id=request, granted=True, reason="同意"), "boss")
    ask(office, case, "district")
    assert "second_notice_granted" in office.events(case)
    fix(office, case, district="440106")
    ask(office, case, "district")  # it was told, and is still wrong
    office.check(case)


def test_a_refusal_leaves_the_first_notice_alone(office: Office):
    draw(office)
    case = office.case()
    ask(office, case, "purpose")
    fix(office, case, purpose="岗位培训")
    task = office.claim(case, "a")
    request = office.run(RequestSecondNotice(task_id=task, reason="材料前后不一致"))
    office.run(AnswerRequest(task_id=task, request_id=request, granted=False, reason="首次即应发现"), "boss")
    with pytest.raises(InvalidInput):
        ask(office, case, "district")
    office.do(case, "a")
    office.do(case, "b", "boss")
    office.check(case)


def test_the_office_tells_once_whatever_post_and_step_asks_later(office: Office):
    draw(office)
    case = office.case()
    ask(office, case, "purpose")
    fix(office, case, purpose="岗位培训")
    office.do(case, "a")
    with pytest.raises(InvalidInput) as refused:
        ask(office, case, "district", who="boss", at="b")
    assert [error.code for error in refused.value.errors] == ["told_once"]
    task = office.claim(case, "b", "boss")
    request = office.run(RequestSecondNotice(task_id=task, reason="材料前后不一致"), "boss")
    with pytest.raises(NotPermitted, match="request_own"):
        office.run(AnswerRequest(task_id=task, request_id=request, granted=True, reason="同意"), "boss")
    ask(office, case, "purpose", who="boss", at="b")  # asked for before, by another post, and changed since
    fix(office, case, "fix2", purpose="技能培训")
    office.do(case, "b", "boss")
    office.check(case)
