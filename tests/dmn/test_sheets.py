"""A table leaves as a spreadsheet and comes back; what is wrong is said by cell."""

import csv
import datetime as dt
import re
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from engine.dmn import DmnRefused, UnknownDecision, read
from engine.dmn.sheet_layout import cell_text
from engine.dmn.sheets import export_table, import_table, table_of
from engine.feel import compile_expression
from tests.dmn.build import SUBSIDY, a_decision, a_table, an_input, definitions, literal

DIAGRAM = '<d:DMNDI xmlns:d="urn:di"><d:Shape   x = "1"/><!-- kept --></d:DMNDI>'
WITH_DIAGRAM = SUBSIDY.replace(b"</definitions>", f"{DIAGRAM}</definitions>".encode())


def changed(xlsx, **cells):
    book = load_workbook(BytesIO(xlsx))
    for place, value in cells.items():
        book.active[place] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def model():
    return read(WITH_DIAGRAM)


def test_what_leaves_comes_back_the_same(model):
    xml = import_table(model, "rate", export_table(model, "rate"))
    assert table_of(read(xml), "rate")[1] == table_of(model, "rate")[1]


def test_everything_else_in_the_file_stays_byte_for_byte(model):
    xml = import_table(model, "rate", export_table(model, "rate"))
    start, end = WITH_DIAGRAM.index(b"<decisionTable"), WITH_DIAGRAM.index(b"</decisionTable>")
    assert xml[:start] == WITH_DIAGRAM[:start]
    assert xml.endswith(WITH_DIAGRAM[end:])
    assert DIAGRAM.encode() in xml


def test_a_change_in_the_sheet_changes_the_decision(model):
    sheet = changed(export_table(model, "rate"), D8=512.5, B11='"初级"', C11="> 900", D11="1", E11="新增")
    xml = import_table(model, "rate", changed(sheet, C9="[50..900]"))
    again = read(xml)
    assert str(again.decide("rate", {"level": "初级", "trainees": 1}).value) == "512.5"
    made = again.decide("rate", {"level": "初级", "trainees": 950})
    assert made.value == 1
    assert made.explanation.rules[0].annotations == ("新增",)


def places(model, content, name="rate"):
    """The faults of an import by cell, in English."""
    with pytest.raises(DmnRefused) as caught:
        import_table(model, name, content)
    assert all(one.message_zh and one.message_zh != one.message_en for one in caught.value.findings)
    return {one.message_en.removeprefix("cell ").partition(": ")[0]: one for one in caught.value.findings}


def worked_on(xlsx, work):
    """The workbook after somebody worked on its sheet."""
    book = load_workbook(BytesIO(xlsx))
    work(book.active)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_faults_are_said_by_cell(model):
    sheet = changed(export_table(model, "rate"), C9="< <", D10="1 +", B1="UNIQE", E2="what")
    assert set(places(model, sheet)) == {"B1", "E2"}
    found = places(model, changed(export_table(model, "rate"), C9="< <", D10="1 +"))
    assert set(found) == {"C9", "D10"}
    assert (found["C9"].row, found["C9"].column) == (9, 3)
    assert found["C9"].message_zh.startswith("单元格 C9：")


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (lambda sheet: sheet.insert_rows(1), {"C10", "D11"}),
        (lambda sheet: sheet.insert_rows(8), {"C10", "D11"}),
        (lambda sheet: sheet.insert_rows(10, 3), {"C9", "D13"}),
        (lambda sheet: sheet.insert_cols(1), {"D9", "E10"}),
        (lambda sheet: sheet.insert_cols(2), {"D9", "E10"}),
        (lambda sheet: sheet.insert_cols(4, 2), {"C9", "F10"}),
        (lambda sheet: sheet.move_range("D1:D20", cols=3), {"C9", "G10"}),
        (lambda sheet: sheet.move_range("B2:B20", cols=4), {"C9", "D10"}),
        (lambda sheet: sheet.insert_rows(4), {"C10", "D11"}),
    ],
)
def test_faults_name_the_cells_of_the_sheet_after_rows_and_columns_were_moved(model, work, expected):
    sheet = changed(export_table(model, "rate"), C9="< <", D10="1 +")
    assert set(places(model, worked_on(sheet, work))) == expected


def test_a_table_whose_columns_were_moved_decides_as_before(model):
    moved = worked_on(
        export_table(model, "rate"), lambda sheet: (sheet.move_range("B2:B20", cols=5), sheet.insert_rows(1, 2), sheet.insert_rows(11))
    )
    again = read(import_table(model, "rate", moved))
    for facts in ({"level": "初级", "trainees": 60}, {"level": "高级", "trainees": 1}):
        assert again.decide("rate", facts).value == model.decide("rate", facts).value


def test_rules_keep_their_ids_when_rows_are_sorted_or_inserted(model):
    def work(sheet):
        sheet.insert_rows(8)
        for column, text in enumerate(['"初级"', "> 900", "1"], 2):
            sheet.cell(8, column, text)

    table = table_of(read(import_table(model, "rate", worked_on(export_table(model, "rate"), work))), "rate")[1]
    assert [rule.id for rule in table.rules] == ["", "r1", "r2", "r3"]


@pytest.mark.parametrize(
    ("cells", "expected", "sentence"),
    [
        ({"B4": "level +"}, "B4", "unexpected|ends too early"),
        ({"C5": "numbr"}, "C5", "unknown type `numbr`"),
        ({"D5": "numbr"}, "D5", "unknown type `numbr`"),
        ({"C6": "[0.."}, "C6", "line 1"),
        ({"C6": '"a"'}, "C6", "compare"),
        ({"D6": "1 +"}, "D6", "line 1"),
        ({"D7": "1 +"}, "D7", "line 1"),
        ({"D7": '"none"'}, "D7", "the value is string, the column number"),
        ({"B7": "1"}, "B7", "only results have a default"),
        ({"B4": None}, "B4", "the expression is empty"),
        ({"B4": "levle"}, "B4", "did you mean `level`"),
        ({"B1": "COLLECT SUMM"}, "B1", "unknown hit policy"),
        ({"B1": "UNIQUE SUM"}, "B1", "does not fit"),
        ({"B1": None}, "B1", "unknown hit policy"),
        ({"A5": None}, "A2", "there is no row `类型 / type`"),
        ({"A5": "标题 / label"}, "A5", "occurs twice"),
        ({"C1": "why"}, "C1", "only the name and the hit policy"),
        ({"G9": "lost"}, "G9", "would be lost"),
        ({"D9": None}, "D9", "no result"),
    ],
)
def test_faults_of_the_head_have_their_cell(model, cells, expected, sentence):
    found = places(model, changed(export_table(model, "rate"), **cells))
    assert expected in found
    assert any(re.search(part, found[expected].message_en) for part in sentence.split("|"))


@pytest.mark.parametrize(
    ("cells", "expected", "sentence"),
    [
        ({"C9": "=1/0"}, "C9", "a formula without a value"),
        ({"D10": "=SUM(D8:D9)"}, "D10", "a formula without a value"),
        ({"C9": "#DIV/0!"}, "C9", "the error value #DIV/0!"),
        ({"C4": "#REF!"}, "C4", "the error value #REF!"),
        ({"B1": "=A1"}, "B1", "a formula without a value"),
        ({"A9": "=A8+1"}, "A9", "a formula without a value"),
        ({"C9": True}, "C9", "the value is boolean, the column number"),
        ({"C9": "text"}, "C9", "unknown name"),
        ({"C9": '"text"'}, "C9", "compare"),
        ({"C9": dt.date(2025, 1, 1)}, "C9", "compare"),
        ({"B9": 5}, "B9", "compare"),
        ({"B9": '"特级"'}, "B9", "not among the allowed values"),
        ({"D9": '"500"'}, "D9", "the value is string, the column number"),
        ({"D9": dt.datetime(2025, 1, 1, 9, 0)}, "D9", "the value is date and time"),  # noqa: DTZ001  # as a sheet has it
        ({"D9": dt.timedelta(hours=30)}, "D9", "the value is days and time duration"),
        ({"C9": "[90..60]"}, "C9", "an empty range never holds"),
        ({"C9": "> 5000"}, "C9", "not among the allowed values"),
    ],
)
def test_cells_that_cannot_be_taken_as_they_are_are_refused(model, cells, expected, sentence):
    found = places(model, changed(export_table(model, "rate"), **cells))
    assert set(found) == {expected}
    assert sentence in found[expected].message_en


def test_merged_cells_are_refused_where_they_would_lose_a_condition(model):
    found = places(model, worked_on(export_table(model, "rate"), lambda sheet: sheet.merge_cells("B8:B9")))
    assert "merged cells B8:B9" in found["B8"].message_en


def test_a_formula_with_a_value_is_taken_as_its_value(model):
    sheet = changed(export_table(model, "rate"), D9="=400+50.5")
    computed = rewritten(
        sheet,
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace("<v></v>", "<v>450.5</v>").replace("<v />", "<v>450.5</v>").replace("<v/>", "<v>450.5</v>"),
    )
    assert str(read(import_table(model, "rate", computed)).decide("rate", {"level": "初级", "trainees": 60}).value) == "450.5"


def rewritten(xlsx, part, change):
    out = BytesIO()
    with ZipFile(BytesIO(xlsx)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry, change(content.decode()).encode() if entry.filename == part else content)
    return out.getvalue()


def test_the_table_may_stand_on_another_sheet(model):
    book = load_workbook(BytesIO(export_table(model, "rate")))
    book.create_sheet("说明", 0)["A1"] = "notes"
    out = BytesIO()
    book.save(out)
    assert import_table(model, "rate", out.getvalue()) == import_table(model, "rate", export_table(model, "rate"))


def as_text(xlsx, delimiter=","):
    rows = [
        ["" if value is None else str(value) for value in row] for row in load_workbook(BytesIO(xlsx)).active.iter_rows(values_only=True)
    ]
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_table_comes_from_a_text_file_of_every_usual_encoding(model, encoding, delimiter):
    sheet = export_table(model, "rate")
    assert import_table(model, "rate", as_text(sheet, delimiter).encode(encoding)) == import_table(model, "rate", sheet)


def test_faults_of_a_text_file_are_said_by_cell_too(model):
    sheet = changed(export_table(model, "rate"), C9="< <", D10='"x"', C5="numbr")
    assert set(places(model, as_text(sheet).encode("gb18030"))) == {"C5", "C9"}
    assert set(places(model, as_text(changed(sheet, C5="number", C9="-")).encode("utf-16"))) == {"D10"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a,b".encode("utf-16-le"), "save it as .xlsx, or as “CSV UTF-8"),
        (b"\xff\xfe\x00", "save it as .xlsx, or as “CSV UTF-8"),
        (b"\xff\xff\xff,1", "save it as .xlsx, or as “CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "old Excel"),
        (b"", "the file is empty"),
        ("随便,写写".encode(), "no cell says `列 / column`"),
        (b"PK\x03\x04broken", "no spreadsheet"),
        (b'"' + b"x" * 200_000, "the text is no table"),
    ],
)
def test_a_file_that_is_not_read_says_how_to_save_it(model, content, sentence):
    with pytest.raises(DmnRefused, match=re.escape(sentence)) as caught:
        import_table(model, "rate", content)
    (found,) = caught.value.findings
    assert found.message_zh.startswith("单元格 A1：")


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8-sig"])
def test_a_model_in_another_encoding_keeps_its_other_bytes(encoding):
    declared = {"utf-16": "UTF-16", "gb18030": "GB18030", "utf-8-sig": "UTF-8"}[encoding]
    content = WITH_DIAGRAM.decode().replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)
    model = read(content)
    sheet = changed(export_table(model, "rate"), E8="新的依据")
    xml = import_table(model, "rate", sheet)
    text, old = xml.decode(encoding), content.decode(encoding)
    assert text[: text.index("<decisionTable")] == old[: old.index("<decisionTable")]
    assert text[text.index("</decisionTable>") :] == old[old.index("</decisionTable>") :]
    assert table_of(read(xml), "rate")[1].rules[0].annotations == ["新的依据"]


def test_a_text_that_looks_like_the_code_of_a_character_stays_what_it_is():
    rules = [(['"_x0041_"'], ['"_x000D_"'], "_x005F_x0041_ 号")]
    model = read(
        definitions(an_input("x", "string"), a_decision("d", a_table([("x", "string", None)], [("", "string", None, None)], rules), "i_x"))
    )
    sheet = export_table(model, "d")
    assert import_table(model, "d", sheet) == model.xml
    assert load_workbook(BytesIO(sheet)).active["B8"].value == '"_x005F_x0041_"'


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (dt.timedelta(seconds=1.5), 'duration("PT1.5S")'),
        (dt.timedelta(hours=30), 'duration("PT108000S")'),
        (dt.timedelta(seconds=-90), 'duration("-PT90S")'),
        (dt.timedelta(0), 'duration("PT0S")'),
    ],
)
def test_a_span_of_time_is_taken_to_the_millisecond(span, text):
    assert cell_text(span) == text
    assert compile_expression(text).evaluate({}) == span


def test_a_cell_that_looks_like_a_formula_is_a_text():
    table = a_table([("x", "number", None)], [("", "number", None, None)], [(["=5"], ["1"], "")])
    sheet = export_table(read(definitions(an_input("x"), a_decision("t", table, "i_x"))), "t")
    cell = load_workbook(BytesIO(sheet)).active["B8"]
    assert (cell.value, cell.data_type) == ("=5", "s")


@pytest.mark.parametrize("content", [b"", b"no spreadsheet", b"PK\x03\x04broken"])
def test_what_is_no_spreadsheet_is_refused(model, content):
    with pytest.raises(DmnRefused):
        import_table(model, "rate", content)


def test_an_archive_that_unfolds_to_something_huge_is_refused(model):
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    with pytest.raises(DmnRefused, match="60000000 bytes"):
        import_table(model, "rate", out.getvalue())


def test_only_tables_leave():
    model = read(definitions(an_input("x"), a_decision("d", literal("x"), "i_x")))
    with pytest.raises(UnknownDecision, match="the logic of `d` is no decision table"):
        export_table(model, "d")
    with pytest.raises(UnknownDecision, match="there is no decision `e`"):
        export_table(model, "e")


def test_a_workbook_with_a_document_type_is_refused(model):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    sheet = rewritten(
        export_table(model, "rate"), "xl/worksheets/sheet1.xml", lambda text: text.replace("<worksheet", bomb + "<worksheet", 1)
    )
    with pytest.raises(DmnRefused, match="document type"):
        import_table(model, "rate", sheet)


def test_a_cell_far_away_is_refused_before_the_space_up_to_it_is_filled(model):
    with pytest.raises(DmnRefused, match="XFD1048576"):
        import_table(model, "rate", changed(export_table(model, "rate"), XFD1048576="x"))


def test_a_text_too_long_for_a_cell_is_not_cut(model):
    long = read(SUBSIDY.replace("〔2025〕12号 第六条".encode(), b"x" * 40_000))
    with pytest.raises(DmnRefused, match="cell E8: 40000 characters"):
        export_table(long, "rate")
