"""Showing forms: accessible, without JavaScript, never with markup of somebody else's."""

import re

import lxml.html
import pytest

from engine.sdk.errors import FieldError
from forms.rendering import FileView, FormState, RosterView
from forms.roster import CellFault, RosterLine, RosterPage, check_row, row_form
from tests.forms.build import FACTS, PEOPLE, REGIONS, a_field, a_form, check, renderer

CHOICE = [{"value": "x", "label": "甲", "label_en": "A"}, {"value": "y", "label": "乙"}]
EVERY = a_form(
    a_field(
        key="t", required=True, description="提示", properties={"clause": "第一条", "label_en": "Text"}, layout={"row": "1", "columns": 6}
    ),
    a_field("number", "n", layout={"row": "1"}, appearance={"suffixAdorner": "人"}),
    a_field("datetime", "d"),
    a_field("textarea", "ta"),
    a_field("checkbox", "c"),
    a_field("radio", "r", values=CHOICE),
    a_field("select", "s", values=CHOICE),
    a_field("checklist", "cl", values=CHOICE),
    a_field("taglist", "tl", values=CHOICE),
    a_field("enterprise", "e"),
    a_field("region", "re"),
    a_field("signature", "si", statement="我承诺"),
    a_field("filepicker", "f"),
    a_field("material", "m", items=[{"key": "plan", "label": "方案", "required": True, "description": "盖章", "clause": "第二条"}]),
    a_field("roster", "ro", columns=[{"key": "n", "label": "姓名"}]),
    {"type": "expression", "key": "sum", "expression": "=n + 1", "properties": {"label": "合计", "show": True}},
    {"type": "text", "text": "## 说明\n\n**{{t}}**"},
    {"type": "html", "content": "<p onclick='x()'>{{t}}<script>alert(1)</script></p>"},
    {"type": "image", "source": "/logo.png", "alt": "标志"},
    {"type": "separator"},
    {"type": "spacer"},
    {"type": "table", "label": "表", "dataSource": "=[{a: t}]", "columns": [{"key": "a", "label": "列"}]},
    {"type": "documentPreview", "label": "文件", "dataSource": '=[{name: "x", url: "javascript:alert(1)"}]'},
    {"type": "button", "label": "提交", "action": "submit"},
    {"type": "group", "id": "g", "label": "分组", "path": "g", "components": [a_field(key="x")]},
    {"type": "dynamiclist", "path": "rows", "label": "明细", "components": [a_field(key="x"), a_field("number", "k")]},
)
NASTY = "\"><script>alert('x')</script><img src=x onerror=alert(1)>{{7*7}}"


def page(form, state, **more):
    return lxml.html.fromstring(str(renderer().render(form, state, **more)))


def state_of(values=None, **more):
    return FormState(values or {}, facts={**FACTS, "regions": REGIONS}, **more)


def test_every_control_has_a_label_and_ids_are_unique():
    shown = page(EVERY, state_of())
    ids = shown.xpath("//@id")
    assert len(ids) == len(set(ids))
    for control in shown.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert control.getparent().tag == "label" or shown.xpath("//label[@for=$id]", id=control.get("id")), control.get("name")
    for described in shown.xpath("//@aria-describedby | //@aria-labelledby | //@for"):
        assert set(described.split()) <= set(ids)


def test_label_hint_clause_required_mark_and_error_stand_with_the_field():
    error = FieldError("t", "请填写", "Enter it")
    shown = page(EVERY, state_of(errors=[error]))
    (control,) = shown.xpath("//input[@name='t']")
    assert control.get("aria-required") == control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "f-t-hint f-t-clause f-t-error"
    assert [shown.get_element_by_id(part).text_content() for part in control.get("aria-describedby").split()] == [
        "提示",
        "依据 第一条",
        "请填写",
    ]
    assert shown.xpath("//input[@name='_shown']/@value") == ["t"]
    assert "f-c6" in control.getparent().get("class")
    assert "f-c10" in shown.xpath("//input[@name='n']/ancestor::div[contains(@class, 'f-field')]/@class")[0]


@pytest.mark.parametrize("more", [{}, {"readonly": True}, {"print": True}, {"language": "en"}], ids=["edit", "view", "print", "english"])
def test_nothing_typed_becomes_markup(more):
    values = dict.fromkeys(("t", "n", "d", "ta", "c", "r", "s", "e", "re"), NASTY)
    values |= {"cl": [NASTY], "tl": [NASTY], "si": {"name": NASTY, "agreed": True}, "g": {"x": NASTY}, "rows": [{"x": NASTY, "k": NASTY}]}
    files = {"m.plan": [FileView("1", NASTY, url="/files/1")], "f": [{"id": NASTY, "name": NASTY}]}
    state = state_of(values, errors=[FieldError("t", NASTY, NASTY)], changed={"t": NASTY, "rows.0.x": NASTY}, **more)
    shown = page(EVERY, state, attachments=files)
    assert shown.xpath("//script | //img[@src='x'] | //@onerror | //@onclick") == []
    assert not any("javascript:" in href for href in shown.xpath("//@href"))
    assert "49" not in str(renderer().render(EVERY, state, files))


def test_what_was_typed_wrong_stays_in_its_control():
    shown = page(EVERY, state_of({"n": "zwölf", "d": "2026/13/45", "s": "gone"}))
    assert shown.xpath("//input[@name='n']/@value") == ["zwölf"]
    assert shown.xpath("//input[@name='d']/@value") == ["2026/13/45"]
    assert shown.xpath("//input[@name='d']/@type") == ["text"]
    assert shown.xpath("//select[@name='s']/option[@selected]/@value") == ["gone"]


def test_hidden_fields_are_not_on_the_page():
    form = a_form(a_field("checkbox", "q"), a_field(key="b", conditional={"hide": "=q"}))
    assert page(form, state_of({"q": True})).xpath("//input[@name='b']") == []
    assert page(form, state_of({"q": False})).xpath("//input[@name='b']") != []


def test_a_list_has_buttons_that_work_without_scripts():
    form = a_form(
        {
            "type": "dynamiclist",
            "path": "rows",
            "label": "明细",
            "components": [a_field(key="x")],
            "properties": {"min_rows": 1, "max_rows": 2},
        }
    )
    one = page(form, state_of({"rows": [{"x": "a"}]}))
    assert one.xpath("//button/@name") == ["_enter", "_add"]
    two = page(form, state_of({"rows": [{"x": "a"}, {"x": "b"}]}))
    assert two.xpath("//button[@name='_remove']/@value") == ["rows.0", "rows.1"]
    assert two.xpath("//button[@name='_add']") == []
    assert two.xpath("//input[@name='rows']/@value") == ["0", "1"]


def test_a_correction_opens_only_its_fields():
    state = state_of({"t": "a"}, editable={"n", "m.plan"})
    shown = page(EVERY, state)
    names = {name for name in shown.xpath("//input/@name | //select/@name | //textarea/@name") if not name.startswith("_")}
    assert names == {"n", "m.plan"}
    assert shown.get_element_by_id("f-t").text_content() == "a"


def test_the_view_shows_words_and_marks_what_changed():
    values = {"t": "新", "r": "x", "c": True, "g": {"x": "内"}, "rows": [{"x": "甲一", "k": 1}], "n": 3}
    shown = page(
        EVERY,
        state_of(values, readonly=True, language="en", changed={"t": "旧", "rows.0.x": "甲零"}),
        attachments={"m.plan": [FileView("1", "a.pdf", url="/f/1")]},
    )
    assert shown.xpath("//input | //button | //select | //textarea") == []
    assert shown.get_element_by_id("f-r").text_content() == "A"
    assert shown.get_element_by_id("f-c").text_content() == "Yes"
    assert [old.text_content() for old in shown.xpath("//*[contains(@class, 'f-changed')]//del")] == ["旧", "甲零"]
    assert shown.xpath("//td//a/@href") == ["/f/1"]
    assert shown.get_element_by_id("f-sum").text_content() == "4"


def test_the_paper_has_boxes_instead_of_controls_and_no_links():
    shown = page(EVERY, state_of({"r": "x", "t": "值"}, print=True), attachments={"m.plan": [FileView("1", "a.pdf", url="/f/1")]})
    assert shown.xpath("//input | //button | //a") == []
    assert "☑ 甲" in shown.text_content()
    assert "☐ 乙" in shown.text_content()
    assert shown.xpath("//h1")[0].text_content() == "form"


def test_the_summary_links_to_every_field_that_is_wrong():
    errors = check(EVERY, {}).errors
    state = state_of(errors=errors)
    summary = lxml.html.fromstring(str(renderer().error_summary(errors)))
    ids = set(page(EVERY, state).xpath("//@id"))
    assert summary.get("role") == "alert"
    targets = [href.removeprefix("#") for href in summary.xpath("//a/@href")]
    assert targets
    assert set(targets) <= ids
    assert str(renderer().error_summary([])) == ""


def test_labels_of_parts_of_a_signature_and_of_files_carry_their_errors():
    form = a_form(
        a_field("signature", "s", required=True),
        a_field("material", "m", items=[{"key": "p", "label": "方案", "required": True}]),
        a_field("filepicker", "f", required=True),
    )
    errors = check(form, {}).errors
    shown = page(form, state_of(errors=errors))
    for error in errors:
        assert shown.get_element_by_id("f-" + error.path.replace(".", "-") + "-error").text_content() == error.zh


def test_an_encrypted_value_is_never_shown():
    form = a_form(a_field(properties={"format": "idcard", "sensitive": "id"}))
    shown = page(form, state_of({"a": {"$enc": "SECRET"}}, readonly=True))
    assert "SECRET" not in shown.text_content()


def test_markdown_and_html_of_authors_are_made_safe():
    form = a_form(
        {"type": "text", "text": "# 标题\n\n[x](javascript:alert(1)) <b>raw</b> {{a}}"},
        {"type": "html", "content": "<h3>好</h3><a href='javascript:x'>l</a><a href='/y'>m</a><b>{{a}}"},
    )
    shown = page(form, state_of({"a": "**no** <i>"}))
    facts = FormState(facts={"a": "**no** <i>"})
    shown = page(form, facts)
    assert shown.xpath("//h3")[0].text_content() == "标题"
    assert shown.xpath("//a/@href") == ["/y"]
    assert shown.xpath("//strong | //i") == []
    assert "**no** <i>" in shown.text_content()


def test_a_roster_stands_in_the_form_with_counts_and_links():
    shown = page(EVERY, state_of(), roster={"ro": RosterView("/r", "/r/template.xlsx", 60, 58, 2)})
    assert "共 60 人，正确 58 人，有误 2 人" in shown.text_content()
    assert shown.xpath("//a/@href")[-2:] == ["/r", "/r/template.xlsx"] or {"/r", "/r/template.xlsx"} <= set(shown.xpath("//a/@href"))


def test_a_page_of_a_roster_marks_the_faulty_cells():
    fault = CellFault(5, "mobile", "C", "手机号应为 11 位", "11 digits")
    lines = [
        RosterLine(4, {"name": "张三", "wage": 120_050, "level": "4", "member": True}, url="/row/4", id="r4"),
        RosterLine(5, {"name": NASTY}, [fault], {"mobile": "12<3"}, id="r5"),
    ]
    html = renderer().roster(PEOPLE, RosterPage(lines, 2, 3, "?p=1", "?p=3", selectable=True), "zh")
    shown = lxml.html.fromstring(f"<div>{html}</div>")
    assert "1,200.50" in shown.text_content()
    assert "四级/中级工" in shown.text_content()
    (cell,) = shown.xpath("//td[contains(@class, 'f-error')]")
    assert cell.text_content() == "12<3手机号应为 11 位"
    assert shown.xpath("//script") == []
    assert "第 2 页，共 3 页" in shown.text_content()
    assert shown.xpath("//input[@name='row']/@value") == ["r4", "r5"]


def test_a_row_is_edited_with_a_form_made_from_its_columns():
    form = row_form(PEOPLE)
    values, faults = check_row(PEOPLE, {"name": "张三", "id_no": "1", "wage": 120_050, "member": True, "level": "4"}, FACTS["today"])
    errors = [FieldError(fault.column, fault.zh, fault.en) for fault in faults]
    shown = page(form, state_of({**values, "id_no": "1"}, errors=errors))
    assert shown.xpath("//input[@name='id_no']/@aria-invalid") == ["true"]
    assert shown.xpath("//input[@name='id_no']/@value") == ["1"]
    assert shown.xpath("//input[@name='wage']/@value") == ["1200.50"]
    assert shown.xpath("//select[@name='member']/option[@selected]/@value") == ["true"]
    assert shown.xpath("//select[@name='level']/option[@selected]/text()") == ["四级/中级工"]


def test_the_words_of_every_rendering_exist_in_english():
    for more in ({}, {"readonly": True}, {"print": True}):
        text = re.sub(r"\s+", "", page(EVERY, state_of(language="en", **more)).text_content())
        for word in ("必填", "请选择", "未填写", "还没有", "增加一行"):
            assert word not in text


@pytest.mark.parametrize("more", [{"readonly": True}, {"print": True}], ids=["view", "print"])
def test_groups_and_files_that_share_a_line_are_read_too(more):
    half = {"row": "1", "columns": 8}
    groups = [
        {"type": "group", "id": key, "label": key, "path": key, "layout": half, "components": [a_field(key="x")]} for key in ("g", "h")
    ]
    line = [
        a_field(key="a", layout={"row": "2"}),
        a_field("filepicker", "f", layout={"row": "2"}),
        a_field("signature", "s", layout={"row": "2"}),
    ]
    form = a_form(*groups, *line)
    values = {"g": {"x": "一"}, "h": {"x": "二"}, "a": "三", "s": {"name": "四", "agreed": True}}
    text = page(form, state_of(values, **more), attachments={"f": [FileView("1", "五.pdf")]}).text_content()
    assert all(word in text for word in ("一", "二", "三", "四", "五.pdf"))


@pytest.mark.parametrize("paper", [False, True])
def test_what_was_computed_when_it_was_handed_in_is_read_as_it_was(paper):
    counted = {"type": "expression", "key": "heads", "expression": "=if roster.count = null then 0 else roster.count"}
    form = a_form({**counted, "properties": {"label": "学徒人数", "show": True}})
    sent = renderer().render(form, FormState({"heads": 60}, readonly=True, print=paper))
    assert "60" in sent
    live = renderer().render(form, FormState({"heads": 60}, facts={"roster": {"count": 7}}))
    assert "60" not in live, "what is being filled in is computed anew"
