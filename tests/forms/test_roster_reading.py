"""Reading rosters: what people really do to spreadsheets, and the cell that is named when it is wrong."""

import datetime as dt
import os
import time

import openpyxl
import pytest

from forms.roster import RosterLimits, check_row, read_workbook
from tests.forms.build import HEADER, PEOPLE, TODAY, id_number, roster_columns, saved, workbook

ROWS = 10_000 if os.environ.get("TONGBAN_FULL") else 2_000
GOOD = ["张三", id_number(1), "13800138000", "2020-01-05", "四级/中级工", "1200.50", "3", "是"]


def read(*rows, columns=PEOPLE, **more):
    return read_workbook(workbook(*rows), columns, TODAY, **more)


def row_with(**cells):
    keys = [column.key for column in PEOPLE]
    return [cells.get(key, GOOD[index]) for index, key in enumerate(keys)]


def faults_of(**cells):
    imported = read(HEADER, row_with(**cells))
    assert imported.problems == ()
    return [(fault.cell, fault.code) for fault in imported.faults]


def test_a_good_row_becomes_clean_values():
    imported = read(HEADER, GOOD)
    assert (imported.problems, imported.warnings, imported.faults) == ((), (), ())
    assert imported.rows[0].row == 2
    assert imported.rows[0].values == {
        "name": "张三",
        "id_no": id_number(1),
        "mobile": "13800138000",
        "hired": "2020-01-05",
        "level": "4",
        "wage": 120_050,
        "years": 3,
        "member": True,
    }


@pytest.mark.parametrize(
    "raw",
    [
        dt.date(2026, 1, 5),
        dt.datetime.combine(dt.date(2026, 1, 5), dt.time()),
        "2026-01-05",
        "2026/1/5",
        "20260105",
        20260105,
        "2026年1月5日",
        "２０２６.1.5",
        " 2026-1-5 ",
        46027,
        "2026-01-05 00:00:00",
    ],
)
def test_a_day_is_read_however_it_was_written(raw):
    imported = read(HEADER, row_with(hired=raw))
    assert imported.faults == ()
    assert imported.rows[0].values["hired"] == "2026-01-05"


@pytest.mark.parametrize("raw", ["2026-02-30", "5.1.2026", "明天", 3.5, "2026-13-01", dt.time(9, 30)])
def test_what_is_no_day_is_refused(raw):
    assert faults_of(hired=raw) == [("D2", "date")]


def test_a_day_in_the_future_is_refused_where_that_is_asked():
    assert faults_of(hired="2026-03-03") == [("D2", "future")]
    assert faults_of(hired=TODAY) == []


@pytest.mark.parametrize(("raw", "value"), [("四级/中级工", "4"), ("4", "4"), (4, "4"), ("３", "3"), ("三级／高级工 ", "3")])
def test_an_enum_takes_its_label_or_its_key(raw, value):
    assert read(HEADER, row_with(level=raw)).rows[0].values["level"] == value


def test_an_unknown_choice_is_refused_with_the_known_ones():
    (fault,) = read(HEADER, row_with(level="二级")).faults
    assert (fault.cell, fault.header) == ("E2", "等级")
    assert "四级/中级工、三级/高级工" in fault.zh


def test_full_width_figures_and_blanks_are_cleaned_with_a_note():
    imported = read(HEADER, row_with(mobile="１３８ 0013 8000", id_no=f" {id_number(2)} ", wage="１,２００"))
    assert imported.faults == ()
    assert imported.rows[0].values["mobile"] == "13800138000"
    assert imported.rows[0].values["wage"] == 120_000
    assert [note.column for note in imported.rows[0].notes] == ["mobile", "wage"]


@pytest.mark.parametrize("raw", [4.40106e17, 440106199003071234, "4.40106E+17"])
def test_an_id_number_that_excel_destroyed_is_explained(raw):
    (fault,) = read(HEADER, row_with(id_no=raw)).faults
    assert (fault.cell, fault.code) == ("B2", "scientific")
    assert "文本" in fault.zh
    assert "text" in fault.en


def test_a_mobile_number_kept_as_a_figure_is_read():
    assert read(HEADER, row_with(mobile=13800138000)).rows[0].values["mobile"] == "13800138000"


@pytest.mark.parametrize(("raw", "fen"), [(12000.5, 1_200_050), (0.1 + 0.2, 30), ("￥1,200.50元", 120_050), (0, 0)])
def test_money_is_exact(raw, fen):
    assert read(HEADER, row_with(wage=raw)).rows[0].values["wage"] == fen


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"name": None}, ("A2", "required")),
        ({"name": "x" * 21}, ("A2", "max_length")),
        ({"wage": 1.005}, ("F2", "money")),
        ({"years": 61}, ("G2", "max")),
        ({"years": 1.5}, ("G2", "int")),
        ({"years": "#N/A"}, ("G2", "error_cell")),
        ({"member": "也许"}, ("H2", "bool")),
        ({"mobile": True}, ("C2", "kind")),
        ({"id_no": "440106199013071234"}, ("B2", "idcard")),
    ],
)
def test_a_faulty_cell_is_named_with_its_reason(cells, fault):
    assert faults_of(**cells) == [fault]


def test_the_header_is_found_below_titles_and_its_names_are_read_tolerantly():
    imported = read(["某某公司花名册"], [], [" 身份证号（必填）", "姓 名 *", "ＭＯＢＩＬＥ"], [id_number(1), "张三", "13800138000"])
    assert imported.problems == ()
    assert imported.header_row == 3
    assert imported.rows[0].row == 4
    assert imported.rows[0].values["mobile"] == "13800138000"
    assert len(imported.warnings) == 5


def test_missing_unknown_and_repeated_columns_are_all_reported():
    imported = read(["姓名", "姓名", "备注", "手机"], ["a", "b", "c", "d"])
    assert [text.zh for text in imported.problems] == ["列“姓名”出现多次（A, B）", "缺少必填列“身份证号”"]
    assert imported.warnings[0].zh == "不认识的列“备注”（C 列），已忽略"
    assert imported.rows == ()


def test_a_workbook_without_header_says_which_headers_are_needed():
    (problem,) = read(["a", "b"], ["c", "d"]).problems
    assert "姓名、身份证号" in problem.zh


def test_blank_rows_are_skipped_and_rows_keep_their_numbers():
    imported = read(HEADER, GOOD, [], [" ", "\u3000"], row_with(id_no=id_number(2)))
    assert [row.row for row in imported.rows] == [2, 5]


def test_the_same_person_twice_is_marked_in_both_rows():
    imported = read(HEADER, GOOD, row_with(id_no=id_number(2)), row_with(id_no=id_number(1).lower()))
    assert [(fault.cell, fault.zh) for fault in imported.faults] == [("B2", "与第 4 行重复"), ("B4", "与第 2 行重复")]
    assert [row.row for row in imported.good] == [3]


def test_formulas_count_with_their_stored_result_only():
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(row_with(name='=HYPERLINK("http://x","y")'))
    assert [fault.code for fault in read_workbook(saved(book), PEOPLE, TODAY).faults] == ["required"]


def test_hidden_sheets_are_passed_over_and_the_first_sheet_with_a_header_counts():
    book = openpyxl.Workbook()
    book.active.title = "旧"
    book.active.append(HEADER)
    book.active.sheet_state = "hidden"
    book.create_sheet("说明").append(["请认真填写"])
    book.create_sheet("名单").append(HEADER)
    book.worksheets[2].append(GOOD)
    book.active = 2
    assert read_workbook(saved(book), PEOPLE, TODAY).sheet == "名单"


def test_more_rows_than_allowed_are_refused_with_the_figures():
    rows = [row_with(id_no=id_number(n)) for n in range(4)]
    (problem,) = read(HEADER, *rows, limits=RosterLimits(rows=3)).problems
    assert problem.zh == "共 4 行，超过上限 3 行，请分批导入"


def test_a_pattern_of_a_column_is_kept():
    columns = roster_columns(
        {"key": "n", "label": "姓名"},
        {"key": "o", "label": "职业", "pattern": r"^\d-\d{2}$", "pattern_message": "像 6-18", "pattern_message_en": "like 6-18"},
    )
    imported = read(["姓名", "职业"], ["a", "6-18"], ["b", "６-18"], ["c", "x"], columns=columns)
    assert [row.values["o"] for row in imported.rows] == ["6-18", "6-18", None]
    assert [(fault.cell, fault.en) for fault in imported.faults] == [("B4", "like 6-18")]


def test_a_stored_row_checks_without_a_fault_again():
    imported = read(HEADER, GOOD)
    assert check_row(PEOPLE, imported.rows[0].values, TODAY) == (imported.rows[0].values, [])


@pytest.mark.parametrize("raw", [10**400, float("nan"), float("inf"), [1], {"$enc": "x"}, True])
def test_a_stored_value_of_another_kind_is_a_fault_not_a_crash(raw):
    _, faults = check_row(PEOPLE, dict.fromkeys([column.key for column in PEOPLE], raw), TODAY)
    assert "hired" in [fault.column for fault in faults]


def test_thousands_of_rows_of_eighteen_columns_are_read_within_seconds():
    more = [
        {"key": f"c{n}", "label": f"列{n}", "type": ("text", "date", "enum", "int", "money")[n % 5], "values": ["甲", "乙"]}
        for n in range(16)
    ]
    columns = roster_columns(
        {"key": "name", "label": "姓名"}, {"key": "id_no", "label": "身份证号", "type": "idcard", "required": True}, *more
    )
    cells = [("文本", "2026-01-05", "甲", 7, 12.5)[n % 5] for n in range(16)]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([column.label.zh for column in columns])
    for number in range(ROWS):
        sheet.append([f"人{number}", id_number(number), *cells])
    content = saved(book)
    begin = time.process_time()
    imported = read_workbook(content, columns, TODAY)
    assert time.process_time() - begin < ROWS / 2_000
    assert (len(imported.rows), imported.faults) == (ROWS, ())
