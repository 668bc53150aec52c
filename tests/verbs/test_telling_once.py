"""一次性告知: what could be seen the first time is asked for again only with the head's leave."""

from datetime import timedelta

import orjson
import pytest

from engine.commands import AnswerRequest, CompleteTask, OpenCase, RequestSecondNotice, SaveRosterRow, SubmitCase
from engine.queries import RosterAll
from engine.sdk.errors import InvalidInput, InvalidState, NotPermitted
from tests.verbs.office import KEY, REGION, Office, X

ASKS = 'userTask tb:role="clerk" tb:outcomes="done again" tb:form="asks"'
FIX = 'userTask tb:actor="applicant"'


def draw(office: Office, **forms: bytes) -> None:
    rows = {"type": "dynamiclist", "id": "c", "path": "corrections", "components": []}
    rows["components"] = [
        {"type": "textfield", "id": f"c_{key}", "key": key, "label": key} for key in ("path", "label", "problem", "requirement")
    ]
    opinion = {"type": "textfield", "id": "asks_opinion", "key": "opinion", "label": "opinion"}
    form = orjson.dumps({"type": "default", "id": "asks", "schemaVersion": 19, "components": [opinion, rows]})
    lines = ("s > m > a > x", "x >[*] n > b > y", 'x >[a.outcome = "again"] fix > m', "y >[*] e", 'y >[b.outcome = "again"] fix2 > n')
    office.draw(*lines, forms={"asks": form, **forms}, m=X, x=X, y=X, n=X, a=ASKS, fix=FIX, fix2=FIX, b=ASKS.replace("clerk", "sign_off"))


def ask(office: Office, case, *paths: str, who: str = "zhang", at: str = "a") -> None:
    items = [{"path": f"request.{path}", "label": path, "problem": "有误", "requirement": "更正"} for path in paths]
    data = {"opinion": "请补正", "corrections": items}
    office.run(CompleteTask(task_id=office.task(case, at), outcome="again", data=data), who)


def fix(office: Office, case, at: str = "fix", **values: object) -> None:
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


def test_whoever_names_a_group_asks_for_everything_in_it(office: Office):
    def field(key: str) -> dict[str, object]:
        return {"type": "textfield", "id": f"r_{key}", "key": key, "label": key, "properties": {"label_en": key}}

    group = {"type": "group", "id": "r_firm", "path": "firm", "label": "firm", "properties": {"label_en": "firm"}}
    group["components"] = [field("contact"), {**field("account"), "properties": {"label_en": "account", "sensitive": "account"}}]
    rows = {"type": "dynamiclist", "id": "r_posts", "path": "posts", "label": "posts", "properties": {"label_en": "posts"}}
    parts = [field("district"), field("purpose"), group, {**rows, "components": [field("title")]}]
    draw(office, request=orjson.dumps({"type": "default", "id": "request", "schemaVersion": 19, "components": parts}))
    firm, posts = {"contact": "张三", "account": "6222020000001234567"}, [{"title": "焊工"}, {"title": "电工"}]
    filer = office.people["filer"]
    case = office.engine.execute(OpenCase(program=KEY, process="p"), by=filer).case_id
    office.run(SubmitCase(case_id=case, data={"district": REGION, "purpose": "培训", "firm": firm, "posts": posts}), "filer")
    ask(office, case, "firm.contact", "posts.0")
    fix(office, case, firm={**firm, "contact": "李四"}, posts=posts)
    for path, inside in (("firm", "account"), ("posts", "posts.1.title"), ("posts.1", "posts.1.title")):
        with pytest.raises(InvalidInput) as refused:
            ask(office, case, path)
        assert [error.code for error in refused.value.errors] == ["told_once"]
        assert inside in refused.value.errors[0].zh, "what could be seen is named"
    ask(office, case, "firm.contact", "posts.0.title")
    office.check(case)


def test_whoever_has_named_a_group_may_ask_for_its_parts(office: Office):
    draw(office)
    case = office.case()
    ask(office, case, "purpose", "materials")
    fix(office, case, purpose="岗位培训")
    ask(office, case, "materials.permit")
    office.check(case)


def test_materials_and_rows_of_a_roster_are_judged_one_by_one(office: Office):
    def field(key: str) -> dict[str, object]:
        return {"type": "textfield", "id": f"r_{key}", "key": key, "label": key, "properties": {"label_en": key}}

    columns = [{"key": "name", "label": "姓名", "label_en": "Name", "type": "text"}]
    roster = {"type": "roster", "id": "r_people", "key": "people", "label": "花名册", "columns": columns}
    items = [{"key": key, "label": name, "label_en": key} for key, name in (("permit", "许可证"), ("plan", "方案"))]
    materials = {"type": "material", "id": "r_materials", "key": "materials", "label": "材料", "items": items}
    for each in (roster, materials):
        each["properties"] = {"label_en": str(each["key"])}
    parts = [field("district"), field("purpose"), roster, materials]
    draw(office, request=orjson.dumps({"type": "default", "id": "request", "schemaVersion": 19, "components": parts}))
    filer = office.people["filer"]
    case = office.engine.execute(OpenCase(program=KEY, process="p"), by=filer).case_id
    for name in ("张三", "李四"):
        office.run(SaveRosterRow(case_id=case, field="people", row_id=None, values={"name": name}), "filer")
    office.run(SubmitCase(case_id=case, data={"district": REGION, "purpose": "培训"}), "filer")
    ask(office, case, "people.1", "materials.plan")
    office.clock.move_to(office.clock.now() + timedelta(minutes=1))
    task = office.task(case, "fix")
    first = office.engine.ask(RosterAll(case_id=case, field="people"), by=filer)[0]
    changed = SaveRosterRow(case_id=case, field="people", row_id=first.row_id, values={"name": "张三丰"}, task_id=task)
    office.run(changed, "filer")
    fix(office, case)
    for path, inside in (
        ("people", "people.2"),
        ("people.2", "people.2"),
        ("materials", "许可证"),
        ("materials.permit", "materials.permit"),
    ):
        with pytest.raises(InvalidInput) as refused:
            ask(office, case, path)
        assert [error.code for error in refused.value.errors] == ["told_once"]
        assert inside in refused.value.errors[0].zh, "what could be seen is named"
    ask(office, case, "people.1", "materials.plan")
    office.check(case)
