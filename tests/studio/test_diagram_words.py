"""Every attribute and every part of a diagram has words of its own in both languages: one that is new and has none fails here."""

import re

import pytest

from engine.bpmn.lint.nesting import INSIDE
from engine.bpmn.lint.tables import ATTRIBUTES, FIXED, SHOWN, VALUES
from engine.bpmn.moddle import attributes_of
from engine.packages.comparing import differences
from engine.packages.diagram_words import EVENTS, KINDS, LOOPS, PARTS

PATH = "trial/trial.bpmn"
PLACES = {"incoming", "outgoing", "flowNodeRef", "laneSet", "childLaneSet"}
"""Elements that only say where others stand."""
INNER = {kind for kinds in INSIDE.values() for kind in kinds}
SAID = sorted(
    {(kind, name) for kind in ATTRIBUTES for name in (*ATTRIBUTES[kind], *(f"tb:{own}" for own in attributes_of(kind)))}
    | {("userTask", name) for name in ({"name", *FIXED, *SHOWN, *VALUES} - {"id"})}
)
EVENT = {"timeDate", "timeDuration", "timeCycle", "condition"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def diagram(inside: str, definitions: str = "") -> dict[str, bytes]:
    """One process with something in it."""
    spaces = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1"'
    return {PATH: f"<definitions {spaces} id='d' {definitions}><process id='p'>{inside}</process></definitions>".encode()}


def told(before: dict[str, bytes], after: dict[str, bytes]) -> list[tuple[str, str]]:
    """The sentences; each is about the diagram."""
    found = differences(before, after)
    assert {each.file for each in found} == {PATH}
    return [(each.text.zh, each.text.in_("en")) for each in found]


def readable(sentences: list[tuple[str, str]], technical: str) -> None:
    """Sentences in both languages, without the name a program has for it, and not the one for what nobody named."""
    assert sentences
    for zh, en in sentences:
        assert "内容已修改" not in zh
        for said in (zh, en):
            assert "tb:" not in said
            assert PARTS["other"].zh not in said
            assert PARTS["other"].en not in said
        assert technical not in zh
        assert not CHINESE.search(en), en
        if technical != technical.lower():
            assert technical not in en


@pytest.mark.parametrize(("kind", "name"), SAID)
def test_every_attribute_that_changes_is_told_in_words(kind: str, name: str) -> None:
    if kind == "definitions":
        readable(told(diagram(""), diagram("", f"{name}='b'")), name)
        return
    thing = f"<{kind} id='x' {{}}/>" if kind in KINDS else f"<userTask id='x'><{kind} {{}}/></userTask>"
    for was, now in (("", f"{name}='b'"), (f"{name}='a'", f"{name}='b'"), (f"{name}='a'", "")):
        readable(told(diagram(thing.format(was)), diagram(thing.format(now))), name.removeprefix("tb:"))


@pytest.mark.parametrize(
    "kind", sorted((set(ATTRIBUTES) | INNER) & set(INSIDE) | (INNER & set(ATTRIBUTES)) - PLACES - {"definitions"} | EVENT)
)
def test_every_element_that_comes_or_goes_is_told_in_words(kind: str) -> None:
    if kind in PLACES:
        return
    thing = f"<{kind} id='x'>a</{kind}>" if kind in KINDS else f"<userTask id='y'><{kind}>a</{kind}></userTask>"
    without = "" if kind in KINDS else "<userTask id='y'/>"
    for was, now in ((without, thing), (thing, without)):
        readable(told(diagram(was), diagram(now)), kind)


def test_words_of_a_kind_differ_from_those_of_another_and_stand_in_both_languages() -> None:
    for words in (KINDS, EVENTS, LOOPS, PARTS):
        assert all(CHINESE.search(each.zh) and each.en and not CHINESE.search(each.en) for each in words.values())


def test_values_are_told_by_what_people_call_them() -> None:
    lanes = "<laneSet id='s'><lane id='l1' name='受理'>{}</lane><lane id='l2' name='审核'>{}</lane></laneSet>"
    task = "<userTask id='x' name='初审' tb:en='Review' tb:limit='{}' tb:clock='{}' tb:verbs='{}'/>"
    flow = "<endEvent id='e' name='办结'/><sequenceFlow id='f' sourceRef='x' targetRef='e'>{}</sequenceFlow>"
    here, nowhere = "<flowNodeRef>x</flowNodeRef>", ""
    condition = '<conditionExpression>x.outcome = "agree"</conditionExpression>'
    before = diagram(lanes.format(here, nowhere) + task.format("5wd", "runs", "transfer") + flow.format(""))
    after = diagram(lanes.format(nowhere, here) + task.format("10wd", "stops", "transfer copy") + flow.format(condition))
    assert [zh for zh, _ in told(before, after)] == [
        "用户任务“初审”的办理期限由“5 个工作日”改为“10 个工作日”。",
        "用户任务“初审”的计时方式由“继续计时”改为“停止计时”。",
        "用户任务“初审”的允许的操作由“转办”改为“转办、抄送”。",
        "用户任务“初审”的所在泳道由“受理”改为“审核”。",
        '“初审”到“办结”的流向的条件设为“x.outcome = "agree"”。',
    ]
    assert told(before, after)[0][1] == 'The time limit of the user task "Review": "5 working days" became "10 working days".'


def test_what_is_new_is_told_with_all_that_is_said_of_it() -> None:
    signed = (
        "<userTask id='x' name='会签' tb:signing='all' tb:limit='3wd'>"
        "<multiInstanceLoopCharacteristics isSequential='true' tb:collection='signers'><completionCondition>done</completionCondition>"
        "</multiInstanceLoopCharacteristics></userTask>"
        "<boundaryEvent id='b' name='逾期' attachedToRef='x' cancelActivity='false'><timerEventDefinition><timeDuration>P5D</timeDuration>"
        "</timerEventDefinition></boundaryEvent>"
    )
    assert [zh for zh, _ in told(diagram(""), diagram(signed))] == [
        "新增用户任务“会签”（签署方式：会签（全部同意）；办理期限：3 个工作日；重复办理方式：多人或逐项办理；依次办理：是；逐项办理的集合：signers；提前结束的条件：done）。",
        "新增边界事件“逾期”（所附环节：会签；中断所附环节：否；事件类型：定时；定时期限：5 个自然日）。",
    ]
