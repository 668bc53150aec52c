"""Diagrams drawn for other engines are imported without losing a node; each node says whether it deploys."""

import pytest
from lxml import etree

from engine.bpmn import Survey, survey
from engine.bpmn.reading.names import is_bpmn, local
from engine.bpmn.reading.processes import NODES

BPMN = 'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"'
CAMUNDA = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions {BPMN} xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
 modeler:executionPlatform="Camunda Platform" exporter="Camunda Modeler" exporterVersion="5.0.0">
<bpmn:process id="loan" isExecutable="true" camunda:historyTimeToLive="30">
<bpmn:startEvent id="asked" camunda:formKey="embedded:app:x.html"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
<bpmn:sequenceFlow id="a" sourceRef="asked" targetRef="check"/>
<bpmn:userTask id="check" name="Check" camunda:assignee="demo" camunda:candidateGroups="clerks"/>
<bpmn:sequenceFlow id="b" sourceRef="check" targetRef="good"/>
<bpmn:exclusiveGateway id="good"/>
<bpmn:sequenceFlow id="c" sourceRef="good" targetRef="pay"><bpmn:conditionExpression>${{approved}}</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="d" sourceRef="good" targetRef="told"><bpmn:conditionExpression>${{not approved}}</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:serviceTask id="pay" camunda:class="org.acme.Pay"><bpmn:extensionElements><camunda:failedJobRetryTimeCycle>R3/PT1M</camunda:failedJobRetryTimeCycle>
</bpmn:extensionElements></bpmn:serviceTask>
<bpmn:scriptTask id="log" scriptFormat="groovy"><bpmn:script>println 1</bpmn:script></bpmn:scriptTask>
<bpmn:sequenceFlow id="e" sourceRef="pay" targetRef="log"/><bpmn:sequenceFlow id="f" sourceRef="log" targetRef="told"/>
<bpmn:endEvent id="told"/></bpmn:process></bpmn:definitions>"""
ZEEBE = f"""<bpmn:definitions {BPMN} xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
<bpmn:process id="order" isExecutable="true"><bpmn:startEvent id="s"/><bpmn:sequenceFlow id="a" sourceRef="s" targetRef="t"/>
<bpmn:serviceTask id="t"><bpmn:extensionElements><zeebe:taskDefinition type="pay"/></bpmn:extensionElements></bpmn:serviceTask>
<bpmn:sequenceFlow id="b" sourceRef="t" targetRef="u"/>
<bpmn:userTask id="u"><bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items"/>
</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>
<bpmn:sequenceFlow id="c" sourceRef="u" targetRef="e"/><bpmn:endEvent id="e"/></bpmn:process></bpmn:definitions>"""
FLOWABLE = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:flowable="http://flowable.org/bpmn"
 typeLanguage="http://www.w3.org/2001/XMLSchema" expressionLanguage="http://www.w3.org/1999/XPath" targetNamespace="http://flowable.org/test">
<process id="leave"><startEvent id="s" flowable:initiator="who"/><sequenceFlow id="a" sourceRef="s" targetRef="box"/>
<transaction id="box"><startEvent id="bs"/><sequenceFlow id="ba" sourceRef="bs" targetRef="bt"/><userTask id="bt" flowable:assignee="$x"/>
<sequenceFlow id="bb" sourceRef="bt" targetRef="be"/><endEvent id="be"><cancelEventDefinition/></endEvent></transaction>
<boundaryEvent id="no" attachedToRef="box"><cancelEventDefinition/></boundaryEvent><sequenceFlow id="n" sourceRef="no" targetRef="e"/>
<sequenceFlow id="b" sourceRef="box" targetRef="e"/><endEvent id="e"/></process></definitions>"""
SPIFF = f"""<bpmn:definitions {BPMN} xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">
<bpmn:process id="request" isExecutable="true"><bpmn:startEvent id="s"/><bpmn:sequenceFlow id="a" sourceRef="s" targetRef="m"/>
<bpmn:manualTask id="m"><bpmn:extensionElements><spiffworkflow:instructionsForEndUser>hi</spiffworkflow:instructionsForEndUser>
</bpmn:extensionElements></bpmn:manualTask><bpmn:sequenceFlow id="b" sourceRef="m" targetRef="n"/>
<bpmn:adHocSubProcess id="n"><bpmn:task id="n1"/></bpmn:adHocSubProcess><bpmn:sequenceFlow id="c" sourceRef="n" targetRef="e"/>
<bpmn:endEvent id="e"/><bpmn:dataObjectReference id="r" dataObjectRef="o"/><bpmn:dataObject id="o"/></bpmn:process></bpmn:definitions>"""

FAMILIES = {"camunda": CAMUNDA, "zeebe": ZEEBE, "flowable": FLOWABLE, "spiffworkflow": SPIFF}


def imported(family: str) -> Survey:
    return survey({f"{family}.bpmn": FAMILIES[family].encode()})


@pytest.mark.parametrize("family", FAMILIES)
def test_no_node_of_a_foreign_diagram_is_lost(family: str) -> None:
    root = etree.fromstring(FAMILIES[family].encode())
    drawn = {node.get("id") for node in root.iter() if is_bpmn(node) and local(node) in NODES}
    assert {entry.element.id for entry in imported(family).elements} == drawn


@pytest.mark.parametrize(
    ("family", "refused"),
    [
        ("camunda", {"asked": {"foreign"}, "check": {"foreign"}, "pay": {"foreign", "no-service"}, "log": {"script"}}),
        ("zeebe", {"t": {"foreign", "no-service"}, "u": {"foreign", "loop-count"}}),
        ("flowable", {"s": {"foreign"}, "box": {"no-transaction"}, "no": {"no-transaction"}}),
        ("spiffworkflow", {"m": {"foreign"}, "n": {"no-adhoc"}}),
    ],
)
def test_each_node_says_what_stands_against_it(family: str, refused: dict[str, set[str]]) -> None:
    found = {
        entry.element.id: {f.code for f in entry.findings if f.severity == "error"}
        for entry in imported(family).elements
        if not entry.deploys
    }
    assert {name: found[name] & codes for name, codes in refused.items()} == refused
    assert not imported(family).deploys


def test_foreign_expressions_are_told_when_they_do_not_compile() -> None:
    def compiler(text: str) -> None:
        if "$" in text:
            raise ValueError("unexpected character $")

    report = survey({"camunda.bpmn": CAMUNDA.encode()}, compiler)
    (gateway,) = (entry for entry in report.elements if entry.element.id == "good")
    assert [finding.code for finding in gateway.findings].count("expression") == 2


def test_what_is_no_node_is_told_too() -> None:
    assert "data-drawn" in {finding.code for finding in imported("spiffworkflow").others}


def test_a_pool_without_content_is_no_fault() -> None:
    empty = SPIFF.replace('<bpmn:process id="request"', '<bpmn:process id="bank"/><bpmn:process id="request"')
    (finding,) = (f for f in survey({"x.bpmn": empty.encode()}).others if f.element == "bank")
    assert finding.severity == "warning"
