"""Writing workbooks: the template people fill in, and the faulty rows they get back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from engine.sdk.text import Text
from forms import codes
from forms.roster.columns import Column
from forms.roster.faults import CellFault
from forms.roster.reading import REASONS

TITLE_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3
_HEAD = PatternFill("solid", fgColor="DCE6F5")
_WRONG = PatternFill("solid", fgColor="FBD5D0")
_SIDE = Side(style="thin", color="C5CDD8")
_EDGE = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WORDS = {
    "sheet": ("花名册", "Roster"),
    "guide": ("填写说明", "Instructions"),
    "choices": ("选项", "Choices"),
    "column": ("列", "Column"),
    "needed": ("是否必填", "Required"),
    "how": ("填写要求", "How to fill in"),
    "example": ("示例（请勿填在此处）", "Example (do not fill in here)"),
    "yes": ("必填", "required"),
    "no": ("选填", "optional"),
    "title": ("带 * 的列必填；请勿改动表头，每人一行", "Columns with * are required; keep the header row, one person per row"),
}
_HOW = {
    "text": ("文本，最多 {limit} 个字", "text of at most {limit} characters"),
    "int": ("整数", "a whole number"),
    "number": ("数字", "a number"),
    "money": ("金额（元），最多两位小数", "an amount in yuan with at most two decimals"),
    "date": ("日期，例如 2026-01-05", "a date such as 2026-01-05"),
    "enum": ("从下拉列表选择：{known}", "choose from the list: {known}"),
    "bool": ("填“是”或“否”", "是 (yes) or 否 (no)"),
    "idcard": ("18 位居民身份证号码，单元格为文本格式", "resident ID number of 18 characters, as text"),
    "uscc": ("18 位统一社会信用代码", "unified social credit code of 18 characters"),
    "mobile": ("11 位手机号码", "mobile number of 11 digits"),
    "occupation": ("职业编码，例如 6-18-01-01", "occupation code such as 6-18-01-01"),
    "postcode": ("6 位邮政编码", "postcode of 6 digits"),
    "account": ("8 至 30 位银行账号，单元格为文本格式", "account number of 8 to 30 digits, as text"),
}
_SAMPLES = {
    "int": "1",
    "number": "1.5",
    "money": "1200.50",
    "date": "2026-01-05",
    "bool": "是",
    "idcard": "44010619900307123X",
    "mobile": "13800138000",
    "uscc": "91440101MA59XXXXXX",
    "occupation": "6-18-01-01",
    "postcode": "510000",
    "account": "3602000100200300400",
}


def workbook_template(columns: Sequence[Column], language: str = "zh", title: Text | None = None, rows: int = 5_000) -> bytes:
    """模板: an empty roster to fill in: header with required marks, drop-down lists, text format for codes, a sheet of instructions."""
    book = Workbook()
    sheet = _first(book, language)
    sheet.cell(TITLE_ROW, 1).font = Font(bold=True, size=12)
    _write(sheet.cell(TITLE_ROW, 1), (f"{title.in_(language)}　" if title else "") + _word("title", language))
    _header(sheet, HEADER_ROW, columns, language)
    _lists(book, sheet, columns, language, HEADER_ROW + 1, HEADER_ROW + rows)
    _guide(book, columns, language)
    return _bytes(book)


def faulty_workbook(rows: Iterable[Any], faults: Sequence[CellFault], columns: Sequence[Column], language: str = "zh") -> bytes:
    """错误行: only the rows with faults, wrong cells coloured, the reasons in a last column; corrected, it can be uploaded again.

    A row is a `RosterRow` or a mapping with `row`, `values` and, where cells could not be read, `typed`.
    """
    by_row: dict[int, list[CellFault]] = {}
    for fault in faults:
        by_row.setdefault(fault.row, []).append(fault)
    book = Workbook()
    sheet = _first(book, language)
    _header(sheet, 1, columns, language)
    last = len(columns) + 1
    _styled(sheet.cell(1, last), REASONS[language == "en"])
    sheet.column_dimensions[get_column_letter(last)].width = 60
    line = 1
    for item in rows:
        number, values, typed = _parts(item)
        own = by_row.get(number, [])
        if not own:
            continue
        line += 1
        wrong = {fault.column for fault in own}
        for index, column in enumerate(columns, 1):
            cell = sheet.cell(line, index)
            _write(cell, typed.get(column.key) or _shown(column, values.get(column.key), language))
            cell.number_format = "@"
            cell.border = _EDGE
            if column.key in wrong:
                cell.fill = _WRONG
        stop, mark = ("；", "：") if language == "zh" else ("; ", ": ")
        reasons = stop.join(f"{_label(columns, fault, language)}{mark}{fault.text.in_(language)}" for fault in own)
        _write(sheet.cell(line, last), reasons)
        sheet.cell(line, last).alignment = Alignment(wrap_text=True, vertical="top")
    _lists(book, sheet, columns, language, 2, max(line, 2))
    return _bytes(book)


def _first(book: Workbook, language: str) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = _word("sheet", language)
    return sheet


def _word(name: str, language: str) -> str:
    return _WORDS[name][language == "en"]


def _header(sheet: Worksheet, row: int, columns: Sequence[Column], language: str) -> None:
    for index, column in enumerate(columns, 1):
        label = column.label.in_(language)
        _styled(sheet.cell(row, index), label + ("*" if column.required else ""), required=column.required)
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = 22 if column.code in ("idcard", "uscc", "account") else max(12, min(28, 4 + 2 * len(label)))
        # Excel turns long figures into 4.4E+17 and dates into its own; as text they stay what was typed.
        sheet.column_dimensions[letter].number_format = "@" if column.kind in ("code", "date", "text", "enum") else "General"
        if column.description.zh:
            sheet.cell(row, index).comment = Comment(_clean(column.description.in_(language)), "", height=80, width=240)
    sheet.freeze_panes = sheet.cell(row + 1, 1).coordinate


def _styled(cell: Any, text: str, *, required: bool = False) -> None:
    _write(cell, text)
    cell.font = Font(bold=True, color="C0281E" if required else "1F2937")
    cell.fill = _HEAD
    cell.border = _EDGE
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")


def _lists(book: Workbook, sheet: Worksheet, columns: Sequence[Column], language: str, first: int, last: int) -> None:
    hidden: Worksheet | None = None
    for index, column in enumerate(columns, 1):
        choices = _choices(column, language)
        if not choices:
            continue
        if hidden is None:
            hidden = book.create_sheet(_word("choices", language))
            hidden.sheet_state = "hidden"
        letter = get_column_letter(index)
        for line, choice in enumerate(choices, 1):
            _write(hidden.cell(line, index), choice)
        rule = DataValidation("list", formula1=f"'{hidden.title}'!${letter}$1:${letter}${len(choices)}", allow_blank=True)
        rule.showErrorMessage = True
        rule.add(f"{letter}{first}:{letter}{last}")
        sheet.add_data_validation(rule)


def _choices(column: Column, language: str) -> list[str]:
    if column.kind == "enum":
        return [choice.in_(language) for choice in column.choices.values()]
    return ["是", "否"] if column.kind == "bool" else []


def _guide(book: Workbook, columns: Sequence[Column], language: str) -> None:
    sheet = book.create_sheet(_word("guide", language), 1)
    for index, name in enumerate(("column", "needed", "how", "example"), 1):
        _styled(sheet.cell(1, index), _word(name, language))
        sheet.column_dimensions[get_column_letter(index)].width = (24, 12, 60, 28)[index - 1]
    for line, column in enumerate(columns, 2):
        _write(sheet.cell(line, 1), column.label.in_(language))
        _write(sheet.cell(line, 2), _word("yes" if column.required else "no", language))
        _write(sheet.cell(line, 3), _how(column, language))
        _write(sheet.cell(line, 4), _sample(column, language))
        sheet.cell(line, 3).alignment = Alignment(wrap_text=True, vertical="top")


def _how(column: Column, language: str) -> str:
    known = ("、" if language == "zh" else ", ").join(choice.in_(language) for choice in column.choices.values())
    text = _HOW[column.code or column.kind][language == "en"].format(limit=column.max_length, known=known)
    more = [column.description.in_(language), f"依据 {column.clause}" if column.clause and language == "zh" else column.clause]
    return "；".join([text, *filter(None, more)]) if language == "zh" else "; ".join([text, *filter(None, more)])


def _sample(column: Column, language: str) -> str:
    if column.sample:
        return column.sample
    if column.choices:
        return next(iter(column.choices.values())).in_(language)
    return _SAMPLES.get(column.code or column.kind, "")


def _shown(column: Column, value: Any, language: str) -> str:
    if value is None:
        return ""
    if column.kind == "enum" and value in column.choices:
        return column.choices[value].in_(language)
    if column.kind == "money" and isinstance(value, int) and not isinstance(value, bool):
        return codes.yuan(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _label(columns: Sequence[Column], fault: CellFault, language: str) -> str:
    return next((column.label.in_(language) for column in columns if column.key == fault.column), fault.column)


def _parts(item: Any) -> tuple[int, Mapping[str, Any], Mapping[str, Any]]:
    if isinstance(item, Mapping):
        return int(item["row"]), item["values"], item.get("typed") or {}
    return item.row, item.values, item.typed


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text)[:32_000]


def _write(cell: Any, text: str) -> None:
    """As text, whatever it begins with: a name such as `=1+1` must not become a formula."""
    cell.value = _clean(text)
    cell.data_type = "s"


def _bytes(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
