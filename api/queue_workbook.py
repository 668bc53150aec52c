"""The queue as a workbook 待办导出: a line each, with the words the page shows."""

import re
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from engine.queries.views import QueueView, TaskRow
from engine.sdk.text import Text
from engine.store.runtime import ZONE

ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
COLUMNS = (
    (Text("办件编号", "Case number"), 26),
    (Text("事项", "Procedure"), 26),
    (Text("申报单位", "Enterprise"), 30),
    (Text("统一社会信用代码", "Credit code"), 22),
    (Text("区域", "Area"), 12),
    (Text("摘要", "Summary"), 40),
    (Text("环节", "Step"), 18),
    (Text("办理人", "Held by"), 14),
    (Text("到达时间", "Arrived"), 18),
    (Text("到期日", "Due"), 12),
    (Text("期限", "Limit"), 20),
    (Text("标记", "Flags"), 16),
)


def queue_workbook(view: QueueView, language: str) -> bytes:
    """The rows of a queue as one sheet. Texts that look like formulas stay texts."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    _put(sheet, 1, [title.in_(language) for title, _ in COLUMNS], bold=True)
    for number, row in enumerate(view.rows, 2):
        _put(sheet, number, _line(row, language))
    for index, (_, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _line(row: TaskRow, language: str) -> list[str]:
    clock = row.task.clock or row.case.clock
    return [
        row.case.number or "",
        row.case.title.in_(language),
        row.case.organisation,
        row.case.uscc,
        row.case.region_name,
        "；".join(f"{label.in_(language)} {value}" for label, value in row.case.summary),
        row.task.name.in_(language),
        row.task.assignee,
        row.task.arrived_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M"),
        clock.due.isoformat() if clock and clock.due else "",
        clock.words.in_(language) if clock else "",
        "；".join(flag.in_(language) for flag in row.task.flags),
    ]


def _put(sheet: Any, number: int, values: list[str], *, bold: bool = False) -> None:
    for index, value in enumerate(values, 1):
        cell = sheet.cell(number, index)
        cell.value = ILLEGAL.sub("", value)
        cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
