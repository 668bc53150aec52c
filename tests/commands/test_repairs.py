"""A case is put elsewhere, or a fact of it mended, by two administrators; what it would do is known before, and nothing happens by half."""

from uuid import UUID

import pytest

from engine.commands import AnswerRepair, AskRepair, OpenIncident
from engine.queries import CaseProgress, CaseRepair, Incidents, PreviewRepair, RepairOf, Repairs, Timeline
from engine.scenarios.cast import ActorNamed, EnsureOrganisation, EnsurePerson
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidInput, InvalidState, NotPermitted
from engine.store.verification import chain_faults
from tests.commands.conftest import World

PASSWORD = "lychee-river-42"


def administrator(world: World, username: str) -> Actor:
    office = world.engine.execute(EnsureOrganisation(kind="office", name="市信息中心", region="440100"), by=Actor.system())
    person = EnsurePerson(username=username, name=username, kind="administrator", organisation_id=office, password=PASSWORD)
    world.engine.execute(person, by=Actor.system())
    return world.engine.ask(ActorNamed(username=username), by=Actor.system())


def at(world: World, case: UUID, name: str) -> list[int]:
    form = world.engine.ask(CaseRepair(case_id=case), by=Actor.system())
    return [token.item for token in form.tokens if token.title.zh == name]


def steps(world: World, case: UUID) -> list[str]:
    return sorted(token.title.zh for token in world.engine.ask(CaseRepair(case_id=case), by=Actor.system()).tokens if token.kind == "user")


def test_a_jump_is_looked_at_asked_for_and_approved_by_another(world: World) -> None:
    case, enterprise = world.story("happy_path.toml", 5)
    one, two = administrator(world, "admin-one"), administrator(world, "admin-two")
    form = world.engine.ask(CaseRepair(case_id=case), by=one)
    task = next(token for token in form.tokens if token.kind == "user")
    target = next(place for place in form.places if place[0] == task.process and place[2] != task.title)
    body = {"items": [task.item], "target": target[1]}
    before = (steps(world, case), world.engine.ask(CaseProgress(case_id=case), by=enterprise).clocks)
    effect = world.engine.ask(PreviewRepair(kind="jump", body=body, case_ids=(case,)), by=one)[0]
    assert effect.refused is None, effect.refused
    assert task.title in effect.closed
    assert effect.opened
    assert (steps(world, case), world.engine.ask(CaseProgress(case_id=case), by=enterprise).clocks) == before, "looking changes nothing"

    with pytest.raises(InvalidInput):
        world.engine.execute(AskRepair(kind="jump", body=body, reason=" ", case_ids=(case,)), by=one)
    asked = world.engine.execute(AskRepair(kind="jump", body=body, reason="误操作", case_ids=(case,)), by=one).repair_id
    assert steps(world, case) == before[0], "asking moves nothing"
    with pytest.raises(NotPermitted):
        world.engine.execute(AnswerRepair(repair_id=asked, approve=True), by=one)
    with pytest.raises(NotPermitted):
        world.engine.execute(AnswerRepair(repair_id=asked, approve=True), by=world.officer("acceptance"))
    assert world.engine.ask(RepairOf(repair_id=asked), by=two).effects[0].opened == effect.opened
    assert world.engine.execute(AnswerRepair(repair_id=asked, approve=True), by=two) == 1
    assert {name.zh for name in effect.opened} <= set(steps(world, case))
    assert task.title.zh not in steps(world, case)
    kinds = [event.kind for event in world.engine.ask(Timeline(case_id=case), by=Actor.system())]
    assert {"repair_asked", "case_repaired"} <= set(kinds)
    assert list(chain_faults(world.engine.runtime.database)) == []
    with pytest.raises(Conflict):
        world.engine.execute(AnswerRepair(repair_id=asked, approve=True), by=two)


def test_a_place_the_diagram_cannot_be_entered_at_is_told_before_anybody_asks(world: World) -> None:
    case, _ = world.story("happy_path.toml", 5)
    token = world.engine.ask(CaseRepair(case_id=case), by=Actor.system()).tokens[0]
    effect = world.engine.ask(
        PreviewRepair(kind="jump", body={"items": [token.item], "target": "no_such_step"}, case_ids=(case,)), by=Actor.system()
    )[0]
    assert effect.refused is not None


def test_a_request_is_void_when_the_case_went_on(world: World) -> None:
    case, _ = world.story("happy_path.toml", 1)
    one, two = administrator(world, "admin-one"), administrator(world, "admin-two")
    form = world.engine.ask(CaseRepair(case_id=case), by=one)
    token = next(each for each in form.tokens if each.kind == "user")
    body = {"items": [token.item], "target": next(place[1] for place in form.places if place[0] == token.process)}
    first, second = (
        world.engine.execute(AskRepair(kind="jump", body=body, reason="误操作", case_ids=(case,)), by=one).repair_id for _ in range(2)
    )
    world.engine.execute(AnswerRepair(repair_id=first, approve=True), by=two)
    with pytest.raises((Conflict, InvalidState)):
        world.engine.execute(AnswerRepair(repair_id=second, approve=True), by=two)
    world.engine.execute(AnswerRepair(repair_id=second, approve=False, answer="已处理"), by=two)
    states = {each.repair_id: each.state for each in world.engine.ask(Repairs(), by=two)}
    assert (states[first], states[second]) == ("done", "refused")


def test_a_fact_of_several_incidents_is_mended_and_all_are_tried_again_or_none(world: World) -> None:
    case, _ = world.story("happy_path.toml", 1)
    one, two = administrator(world, "admin-one"), administrator(world, "admin-two")
    incident = world.engine.execute(
        OpenIncident(job="look_again", case_id=case, cause="数据有误", arguments={"case_id": str(case)}), by=Actor.system()
    )
    body = {"path": "filing.enterprise.name", "value": "更正后的名称"}
    preview = world.engine.ask(PreviewRepair(kind="facts", body=body, incident_ids=(incident,)), by=one)
    assert [each.changed[1] for each in preview] == ["更正后的名称"]
    unknown = world.engine.ask(PreviewRepair(kind="facts", body={"path": "nowhere.name", "value": "1"}, incident_ids=(incident,)), by=one)
    assert unknown[0].refused is not None
    asked = world.engine.execute(AskRepair(kind="facts", body=body, reason="录入错误", incident_ids=(incident,)), by=one).repair_id
    assert world.engine.execute(AnswerRepair(repair_id=asked, approve=True), by=two) == 1
    assert incident not in [row.incident_id for row in world.engine.ask(Incidents(), by=one).rows]
    again = world.engine.ask(PreviewRepair(kind="facts", body={**body, "value": "x"}, case_ids=(case,)), by=one)
    assert again[0].changed == ("更正后的名称", "x")
