"""A case that can never move is an open incident, and stays one however often somebody retries it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from benchmarks import program
from benchmarks.installation import REGION
from engine.commands import CompleteTask, OpenCase, RetryIncident, RetryIncidents, SubmitCase
from engine.sdk.actor import Actor
from tests.build import work_off
from tests.engine.house import House, a_house

SYSTEM = Actor.system()
OFFICER = 'tb:role="clerk" tb:form="sign" tb:outcomes="done" tb:stage="work"'
DIAGRAM = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" targetNamespace="bench">
<process id="bench" name="卡死" isExecutable="true">
<startEvent id="begin" name="开始"/><parallelGateway id="split" name="分"/><parallelGateway id="meet" name="合"/>
<userTask id="left" name="左" tb:en="Left" {OFFICER}/><userTask id="right" name="右" tb:en="Right" {OFFICER}/>
<exclusiveGateway id="which" name="去哪里？" default="away"/>
<endEvent id="end" name="结束" tb:stage="closed"/><endEvent id="gone" name="结束"/>
<sequenceFlow id="a" sourceRef="begin" targetRef="split"/><sequenceFlow id="b" sourceRef="split" targetRef="left"/>
<sequenceFlow id="c" sourceRef="split" targetRef="right"/><sequenceFlow id="d" sourceRef="left" targetRef="which"/>
<sequenceFlow id="e" sourceRef="which" targetRef="meet"><conditionExpression>=left.f1 = "together"</conditionExpression></sequenceFlow>
<sequenceFlow id="away" sourceRef="which" targetRef="gone"/><sequenceFlow id="f" sourceRef="right" targetRef="meet"/>
<sequenceFlow id="g" sourceRef="meet" targetRef="end"/>
</process></definitions>"""


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    found = a_house(database_url, tmp_path, {**program.files(), "bench/bench.bpmn": DIAGRAM.encode()})
    yield found
    found.engine.close()


def stuck_case(house: House) -> UUID:
    """A case whose two halves never meet: one has ended, the other waits for it."""
    case = house.engine.execute(OpenCase(program="bench", process="bench"), by=house.enterprise).case_id
    told = {**program.VALUES, "district": REGION}
    house.engine.execute(SubmitCase(case_id=case, data=told), by=house.enterprise)
    for task, _ in house.open_tasks(case):
        house.engine.execute(CompleteTask(task_id=task, outcome="done", data=program.VALUES), by=house.clerk)
    return case


def incidents(house: House, case: UUID) -> list[str]:
    return [
        row[0]
        for row in house.rows("SELECT state FROM incident WHERE case_id = %s AND job = 'stuck' ORDER BY created_at, state DESC", case)
    ]


def test_a_stuck_case_is_an_open_incident(house: House):
    assert incidents(house, stuck_case(house)) == ["open"]


def test_a_stuck_case_that_is_retried_and_cannot_move_is_an_open_incident_again(house: House):
    cases = [stuck_case(house) for _ in range(2)]
    assert house.engine.execute(RetryIncidents(), by=SYSTEM) == 2
    work_off(house.engine, house.url)
    assert [sorted(incidents(house, case)) for case in cases] == [["open", "resolved"]] * 2


def test_one_retried_alone_is_looked_at_as_well(house: House):
    case = stuck_case(house)
    ((incident,),) = house.rows("SELECT id FROM incident WHERE case_id = %s", case)
    house.engine.execute(RetryIncident(incident_id=incident), by=SYSTEM)
    work_off(house.engine, house.url)
    assert sorted(incidents(house, case)) == ["open", "resolved"]


def test_a_stuck_case_that_has_ended_in_the_meantime_is_no_incident_any_more(house: House):
    case = stuck_case(house)
    house.rows("UPDATE \"case\" SET status = 'withdrawn' WHERE id = %s", case)
    house.engine.execute(RetryIncidents(), by=SYSTEM)
    work_off(house.engine, house.url)
    assert incidents(house, case) == ["resolved"]
