"""Conditions over facts: asked again whenever the case moves, whenever somebody else changes the facts, and every day; never for ever."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from benchmarks import program
from benchmarks.installation import REGION
from engine.commands import OpenCase, RetryIncidents, SubmitCase
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.store.runtime import ZONE
from tests.build import work_off
from tests.engine.house import House, a_house

SYSTEM = Actor.system()
OFFICER = 'tb:en="Work" tb:role="clerk" tb:form="sign" tb:outcomes="done" tb:stage="work"'
WAITS = {
    "own": '<conditionalEventDefinition><condition>=request.f2 = "other"</condition></conditionalEventDefinition>',
    "late": '<conditionalEventDefinition><condition>=work.f1 = "other"</condition></conditionalEventDefinition>',
    "day": '<conditionalEventDefinition><condition>=today &gt;= date("2026-09-04")</condition></conditionalEventDefinition>',
    "money": "<conditionalEventDefinition><condition>=money.net &gt; 0</condition></conditionalEventDefinition>",
    "null": '<messageEventDefinition messageRef="m"/>',
}


def drawn() -> bytes:
    catches, flows = "", ""
    for name, definition in WAITS.items():
        key = ' tb:correlation="=work.f1"' if name == "null" else ""
        catches += f'<intermediateCatchEvent id="{name}" name="等待{name}"{key}>{definition}</intermediateCatchEvent>'
        flows += (
            f'<sequenceFlow id="to_{name}" sourceRef="which" targetRef="{name}"><conditionExpression>=request.f2 = "{name}"'
            f'</conditionExpression></sequenceFlow><sequenceFlow id="from_{name}" sourceRef="{name}" targetRef="end"/>'
        )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" targetNamespace="bench">
<message id="m" name="answer"/><process id="bench" name="条件" isExecutable="true"><startEvent id="begin" name="开始"/>
<exclusiveGateway id="which" name="等什么？" default="otherwise"/><userTask id="work" name="办理" {OFFICER}/>{catches}
<endEvent id="end" name="结束" tb:stage="closed"/><sequenceFlow id="begins" sourceRef="begin" targetRef="which"/>
<sequenceFlow id="otherwise" sourceRef="which" targetRef="work"/><sequenceFlow id="ends" sourceRef="work" targetRef="end"/>{flows}
</process></definitions>""".encode()


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    found = a_house(database_url, tmp_path, {**program.files(), "bench/bench.bpmn": drawn()})
    yield found
    found.engine.close()


def waiting(house: House, what: str) -> UUID:
    case = house.engine.execute(OpenCase(program="bench", process="bench"), by=house.enterprise).case_id
    house.engine.execute(SubmitCase(case_id=case, data={**program.VALUES, "district": REGION, "f2": what}), by=house.enterprise)
    return case


def stuck(house: House, case: UUID) -> list[tuple[str, str]]:
    return house.rows("SELECT cause, state FROM incident WHERE case_id = %s AND job = 'stuck' ORDER BY created_at, state", case)


def status(house: House, case: UUID) -> str:
    return house.rows('SELECT status FROM "case" WHERE id = %s', case)[0][0]


@pytest.mark.parametrize("what", ["own", "late", "null"])
def test_a_case_that_waits_only_for_what_nobody_changes_is_an_incident(house: House, what: str):
    case = waiting(house, what)
    assert stuck(house, case) == [(f"nobody changes what is waited for at {what}", "open")]
    house.engine.execute(RetryIncidents(), by=SYSTEM)
    work_off(house.engine, house.url)
    assert sorted(state for _, state in stuck(house, case)) == ["open", "resolved"]


@pytest.mark.parametrize("what", ["day", "money"])
def test_what_others_or_the_day_can_change_is_waited_for(house: House, what: str):
    assert stuck(house, waiting(house, what)) == []


def test_a_condition_over_the_day_comes_to_hold_on_its_day_though_nobody_does_anything(house: House):
    case = waiting(house, "day")
    clock = house.engine.runtime.ports.clock
    assert isinstance(clock, TravelClock)
    clock.move_to(datetime(2026, 9, 3, 12, tzinfo=ZONE))
    work_off(house.engine, house.url)
    assert status(house, case) == "open"
    clock.move_to(datetime(2026, 9, 4, 0, 0, 5, tzinfo=ZONE))
    work_off(house.engine, house.url)
    assert status(house, case) == "closed"
