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
MOST_EXPORTED = 5000
"""How many lines a workbook holds; one that holds not all of them says so above its heads."""
CUT = Text(
    "只含前 {n} 条，其余未列出：请用筛选条件缩小范围，分次导出。",
    "Only the first {n} lines, the others are left out: narrow the list by its filters and export it in parts.",
)


def cut_after(number: int, language: str) -> str:
    """The sentence of a workbook that holds the first so many lines alone."""
    return CUT.in_(language).format(n=f"{number:,}")


def queue_workbook(view: QueueView, language: str, columns: Collection[str]) -> bytes:
    """The rows of a queue as one sheet, with the columns the page shows. Texts that look like formulas stay texts.

    Where the queue has more rows than these the first line says so.
    """
    book = Workbook()
    sheet: Any = book.worksheets[0]
    shown = [cell for cell, (column, _, _) in COLUMNS.items() if not column or column in columns]
    head = 1 if view.next is None else 2
    if view.next is not None:
        _put(sheet, 1, [cut_after(len(view.rows), language)])
    _put(sheet, head, [COLUMNS[cell][1].in_(language) for cell in shown], bold=True)
    for number, row in enumerate(view.rows, head + 1):
        line = line_of(row, language)
        _put(sheet, number, [line[cell] for cell in shown])
    for index, cell in enumerate(shown, 1):
        sheet.column_dimensions[get_column_letter(index)].width = COLUMNS[cell][2]
    sheet.freeze_panes = f"A{head + 1}"
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
