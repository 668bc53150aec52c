"""A table leaves as a spreadsheet and comes back; what is wrong is said by cell."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from engine.dmn import DmnRefused, UnknownDecision, read
from engine.dmn.sheets import export_table, import_table, table_of
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


def test_faults_are_said_by_cell(model):
    sheet = changed(export_table(model, "rate"), C9="< <", D10="1 +", B1="UNIQE", E2="what")
    with pytest.raises(DmnRefused) as caught:
        import_table(model, "rate", sheet)
    assert {(one.row, one.column) for one in caught.value.findings} == {(1, 2), (2, 5)}
    with pytest.raises(DmnRefused) as caught:
        import_table(model, "rate", changed(export_table(model, "rate"), C9="< <", D10="1 +"))
    places = {(one.row, one.column): one for one in caught.value.findings}
    assert set(places) == {(9, 3), (10, 4)}
    assert "第 9 行第 C 列" in places[9, 3].message_zh


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
    with pytest.raises(UnknownDecision):
        export_table(model, "d")
