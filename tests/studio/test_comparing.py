"""A draft is compared with the current release in sentences."""

import json
import re

from engine.commands import RemoveProgramFile, SaveProgramFile
from engine.queries import ProgramDraftChanges, ProgramDraftFiles, ProgramFile
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


def test_a_shape_that_only_stands_elsewhere_is_told_as_moved(studio: Studio) -> None:
    draft = studio.draft()
    shape = re.search(r'bpmnElement="insurance"[^>]*>\s*<dc:Bounds x="(\d+)"', studio.text(draft))
    assert shape
    studio.change(draft, shape[0], shape[0].replace(f'x="{shape[1]}"', f'x="{int(shape[1]) + 20}"'))
    assert [(each.element, each.change) for each in told(studio, draft)] == [("insurance", "moved")]


def test_fields_of_a_form_are_told_by_their_label(studio: Studio) -> None:
    draft, path = studio.draft(), f"{PROGRAM}/forms/review.form"
    form = json.loads(studio.text(draft, path))
    field = next(each for each in form["components"] if each.get("label"))
    was, field["label"] = field["label"], "新的名称"
    form["components"].append({"type": "textfield", "id": "extra", "key": "extra", "label": "补充说明"})
    version = studio.engine.ask(ProgramFile(draft_id=draft, path=path), by=studio.first).version
    content = json.dumps(form, ensure_ascii=False).encode()
    studio.engine.execute(SaveProgramFile(draft_id=draft, path=path, content=content, version=version), by=studio.first)
    changes = told(studio, draft)
    assert ("extra", "added") in {(each.element, each.change) for each in changes}
    sentences = " ".join(each.text.zh for each in changes)
    assert f"由“{was}”改为“新的名称”" in sentences
    assert "新增字段“补充说明”" in sentences


def test_rows_of_a_table_and_entries_of_a_manifest_are_told(studio: Studio) -> None:
    draft = studio.draft()
    files = studio.engine.ask(ProgramDraftFiles(draft_id=draft), by=studio.first)
    table = next(path for path, content in files.items() if path.endswith(".dmn") and b"<outputEntry" in content)
    cell = re.search(r"<outputEntry[^>]*>\s*<text>([^<]+)</text>", studio.text(draft, table))
    assert cell
    studio.change(draft, cell[0], cell[0].replace(cell[1], '"made_up"'), table)
    manifest = f"{PROGRAM}/manifest.toml"
    contact = re.search(r"^\[contact\]$", studio.text(draft, manifest), re.MULTILINE)
    assert contact
    auditor = '[roles.auditor]\nzh = "审计"\nen = "Audit"\n\n[contact]'
    studio.change(draft, contact[0], auditor, manifest)
    sentences = " ".join(each.text.zh for each in told(studio, draft))
    assert re.search("行由“.*made_up", sentences)
    assert "岗位：新增“auditor”" in sentences
