"""Diagrams of other engines come in translated, with a report of everything; ours come in as they are; what is no XML says where."""

import pytest

from engine.commands import ImportDiagram, RemoveProgramFile
from engine.packages.dialects import outgoing
from engine.queries import ProgramDraftDetail, ProgramDraftFindings, ProgramFile
from engine.sdk.errors import InvalidInput
from tests.studio.conftest import DIAGRAM, PROGRAM, Studio

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" {} id="d" targetNamespace="x">'
    '<bpmn:process id="other" isExecutable="true"><bpmn:startEvent id="begin"/>{}</bpmn:process></bpmn:definitions>'
)
CAMUNDA = HEAD.format(
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
    '<bpmn:userTask id="look" camunda:candidateGroups="review,finance" camunda:formKey="embedded:app:insurance" camunda:asyncBefore="true"/>'
    '<bpmn:businessRuleTask id="rule" camunda:decisionRef="route"/>'
    '<bpmn:sequenceFlow id="f" sourceRef="begin" targetRef="look"><bpmn:conditionExpression>${approved == true &amp;&amp; !late}'
    "</bpmn:conditionExpression></bpmn:sequenceFlow>",
)
ZEEBE = HEAD.format(
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
    '<bpmn:userTask id="look"><bpmn:extensionElements><zeebe:assignmentDefinition candidateGroups="review"/>'
    '<zeebe:formDefinition formId="insurance"/><zeebe:taskHeaders/></bpmn:extensionElements></bpmn:userTask>',
)
SPIFF = HEAD.format(
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"',
    '<bpmn:manualTask id="look"><bpmn:extensionElements><spiffworkflow:properties>'
    '<spiffworkflow:property name="formJsonSchemaFilename" value="insurance-schema.json"/></spiffworkflow:properties>'
    "<spiffworkflow:preScript>x = 1</spiffworkflow:preScript></bpmn:extensionElements></bpmn:manualTask>",
)
FLOWABLE = CAMUNDA.replace("http://camunda.org/schema/1.0/bpmn", "http://flowable.org/bpmn")


def bring(studio: Studio, draft, content: str | bytes, name: str = "other"):
    sent = content.encode() if isinstance(content, str) else content
    command = ImportDiagram(draft_id=draft, path=f"{PROGRAM}/{name}.bpmn", content=sent)
    return studio.engine.execute(command, by=studio.first)


@pytest.mark.parametrize(
    ("content", "kept", "told"),
    [
        (CAMUNDA, ('tb:role="review"', 'tb:form="insurance"', 'tb:decision="route"', "approved = true and not(late)"), "asyncBefore"),
        (FLOWABLE, ('tb:role="review"', 'tb:form="insurance"'), "asyncBefore"),
        (ZEEBE, ('tb:role="review"', 'tb:form="insurance"'), "taskHeaders"),
        (SPIFF, ('tb:form="insurance"',), "preScript"),
    ],
    ids=["camunda", "flowable", "zeebe", "spiff"],
)
def test_attributes_of_other_engines_become_ours_and_the_rest_is_told(
    studio: Studio, content: str, kept: tuple[str, ...], told: str
) -> None:
    draft = studio.draft()
    brought = bring(studio, draft, content)
    text = studio.text(draft, brought.path)
    for each in kept:
        assert each in text
    assert any(told in line.said.zh and line.fate == "left_out" for line in brought.report)
    assert any("“finance”已略去" in line.said.zh and line.fate == "left_out" for line in brought.report) == ("finance" in content)
    for vendor in ("camunda", "zeebe", "spiffworkflow", "flowable.org"):
        assert vendor not in text
    studio.engine.ask(ProgramDraftFindings(draft_id=draft), by=studio.first)


def test_a_diagram_of_ours_is_kept_byte_for_byte(studio: Studio) -> None:
    draft = studio.draft()
    own = studio.engine.ask(ProgramFile(draft_id=draft, path=DIAGRAM), by=studio.first).content
    brought = bring(studio, draft, own, "copy")
    assert brought.report == ()
    assert studio.engine.ask(ProgramFile(draft_id=draft, path=brought.path), by=studio.first).content == own


def test_our_diagrams_go_out_with_the_attributes_another_engine_reads(studio: Studio) -> None:
    own = studio.text(studio.draft()).encode()
    camunda = outgoing(own, "camunda")
    assert b'camunda.org/schema/1.0/bpmn"' in camunda.content
    assert b'formKey="insurance"' in camunda.content
    assert b'tb:form="insurance"' in camunda.content
    assert camunda.report
    assert b'name="formJsonSchemaFilename" value="insurance"' in outgoing(own, "spiff").content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<bpmn:definitions", "第 1 行"),
        (b"<a>\n<b>\n</a>", "第 3 行"),
        (b"<!DOCTYPE a><a/>", "DOCTYPE"),
        (b"", "第"),
        (b"x" * (5 * 2**20 + 1), "5 MB"),
    ],
    ids=["cut off", "not closed", "doctype", "empty", "too large"],
)
def test_what_is_no_diagram_is_refused_with_the_place_and_nothing_is_kept(studio: Studio, content: bytes, said: str) -> None:
    draft = studio.draft()
    with pytest.raises(InvalidInput) as refused:
        bring(studio, draft, content)
    assert any(said in each.zh for each in refused.value.errors)
    assert f"{PROGRAM}/other.bpmn" not in dict(studio.engine.ask(ProgramDraftDetail(draft_id=draft), by=studio.first).files)


def test_a_release_that_lost_its_form_says_which_steps_lack_it_and_cannot_be_released(studio: Studio) -> None:
    draft = studio.draft()
    studio.engine.execute(RemoveProgramFile(draft_id=draft, path=f"{PROGRAM}/forms/insurance.form"), by=studio.first)
    found = studio.engine.ask(ProgramDraftFindings(draft_id=draft), by=studio.first)
    assert ("form_missing", "insurance") in {(each.code, each.element) for each in found}
