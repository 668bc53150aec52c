"""销毁清册 as PDF and workbook: every case of a list, who proposed and approved it, and what became of it; signed on paper."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from api.registers import ILLEGAL
from engine.documents.rendering import house_template
from engine.queries import DestructionRegister
from engine.queries.retention import ListedCase
from engine.sdk.actor import Actor
from engine.sdk.ports import DocumentsPort
from engine.sdk.text import Text
from engine.store.runtime import ZONE

TITLE = Text("档案销毁清册", "Register of destruction")
HEADS = (
    Text("序号", "No."),
    Text("办件编号", "Case number"),
    Text("事项", "Procedure"),
    Text("申报单位", "Enterprise"),
    Text("办结日期", "Closed on"),
    Text("保管年数", "Years"),
    Text("保管至", "Kept until"),
    Text("文件数", "Files"),
    Text("结果", "Result"),
    Text("卷宗目录摘要", "Digest of the dossier"),
)
STATES = {
    "waiting": Text("待批准", "Waits for approval"),
    "running": Text("销毁中", "Being destroyed"),
    "done": Text("已销毁", "Destroyed"),
    "refused": Text("已驳回", "Refused"),
    "listed": Text("待销毁", "Listed"),
    "destroyed": Text("已销毁", "Destroyed"),
    "kept": Text("保留", "Kept"),
}
ASKED, ANSWERED, REASON, STATE = Text("提出人", "Proposed by"), Text("审批人", "Answered by"), Text("理由", "Reason"), Text("状态", "State")
SIGNED = (Text("鉴定人（签字）", "Appraised (signature)"), Text("监销人（签字）", "Witnessed (signature)"), Text("日期", "Date"))
WIDTHS = (6, 30, 24, 30, 12, 9, 12, 8, 30, 70)
DIGITS = 16


def register_workbook(register: DestructionRegister, language: str) -> bytes:
    """All cases as one sheet. Texts that look like formulas stay texts."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = TITLE.in_(language)
    _put(sheet, 1, [f"{TITLE.in_(language)} {register.view.number}"], bold=True)
    for number, (name, value) in enumerate(_told(register, language), 2):
        _put(sheet, number, [name, None, value])
    first = 2 + len(_told(register, language))
    _put(sheet, first, [text.in_(language) for text in HEADS], bold=True)
    for number, row in enumerate(register.rows, 1):
        _put(sheet, first + number, [number, *_line(row, language), row.dossier])
    for index, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def register_paper(documents: DocumentsPort, register: DestructionRegister, by: Actor, now: datetime, language: str) -> bytes:
    """All cases on paper, with room for signatures."""
    facts = {
        "title": TITLE.in_(language),
        "number": register.view.number,
        "told": [[name, value] for name, value in _told(register, language)],
        "heads": [text.in_(language) for text in HEADS],
        "rows": [[*map(str, _line(row, language)), f"{row.dossier[:DIGITS]}…"] for row in register.rows],
        "signed": [text.in_(language) for text in SIGNED],
        "office": by.organisation,
        "printed": f"{now.astimezone(ZONE):%Y-%m-%d %H:%M} {by.name}",
    }
    return documents.render(house_template("destruction"), facts, now)


def _told(register: DestructionRegister, language: str) -> Sequence[tuple[str, str]]:
    view = register.view
    asked = f"{view.asked_by} {view.asked_at.astimezone(ZONE):%Y-%m-%d %H:%M}"
    answered = f"{view.answered_by} {view.answered_at.astimezone(ZONE):%Y-%m-%d %H:%M}" if view.answered_at else "—"
    return (
        (STATE.in_(language), STATES[view.state].in_(language)),
        (ASKED.in_(language), asked),
        (ANSWERED.in_(language), answered),
        (REASON.in_(language), view.reason),
    )


def _line(row: ListedCase, language: str) -> list[Any]:
    why = "；".join(each.in_(language) for each in row.why)
    result = STATES[row.state].in_(language) + (f"：{why}" if why else "")
    if row.destroyed_at is not None:
        result += f" {row.destroyed_at.astimezone(ZONE):%Y-%m-%d}"
    closed, until = row.closed_on.isoformat(), row.keep_until.isoformat()
    return [row.number, row.title.in_(language), row.organisation, closed, row.keep_years, until, row.held["files"], result]


def _put(sheet: Any, number: int, values: list[Any], *, bold: bool = False) -> None:
    for index, value in enumerate(values, 1):
        cell = sheet.cell(number, index)
        cell.value = ILLEGAL.sub("", value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
