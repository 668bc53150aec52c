"""A draft is compared with the current release in sentences."""

from engine.commands import RemoveProgramFile, SaveProgramFile
from engine.queries import ProgramDraftChanges
from tests.studio.conftest import DIAGRAM, PROGRAM, Studio

GUIDE = f"{PROGRAM}/guide.zh.md"


def told(studio: Studio, draft):
    return studio.engine.ask(ProgramDraftChanges(draft_id=draft), by=studio.second)


def test_a_fresh_draft_differs_in_nothing(studio: Studio) -> None:
    assert told(studio, studio.draft()) == ()


def test_attributes_names_and_conditions_are_told_by_element(studio: Studio) -> None:
    draft = studio.draft()
    studio.change(draft, 'name="核验社会保险参保"', 'name="核验社保缴费"')
    studio.change(draft, 'tb:form="insurance"', 'tb:form="licence"')
    changes = told(studio, draft)
    assert {(each.file, each.element, each.change) for each in changes} == {(DIAGRAM, "insurance", "changed")}
    sentences = " ".join(each.text.zh for each in changes)
    assert "“核验社会保险参保”改为“核验社保缴费”" in sentences
    assert "“insurance”改为“licence”" in sentences
    assert all(each.text.en for each in changes)


def test_new_and_removed_files_and_other_contents_are_told(studio: Studio) -> None:
    draft = studio.draft()
    extra = f"{PROGRAM}/forms/extra.form"
    studio.engine.execute(SaveProgramFile(draft_id=draft, path=extra, content=b"{}", version=None), by=studio.first)
    studio.engine.execute(RemoveProgramFile(draft_id=draft, path=GUIDE), by=studio.first)
    studio.change(draft, "#", "##", f"{PROGRAM}/README.md")
    assert {(each.file, each.change) for each in told(studio, draft)} == {
        (extra, "added"),
        (GUIDE, "removed"),
        (f"{PROGRAM}/README.md", "changed"),
    }


def test_a_diagram_that_cannot_be_read_is_told_as_changed(studio: Studio) -> None:
    draft = studio.draft()
    studio.change(draft, "</bpmn:definitions>", "")
    assert [(each.file, each.element, each.change) for each in told(studio, draft)] == [(DIAGRAM, "", "changed")]


def test_a_parameter_is_told_with_its_old_and_new_value(studio: Studio) -> None:
    draft = studio.draft()
    path = f"{PROGRAM}/parameters.toml"
    studio.change(draft, 'value = "', 'value = "1', path)
    changes = told(studio, draft)
    assert changes
    assert all(each.file == path and "→" in each.text.zh for each in changes)
