"""The queue as a workbook 待办导出: a line each, with the words the page shows."""

import re
from collections.abc import Collection, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from api.queue_lines import line_of
from engine.queries.queue_views import QueueView
from engine.sdk.text import Text

ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
COLUMNS: Mapping[str, tuple[str, Text, int]] = {
    "number": ("", Text("办件编号", "Case number"), 26),
    "procedure": ("", Text("事项", "Procedure"), 26),
    "organisation": ("organisation", Text("申报单位", "Enterprise"), 30),
    "uscc": ("uscc", Text("统一社会信用代码", "Credit code"), 22),
    "area": ("area", Text("区域", "Area"), 12),
    "summary": ("summary", Text("摘要", "Summary"), 40),
    "step": ("step", Text("环节", "Step"), 18),
    "holder": ("holder", Text("办理人", "Held by"), 14),
    "arrived": ("arrived", Text("到达时间", "Arrived"), 18),
    "due": ("due", Text("到期日", "Due"), 12),
    "limit": ("due", Text("期限", "Limit"), 20),
    "flags": ("flags", Text("标记", "Flags"), 16),
}
"""By cell of a line: the column of the page it belongs to (number and procedure are always there), its head, its width."""


def queue_workbook(view: QueueView, language: str, columns: Collection[str]) -> bytes:
    """The rows of a queue as one sheet, with the columns the page shows. Texts that look like formulas stay texts."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    shown = [cell for cell, (column, _, _) in COLUMNS.items() if not column or column in columns]
    _put(sheet, 1, [COLUMNS[cell][1].in_(language) for cell in shown], bold=True)
    for number, row in enumerate(view.rows, 2):
        line = line_of(row, language)
        _put(sheet, number, [line[cell] for cell in shown])
    for index, cell in enumerate(shown, 1):
        sheet.column_dimensions[get_column_letter(index)].width = COLUMNS[cell][2]
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: Any, number: int, values: list[str], *, bold: bool = False) -> None:
    for index, value in enumerate(values, 1):
        cell = sheet.cell(number, index)
        cell.value = ILLEGAL.sub("", value)
        cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
