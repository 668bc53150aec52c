"""业务错误: a service ends with an error code, and the case goes the way that the diagram draws for it."""

from pathlib import Path
from uuid import UUID

import pytest

from benchmarks import program
from benchmarks.installation import REGION
from engine.commands import OpenCase, SubmitCase
from engine.sdk.errors import Incident
from tests.engine.house import House, a_house

OFFICER = 'tb:en="Work" tb:role="clerk" tb:form="sign" tb:outcomes="done" tb:stage="work"'
SERVICES = b'''"""Services of the test."""

from engine.sdk import Effects, service


@service("bench.look_up")
def look_up(facts, parameters):
    """\xe6\x9f\xa5\xe8\xaf\xa2: ask."""
    code = facts["request"]["f2"]
    return Effects(facts={"said": code}, error="" if code == "fine" else code)
'''
DIAGRAM = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" targetNamespace="bench">
<error id="e1" name="查无此人" errorCode="unknown"/><error id="e2" name="已停用" errorCode="closed"/>
<process id="bench" name="业务错误" isExecutable="true"><startEvent id="begin" name="开始"/>
<subProcess id="part" name="查询环节"><startEvent id="inner" name="开始"/><endEvent id="out" name="完"/>
<serviceTask id="ask" name="查询" tb:service="bench.look_up"/>
<boundaryEvent id="unknown" name="查无此人" attachedToRef="ask"><errorEventDefinition errorRef="e1"/></boundaryEvent>
<userTask id="search" name="人工查找" {OFFICER}/>
<sequenceFlow id="s1" sourceRef="inner" targetRef="ask"/><sequenceFlow id="s2" sourceRef="ask" targetRef="out"/>
<sequenceFlow id="s3" sourceRef="unknown" targetRef="search"/><sequenceFlow id="s4" sourceRef="search" targetRef="out"/></subProcess>
<boundaryEvent id="closed" name="已停用" attachedToRef="part"><errorEventDefinition errorRef="e2"/></boundaryEvent>
<userTask id="explain" name="说明" {OFFICER}/><userTask id="next" name="办理" {OFFICER}/><endEvent id="end" name="结束" tb:stage="closed"/>
<sequenceFlow id="a" sourceRef="begin" targetRef="part"/><sequenceFlow id="b" sourceRef="part" targetRef="next"/>
<sequenceFlow id="c" sourceRef="closed" targetRef="explain"/><sequenceFlow id="d" sourceRef="explain" targetRef="end"/>
<sequenceFlow id="e" sourceRef="next" targetRef="end"/></process></definitions>"""


def filed(house: House, code: str) -> UUID:
    case = house.engine.execute(OpenCase(program="bench", process="bench"), by=house.enterprise).case_id
    house.engine.execute(SubmitCase(case_id=case, data={**program.VALUES, "district": REGION, "f2": code}), by=house.enterprise)
    return case


def test_the_error_code_of_a_service_takes_the_way_drawn_for_it_and_one_nobody_catches_is_an_incident(database_url: str, tmp_path: Path):
    house = a_house(database_url, tmp_path, {**program.files(), "bench/bench.bpmn": DIAGRAM.encode(), "bench/services.py": SERVICES})
    went = {code: filed(house, code) for code in ("fine", "unknown", "closed")}
    assert {code: [element for _, element in house.open_tasks(case)] for code, case in went.items()} == {
        "fine": ["next"],
        "unknown": ["search"],
        "closed": ["explain"],
    }
    assert house.rows("SELECT facts_small #>> '{ask,said}' FROM \"case\" WHERE id = %s", went["closed"]) == [("closed",)], "why is known"
    with pytest.raises(Incident, match="other"):
        filed(house, "other")
    assert house.rows("SELECT count(*) FROM incident WHERE state = 'open'") == [(1,)]
    house.engine.close()
