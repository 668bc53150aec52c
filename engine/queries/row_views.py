"""What queries say of one row of a roster 花名册行."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.sdk.text import Text


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell (`column` "" = the whole row); `row` is the line in the uploaded sheet or the row number."""

    row: int
    column: str
    label: Text
    reason: Text
    clause: str = ""
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class RosterRowView:
    """One person; sensitive values are masked unless the viewer may edit the roster."""

    row_id: UUID
    no: int
    values: Mapping[str, Any]
    status: str
    faults: tuple[CellFault, ...]
    reasons: tuple[CellFault, ...]
    sheet_row: int | None = None
    """the row of the workbook it came from"""
