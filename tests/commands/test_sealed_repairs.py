"""Facts that are kept sealed are mended in bulk like others: sealed again, and shown in clear to nobody who may not unmask them."""

import json
from uuid import UUID

import psycopg
import pytest

from engine.commands import AnswerRepair, AskRepair, OpenIncident, UnmaskField
from engine.queries import CaseDetail, PreviewRepair, RepairOf, Timeline
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, NotPermitted
from engine.store.postgres import plain_url
from engine.store.verification import chain_faults
from tests.commands.conftest import World
from tests.commands.test_repairs import administrator

PHONE, PATH = "13911112222", "filing.enterprise.mobile"
SYSTEM = Actor.system()


def everything_kept(url: str) -> str:
    """Every row of every table, as text."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        names = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return "\n".join(str(row) for name in names for (row,) in connection.execute(f'SELECT to_jsonb(t) FROM "{name}" t'))


def incident_of(world: World, case: UUID) -> UUID:
    told = OpenIncident(job="look_again", case_id=case, cause="联系手机有误", arguments={"case_id": str(case)})
    return world.engine.execute(told, by=SYSTEM)


def test_a_sealed_fact_of_incidents_is_mended_and_nobody_without_the_right_sees_it(world: World, database_url: str) -> None:
    case, _ = world.story("happy_path.toml", 1)
    one, two = administrator(world, "admin-one"), administrator(world, "admin-two")
    incidents = (incident_of(world, case),)
    body = {"path": PATH, "value": PHONE}
    (preview,) = world.engine.ask(PreviewRepair(kind="facts", body=body, incident_ids=incidents), by=one)
    assert preview.refused is None
    assert preview.changed[1].endswith("2222")
    assert "*" in preview.changed[0]
    assert "*" in preview.changed[1]
    asked = world.engine.execute(AskRepair(kind="facts", body=body, reason="号码录错", incident_ids=incidents), by=one).repair_id
    detail = world.engine.ask(RepairOf(repair_id=asked), by=two)
    assert detail.repair.body["value"] == preview.changed[1], "who approves sees the mask"
    assert world.engine.execute(AnswerRepair(repair_id=asked, approve=True), by=two) == 1
    assert list(chain_faults(world.engine.runtime.database)) == [], "the journal goes on from what was repaired"
    told = [event.data for event in world.engine.ask(Timeline(case_id=case), by=SYSTEM)]
    assert PHONE not in json.dumps(told, default=str)
    assert PHONE not in everything_kept(database_url), "sealed wherever it is kept"
    assert PHONE not in repr(world.engine.ask(CaseDetail(case_id=case), by=two))
    with pytest.raises(NotPermitted):
        world.engine.execute(UnmaskField(case_id=case, path=PATH, reason="看一看"), by=two)
    assert world.engine.execute(UnmaskField(case_id=case, path=PATH, reason="电话核实"), by=world.officer("acceptance")) == PHONE


def test_the_form_judges_a_sealed_value_before_anybody_is_asked(world: World) -> None:
    case, _ = world.story("happy_path.toml", 1)
    one = administrator(world, "admin-one")
    body = {"path": PATH, "value": "1391111"}
    (preview,) = world.engine.ask(PreviewRepair(kind="facts", body=body, case_ids=(case,)), by=one)
    assert preview.refused is not None
    with pytest.raises(InvalidInput) as refused:
        world.engine.execute(AskRepair(kind="facts", body=body, reason="号码录错", case_ids=(case,)), by=one)
    assert refused.value.errors[0].path == "value"
