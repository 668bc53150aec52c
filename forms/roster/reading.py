"""导入 reading a workbook: the header row found, every row checked, every fault with its Excel coordinates."""

import csv
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from engine.sdk.text import Text
from forms.roster.cells import read_cell, written
from forms.roster.columns import Column
from forms.roster.faults import CellFault, RosterImport, RosterRow
from forms.roster.guard import Inspection, WorkbookRefused, guard
from forms.roster.limits import DEFAULT_LIMITS, RosterLimits
from forms.roster.rows import letter_of
from forms.roster.sentences import say
from forms.texts import compact

REASONS = ("错误原因", "Reasons")
"""headers of the column that the workbook of faulty rows adds; ignored when it comes back"""
_DECORATION = re.compile(r"[*＊:：]|[(（](必填|选填|required|optional)[)）]", re.IGNORECASE)


def read_workbook(
    stream: BinaryIO | bytes, columns: Sequence[Column], today: dt.date | None = None, limits: RosterLimits = DEFAULT_LIMITS
) -> RosterImport:
    """导入花名册: all rows with clean values and faults; what is wrong with the workbook as a whole comes as `problems`.

    Without `today`, columns that may not be in the future or past are not held against it.
    """
    content = stream if isinstance(stream, bytes) else stream.read(limits.file_bytes + 1)
    try:
        seen = guard(content, limits)
        return _read(content, columns, today, limits, seen)
    except WorkbookRefused as refused:
        return RosterImport(problems=(refused.text,))


def read_text(
    content: bytes, columns: Sequence[Column], today: dt.date | None = None, limits: RosterLimits = DEFAULT_LIMITS
) -> RosterImport:
    """导入文本: the same for comma-separated text, in UTF-8 or as Excel writes it in China."""
    if len(content) > limits.file_bytes:
        return RosterImport(problems=(say("too_big", limit=limits.file_bytes // 1_000_000),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    try:
        grid: list[list[Any]] = [list(row) for row in csv.reader(StringIO(text, newline=""))]
    except csv.Error:
        return RosterImport(problems=(say("damaged"),))
    header = _header(grid, columns, limits)
    if header is None:
        return RosterImport(problems=(_no_header(columns),))
    return _table("", grid, header, columns, today, limits)


def _read(content: bytes, columns: Sequence[Column], today: dt.date | None, limits: RosterLimits, seen: Inspection) -> RosterImport:
    name, grid, header = _sheet(content, columns, limits)
    for (row, column), text in seen.errors(name).items():
        if row <= len(grid) and column <= len(grid[row - 1]):
            grid[row - 1][column - 1] = text
    return _table(name, grid, header, columns, today, limits)


def _table(
    name: str, grid: list[list[Any]], header: int, columns: Sequence[Column], today: dt.date | None, limits: RosterLimits
) -> RosterImport:
    found, problems, warnings = _placed(grid[header], columns)
    letters = {column.key: letter_of(index) for column, index in found.items()}
    filled = [(number, row) for number, row in enumerate(grid[header + 1 :], header + 2) if any(_filled(row, i) for i in found.values())]
    if len(filled) > limits.rows:
        problems.append(say("too_many_rows", size=len(filled), limit=limits.rows))
    if not filled and not problems:
        problems.append(say("no_rows"))
    rows: tuple[RosterRow, ...] = ()
    if not problems:
        read = [_row(number, row, found, columns, today) for number, row in filled]
        rows = _without_twins(read, columns, letters)
    return RosterImport(rows, tuple(problems), tuple(warnings), name, header + 1, letters)


def _sheet(content: bytes, columns: Sequence[Column], limits: RosterLimits) -> tuple[str, list[list[Any]], int]:
    """The first visible sheet with a header row, as a grid whose first row is row 1."""
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            for sheet in book.sheets_metadata:
                if sheet.visible != SheetVisibleEnum.Visible or sheet.typ != SheetTypeEnum.WorkSheet:
                    continue
                grid: list[list[Any]] = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                header = _header(grid, columns, limits)
                if header is not None:
                    return sheet.name, grid, header
    except (CalamineError, ValueError, OSError) as error:
        raise WorkbookRefused(say("damaged")) from error
    raise WorkbookRefused(_no_header(columns))


def _no_header(columns: Sequence[Column]) -> Text:
    labels = [column.label for column in columns if column.required] or [column.label for column in columns]
    return say("no_header", known=Text("、".join(label.zh for label in labels[:12]), ", ".join(label.in_("en") for label in labels[:12])))


def _header(grid: list[list[Any]], columns: Sequence[Column], limits: RosterLimits) -> int | None:
    names = _names(columns)
    best, score = None, 0
    for index, row in enumerate(grid[: limits.header_rows]):
        hits = len({names[text].key for cell in row if (text := _folded(cell)) in names})
        if hits > score:
            best, score = index, hits
    return best if score >= min(2, len(columns)) else None


def _names(columns: Sequence[Column]) -> dict[str, Column]:
    names: dict[str, Column] = {}
    for column in reversed(columns):
        for text in (column.label.en, column.key, column.label.zh):
            if text:
                names[_folded(text)] = column
    return names


def _folded(cell: Any) -> str:
    return _DECORATION.sub("", compact(cell)).casefold() if isinstance(cell, str) else ""


def _placed(header: list[Any], columns: Sequence[Column]) -> tuple[dict[Column, int], list[Text], list[Text]]:
    names = _names(columns)
    found: dict[Column, int] = {}
    problems: list[Text] = []
    warnings: list[Text] = []
    twice: dict[str, list[int]] = {}
    for index, cell in enumerate(header):
        text = _folded(cell)
        column = names.get(text)
        if column is not None:
            found.setdefault(column, index)
            twice.setdefault(column.key, []).append(index)
        elif text and text not in map(_folded, REASONS):
            warnings.append(say("unknown_column", label=str(cell).strip()[:40], letter=letter_of(index)))
    for column in columns:
        places = twice.get(column.key, [])
        if len(places) > 1:
            problems.append(say("duplicate_column", label=column.label, letter=", ".join(map(letter_of, places))))
        if not places and column.required:
            problems.append(say("missing_column", label=column.label))
        elif not places:
            warnings.append(say("absent_column", label=column.label))
    return found, problems, warnings


def _filled(row: list[Any], index: int) -> bool:
    if index >= len(row):
        return False
    cell = row[index]
    return cell is not None and cell != "" and not (isinstance(cell, str) and not compact(cell))


def _row(number: int, cells: list[Any], found: Mapping[Column, int], columns: Sequence[Column], today: dt.date | None) -> RosterRow:
    values: dict[str, Any] = {}
    typed: dict[str, str] = {}
    faults: list[CellFault] = []
    notes: list[CellFault] = []
    for column in columns:
        index = found.get(column)
        raw = cells[index] if index is not None and index < len(cells) else ""
        cell = read_cell(column, raw if raw != "" else None, today)
        values[column.key] = cell.value
        if cell.fault is not None:
            typed[column.key] = written(raw)[:500]
            faults.append(_fault(number, column, index, cell.fault, cell.code))
        if cell.note is not None:
            notes.append(_fault(number, column, index, cell.note, "note"))
    return RosterRow(number, values, tuple(faults), tuple(notes), typed)


def _fault(number: int, column: Column, index: int | None, text: Text, code: str) -> CellFault:
    letter = "" if index is None else letter_of(index)
    return CellFault(number, column.key, letter, text.zh, text.in_("en"), code, column.label.zh)


def _without_twins(rows: list[RosterRow], columns: Sequence[Column], letters: Mapping[str, str]) -> tuple[RosterRow, ...]:
    """Rows that share a value of a unique column get a fault each, naming the others."""
    more: dict[int, list[CellFault]] = {}
    for column in columns:
        if not column.unique:
            continue
        places: dict[Any, list[int]] = {}
        for row in rows:
            if row.values.get(column.key) is not None:
                places.setdefault(row.values[column.key], []).append(row.row)
        for numbers in places.values():
            for number in numbers if len(numbers) > 1 else ():
                others = ", ".join(str(other) for other in numbers if other != number) if len(numbers) < 8 else str(numbers[0])
                text = say("duplicate", other=others)
                fault = CellFault(number, column.key, letters[column.key], text.zh, text.en, "duplicate", column.label.zh)
                more.setdefault(number, []).append(fault)
    if not more:
        return tuple(rows)
    return tuple(
        RosterRow(row.row, row.values, row.faults + tuple(more[row.row]), row.notes, row.typed) if row.row in more else row for row in rows
    )
