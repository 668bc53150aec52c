"""A draft is compared with the current release in sentences."""

import json
import re
from typing import Any

from engine.commands import ImportProgramFiles, RemoveProgramFile, SaveProgramFile
from engine.packages.comparing import differences
from engine.packages.form_words import DRAWN_ONLY, INSIDE, SETTINGS
from engine.queries import ProgramDraftChanges, ProgramDraftDetail, ProgramDraftFiles, ProgramFile
from tests.build import PROCESSES
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
    assert "服务任务“核验社会保险参保”的表单由“社会保险参保核验”改为“" in sentences
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
    files = dict(studio.engine.ask(ProgramDraftFiles(draft_id=draft), by=studio.first))
    files[DIAGRAM] = files[DIAGRAM].replace(b"</bpmn:definitions>", b"")
    digest = studio.engine.ask(ProgramDraftDetail(draft_id=draft), by=studio.first).digest
    studio.engine.execute(ImportProgramFiles(draft_id=draft, files=files, digest=digest), by=studio.first)
    assert [(each.file, each.element, each.change) for each in told(studio, draft)] == [(DIAGRAM, "", "changed")]


def test_a_parameter_is_told_with_its_old_and_new_value(studio: Studio) -> None:
    draft = studio.draft()
    path = f"{PROGRAM}/parameters.toml"
    studio.change(draft, 'value = "', 'value = "1', path)
    changes = told(studio, draft)
    assert changes
    assert all(
        each.file == path and re.search("参数“.+”自 .+ 起的取值：.+ → .+（.+）。", each.text.zh) and "wd" not in each.text.zh
        for each in changes
    )


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
    assert "新增岗位“审计”。" in sentences


def test_what_a_manifest_says_is_told_in_the_words_of_its_editor(studio: Studio) -> None:
    draft, manifest = studio.draft(), f"{PROGRAM}/manifest.toml"
    for old, new in (
        ('hours = "工作日 9:00—12:00', 'hours = "工作日 8:30—12:00'),
        ('guide = { zh = "guide.zh.md", en = "guide.en.md" }', 'guide = { zh = "guide.zh.md" }'),
        ('4 = { zh = "四级/中级工", en = "Level 4" }', '4 = { zh = "四级", en = "Level 4" }'),
    ):
        studio.change(draft, old, new, manifest)
    parts = (
        "“工作日 9:00—12:00.*改为“工作日 8:30",
        "的英文办事指南已去掉，原为“guide.en.md”",
        "的代码的文字由“4：四级/中级工.*改为“4：四级；",
    )
    sentences = [each.text for each in told(studio, draft)]
    for sentence, part in zip(sentences, parts, strict=True):
        assert re.search(part, sentence.zh), sentence.zh
        assert sentence.en
        assert "guide.en =" not in sentence.zh
    assert "联系方式的办公时间由" in sentences[0].zh


def test_every_setting_that_a_form_of_the_shipped_programs_has_is_told_in_words() -> None:
    for path in PROCESSES.glob("*/forms/*.form"):
        pending = list(json.loads(path.read_bytes())["components"])
        for field in pending:
            pending += field.get("components", [])
            unnamed = [name for name in settings(field) if name not in SETTINGS]
            assert unnamed == [], path


def settings(field: dict[str, Any]) -> set[str]:
    """The names of what a field says, those within its settings too."""
    inner = {name for part in INSIDE for name in field.get(part, {})}
    return {name for name in {*field, *inner} if name not in INSIDE | DRAWN_ONLY}


def test_texts_are_compared_line_by_line_and_of_long_lines_what_is_about_the_change() -> None:
    before, path = b"= A\n\none\ntwo\nthree\n", "p/notices/a.typ"
    told = differences({path: before}, {path: b"= A\n\nfirst\ntwo\nthree\nfour\n"})
    assert [(each.change, each.text.zh) for each in told] == [
        ("changed", "第 3 行：“one”改为“first”。"),
        ("added", "第 6 行：新增“four”。"),
    ]
    long = "甲" * 200
    (one,) = differences({path: f"{long}旧文{long}".encode()}, {path: f"{long}新文{long}".encode()})
    assert one.text.zh.startswith("第 1 行：“…甲甲甲甲甲甲甲甲甲甲旧文甲")
    assert "新文" in one.text.zh
    (gone,) = differences({path: before}, {path: b"= A\n\none\ntwo\n"})
    assert (gone.change, gone.text.en) == ("removed", 'At line 5: "three" was removed.')
