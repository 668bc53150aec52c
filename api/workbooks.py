"""Rosters as workbooks: the template, the faulty rows to mend, and what was filled in on its way to the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from engine.queries.row_views import RosterRowView
from engine.queries.views import RosterView
from engine.sdk.errors import FieldError
from engine.sdk.text import Text
from forms.definition import FormDefinition
from forms.library import parse_form
from forms.roster import Column, RosterLimits, columns_of, faulty_workbook, read_workbook, workbook_template
from forms.roster.faults import CellFault

DERIVED = "duplicate"
"""code of faults the engine finds again by itself, across the whole roster and after every change"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A workbook read: rows for `ImportRoster`, or what is wrong with it as a whole."""

    rows: tuple[dict[str, Any], ...]
    problems: tuple[FieldError, ...]


def columns(view: RosterView) -> tuple[Column, ...]:
    """The columns of a roster as forms know them."""
    component = {
        "type": "roster",
        "id": "roster",
        "key": "roster",
        "label": view.title.zh,
        "columns": [dict(each) for each in view.columns],
    }
    definition: FormDefinition = parse_form({"type": "default", "id": "roster", "components": [component]})
    return columns_of(definition, "roster")


def template(view: RosterView, language: str) -> bytes:
    """The workbook to fill in."""
    return workbook_template(columns(view), language, view.title)


def read(stream: BinaryIO, view: RosterView, today: date, most_bytes: int) -> Sheet:
    """Read an uploaded workbook; cells that are wrong keep what stood there, so that nothing has to be typed again."""
    found = read_workbook(stream, columns(view), today, RosterLimits(file_bytes=most_bytes))
    problems = tuple(FieldError("file", text.zh, text.in_("en"), code="workbook") for text in found.problems)
    rows = tuple(
        {
            "row": row.row,
            "values": {**row.values, **row.typed},
            "faults": [
                {"column": fault.column, "zh": fault.zh, "en": fault.en, "code": fault.code}
                for fault in row.faults
                if fault.code != DERIVED
            ],
        }
        for row in found.rows
    )
    return Sheet(rows, problems)


def faulty(view: RosterView, rows: Sequence[RosterRowView], language: str) -> bytes:
    """The workbook of the rows that are wrong or not eligible, with the reasons."""
    faults = [
        CellFault(row.no, fault.column, "", fault.reason.zh, fault.reason.in_("en"), header=fault.label.zh)
        for row in rows
        for fault in (*row.faults, *row.reasons)
    ]
    shown = [{"row": row.no, "values": row.values} for row in rows]
    return faulty_workbook(shown, faults, columns(view), language)


def label_of(view: RosterView, column: str) -> Text:
    """What a column is called."""
    for each in view.columns:
        if each.get("key") == column:
            return Text(str(each.get("label", "")), str(each.get("label_en", "")))
    return Text("")
