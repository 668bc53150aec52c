"""One row of a roster: every cell read, every fault named."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from forms.roster.cells import read_cell
from forms.roster.columns import Column
from forms.roster.faults import CellFault


def letter_of(index: int) -> str:
    """The letters of a column counted from 0: A, B, … Z, AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def check_row(
    columns: Sequence[Column], values: Mapping[str, Any], today: dt.date | None = None, row: int = 0
) -> tuple[dict[str, Any], list[CellFault]]:
    """核对一行: clean values and every fault of a row that was stored or typed on a page; money that is an int is fen already."""
    cleaned: dict[str, Any] = {}
    faults: list[CellFault] = []
    for index, column in enumerate(columns):
        raw = values.get(column.key)
        if column.kind == "money" and isinstance(raw, int) and not isinstance(raw, bool):
            raw = Decimal(raw) / 100
        cell = read_cell(column, raw, today)
        if cell.fault is not None:
            letter, label = letter_of(index), column.label.zh
            faults.append(CellFault(row, column.key, letter, cell.fault.zh, cell.fault.in_("en"), cell.code, label))
        cleaned[column.key] = cell.value
    return cleaned, faults
