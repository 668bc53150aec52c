"""Files are read safely, kept untouched, and refused with everything that is wrong with them."""

import pytest

from engine.bpmn import DiagramRefused, lint, read
from tests.bpmn.drawing import HEAD, TIMER, draw, file_of

S, E, U = "startEvent", "endEvent", "userTask"
GOOD = file_of(draw("s > a > e", s=S, a=f'{U} name="受理" tb:role="acceptance" tb:limit="5wd"', e=E))


def codes(*files: bytes, compiler=None) -> list[str]:
    return [f.code for f in lint({f"{n}.bpmn": data for n, data in enumerate(files)}, compiler)]


def test_the_uploaded_bytes_are_kept_untouched() -> None:
    data = b"<?xml version='1.0'?>  <!-- hand-made -->\n" + GOOD + b"\n\n"
    assert read({"a.bpmn": data}).files["a.bpmn"] is data


def test_an_element_tells_its_own_attributes_its_lane_and_its_flows() -> None:
    lanes = '<laneSet id="ls"><lane id="l1" name="区人社局"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    definition = read(
        {
            "a.bpmn": file_of(
                lanes
                + draw("s > a >[ok] e", "a >[*] e2", s=S, a=f'{U} name="受理" tb:role="r" | <documentation>说明</documentation>', e=E, e2=E)
            )
        }
    )
    element = definition.element("p", "a")
    assert element.kind == "userTask"
    assert element.name == "受理"
    assert dict(element.attributes) == {"role": "r"}
    assert element.lane == "区人社局"
    assert element.documentation == "说明"
    assert list(element.conditions.values()) == ["ok"]
    assert len(element.outgoing) == 2
    assert len(element.incoming) == 1


def test_nodes_of_a_sub_process_inherit_its_lane() -> None:
    inner = draw("is > ia > ie", **{"is": S, "ia": U, "ie": E})
    lanes = '<laneSet id="ls"><lane id="l1" name="L"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    definition = read({"a.bpmn": file_of(lanes + draw("s > a > e", s=S, a=f"subProcess | {inner}", e=E))})
    assert definition.element("p", "ia").lane == "L"
    assert definition.element("p", "ia").parent == "a"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + GOOD, "doctype"),
        (('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x>' + GOOD.decode()).encode("utf-16"), "doctype"),
        (b"x" * 5_000_001, "too-large"),
        (b"<definitions>", "not-xml"),
        (b"", "not-xml"),
        (b"<a/>", "not-bpmn"),
        (HEAD.encode() + b"<a>" * 300 + b"</a>" * 300 + b"</definitions>", "not-xml"),
    ],
)
def test_hostile_files_are_refused(data: bytes, code: str) -> None:
    assert codes(data) == [code]


def test_all_faults_of_all_files_are_told_at_once_in_order() -> None:
    first = file_of(draw("s > a > e", "b > e", s=S, a="scriptTask", b="serviceTask", e=E))
    second = file_of(draw("s > x >[yes] e", "x > a > e", s=S, x="exclusiveGateway", a="callActivity", e=E)).replace(b'id="p"', b'id="pp"')
    with pytest.raises(DiagramRefused) as refusal:
        read({"1.bpmn": first, "2.bpmn": second})
    found = [(f.file, f.code) for f in refusal.value.findings]
    assert found == [
        ("1.bpmn", "script"),
        ("1.bpmn", "no-service"),
        ("1.bpmn", "unreachable"),
        ("2.bpmn", "condition-missing"),
        ("2.bpmn", "no-called"),
    ]


def test_a_finding_names_the_line() -> None:
    data = GOOD.replace(b"<endEvent", b"\n\n<endEvent").replace(b'id="e"', b'id="e" startQuantity="2"')
    (finding,) = lint({"a.bpmn": data})
    assert data.decode().split("\n")[finding.line - 1].startswith("<endEvent")
    assert finding.element == "e"


def test_a_process_may_be_in_one_file_only() -> None:
    assert "duplicate-process" in codes(GOOD, GOOD)


def test_ids_are_unique_in_a_file_and_a_duplicate_harms_nothing_else() -> None:
    assert "duplicate-id" in codes(file_of(draw("s > p > e", s=S, p=U, e=E)))
    assert "duplicate-id" in codes(GOOD.replace(b'<userTask id="a"', b'<userTask id="s"'))


def test_calls_are_resolved_over_all_files() -> None:
    caller = file_of(draw("s > a > e", s=S, a='callActivity calledElement="other"', e=E))
    called = GOOD.replace(b'id="p"', b'id="other"')
    assert codes(caller) == ["unknown-process"]
    assert read({"1": caller, "2": called}).processes["p"].called == {"other"}


@pytest.mark.parametrize(
    "attribute",
    ["id=", "tb:unknown=", "startQuantity=", "xmlns:camunda='http://camunda.org/schema/1.0/bpmn' camunda:assignee=", "foo="],
)
def test_no_attribute_with_a_meaning_is_ignored_silently(attribute: str) -> None:
    data = GOOD if attribute == "id=" else GOOD.replace(b'<userTask id="a"', f"<userTask id=\"a\" {attribute}'x'".encode())
    assert bool(codes(data)) == (attribute != "id=")


@pytest.mark.parametrize("place", ["<extensionElements><tb:form/></extensionElements>", "<tb:form/>"])
def test_ours_are_attributes_and_elements_of_ours_are_refused(place: str) -> None:
    assert codes(file_of(draw("s > a > e", s=S, a=f"{U} | {place}", e=E))) == ["unsupported"]


def test_drawing_information_is_no_fault() -> None:
    picture = (
        b'<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">'
        b'<bpmndi:BPMNPlane bpmnElement="p"><bpmndi:BPMNShape bpmnElement="a"><dc:Bounds x="1" y="1" width="1" height="1"/>'
        b"</bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"
    )
    assert codes(GOOD.replace(b"</definitions>", picture)) == []


def test_every_expression_is_compiled_at_deployment() -> None:
    seen = []

    def compiler(text: str) -> None:
        seen.append(text)
        if "bad" in text:
            raise ValueError(text)

    loop = '<multiInstanceLoopCharacteristics tb:collection="list"><completionCondition>bad 2</completionCondition></multiInstanceLoopCharacteristics>'
    data = file_of(
        draw("s > a >[= good] b > c > d > e", "a >[bad 1] e", "a >[*] e2", s=S, a=f'{U} tb:limit="=terms.limit" tb:since="=filed"', b=f"{U} | {loop}",
             d='receiveTask messageRef="M" tb:correlation="bad 3"',
             c="intermediateCatchEvent | <timerEventDefinition><timeDate>=bad 4</timeDate></timerEventDefinition>", e=E, e2=E)
    )  # fmt: skip
    found = codes(data, compiler=compiler)
    assert found == ["expression"] * 4
    assert {"good", "bad 1", "terms.limit", "filed", "list", "bad 2", "bad 3", "bad 4"} <= set(seen)


@pytest.mark.parametrize(
    ("time", "good"), [("PT5M", True), ("5wd", True), ("60cd", True), ("P3M", True), ("=x", True), ("5 days", False), ("P", False)]
)
def test_a_time_is_iso_or_working_days_or_feel(time: str, good: bool) -> None:
    data = file_of(draw("s > t > e", s=S, t=f"intermediateCatchEvent | {TIMER.replace('PT10M', time)}", e=E))
    assert (codes(data, compiler=lambda text: None) == []) == good


def test_sentences_name_elements_in_both_languages() -> None:
    (finding,) = lint({"a": file_of(draw("s > a > e > b", s=S, a=U, e=E, b=U))})
    assert finding.zh == "结束事件 不能有离开的顺序流"
    assert finding.en == "no flow may leave a node of this kind (endEvent)"


def test_another_expression_language_is_refused() -> None:
    data = file_of(draw("s > x >[yes] a > e", "x >[*] e", s=S, x="exclusiveGateway", a=U, e=E))
    assert codes(data.replace(b"<conditionExpression>", b'<conditionExpression language="groovy">')) == ["language"]
    assert (
        codes(data.replace(b"<conditionExpression>", b'<conditionExpression language="https://www.omg.org/spec/DMN/20191111/FEEL/">')) == []
    )


def test_a_join_that_can_never_be_complete_is_refused() -> None:
    body = draw("s > x >[yes] a > j > e", "x >[*] b > j", s=S, x="exclusiveGateway", a=U, b=U, j="parallelGateway", e=E)
    assert codes(file_of(body)) == ["deadlock"]


def test_a_join_that_starves_on_some_way_is_a_warning() -> None:
    body = draw(
        "s > q > a > x >[yes] j > e",
        "x >[*] e2",
        "q > b > j",
        s=S,
        q="parallelGateway",
        x="exclusiveGateway",
        a=U,
        b=U,
        j="parallelGateway",
        e=E,
        e2=E,
    )
    assert codes(file_of(body)) == ["deadlock-maybe"]
    assert read({"a": file_of(body)}).findings[0].severity == "warning"


def test_a_loop_without_a_wait_is_refused_and_one_of_services_is_a_warning() -> None:
    body = draw("s > m > v > x >[yes] m", "x >[*] e", s=S, m="exclusiveGateway", v='serviceTask tb:service="x"', x="exclusiveGateway", e=E)
    assert codes(file_of(body)) == ["endless-maybe"]
    body = draw("s > m > x >[yes] m", "x >[*] e", s=S, m="exclusiveGateway", x="exclusiveGateway", e=E)
    assert codes(file_of(body)) == ["endless"]


def test_a_service_that_is_tried_again_for_ever_is_a_warning() -> None:
    error = '<errorEventDefinition errorRef="E1"/>'
    body = draw(
        "s > m > v > e",
        "b > m",
        s=S,
        m="exclusiveGateway",
        v='serviceTask tb:service="x"',
        b=f'boundaryEvent attachedToRef="v" | {error}',
        e=E,
    )
    assert codes(file_of(body)) == ["endless-maybe"]


@pytest.mark.parametrize("attribute", ["messageRef", "errorRef", "signalRef", "escalationRef"])
def test_a_reference_that_leads_nowhere_is_refused(attribute: str) -> None:
    kind = attribute.removesuffix("Ref")
    body = draw("s > e", s=S, e=f'{E} | <{kind}EventDefinition {attribute}="nowhere"/>')
    assert "unresolved" in codes(file_of(body))


def test_flows_need_no_id() -> None:
    body = '<startEvent id="s"/><sequenceFlow sourceRef="s" targetRef="a"/><userTask id="a"/><sequenceFlow sourceRef="a" targetRef="e"/><endEvent id="e"/>'
    assert codes(file_of(body)) == []


def test_nodes_need_one() -> None:
    assert "no-id" in codes(file_of(draw("s > e", s=S, e=E) + "<userTask/>"))
