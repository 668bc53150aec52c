"""Registers as workbooks 台账导出: what the page shows, all lines at once, with sums."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from engine.queries.registers import RegisterColumnView, RegisterView
from engine.sdk.text import Text

FIXED = (Text("区", "District"), Text("办件编号", "Case number"))
ENTERED = Text("列入日期", "Entered on")
SUM = Text("合计", "Total")
COUNTED = Text("企业 {enterprises} 家，{lines} 条", "{enterprises} enterprises, {lines} lines")
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
WIDTHS = {"text": 26, "number": 12, "money": 18, "date": 12}


def shown(column: RegisterColumnView, value: Any, language: str) -> Any:
    """A value as the register shows it: words for keys, yuan for money."""
    if value is None:
        return None
    if column.type == "money":
        return Decimal(int(value)) / 100
    if column.type == "number":
        return int(value)
    word = column.values.get(str(value))
    return word.in_(language) if word else ILLEGAL.sub("", str(value))


def workbook(view: RegisterView, language: str) -> bytes:
    """The register as one sheet: a title, the columns, a line each, and the sums below. Texts that look like formulas stay texts."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = ILLEGAL.sub("", view.head.title.in_(language))[:31]
    names = [*(text.in_(language) for text in FIXED), *(column.title.in_(language) for column in view.columns), ENTERED.in_(language)]
    _put(sheet, 1, [f"{view.head.title.in_(language)} {view.year}"], bold=True)
    _put(sheet, 2, names, bold=True)
    for number, row in enumerate(view.rows, 3):
        values = [shown(column, row.values.get(column.key), language) for column in view.columns]
        _put(sheet, number, [row.region_name.in_(language), row.number, *values, row.entered_on.isoformat()])
    counted = COUNTED.in_(language).format(enterprises=view.enterprises, lines=view.lines)
    sums = [shown(column, column.total, language) for column in view.columns]
    _put(sheet, len(view.rows) + 3, [SUM.in_(language), counted, *sums], bold=True)
    for index, width in enumerate((16, 26, *(WIDTHS[column.type] for column in view.columns), 14), 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A3"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: Any, number: int, values: list[Any], *, bold: bool = False) -> None:
    for index, value in enumerate(values, 1):
        cell = sheet.cell(number, index)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
