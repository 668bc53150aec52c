"""What editors offer besides drawing, in a real browser: marks of a comparison, the minimap, search, undo and redo, tokens, our own kinds of
fields, a notice on an issued paper.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from engine.commands import AddProgramPart, OpenProgramDraft, SaveProgramFile
from engine.queries import ProgramFile
from engine.sdk.text import Text
from forms.library import parse_form
from forms.roster import columns_of
from tests.journeys.papers import plain
from tests.journeys.town import Town
from tests.studio.conftest import DIAGRAM, PROGRAM
from tests.studio.test_diagram_tools import content, drafted, opened
from tests.studio.test_new_program import entry_of, holds, press, saved

pytestmark = pytest.mark.browser
KINDS = ("roster", "material", "enterprise", "region", "signature")


def test_what_differs_is_marked_on_both_diagrams(town: Town, invite: Any) -> None:
    by = town.actor("guanli")
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="比较"), by=by).draft_id
    file = town.engine.ask(ProgramFile(draft_id=draft, path=DIAGRAM), by=by)
    text = file.content.decode().replace('name="核验社会保险参保"', 'name="核验社保缴费"')
    text = re.sub(r'\b(id|bpmnElement|sourceRef|targetRef)="licence"', r'\1="licence_again"', text)
    shape = re.search(r'bpmnElement="standing"[^>]*>\s*<dc:Bounds x="(\d+)"', text)
    text = text.replace(shape[0], shape[0].replace(f'x="{shape[1]}"', f'x="{int(shape[1]) + 15}"'))
    town.engine.execute(SaveProgramFile(draft_id=draft, path=DIAGRAM, content=text.encode(), version=file.version), by=by)
    page = invite("guanli").go(f"/admin/studio/{draft}/compare/{DIAGRAM}")
    page.locator("[data-compare][data-drawn]").wait_for()

    def marks(side: str) -> dict[str, str]:
        found = page.locator(f"[data-side={side}] .djs-shape[class*='is-']").evaluate_all(
            "all => all.map(each => [each.dataset.elementId, [...each.classList].find(name => name.startsWith('is-'))])"
        )
        return {element: mark for element, mark in found if not element.endswith("_label")}

    both = {"insurance": "is-changed", "standing": "is-moved"}
    assert marks("before") == {**both, "licence": "is-removed"}
    assert marks("after") == {**both, "licence_again": "is-added"}


def test_elements_are_found_by_name_and_by_id_and_the_whole_is_seen_in_the_minimap(town: Town, invite: Any) -> None:
    draft = drafted(town, "found")
    page = opened(invite("guanli"), draft, "found")
    for typed in ("看", "look"):
        page.locator("[data-do=search]").click()
        page.locator(".djs-search-open .djs-search-input input").click()
        page.keyboard.type(typed)
        page.keyboard.press("Shift")  # it looks when a key is let go, as one is at the end of every word of an input method
        page.locator(".djs-search-result", has_text="look").first.wait_for()
        page.keyboard.press("Enter")
        page.locator(".djs-element.selected[data-element-id=look]").wait_for()
    page.locator(".djs-minimap .toggle").click()
    page.locator(".djs-minimap.open svg [data-element-id], .djs-minimap.open svg .viewport-dom, .djs-minimap.open svg").first.wait_for()
    assert page.locator(".djs-minimap.open .map svg rect, .djs-minimap.open .map svg circle").count() >= 3, "every element is in it"


def test_what_was_done_is_undone_and_done_again_by_key_and_by_button(town: Town, invite: Any) -> None:
    draft = drafted(town, "undone")
    page = opened(invite("guanli"), draft, "undone")
    look = page.locator(".djs-shape[data-element-id=look]")

    def kept(there: bool) -> None:
        look.wait_for(state="attached" if there else "detached")
        for _ in range(600):
            if ('id="look"' in content(town, draft, "undone/bare.bpmn")) == there:
                return
            page.wait_for_timeout(100)
        raise AssertionError(content(town, draft, "undone/bare.bpmn"))

    press(page, "look")
    page.locator(".djs-element.selected[data-element-id=look]").wait_for()
    page.keyboard.press("Delete")
    kept(there=False)
    page.keyboard.press("Control+Z")
    kept(there=True)
    page.keyboard.press("Control+Y")
    kept(there=False)
    page.locator("[data-do=undo]").click()
    kept(there=True)
    page.locator("[data-do=redo]").click()
    kept(there=False)
    page.locator("[data-do=undo]").click()
    kept(there=True)
    assert 'tb:role="review"' in content(town, draft, "undone/bare.bpmn"), "with everything it said"


def test_tokens_move_from_the_start_through_the_step_to_the_end(town: Town, invite: Any) -> None:
    draft = drafted(town, "played")
    page = opened(invite("guanli"), draft, "played")
    page.locator(".bts-toggle-mode").click()
    page.locator(".djs-overlays[data-container-id=begin] .bts-context-pad").first.click()
    page.locator(".bts-log .bts-entry", has_text="看").wait_for(state="attached")
    page.locator(".bts-log .bts-entry").nth(5).wait_for(state="attached")  # the process begins, start, step, rule, end, the process is done
    for asked in ("each.textContent", "each.title"):
        said = page.locator(".bts-log .bts-text").evaluate_all(f"all => all.map(each => {asked})")
        assert said == ["流程已开始", "开始事件", "看", "规则任务", "结束事件", "流程已结束"]
    page.locator(".bts-element-notification", has_text="已结束").wait_for(state="attached")
    assert page.evaluate("[...window.__i18nMissing].sort()") == []
    assert content(town, draft, "played/bare.bpmn").count("BPMNShape") == 0, "playing changes nothing"


def test_our_own_kinds_of_fields_are_placed_and_kept(town: Town, invite: Any) -> None:
    draft, by = drafted(town, "placed"), town.actor("guanli")
    made = AddProgramPart(draft_id=draft, kind="form", name="every", title=Text("各种字段", "Every field"))
    town.engine.execute(made, by=by)
    guest = invite("guanli")
    page = guest.go(f"/admin/studio/{draft}/files/placed/forms/every.form")
    page.locator("[data-form-editor][data-drawn]").wait_for()
    for kind in KINDS:
        page.locator(f".fjs-palette-field[data-field-type={kind}]").focus()
        page.keyboard.press("Enter")
        page.locator(f".own-kind[data-kind={kind}]").wait_for()
    holds(page, *(f'"type": "{kind}"' for kind in KINDS))
    saved(page, "data-form-editor")
    page = guest.go(f"/admin/studio/{draft}/files/placed/forms/every.form")
    page.locator("[data-form-editor][data-drawn]").wait_for()
    assert {page.locator(f".own-kind[data-kind={kind}]").count() for kind in KINDS} == {1}
    kinds = [each["type"] for each in json.loads(content(town, draft, "placed/forms/every.form"))["components"]]
    assert sorted(kinds) == sorted(KINDS)


def test_every_kind_is_edited_and_what_a_roster_asks_is_read_by_the_server(town: Town, invite: Any) -> None:
    draft, by, path = drafted(town, "edited"), town.actor("guanli"), "edited/forms/every.form"
    town.engine.execute(AddProgramPart(draft_id=draft, kind="form", name="every", title=Text("各种字段", "Every field")), by=by)
    file = town.engine.ask(ProgramFile(draft_id=draft, path=path), by=by)
    form = json.loads(file.content)
    columns: list[dict[str, Any]] = [
        {"key": "name", "label": "姓名", "label_en": "Name", "type": "text"},
        {"key": "level", "label": {"zh": "等级", "en": "Level"}, "type": "text"},
        {"key": "number", "label": "号码", "label_en": "Number", "type": "text"},
    ]
    inside: dict[str, dict[str, Any]] = {
        "roster": {"columns": columns},
        "material": {"items": [{"key": "paper", "label": "营业执照", "label_en": "Licence", "required": True}]},
        "signature": {"statement": "属实。"},
    }
    form["components"] = [{"type": kind, "key": f"its_{kind}", "label": kind, **inside.get(kind, {})} for kind in KINDS]
    town.engine.execute(SaveProgramFile(draft_id=draft, path=path, content=json.dumps(form).encode(), version=file.version), by=by)
    guest = invite("guanli")
    page = guest.go(f"/admin/studio/{draft}/files/{path}")
    page.locator("[data-form-editor][data-drawn]").wait_for()

    def put(entry: str, value: str) -> None:
        field = entry_of(page, entry)
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
            field.blur()

    edits = {
        "roster": {
            "own-columns-0-zh": "学徒姓名",
            "own-columns-0-maxLength": "20",
            "own-columns-0-description_zh": "与证件一致",
            "own-columns-0-sample": "张三",
            "own-columns-1-type": "enum",
            "own-columns-1-values": "junior 初级 | Junior\nsenior 高级",
            "own-columns-1-en": "Grade",
            "own-columns-2-type": "code",
            "own-columns-2-code": "mobile",
            "own-columns-2-sensitive": "phone",
        },
        "material": {"own-items-0-zh": "营业执照副本"},
        "enterprise": {"own-label": "申报企业"},
        "region": {"own-root": "440100"},
        "signature": {"own-statement": "本单位承诺属实。"},
    }
    for kind, entries in edits.items():
        page.locator(f".own-kind[data-kind={kind}]").click()
        page.locator(".bio-properties-panel [data-entry-id=own-key] input").wait_for()
        assert guest.until(lambda kind=kind: entry_of(page, "own-key").input_value() == f"its_{kind}")
        for entry, value in entries.items():
            put(entry, value)
    holds(
        page,
        "学徒姓名",
        "与证件一致",
        "张三",
        "Junior",
        "Grade",
        '"mobile"',
        '"phone"',
        "营业执照副本",
        "申报企业",
        '"440100"',
        "本单位承诺属实。",
    )
    assert page.evaluate("[...window.__i18nMissing].sort()") == []
    page = guest.go(f"/admin/studio/{draft}/files/{path}")
    page.locator("[data-form-editor][data-drawn]").wait_for()
    page.locator(".own-kind[data-kind=roster]").click()
    assert entry_of(page, "own-columns-1-values").input_value() == "junior 初级 | Junior\nsenior 高级"
    saved_form = town.engine.ask(ProgramFile(draft_id=draft, path=path), by=by).content
    roster = next(each for each in json.loads(saved_form)["components"] if each["type"] == "roster")["columns"]
    assert (roster[0]["label"], roster[0]["label_en"], roster[0]["maxLength"]) == ("学徒姓名", "Name", 20)
    assert roster[1]["label"] == {"zh": "等级", "en": "Grade"}
    read = {each.key: each for each in columns_of(parse_form(saved_form))}
    assert {key: each.kind for key, each in read.items()} == {"name": "text", "level": "enum", "number": "code"}
    assert {value: said.zh for value, said in read["level"].choices.items()} == {"junior": "初级", "senior": "高级"}
    assert (read["number"].code, read["number"].sensitive, read["name"].description.zh) == ("mobile", "phone", "与证件一致")


def test_a_notice_is_looked_at_on_a_paper_that_was_issued(town: Town, invite: Any, tmp_path: Path) -> None:
    town.story("filed_small.toml", 2)
    town.settle()
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="文书"), by=town.actor("guanli")).draft_id
    base, path = f"/admin/studio/{draft}", f"{PROGRAM}/notices/acceptance_notice.typ"
    page = invite("guanli").go(f"{base}/files/{path}")
    sample = page.locator("select[data-sample] option[value*='?sample=']").first
    number = sample.inner_text()
    assert re.search(r"\d+号", number)
    page.locator("select[data-sample]").select_option(str(sample.get_attribute("value")))
    looked = str(page.locator("iframe[data-preview]").get_attribute("src"))
    assert "?sample=" in looked
    own, issued = (page.request.get(town.address + each) for each in (f"{base}/paper/{path}", looked))
    assert {own.headers["content-type"], issued.headers["content-type"]} == {"application/pdf"}
    if shutil.which("pdftotext"):
        texts = []
        for name, paper in (("own", own), ("issued", issued)):
            (tmp_path / name).write_bytes(paper.body())
            texts.append(plain(subprocess.run(["pdftotext", tmp_path / name, "-"], check=True, capture_output=True, text=True).stdout))
        assert texts[0] != texts[1], "the sample of the package and the issued paper say other things"
        assert "（预览，未编号）" in texts[1]
        assert plain(number) not in texts[1], "a preview has no number"


def test_a_template_that_makes_no_paper_is_told_with_its_line_and_the_editor_goes_there(town: Town, invite: Any) -> None:
    by = town.actor("guanli")
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="有误的文书"), by=by).draft_id
    path = f"{PROGRAM}/notices/acceptance_notice.typ"
    known = town.engine.ask(ProgramFile(draft_id=draft, path=path), by=by)
    lines = known.content.decode().split("\n")
    wrong = "\n".join([*lines[:7], "#unheard-of(1)", *lines[7:]]).encode()
    town.engine.execute(SaveProgramFile(draft_id=draft, path=path, content=wrong, version=known.version), by=by)
    page = invite("guanli").go(f"/admin/studio/{draft}/files/{path}")
    paper = page.frame_locator("iframe[data-preview]")
    paper.get_by_text("第 8 行").first.wait_for()
    paper.get_by_role("link", name="转到第 8 行修改").click()
    page.wait_for_url("**line=8")
    page.locator("form[data-begun]").wait_for()
    text = page.locator("textarea[name=text]")
    chosen = text.evaluate("text => text.value.slice(text.selectionStart, text.selectionEnd)")
    assert chosen == "#unheard-of(1)"
