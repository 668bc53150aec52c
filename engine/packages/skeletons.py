"""What a new program and each new part of one begin with 样板: little, sound, and made to be changed in the editors."""

import json
from collections.abc import Mapping
from typing import Any

from engine.sdk.text import Text

MANIFEST = """key = {key}
version = "1"
sdk = "1"
kind = "program"
title = {title}
summary = {title}
region = {region}
authority = {authority}

[contact]
office = {office}
phone = "12345"

# Stages stand in the order of the progress page. `decided`: no withdrawal any more; `final`: the case ends; `adverse`: bad news.
[stages.submitted]
zh = "已提交"
en = "Submitted"

[stages.review]
zh = "审核"
en = "Review"

[stages.closed]
zh = "办结"
en = "Closed"
final = true

[stages.denied]
zh = "不予通过"
en = "Denied"
final = true
adverse = true

[stages.withdrawn]
zh = "已撤回"
en = "Withdrawn"
final = true

[stages.terminated]
zh = "已终止"
en = "Terminated"
final = true
adverse = true

[roles.review]
zh = "审核"
en = "Review"

[outcomes.approve]
zh = "同意"
en = "Approve"
tone = "positive"

[outcomes.deny]
zh = "不同意"
en = "Deny"
tone = "negative"
"""
PARAMETERS = (
    "# Amounts, ratios and limits, each dated and with the document it comes from. FEEL reads `parameters.<key>`. Money is in fen.\n"
)
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" \
xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:tb="urn:tongban:bpmn:1" id="{name}_definitions" \
targetNamespace="urn:tongban:{program}" expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/">
  <bpmn:process id="{name}" name="{zh}" tb:en="{en}" isExecutable="true">
    <bpmn:startEvent id="submitted" name="提交申请" tb:en="Submitted" tb:stage="submitted">
      <bpmn:outgoing>submitted_to_closed</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:endEvent id="closed" name="办结" tb:en="Closed" tb:stage="closed">
      <bpmn:incoming>submitted_to_closed</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="submitted_to_closed" sourceRef="submitted" targetRef="closed" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="{name}_diagram">
    <bpmndi:BPMNPlane id="{name}_plane" bpmnElement="{name}">
      <bpmndi:BPMNShape id="submitted_di" bpmnElement="submitted">
        <dc:Bounds x="160" y="142" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="154" y="185" width="48" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="closed_di" bpmnElement="closed">
        <dc:Bounds x="800" y="142" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="806" y="185" width="24" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="submitted_to_closed_di" bpmnElement="submitted_to_closed">
        <di:waypoint x="196" y="160" />
        <di:waypoint x="800" y="160" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" \
xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="{name}_definitions" name="{zh}" namespace="urn:tongban:{program}:{name}">
  <inputData id="input_{form}" name="{form}">
    <variable id="input_{form}_variable" name="{form}" />
  </inputData>
  <decision id="{name}" name="{name}">
    <description>{zh} {en}</description>
    <variable id="{name}_variable" name="{name}" />
    <informationRequirement id="{name}_needs_{form}">
      <requiredInput href="#input_{form}" />
    </informationRequirement>
    <decisionTable id="{name}_table" hitPolicy="FIRST">
      <input id="{name}_in" label="条件">
        <inputExpression id="{name}_in_expression" typeRef="number">
          <text>{form}.amount</text>
        </inputExpression>
      </input>
      <output id="{name}_out" label="结果" name="result" typeRef="string" />
      <rule id="{name}_rule_1">
        <inputEntry id="{name}_rule_1_in">
          <text>-</text>
        </inputEntry>
        <outputEntry id="{name}_rule_1_out">
          <text>"review"</text>
        </outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="{name}_diagram">
      <dmndi:DMNShape id="{name}_shape" dmnElementRef="{name}">
        <dc:Bounds x="220" y="120" width="180" height="80" />
      </dmndi:DMNShape>
      <dmndi:DMNShape id="input_{form}_shape" dmnElementRef="input_{form}">
        <dc:Bounds x="247" y="280" width="125" height="45" />
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""
NOTICE = """// {zh}
#import "/letter.typ": facts, letter, items, cn-date
#show: letter.with(
  title: facts.notice.title,
  number: facts.notice.number,
  addressee: facts.notice.addressee,
  authority: facts.authority.zh,
  date: facts.notice.date,
  contact: "联系电话：" + facts.contact.at("phone", default: "12345") + "。",
  query: facts.case.number,
)

你单位于#cn-date(facts.case.received_on)提交的申请，本机关已经办理。
"""


def program_files(key: str, title: Text, authority: Text, region: str) -> dict[str, bytes]:
    """The files of a program that has nothing yet but a name, the usual stages, one role and two outcomes."""
    manifest = MANIFEST.format(
        key=quoted(key), title=pair(title), authority=pair(authority), region=quoted(region), office=quoted(authority.zh)
    )
    return {f"{key}/manifest.toml": manifest.encode(), f"{key}/parameters.toml": PARAMETERS.encode()}


SCENARIO = """title = {title}
process = {process}
start = 2026-09-01

# One step after another: who (by), what (submit, complete, start_linked, wait, pay, results, receipt, withdraw), after how long,
# with which data, and what must be so afterwards (expect). A sandbox that was played by hand can be kept as a story.
[[step]]
by = "clock"
do = "wait"
after = "1wd"
"""


def part_of(kind: str, program: str, name: str, title: Text, form: str) -> tuple[str, bytes]:
    """The path and the content of a new part: a form, a diagram, a decision table that reads `form`, a notice, or a story."""
    said = {"program": program, "name": name, "zh": escaped(title.zh), "en": escaped(title.en), "form": form}
    if kind == "form":
        shape: dict[str, Any] = {
            "type": "default",
            "id": name,
            "schemaVersion": 19,
            "exporter": {"name": "tongban", "version": "1"},
            "title": title.to_json(),
            "components": [],
        }
        return f"{program}/forms/{name}.form", (json.dumps(shape, ensure_ascii=False, indent=2) + "\n").encode()
    if kind == "diagram":
        return f"{program}/{name}.bpmn", DIAGRAM.format(**said).encode()
    if kind == "table":
        return f"{program}/decisions/{name}.dmn", TABLE.format(**said).encode()
    if kind == "scenario":
        return f"{program}/scenarios/{name}.toml", SCENARIO.format(title=quoted(title.zh), process=quoted(form)).encode()
    return f"{program}/notices/{name}.typ", NOTICE.format(zh=title.zh.replace("\n", " ")).encode()


def registered(kind: str, name: str, title: Text, form: str) -> tuple[str, Mapping[str, Any]] | None:
    """Where the manifest must name a new part, and with what; None for parts that are found by their files."""
    both = title.to_json()
    if kind == "diagram":
        number = "{region}-" + name.upper()[:8] + "-{year}-{serial:05d}"
        return "process", {"id": name, "file": f"{name}.bpmn", "form": form, "by": "enterprise", "title": both, "number": number}
    if kind == "notice":
        return "notice", {"key": name, "template": f"notices/{name}.typ", "title": both, "number": f"{title.zh}〔{{year}}〕{{serial}}号"}
    return None


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)


def pair(text: Text) -> str:
    """A text in both languages as TOML writes it."""
    return f"{{ zh = {quoted(text.zh)}, en = {quoted(text.en)} }}"


def escaped(text: str) -> str:
    """A text as an attribute of XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
