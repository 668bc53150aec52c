"""Cases are found by what their summary says and, by those who may see identity numbers, by the people on their rosters."""

from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import select

from engine.commands import ClaimTask, ImportDirectory, IndexNames, LookForPerson, MarkMaterial, MarkMissing
from engine.model import RosterRow
from engine.queries import AuditLog, TaskDetail, TaskQueue
from engine.running.sealing import Sealer
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, NotPermitted
from engine.store.postgres import plain_url
from engine.store.unit_of_work import UnitOfWork
from tests.commands.conftest import World


def found(world: World, by: Actor, text: str) -> int:
    return world.engine.ask(TaskQueue(tab="office", text=text), by=by).total


def supervising(region: str = "440100", role: str = "supervisor") -> Actor:
    return Actor(uuid4(), "督导", "officer", None, "", frozenset({(role, region)}))


def person_on_the_roster(world: World) -> tuple[str, str]:
    with UnitOfWork(world.engine.runtime, read_only=True) as uow:
        values = Sealer(uow.keyring).reveal(uow.session.scalars(select(RosterRow.values).limit(1)).one())
        return str(values["id_no"]), str(values["name"])


def test_a_word_of_the_summary_leads_to_the_case(world: World) -> None:
    world.story("filed_small.toml", 1)
    row = world.engine.ask(TaskQueue(tab="office"), by=supervising()).rows[0]
    label, value = (each.zh for each in row.case.summary[0])
    assert found(world, supervising(), value) == 1
    assert found(world, supervising(), f"{label} {value}") == 1
    assert found(world, supervising(), f"{value}别的") == 0


def test_an_enterprise_is_found_by_its_new_name_as_soon_as_it_has_one(world: World) -> None:
    world.story("filed_small.toml", 1)
    by = supervising()
    case = world.engine.ask(TaskQueue(tab="office"), by=by).rows[0].case
    summary = case.summary[0][1].zh
    row = {"kind": "enterprise", "name": "广州更名以后有限公司", "uscc": case.uscc, "region": case.region, "phone": "", "address": ""}
    world.engine.execute(ImportDirectory(kind="organisations", rows=({"row": 2, "values": row},)), by=Actor.system())
    assert found(world, by, "更名以后") == found(world, by, case.uscc) == found(world, by, summary) == 1
    assert found(world, by, case.organisation) == 0


def sought(world: World, by: Actor, text: str) -> int:
    token = world.engine.execute(LookForPerson(text=text), by=by).person
    return world.engine.ask(TaskQueue(tab="office", person=token), by=by).total


def test_a_person_is_found_by_the_whole_number_or_the_full_name_by_those_who_may_and_by_nobody_else(world: World) -> None:
    world.story("filed_small.toml", 1)
    number, name = person_on_the_roster(world)
    worker = supervising(role="acceptance")
    assert sought(world, worker, number) == sought(world, worker, number.lower()) == sought(world, worker, f" {name[0]} {name[1:]} ") == 1
    assert sought(world, worker, "欧阳无名") == 0
    assert sought(world, supervising("440300", "acceptance"), name) == 0, "of other areas nothing is told"
    for part in (number[:-4], name[0], f"{name}%", "12345678"):
        with pytest.raises(InvalidInput) as unclear:
            world.engine.execute(LookForPerson(text=part), by=worker)
        assert unclear.value.errors[0].code == "person_unclear"
    with pytest.raises(NotPermitted) as refused:
        world.engine.execute(LookForPerson(text=name), by=supervising(role="archivist"))
    assert refused.value.code == "person_search_right", "who does no step of any case has no reason"
    assert found(world, worker, number) == found(world, worker, name) == 0, "the search box looks for cases, not for people"


def test_who_looks_for_a_person_is_shown_only_what_their_post_works_on(world: World) -> None:
    world.story("filed_small.toml", 1)
    _, name = person_on_the_roster(world)
    case = world.engine.ask(TaskQueue(tab="office"), by=supervising()).rows[0].case
    assert case.process == "filing"
    assert sought(world, supervising(), name) == 0, "supervising does a step of assessments, none of a filing"


def test_a_search_for_a_person_leaves_a_line_and_opens_for_nobody_else(world: World) -> None:
    world.story("filed_small.toml", 1)
    number, name = person_on_the_roster(world)
    worker, other = supervising(role="acceptance"), supervising(role="acceptance")
    token = world.engine.execute(LookForPerson(text=name), by=worker).person
    with pytest.raises(InvalidInput) as foreign:
        world.engine.ask(TaskQueue(tab="office", person=token), by=other)
    assert foreign.value.errors[0].code == "person_token"
    with pytest.raises(InvalidInput):
        world.engine.ask(TaskQueue(tab="office", person=token[:-2] + "00"), by=worker)
    (line,) = world.engine.ask(AuditLog(kind="person_looked_for"), by=Actor.system()).rows
    assert worker.name in str(line)
    assert name not in str(line)
    assert number not in str(line)


def test_rows_that_were_there_before_names_had_an_index_are_given_theirs(world: World, database_url: str) -> None:
    world.story("filed_small.toml", 1)
    _, name = person_on_the_roster(world)
    with psycopg.connect(plain_url(database_url), autocommit=True) as outside:
        outside.execute("UPDATE roster_row SET named = NULL")
        worker = supervising(role="acceptance")
        assert sought(world, worker, name) == 0
        while world.engine.execute(IndexNames(), by=Actor.system()):
            pass
        assert sought(world, worker, name) == 1
        assert outside.execute("SELECT count(*) FROM roster_row WHERE named IS NULL").fetchone() == (0,)


def test_a_material_marked_wrong_or_missing_stands_on_the_list_of_corrections(world: World) -> None:
    world.story("filed_small.toml", 1)
    officer = world.officer("acceptance")
    row = next(row for row in world.engine.ask(TaskQueue(tab="pool"), by=officer).rows if row.task and row.task.element == "acceptance")
    task = row.task
    assert task is not None
    world.engine.execute(ClaimTask(task_id=task.task_id), by=officer)
    first, second, *_ = world.engine.ask(TaskDetail(task_id=task.task_id), by=officer).case.materials
    for file, mark, note in ((first, "fail", "缺少第六部分"), (second, "missing", "")):
        world.engine.execute(MarkMaterial(task_id=task.task_id, attachment_id=file.attachment_id, mark=mark, note=note), by=officer)
    listed = world.engine.ask(TaskDetail(task_id=task.task_id), by=officer).step.values["corrections"]
    assert [entry["path"] for entry in listed] == [f"{file.field}.{file.item}" for file in (first, second)]
    assert listed[0]["problem"] == "缺少第六部分"
    assert second.label in listed[1]["problem"]
    assert all(entry["requirement"] for entry in listed)
    world.engine.execute(MarkMaterial(task_id=task.task_id, attachment_id=first.attachment_id, mark="pass"), by=officer)
    listed = world.engine.ask(TaskDetail(task_id=task.task_id), by=officer).step.values["corrections"]
    assert [entry["path"] for entry in listed] == [f"{second.field}.{second.item}"]


def test_an_item_without_a_file_can_be_missed_and_stands_on_the_list_of_corrections(world: World) -> None:
    world.story("filed_small.toml", 1)
    officer = world.officer("acceptance")
    row = next(row for row in world.engine.ask(TaskQueue(tab="pool"), by=officer).rows if row.task and row.task.element == "acceptance")
    assert row.task is not None
    task = row.task.task_id
    world.engine.execute(ClaimTask(task_id=task), by=officer)
    detail = world.engine.ask(TaskDetail(task_id=task), by=officer)
    empty = detail.case.empty_items[0]
    assert not empty.missing
    here = {(file.field, file.item) for file in detail.case.materials}
    assert (empty.field, empty.item) not in here
    missed = MarkMissing(task_id=task, field=empty.field, item=empty.item, note="属于集体企业，须提供")
    world.engine.execute(missed, by=officer)
    detail = world.engine.ask(TaskDetail(task_id=task), by=officer)
    assert [(each.item, each.note) for each in detail.case.empty_items if each.missing] == [(empty.item, "属于集体企业，须提供")]
    (listed,) = detail.step.values["corrections"]
    assert listed["path"] == f"{empty.field}.{empty.item}"
    assert listed["label"] == empty.label.zh
    assert listed["problem"] == "属于集体企业，须提供"
    for item, why in (("nothing", "no such item"), (detail.case.materials[0].item, "mark the file")):
        with pytest.raises(InvalidInput, match=why):
            world.engine.execute(MarkMissing(task_id=task, field=empty.field, item=item), by=officer)
    world.engine.execute(MarkMissing(task_id=task, field=empty.field, item=empty.item, missing=False), by=officer)
    assert not world.engine.ask(TaskDetail(task_id=task), by=officer).step.values["corrections"]
