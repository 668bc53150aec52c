"""Every line of the element table is true: it runs as written, or it is refused with its sentence."""

from pathlib import Path

import pytest

from engine.bpmn import DiagramRefused, read
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


def test_the_reference_page_is_made_of_this_table() -> None:
    assert PAGE.read_text() == reference()
