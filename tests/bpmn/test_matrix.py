"""Every line of the element table is true: it runs as written, or it is refused with its sentence."""

from pathlib import Path

import pytest

from engine.bpmn import DiagramRefused, lint, read
from tests.bpmn.matrix import ROWS, Row
from tests.bpmn.playing import Lent, play
from tests.bpmn.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "bpmn.md"
SHARED = b'<messageEventDefinition id="shared" messageRef="M"/></definitions>'


@pytest.mark.parametrize("row", [row for row in ROWS if row.script], ids=lambda row: row.name)
def test_a_supported_element_runs(row: Row) -> None:
    in_step = "fact sync true" in row.script or "done" in row.script
    play(row.file.replace(b"</definitions>", SHARED), row.script, Lent(sync=in_step))


@pytest.mark.parametrize("row", [row for row in ROWS if row.code], ids=lambda row: row.name)
def test_a_refused_element_is_refused_at_deployment_with_line_and_sentence(row: Row) -> None:
    with pytest.raises(DiagramRefused) as refusal:
        read({"x.bpmn": row.file})
    finding = next(finding for finding in refusal.value.findings if finding.code == row.code)
    assert finding.severity == "error"
    assert finding.file == "x.bpmn"
    assert finding.line >= 1
    assert finding.zh
    assert finding.en


FAR = 40
"""Lines before what is at fault: whoever says line 1 is found out."""


@pytest.mark.parametrize("row", [row for row in ROWS if row.code], ids=lambda row: row.name)
def test_a_refusal_names_the_line_on_which_its_element_begins(row: Row) -> None:
    """Every tag on a line of its own; the line that is told is that of the element whose id is told, or of something inside it."""
    with pytest.raises(DiagramRefused) as refusal:
        read({"x.bpmn": row.file.replace(b"><", b">" + b"\n" * FAR + b"<")})
    lines = row.file.replace(b"><", b">" + b"\n" * FAR + b"<").decode().splitlines()
    for finding in refusal.value.findings:
        if finding.code != row.code:
            continue
        assert lines[finding.line - 1].strip(), finding
        begins = [number for number, line in enumerate(lines, 1) if finding.element and f'id="{finding.element}"' in line]
        assert not begins or begins[0] <= finding.line, finding


def test_faults_of_a_whole_process_name_its_line() -> None:
    """Empty, or of an id that is used: at the end of a file."""
    head = '<?xml version="1.0"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">\n'
    whole = '<process id="p" isExecutable="true"><startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process>'
    text = f'{head}\n\n{whole}\n\n<process id="q" isExecutable="true"/>\n{whole}\n</definitions>'
    told = {(finding.code, finding.element): finding.line for finding in lint({"x": text.encode()})}
    assert told["empty-process", "q"] == 7
    assert told["duplicate-process", "p"] == 8


def test_the_reference_page_is_made_of_this_table() -> None:
    assert PAGE.read_text() == reference()
