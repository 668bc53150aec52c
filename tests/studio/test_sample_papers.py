"""文书预览: every paper of the shipped programs can be looked at before any case has had one."""

import pytest

from engine.commands import OpenProgramDraft
from engine.queries import ProgramDraftFiles, TryPaper
from engine.sdk.errors import ServiceFailed
from tests.build import a_player
from tests.studio.conftest import Studio

SHIPPED = ("gz_apprenticeship", "jy_apprenticeship")


@pytest.mark.parametrize("program", SHIPPED)
def test_every_template_is_drawn_on_sample_facts(studio: Studio, program: str) -> None:
    a_player(studio.engine, studio.clock, program)
    draft = studio.engine.execute(OpenProgramDraft(program=program, title="看文书"), by=studio.first).draft_id
    files = studio.engine.ask(ProgramDraftFiles(draft_id=draft), by=studio.first)
    templates = [path for path in files if path.startswith(f"{program}/") and path.endswith(".typ")]
    assert templates
    faults = {}
    for path in templates:
        try:
            assert studio.engine.ask(TryPaper(draft_id=draft, path=path), by=studio.first).startswith(b"%PDF")
        except ServiceFailed as fault:
            faults[path] = str(fault)
    assert faults == {}
