"""Workbooks we write: the template, and the faulty rows that go back."""

import io

import openpyxl
import pytest

from engine.sdk.text import Text
from forms.roster import CellFault, RosterRow, faulty_workbook, read_workbook, workbook_template
from tests.forms.build import HEADER, PEOPLE, TODAY, id_number, saved, workbook

LINE = ["张三", id_number(1), "13800138000", "2020-01-05", "四级/中级工", "1200.50", "3", "是"]


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_filled_template_is_read_back(language):
    book = opened(workbook_template(PEOPLE, language, Text("花名册", "Roster")))
    book.worksheets[0].append(LINE)
    imported = read_workbook(saved(book), PEOPLE, TODAY)
    assert (imported.problems, imported.warnings, imported.faults) == ((), (), ())
    assert imported.rows[0].values["id_no"] == id_number(1)
    assert imported.rows[0].row == 3


def test_an_empty_template_holds_no_rows():
    (problem,) = read_workbook(workbook_template(PEOPLE), PEOPLE, TODAY).problems
    assert problem.zh == "表头下面没有数据"


def test_the_template_marks_what_is_required_and_protects_long_numbers():
    book = opened(workbook_template(PEOPLE))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["姓名*", "身份证号*", "手机", "入职日期", "等级", "工资", "工龄", "是否会员"]
    assert sheet.column_dimensions["B"].number_format == "@"
    assert sheet.freeze_panes == "A3"
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"E3:E5002": "'选项'!$E$1:$E$2", "H3:H5002": "'选项'!$H$1:$H$2"}
    assert [cell.value for cell in book["选项"]["E"]] == ["四级/中级工", "三级/高级工"]
    assert book["选项"].sheet_state == "hidden"
    assert book["填写说明"]["A2"].value == "姓名"
    assert book["填写说明"]["B2"].value == "必填"


def test_only_faulty_rows_go_back_with_their_reasons_and_coloured_cells():
    imported = read_workbook(workbook(HEADER, LINE, ["李四", "4.40106E+17", "1", *LINE[3:]]), PEOPLE, TODAY)
    book = opened(faulty_workbook(imported.rows, imported.faults, PEOPLE))
    sheet = book.worksheets[0]
    assert sheet.max_row == 2
    assert [cell.value for cell in sheet[2]][:3] == ["李四", "4.40106E+17", "1"]
    assert sheet["B2"].fill.fgColor.rgb == "00FBD5D0"
    assert sheet["A2"].fill.fgColor.rgb == "00000000"
    assert "身份证号：" in sheet["I2"].value
    assert sheet["I1"].value == "错误原因"


def test_corrected_faulty_rows_can_be_uploaded_again():
    imported = read_workbook(workbook(HEADER, ["李四", id_number(2), "1", *LINE[3:]]), PEOPLE, TODAY)
    book = opened(faulty_workbook(imported.rows, imported.faults, PEOPLE))
    book.worksheets[0]["C2"] = "13800138001"
    again = read_workbook(saved(book), PEOPLE, TODAY)
    assert (again.problems, again.warnings, again.faults) == ((), (), ())
    assert again.rows[0].values["wage"] == 120_050


def test_rows_of_the_database_go_back_as_well():
    fault = CellFault(7, "name", "A", "坏", "bad")
    content = faulty_workbook([{"row": 7, "values": {"name": "王五", "wage": 5, "member": False, "level": "4"}}], [fault], PEOPLE, "en")
    sheet = opened(content).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["王五", None, None, None, "四级/中级工", "0.05", None, "否", "Name: bad"]


def test_a_name_that_looks_like_a_formula_stays_a_text():
    row = RosterRow(2, {"name": "=cmd|'/c calc'!A1"}, (CellFault(2, "name", "A", "=1+1", "=1+1"),))
    sheet = opened(faulty_workbook([row], row.faults, PEOPLE)).worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=cmd|'/c calc'!A1", "s")
