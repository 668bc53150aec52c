"""What a diagram says is honoured or refused: in the right place, once, with a value that exists, where it does something."""

import pytest

from engine.bpmn import lint, survey
from tests.bpmn.drawing import CONDITION, MESSAGE, SIGNAL, TIMER, draw, file_of

S, E, U, X = "startEvent", "endEvent", "userTask", "exclusiveGateway"
SIMPLE = draw("s > a > e", s=S, a=U, e=E)
MI = '<multiInstanceLoopCharacteristics tb:collection="q"/>'
STANDARD = '<standardLoopCharacteristics loopMaximum="3"/>'


def errors(*files: bytes) -> list[tuple[str, str]]:
    found = lint({f"{n}.bpmn": data for n, data in enumerate(files)})
    return [(f.element, f.code) for f in found if f.severity == "error"]


def with_node(node: str, **more: str) -> bytes:
    return file_of(draw("s > a > e", **{"s": S, "a": node, "e": E, **more}))


def at_root(text: str) -> bytes:
    return file_of(SIMPLE).replace(b"</definitions>", text.encode() + b"</definitions>")


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (with_node(f'{U} | <userTask id="z"/>'), "z"),
        (file_of(SIMPLE + '<laneSet id="l"><lane id="k"><userTask id="z"/></lane></laneSet>'), "z"),
        (at_root('<userTask id="z"/>'), "z"),
        (file_of(SIMPLE + '<textAnnotation id="t"><userTask id="z"/></textAnnotation>'), "z"),
        (file_of(SIMPLE + '<dataObject id="t"><userTask id="z"/></dataObject>'), "z"),
        (with_node(f"{U} | {TIMER}"), "a"),
        (with_node(f'receiveTask messageRef="M" | {TIMER}'), "a"),
        (with_node(f"{U} | <completionCondition>x</completionCondition>"), "a"),
        (with_node(f"{U} | <conditionExpression>x</conditionExpression>"), "a"),
        (with_node(f"{X} | {MI}"), "a"),
        (with_node(f"intermediateThrowEvent | {STANDARD}"), "a"),
        (with_node(U, s=f"{S} | {MI}"), "s"),
        (with_node(U, e=f"{E} | {MI}"), "e"),
    ],
)
def test_an_element_where_nobody_looks_for_it_is_refused(data: bytes, place: str) -> None:
    assert errors(data) == [(place, "nested-here")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (at_root('<extension mustUnderstand="true" definition="x"/>'), "attribute-value"),
        (with_node(f'{U} | <rendering id="z"/>'), "unsupported"),
    ],
)
def test_what_would_have_to_be_understood_is_refused(data: bytes, code: str) -> None:
    assert [found for _, found in errors(data)] == [code]


def test_an_extension_that_need_not_be_understood_is_told() -> None:
    found = lint({"x.bpmn": at_root('<extension mustUnderstand="false" definition="x"/>')})
    assert [(each.code, each.severity) for each in found] == [("data-drawn", "warning")]


TWO_FLOWS = file_of(draw("s > x >[c] a > e", "x >[*] b > e", s=S, x=X, a=U, b=U, e=E))
CONDITIONAL = f"intermediateCatchEvent | {CONDITION}"


@pytest.mark.parametrize(
    "data",
    [
        with_node(f"{U} | {MI}{STANDARD}"),
        with_node(f"{U} | {MI}{MI}"),
        TWO_FLOWS.replace(b"</conditionExpression>", b"</conditionExpression><conditionExpression>d</conditionExpression>"),
        with_node(CONDITIONAL.replace("</condition>", "</condition><condition>d</condition>")),
    ],
)
def test_what_may_be_there_once_is_refused_when_it_is_there_twice(data: bytes) -> None:
    assert [code for _, code in errors(data)] == ["twice-here"]


def test_a_default_flow_leaves_from_the_node_that_names_it() -> None:
    assert errors(with_node(f'{U} default="nope"')) == [("a", "default-not-own")]
    assert errors(TWO_FLOWS.replace(b'<userTask id="a"', b'<userTask id="a" default="f3_x_b"')) == [("a", "default-not-own")]
    stranger = draw("s > x >[c] b > e", "x > d > e", s=S, x=X, b=f'{U} default="f3_x_d"', d=U, e=E)
    assert errors(file_of(stranger)) == [("x", "condition-missing"), ("b", "default-not-own")]


@pytest.mark.parametrize("value", ["TRUE", "no", "yes", ""])
@pytest.mark.parametrize(
    "attribute", ["cancelActivity", "isInterrupting", "isSequential", "testBefore", "triggeredByEvent", "parallelMultiple"]
)
def test_a_boolean_is_one_of_xml_schema(attribute: str, value: str) -> None:
    nodes = {
        "cancelActivity": f'boundaryEvent attachedToRef="a" {{}} | {MESSAGE}',
        "isInterrupting": f"{S} {{}} | {MESSAGE}",
        "parallelMultiple": f"{S} {{}} | {MESSAGE}",
        "isSequential": f'{U} | <multiInstanceLoopCharacteristics tb:collection="q" {{}}/>',
        "testBefore": f'{U} | <standardLoopCharacteristics loopMaximum="3" {{}}/>',
        "triggeredByEvent": "subProcess {} | " + draw("is > ie", **{"is": S, "ie": E}),
    }
    for said, refused in ((f'{attribute}="{value}"', True), (f'{attribute}="false"', False)):
        node = nodes[attribute].format(said)
        body = draw("n > c > e2", n=node, c=U, e2=E) if "Event" in node else draw("s > n > e", s=S, n=node, e=E)
        assert ("attribute-value" in [code for _, code in errors(file_of(SIMPLE.replace('id="s"', 'id="s0"') + body))]) == refused, said


@pytest.mark.parametrize("empty", ["<conditionExpression/>", "<conditionExpression>  </conditionExpression>"])
def test_an_empty_condition_is_none_and_refused(empty: str) -> None:
    said = TWO_FLOWS.replace(b"<conditionExpression>c</conditionExpression>", empty.encode())
    assert said != TWO_FLOWS
    assert ("f1_x_a", "expression-empty") in errors(said)


@pytest.mark.parametrize(
    ("loop", "codes"),
    [
        ('multiInstanceLoopCharacteristics tb:collection="q"', {"completionCondition": ["expression-empty"]}),
        ('multiInstanceLoopCharacteristics tb:collection="q"', {"loopCardinality": ["expression-empty"]}),
        ("multiInstanceLoopCharacteristics", {"loopCardinality": ["expression-empty", "loop-count"]}),
        ('standardLoopCharacteristics loopMaximum="3"', {"loopCondition": ["expression-empty"]}),
        ('multiInstanceLoopCharacteristics tb:collection=""', {"": ["loop-count"]}),
    ],
)
def test_an_expression_of_a_loop_that_says_nothing_is_refused(loop: str, codes: dict[str, list[str]]) -> None:
    ((inside, told),) = codes.items()
    drawn = f"<{loop}>{f'<{inside}/>' if inside else ''}</{loop.split(maxsplit=1)[0]}>"
    assert [code for _, code in errors(with_node(f"{U} | {drawn}"))] == told


@pytest.mark.parametrize("named", ["nobody", "", "f0_s_a"])
def test_a_lane_that_names_no_node_is_told_of(named: str) -> None:
    lanes = f'<laneSet id="l"><lane id="k"><flowNodeRef>a</flowNodeRef><flowNodeRef>{named}</flowNodeRef></lane></laneSet>'
    (found,) = lint({"0.bpmn": file_of(lanes + SIMPLE)})
    assert (found.element, found.code, found.severity) == ("k", "lane-names-nothing", "warning")


def test_xpath_on_an_expression_is_meant_and_refused() -> None:
    xpath = TWO_FLOWS.replace(b"<conditionExpression>", b'<conditionExpression language="http://www.w3.org/1999/XPath">')
    assert [code for _, code in errors(xpath)] == ["language"]
    assert errors(TWO_FLOWS.replace(b"<definitions ", b'<definitions expressionLanguage="http://www.w3.org/1999/XPath" ')) == []


def test_an_event_definition_that_is_referred_to_is_one() -> None:
    assert ("a", "unresolved") in errors(with_node("intermediateCatchEvent | <eventDefinitionRef>E1</eventDefinitionRef>"))


@pytest.mark.parametrize(
    "node",
    [
        'receiveTask messageRef="M" tb:signing="all"',
        'serviceTask tb:service="x" tb:signers="xs"',
        f'intermediateCatchEvent tb:correlation="k" | {TIMER}',
        f'intermediateCatchEvent tb:correlation="k" | {CONDITION}',
    ],
)
def test_an_attribute_of_ours_that_does_nothing_is_refused(node: str) -> None:
    assert errors(with_node(node)) == [("a", "attribute-idle")]


def test_the_start_of_a_process_is_open_to_nobody() -> None:
    assert errors(with_node(U, s=f'{S} tb:correlation="k"')) == [("s", "attribute-idle")]
    assert errors(with_node(U, s=f'{S} tb:limit="5wd"')) == [("s", "attribute-idle")]


@pytest.mark.parametrize(
    "node",
    [
        f'intermediateCatchEvent tb:limit="5wd" tb:correlation="k" | {MESSAGE}',
        f'{U} tb:signing="one"',
        f'intermediateCatchEvent tb:correlation="k" | {SIGNAL}',
    ],
)
def test_an_attribute_of_ours_that_does_something_is_none(node: str) -> None:
    assert errors(with_node(node)) == []


@pytest.mark.parametrize(
    ("files", "nodes"),
    [
        ([file_of(SIMPLE + "<userTask/><userTask/>")], 5),
        ([file_of(SIMPLE + '<manualTask id="a"/>')], 4),
        ([file_of(SIMPLE + '<subProcess id="a"><userTask id="q"/></subProcess>')], 5),
        ([file_of(SIMPLE), file_of(SIMPLE)], 6),
        ([file_of(SIMPLE + '<choreographyTask id="q"/><callChoreography id="z"/>')], 5),
        ([with_node(f'{U} | <subProcess id="z"><userTask id="q"/></subProcess>')], 5),
        ([at_root('<process><userTask id="q"/></process>')], 4),
    ],
    ids=[
        "without id",
        "id used twice",
        "inside one whose id is used twice",
        "process known already",
        "choreography",
        "nested",
        "no process",
    ],
)
def test_no_node_is_lost_from_the_survey_and_one_that_was_not_read_says_why(files: list[bytes], nodes: int) -> None:
    report = survey({f"{n}.bpmn": data for n, data in enumerate(files)})
    assert len(report.elements) == nodes
    assert not report.deploys
    for stray in report.elements[3:]:
        assert not stray.deploys
