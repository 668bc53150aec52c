"""Showing a roster: one page of rows as texts, and the form to edit one row, made from the same columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from forms import codes
from forms.definition import FormDefinition
from forms.roster.columns import Column
from forms.roster.faults import CellFault


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One row of a roster as a page gets it; `id` is the row's own, `url` leads to its edit form."""

    row: int
    values: Mapping[str, Any]
    faults: Sequence[CellFault] = ()
    typed: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class RosterPage:
    """One page of a roster; `previous` and `next` are addresses, `selectable` puts a tick box named `row` before each line."""

    lines: Sequence[RosterLine]
    page: int = 1
    pages: int = 1
    previous: str = ""
    next: str = ""
    selectable: bool = False


def roster_rows(columns: Sequence[Column], page: RosterPage, language: str) -> list[dict[str, Any]]:
    """The lines with every cell as a text and its faults as sentences."""
    rows = []
    for line in page.lines:
        cells = []
        for column in columns:
            reasons = [fault.text.in_(language) for fault in line.faults if fault.column == column.key]
            typed = line.typed.get(column.key)
            text = str(typed) if typed not in (None, "") and reasons else cell_text(column, line.values.get(column.key), language)
            cells.append({"text": text, "reasons": reasons, "number": column.kind in ("int", "number", "money")})
        rows.append({"line": line, "cells": cells})
    return rows


def cell_text(column: Column, value: Any, language: str) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return ""
    if column.kind == "enum" and str(value) in column.choices:
        return column.choices[str(value)].in_(language)
    if column.kind == "money" and isinstance(value, int) and not isinstance(value, bool):
        return codes.yuan(value, grouped=True)
    if isinstance(value, bool):
        return ("是" if value else "否") if language == "zh" else ("Yes" if value else "No")
    if isinstance(value, Mapping):
        return "••••"
    return str(value)


@lru_cache(64)
def row_form(columns: tuple[Column, ...]) -> FormDefinition:
    """The form that edits one row: one field a column, judged by `check_row`, not by `validate`."""
    from forms.library import parse_form  # noqa: PLC0415 - kinds of fields read rosters, so the library comes later

    return parse_form(
        {"type": "default", "id": "roster_row", "components": [_field(column, index) for index, column in enumerate(columns)]}
    )


def _field(column: Column, index: int) -> dict[str, Any]:
    own = {"label_en": column.label.en, "description_en": column.description.en, "clause": column.clause}
    made: dict[str, Any] = {
        "key": column.key,
        "label": column.label.zh,
        "description": column.description.zh,
        "validate": {"required": column.required},
        "layout": {"row": f"r{index // 4}", "columns": 4},
        "properties": own,
    }
    match column.kind:
        case "int":
            return made | {"type": "number", "decimalDigits": 0}
        case "number":
            return made | {"type": "number"}
        case "money":
            return made | {"type": "number", "properties": own | {"format": "money"}}
        case "date":
            return made | {"type": "datetime", "subtype": "date"}
        case "enum":
            values = [{"value": key, "label": label.zh, "label_en": label.en} for key, label in column.choices.items()]
            return made | {"type": "select", "values": values}
        case "bool":
            yes_no = [{"value": True, "label": "是", "label_en": "Yes"}, {"value": False, "label": "否", "label_en": "No"}]
            return made | {"type": "select", "values": yes_no}
    if column.code in codes.FORMATS:
        return made | {"type": "textfield", "properties": own | {"format": column.code}}
    return made | {"type": "textfield"}
