"""Payment files 拨付文件: the workbook that goes to the treasury, and the same workbook as it comes back with results."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from engine.files.limits import Limits
from engine.files.office import judge_package
from engine.sdk.errors import FieldError
from engine.sdk.money import MoneyRefused, capitals, parse_yuan, yuan

SHEET = "拨付"
HEADINGS = (
    "序号", "付款编号", "收款单位", "开户银行", "账号", "金额（元）", "金额大写", "资金来源", "预算年度", "预算项目", "办件编号",
    "结果", "凭证号", "日期", "失败原因", "功能科目", "计算过程",
)  # fmt: skip
WIDTHS = (6, 24, 32, 28, 26, 16, 34, 14, 10, 18, 26, 10, 20, 14, 30, 12, 60)
WANTED = ("付款编号", "金额（元）", "结果", "凭证号", "日期", "失败原因")
RESULTS = {
    "成功": "paid",
    "已到账": "paid",
    "paid": "paid",
    "失败": "failed",
    "failed": "failed",
    "退汇": "returned",
    "returned": "returned",
}
MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z")


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment as the file shows it; the account is in clear, `reckoning` tells in a line how the amount came about."""

    number: str
    payee: str
    bank: str
    account: str
    amount: int
    fund_source: str
    budget_year: int | None
    budget_item: str
    budget_code: str
    case: str
    reckoning: str


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What the treasury says of one payment; `row` is the line in the sheet."""

    row: int
    number: str
    amount: int
    result: str
    voucher: str
    on: date | None
    reason: str


def write_payments(lines: Sequence[PaymentLine]) -> bytes:
    """The workbook: one line a payment, texts as texts so that nothing in them is taken for a formula."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        sheet = book.create_sheet()
    sheet.title = SHEET
    sheet.freeze_panes = "C2"
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), 1):
        sheet.cell(1, column, heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, line in enumerate(lines, 2):
        values = (
            row - 1, line.number, line.payee, line.bank, line.account, yuan(line.amount), capitals(line.amount), line.fund_source,
            line.budget_year, line.budget_item, line.case,
        )  # fmt: skip
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
        for column, text in enumerate((line.budget_code, line.reckoning), len(HEADINGS) - 1):
            sheet.cell(row, column, text).data_type = "s"
    total = sheet.cell(len(lines) + 2, 6, yuan(sum(line.amount for line in lines)))
    total.font = Font(bold=True)
    sheet.cell(len(lines) + 2, 5, "合计").font = Font(bold=True)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read_results(content: bytes) -> tuple[list[ResultLine], list[FieldError]]:
    """The results in a workbook, and every cell that cannot be read; faults name the cell (`E5`)."""
    grid, fault = _grid(content)
    if fault is not None:
        return [], [fault]
    header = next((number for number, row in enumerate(grid) if {"付款编号", "结果"} <= {_text(cell) for cell in row}), None)
    if header is None:
        return [], [_fault("", "没有找到“付款编号”和“结果”两列。", "The columns 付款编号 and 结果 are missing.", "results_header")]
    places = {_text(cell): column for column, cell in enumerate(grid[header]) if _text(cell) in WANTED}
    lines: list[ResultLine] = []
    errors: list[FieldError] = []
    for number, row in enumerate(grid[header + 1 :], header + 2):
        cells = {name: (row[column] if column < len(row) else "") for name, column in places.items()}
        if not _text(cells.get("付款编号")):
            continue
        line, faults = _line(number, cells, {name: f"{get_column_letter(column + 1)}{number}" for name, column in places.items()})
        errors += faults
        if line is not None:
            lines.append(line)
    if not lines and not errors:
        errors.append(_fault("", "没有付款结果。", "There are no results.", "results_empty"))
    return lines, errors


def _grid(content: bytes) -> tuple[list[list[Any]], FieldError | None]:
    if len(content) > MOST_BYTES:
        return [], _fault("", "文件超过 10 MB。", "The file is larger than 10 MB.", "results_large")
    with NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        refused = judge_package(Path(file.name), Limits())
    if refused is not None:
        return [], _fault("", refused.text.zh, refused.text.en, refused.code)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            grid: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_ROWS)
    except (CalamineError, ValueError, OSError, IndexError):
        return [], _fault("", "文件不是可以读取的 xlsx 工作簿。", "The file is not a workbook (xlsx) that can be read.", "results_damaged")
    return grid, None


def _line(number: int, cells: dict[str, Any], places: dict[str, str]) -> tuple[ResultLine | None, list[FieldError]]:
    errors = list(_cell_faults(cells, places))
    result = RESULTS.get(_text(cells.get("结果")).lower(), "")
    if errors:
        return None, errors
    line = ResultLine(
        row=number,
        number=_text(cells["付款编号"]),
        amount=parse_yuan(_text(cells.get("金额（元）"))),
        result=result,
        voucher=_text(cells.get("凭证号")),
        on=_day(cells.get("日期")),
        reason=_text(cells.get("失败原因")),
    )
    return line, []


def _cell_faults(cells: dict[str, Any], places: dict[str, str]) -> Iterator[FieldError]:
    def at(name: str) -> str:
        return places.get(name, places["付款编号"])

    try:
        parse_yuan(_text(cells.get("金额（元）")))
    except MoneyRefused as refused:
        yield _fault(at("金额（元）"), refused.text.zh, refused.text.en, refused.code)
    told = _text(cells.get("结果"))
    result = RESULTS.get(told.lower())
    if result is None:
        yield _fault(
            at("结果"), f"“{told}”不是结果，请填成功、失败或退汇。", f'"{told}" is no result: 成功, 失败 or 退汇.', "result_unknown"
        )
        return
    if _text(cells.get("日期")) and _day(cells.get("日期")) is None:
        yield _fault(at("日期"), "日期应写作 2026-11-21。", "Write the day like 2026-11-21.", "result_day")
    if result == "paid" and not _text(cells.get("凭证号")):
        yield _fault(at("凭证号"), "成功的付款要有凭证号。", "A payment that succeeded has a voucher number.", "result_voucher")
    if result == "paid" and not _text(cells.get("日期")):
        yield _fault(at("日期"), "成功的付款要有到账日期。", "A payment that succeeded has a day.", "result_day")
    if result != "paid" and not _text(cells.get("失败原因")):
        yield _fault(at("失败原因"), "请写明失败或退汇的原因。", "Say why it failed or came back.", "result_reason")


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFC", str(cell)).strip()


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = DAY.match(_text(cell))
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _fault(path: str, zh: str, en: str, code: str) -> FieldError:
    return FieldError(path, zh, en, code=code)
