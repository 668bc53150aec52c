"""What stands in a refused container, or on a refused node, is told with it: all at once, and nothing of it deploys."""

import pytest

from engine.bpmn import lint, survey
from tests.bpmn.drawing import file_of

CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
INNER = f"""<startEvent id="is"/><scriptTask id="sc" tb:foo="1" isForCompensation="true"><script>1</script></scriptTask>
<receiveTask id="rt" instantiate="true"/><userTask id="ut" startQuantity="2" {CAMUNDA} camunda:assignee="a" unknown="1"/><endEvent id="ie"/>
<sequenceFlow id="i1" sourceRef="is" targetRef="sc"/><sequenceFlow id="i2" sourceRef="sc" targetRef="rt"/>
<sequenceFlow id="i3" sourceRef="rt" targetRef="ut"/><sequenceFlow id="i4" sourceRef="ut" targetRef="ie"/>"""


def around(kind: str, attributes: str = "") -> dict[str, bytes]:
    body = f"""<startEvent id="s"/><{kind} id="box" {attributes}>{INNER}</{kind}><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="box"/><sequenceFlow id="f2" sourceRef="box" targetRef="e"/>"""
    return {"x": file_of(body)}


@pytest.mark.parametrize(
    ("kind", "attributes", "own"),
    [("transaction", 'method="##Image"', "no-transaction"), ("adHocSubProcess", 'ordering="Parallel"', "no-adhoc")],
)
def test_every_fault_inside_a_refused_container_is_told_and_nothing_in_it_deploys(kind: str, attributes: str, own: str) -> None:
    files = around(kind, attributes)
    found = {(f.element, f.code) for f in lint(files)}
    assert {
        ("box", own),
        ("sc", "script"),
        ("sc", "attribute-ours"),
        ("sc", "attribute-value"),
        ("rt", "attribute-value"),
        ("ut", "attribute-value"),
        ("ut", "attribute-unknown"),
        ("ut", "foreign"),
    } <= found
    assert ("box", "attribute-unknown") not in found, "what only the container has is refused with it"
    report = {each.element.id: each.deploys for each in survey(files).elements}
    assert {"is", "sc", "rt", "ut", "ie", "box"} == {name for name, deploys in report.items() if not deploys}
    assert report.keys() == {"s", "e", "is", "sc", "rt", "ut", "ie", "box"}


def test_a_container_inside_a_refused_container_is_told_too() -> None:
    files = {
        "x": around("transaction")["x"].replace(
            b'<userTask id="ut"', b'<adHocSubProcess id="deep"><task id="t" bad="1"/></adHocSubProcess><userTask id="ut"'
        )
    }
    assert {("deep", "no-adhoc"), ("t", "attribute-unknown")} <= {(f.element, f.code) for f in lint(files)}
    assert not next(each for each in survey(files).elements if each.element.id == "t").deploys


def test_what_a_refused_script_task_carries_besides_is_told_with_it() -> None:
    body = """<startEvent id="s"/><scriptTask id="a" scriptFormat="js" completionQuantity="2">
<script>1</script><multiInstanceLoopCharacteristics behavior="One"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>
</scriptTask><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>"""
    found = [(f.element, f.code) for f in lint({"x": file_of(body)})]
    assert found.count(("a", "attribute-value")) == 2
    assert ("a", "script") in found
    assert ("a", "attribute-unknown") not in found
