"""The queue as a workbook 待办导出: a line each, with the words the page shows."""

import re
from collections.abc import Collection
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from engine.queries.queue_views import QueueView, TaskRow
from engine.sdk.text import Text
from engine.store.runtime import ZONE

ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
COLUMNS: tuple[tuple[str, Text, int], ...] = (
    ("", Text("办件编号", "Case number"), 26),
    ("", Text("事项", "Procedure"), 26),
    ("organisation", Text("申报单位", "Enterprise"), 30),
    ("uscc", Text("统一社会信用代码", "Credit code"), 22),
    ("area", Text("区域", "Area"), 12),
    ("summary", Text("摘要", "Summary"), 40),
    ("step", Text("环节", "Step"), 18),
    ("holder", Text("办理人", "Held by"), 14),
    ("arrived", Text("到达时间", "Arrived"), 18),
    ("due", Text("到期日", "Due"), 12),
    ("due", Text("期限", "Limit"), 20),
    ("flags", Text("标记", "Flags"), 16),
)
"""The column of the page each belongs to; number and procedure are always there."""


def queue_workbook(view: QueueView, language: str, columns: Collection[str]) -> bytes:
    """The rows of a queue as one sheet, with the columns the page shows. Texts that look like formulas stay texts."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    shown = [place for place, (column, _, _) in enumerate(COLUMNS) if not column or column in columns]
    _put(sheet, 1, [COLUMNS[place][1].in_(language) for place in shown], bold=True)
    for number, row in enumerate(view.rows, 2):
        line = _line(row, language)
        _put(sheet, number, [line[place] for place in shown])
    for index, place in enumerate(shown, 1):
        sheet.column_dimensions[get_column_letter(index)].width = COLUMNS[place][2]
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _line(row: TaskRow, language: str) -> list[str]:
    task = row.task
    clock = (task.clock if task else None) or row.case.clock
    return [
        row.case.number or "",
        row.case.title.in_(language),
        row.case.organisation,
        row.case.uscc,
        row.case.region_name,
        "；".join(f"{label.in_(language)} {value}" for label, value in row.case.summary),
        (task.name if task else row.case.stage_title).in_(language),
        task.assignee if task else "",
        (task.arrived_at if task else row.case.created_at).astimezone(ZONE).strftime("%Y-%m-%d %H:%M"),
        clock.due.isoformat() if clock and clock.due else "",
        clock.words.in_(language) if clock else "",
        "；".join(flag.in_(language) for flag in task.flags) if task else "",
    ]


def _put(sheet: Any, number: int, values: list[str], *, bold: bool = False) -> None:
    for index, value in enumerate(values, 1):
        cell = sheet.cell(number, index)
        cell.value = ILLEGAL.sub("", value)
        cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
