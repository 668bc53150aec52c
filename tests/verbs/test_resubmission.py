"""补正前后: what a resubmission changed is marked, whatever its mask shows: entries, files, rows of rosters."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from engine.commands import AddAttachment, ImportRoster, OpenCase, RemoveAttachment, SaveRosterRow, SubmitCase
from engine.queries import RosterAll, TaskDetail
from engine.queries.views import SubmissionView
from tests.verbs.office import KEY, REGION, Office
from tests.verbs.test_telling_once import ask, draw, fix

ACCOUNT, PHONE, NUMBER = "6222020000001234567", "13800138000", "11010519491231002X"


def text(key: str, sensitive: str = "") -> dict[str, object]:
    properties = {"label_en": key} | ({"sensitive": sensitive} if sensitive else {})
    return {"type": "textfield", "id": f"r_{key}", "key": key, "label": key, "properties": properties}


def component(kind: str, name: str, **more: object) -> dict[str, object]:
    return {"type": kind, "id": f"r_{name}", "label": name, "properties": {"label_en": name}, **more}


def filed(office: Office) -> UUID:
    """A case with sealed entries, a list, a material and a roster of two."""
    column = {"key": "name", "label": "姓名", "label_en": "Name", "type": "text"}
    items = [{"key": "permit", "label": "许可证", "label_en": "Permit"}, {"key": "plan", "label": "方案", "label_en": "Plan"}]
    parts = [
        *(text("district"), text("purpose"), text("account", "account"), text("phone", "phone"), text("number", "id")),
        component("dynamiclist", "posts", path="posts", components=[text("title")]),
        component("material", "materials", key="materials", items=items),
        component("roster", "people", key="people", columns=[column]),
    ]
    draw(office, request=orjson.dumps({"type": "default", "id": "request", "schemaVersion": 19, "components": parts}))
    case = office.engine.execute(OpenCase(program=KEY, process="p"), by=office.people["filer"]).case_id
    row = {"case_id": case, "field": "people", "row_id": None}
    for name in ("张三", "李四"):
        office.run(SaveRosterRow(**row, values={"name": name}), "filer")
    add(office, case, "permit", "旧证.pdf")
    office.run(SubmitCase(case_id=case, data=ENTERED), "filer")
    later(office)
    return case


ENTERED: dict[str, Any] = {
    "district": REGION,
    "purpose": "培训",
    "account": ACCOUNT,
    "phone": PHONE,
    "number": NUMBER,
    "posts": [{"title": "焊工"}, {"title": "电工"}],
}


def add(office: Office, case: UUID, item: str, name: str, task: UUID | None = None) -> UUID:
    stored = office.engine.runtime.ports.files.put_bytes(f"%PDF-1.7 {name}".encode(), "application/pdf")
    command = AddAttachment(case_id=case, field="materials", item=item, name=name, stored=stored, task_id=task)
    added: UUID = office.run(command, "filer").attachment_id
    return added


def later(office: Office) -> None:
    office.clock.move_to(office.clock.now() + timedelta(minutes=1))


def seen(office: Office, case: UUID) -> SubmissionView:
    found = office.engine.ask(TaskDetail(task_id=office.task(case, "a")), by=office.people["zhang"]).case.submission
    assert found is not None
    return found


def test_a_value_that_changes_under_its_mask_is_marked_and_stays_masked(office: Office):
    case = filed(office)
    changed = {"account": "6222020009991234567", "phone": "13899998000", "number": "11010519900307002X"}
    ask(office, case, *changed, "posts")
    fix(office, case, **changed, posts=[{"title": "焊工"}, {"title": "钳工"}])
    found = seen(office, case)
    assert set(found.changed) == {*changed, "posts.1.title"}
    assert found.changed["posts.1.title"] == "电工"
    for key, value in changed.items():
        assert found.values[key] == found.changed[key], "the mask shows the same of both"
        assert value not in str(found.changed)
        assert ENTERED[key] not in str(found.changed)


def test_what_was_sealed_anew_and_is_the_same_is_not_marked(office: Office):
    case = filed(office)
    ask(office, case, "account", "purpose")
    fix(office, case, account=ACCOUNT, purpose="岗位培训")
    assert dict(seen(office, case).changed) == {"purpose": "培训"}
    assert seen(office, case).number_changed == 1


def test_changed_files_and_rows_of_rosters_are_marked(office: Office):
    case = filed(office)
    assert (seen(office, case).files, seen(office, case).rows) == ({}, {})
    ask(office, case, "materials", "people")
    task = office.task(case, "fix")
    old = office.rows("SELECT id FROM attachment WHERE case_id = %s", case)[0][0]
    office.run(RemoveAttachment(case_id=case, attachment_id=old, task_id=task), "filer")
    add(office, case, "permit", "新证.pdf", task)
    add(office, case, "plan", "方案.pdf", task)
    second = office.engine.ask(RosterAll(case_id=case, field="people"), by=office.people["filer"])[1]
    row = SaveRosterRow(case_id=case, field="people", row_id=second.row_id, values={"name": "李小四"}, task_id=task)
    office.run(row, "filer")
    later(office)
    fix(office, case)
    found = seen(office, case)
    assert found.files == {"materials.permit": ("旧证.pdf",), "materials.plan": ()}
    assert found.rows == {"people": (2,)}
    assert (dict(found.changed), found.number_changed) == ({}, 3)
    ask(office, case, "people")
    rows = ({"row": 5, "values": {"name": "王五"}},)
    office.run(ImportRoster(case_id=case, field="people", rows=rows, task_id=office.task(case, "fix"), replace=True), "filer")
    later(office)
    fix(office, case)
    assert (seen(office, case).files, seen(office, case).rows) == ({}, {"people": ()}), "since the submission before, no longer"
