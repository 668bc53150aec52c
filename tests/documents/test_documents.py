"""Papers say what the facts say, and facts are never commands."""

import re
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.documents import fonts as fonts_module
from engine.documents.fonts import FontsMissing
from engine.documents.rendering import DocumentRefused, Documents
from engine.sdk.errors import ServiceFailed
from engine.sdk.ports import DocumentsPort
from engine.sdk.text import Text
from tests.documents.reading import words_of

AT = datetime(2026, 11, 5, tzinfo=UTC)
SHIPPED = Path(__file__).parents[2] / "api/frontend/node_modules/@expo-google-fonts/noto-serif-sc"
LETTER = """#import "/letter.typ": facts, letter, items, cn-date, yuan
#show: letter.with(
  title: facts.title, number: facts.number, addressee: facts.addressee, authority: facts.authority, date: facts.date,
  remedies: facts.remedies, contact: facts.contact, query: facts.number,
)
#facts.body
#items(facts.items.enumerate().map(((at, item)) => (at + 1, item)), heading: ("序号", "内容"), columns: (auto, 1fr))
合计 #yuan(facts.fen) 元。
"""
FACTS = {
    "title": Text("补正通知书", "Notice of correction"),
    "number": "穗天河人社学备〔2026〕12号",
    "addressee": "广州某某科技有限公司",
    "authority": "广州市天河区人力资源和社会保障局",
    "date": date(2026, 11, 5),
    "body": "你单位提交的备案材料不齐。",
    "items": ["缺少培养方案", "花名册第 3 行身份证号有误"],
    "fen": 123456789,
    "remedies": ["可自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼。"],
    "contact": None,
}


@pytest.fixture(scope="module")
def documents():
    found = Documents([SHIPPED])
    try:
        found.fonts  # noqa: B018
    except FontsMissing:
        pytest.skip("no Chinese font on this machine: run the set-up or install fonts-noto-cjk")
    return found


def test_a_letter_says_what_the_facts_say(documents, tmp_path):
    text = words_of(documents.render(LETTER, FACTS, AT))
    for part in (
        "补正通知书",
        "穗天河人社学备〔2026〕12号",
        "广州某某科技有限公司：",
        "2026年11月5日",
        "缺少培养方案",
        "1,234,567.89元",
        "行政复议",
        "查询码",
    ):
        assert part in text, part


NOTICE_FACTS = {
    "notice": {
        "title": {"zh": "不予受理通知书", "en": ""},
        "number": "穗天河〔2026〕3号",
        "addressee": "某公司",
        "date": "2026-11-05",
        "adverse": True,
    },
    "authority": {"zh": "天河区人社局", "en": ""},
    "contact": {"phone": "020-12345"},
    "case": {"number": "440106-GZXT-2026-00001"},
}


def test_a_notice_is_filled_from_its_case_and_names_the_remedies_when_adverse(documents, tmp_path):
    template = '#import "/letter.typ": notice\n#show: notice\n材料不符合受理条件。\n'
    text = words_of(documents.render(template, NOTICE_FACTS, AT))
    for part in (
        "不予受理通知书",
        "某公司：",
        "材料不符合受理条件",
        "行政复议",
        "联系方式：020-12345",
        "天河区人社局",
        "2026年11月5日",
        "440106-GZXT-2026-00001",
    ):
        assert part in text, part
    friendly = {**NOTICE_FACTS, "notice": {**NOTICE_FACTS["notice"], "adverse": False}}
    assert "行政复议" not in words_of(documents.render(template, friendly, AT))


def test_the_chinese_font_is_embedded(documents):
    pdf = documents.render(LETTER, FACTS, AT)
    assert pdf.startswith(b"%PDF-")
    assert documents.fonts.family.replace(" ", "").encode() in pdf
    assert b"/FontFile" in pdf


def test_the_same_facts_give_the_same_bytes(documents):
    assert documents.render(LETTER, FACTS, AT) == documents.render(LETTER.encode(), FACTS, AT)


@pytest.mark.parametrize(
    "hostile",
    [
        '#import "/etc/passwd": *',
        '#read("/etc/passwd")',
        '"); #panic("no") //',
        "]}) $x^2$ *bold* _i_ `raw` <label> @ref \\u{41} //comment /* x */",
        "{{7*7}} ${7*7} #{7*7} #(7*7)",
        "= heading",
        "\x00\x01\u202e\ud7ff\U0001f600",
    ],
)
def test_hostile_values_are_printed_as_they_are(documents, tmp_path, hostile):
    text = words_of(documents.render(LETTER, {**FACTS, "body": hostile, "title": hostile, "items": [hostile]}, AT))
    assert "49" not in text.replace("2026", "")
    seen = re.sub(r"[^\x21-\x7e]", "", hostile)
    # Line breaks may fall anywhere; the first stretch of a value is always whole.
    assert seen[:8] in text


def test_a_character_no_font_knows_does_not_keep_a_notice_back(documents, tmp_path):
    rare = "张\U0002a6a5\U0001f600伟"
    text = words_of(documents.render(LETTER, {**FACTS, "body": rare}, AT))
    assert "张" in text
    assert "伟" in text


def test_invisible_characters_are_left_out(documents, tmp_path):
    text = words_of(documents.render(LETTER, {**FACTS, "body": "甲\x00乙\u202e丙\ud800丁"}, AT))
    assert "甲乙丙丁" in text


def test_papers_are_fit_for_the_archive(documents):
    assert b"pdfaid:part>2<" in documents.render(LETTER, FACTS, AT)


def test_a_very_long_value_runs_over_pages(documents, tmp_path):
    pdf = documents.render(LETTER, {**FACTS, "body": "长" * 33_000, "items": ["项" * 200] * 100}, AT)
    assert words_of(pdf).count("长") == 33_000


def test_a_page_takes_a_fraction_of_a_second(documents):
    documents.render(LETTER, FACTS, AT)
    start = time.perf_counter()
    for _ in range(3):
        documents.render(LETTER, FACTS, AT)
    assert (time.perf_counter() - start) / 3 < 2  # about 0.1 s; the slack is for a busy machine


@pytest.mark.parametrize(
    ("template", "line", "part"),
    [
        ("第一行\n\n#facts.missing", 3, "unknown variable"),
        ('#import "/letter.typ": facts\n#facts.missing', 2, "missing"),
        ("#let x = \n", 1, "expected expression"),
        ('a\n#read("/etc/passwd")', 2, "not found"),
        ('a\n#read("../../../pyproject.toml")', 2, "escape the project root"),
        ('a\n#read("/compiling.py")', 2, "not found"),
        ('#import "@preview/tablex:0.0.8": *', 1, "download"),
        ('#import ("@pre" + "view/tablex:0.0.8"): *', 1, "download"),
        ("#let f(n) = f(n + 1)\n#f(0)", 1, "depth"),
        ("#let i = 0\n#while i >= 0 { i += 1 }", 2, "infinite"),
    ],
)
def test_a_template_that_is_wrong_or_reaches_outside_is_refused_with_its_line(documents, template, line, part):
    with pytest.raises(DocumentRefused) as refused:
        documents.render(template, FACTS)
    assert refused.value.facts["line"] == line
    assert part in refused.value.facts["message"]
    assert str(Path(__file__).parents[2]) not in str(refused.value)
    assert f"第 {line} 行" in refused.value.text.zh
    assert f"line {line}" in refused.value.text.en


def test_a_fault_that_shows_inside_the_letter_names_the_file(documents):
    with pytest.raises(DocumentRefused) as refused:
        documents.render('#import "/letter.typ": yuan\n#yuan("x")', {})
    assert refused.value.facts["file"] == "letter.typ"


def test_a_template_that_is_not_utf8_is_refused(documents):
    with pytest.raises(DocumentRefused) as refused:
        documents.render("好\n好".encode("gb18030"), {})
    assert refused.value.facts["line"] == 1


def test_a_template_that_never_ends_is_stopped(documents):
    slow = Documents([SHIPPED], seconds=0.5)
    with pytest.raises(DocumentRefused) as refused:
        slow.render("#for a in range(9999) { for b in range(9999) { for c in range(9999) { let x = a * b * c } } }", {})
    assert "0.5 seconds" in refused.value.facts["message"]


def test_a_template_that_eats_the_memory_is_stopped(documents):
    small = Documents([SHIPPED], memory=700 << 20)
    with pytest.raises(DocumentRefused) as refused:
        small.render('#let t = "x" * 1000000\n#let a = range(100000).map(i => t + str(i))\n#a.len()', {})
    assert "compiler stopped" in refused.value.facts["message"]


def test_a_refused_document_is_a_failed_service_to_the_engine(documents):
    port: DocumentsPort = documents
    with pytest.raises(ServiceFailed):
        port.render(b"#x", {})


def test_facts_may_hold_exact_numbers_and_no_unknown_things(documents, tmp_path):
    pdf = documents.render('#import "/letter.typ": facts\n#facts.amount', {"amount": Decimal("1234.50")}, AT)
    assert "1234.50" in words_of(pdf)
    with pytest.raises(TypeError, match="object"):
        documents.render("x", {"a": object()})


def test_missing_fonts_are_said_with_the_places_searched(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts_module, "SYSTEM_FOLDERS", ())
    with pytest.raises(FontsMissing) as missing:
        Documents([tmp_path]).render("x", {})
    assert str(tmp_path) in missing.value.facts["looked_in"]


def test_system_fonts_serve_when_the_shipped_ones_are_missing(tmp_path):
    found = Documents([tmp_path / "none"])
    try:
        family = found.fonts.family
    except FontsMissing:
        pytest.skip("no Chinese system font on this machine: install fonts-noto-cjk")
    assert family
    assert b"/FontFile" in found.render("中文", {}, AT)
