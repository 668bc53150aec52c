"""What reading a roster gives: rows with clean values, and faults that name the cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.sdk.text import Text


@dataclass(frozen=True, slots=True)
class CellFault:
    """单元格错误: row number of the sheet, column key, Excel letter, and the reason."""

    row: int
    column: str
    letter: str
    zh: str
    en: str
    code: str = ""
    header: str = ""

    @property
    def text(self) -> Text:
        """The reason in both languages."""
        return Text(self.zh, self.en)

    @property
    def cell(self) -> str:
        """Where it is, such as `C12`."""
        return f"{self.letter}{self.row}"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row of a roster: its number in the sheet, clean values, faults, what was cleaned on the way, and what stood there."""

    row: int
    values: Mapping[str, Any]
    faults: tuple[CellFault, ...] = ()
    notes: tuple[CellFault, ...] = ()
    typed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RosterImport:
    """导入结果: every row that is not blank, and what is wrong with the workbook itself; `problems` mean that nothing was read."""

    rows: tuple[RosterRow, ...] = ()
    problems: tuple[Text, ...] = ()
    warnings: tuple[Text, ...] = ()
    sheet: str = ""
    header_row: int = 0
    letters: Mapping[str, str] = field(default_factory=dict)

    @property
    def good(self) -> tuple[RosterRow, ...]:
        """The rows without faults."""
        return tuple(row for row in self.rows if not row.faults)

    @property
    def faulty(self) -> tuple[RosterRow, ...]:
        """The rows with faults."""
        return tuple(row for row in self.rows if row.faults)

    @property
    def faults(self) -> tuple[CellFault, ...]:
        """Every fault of every row."""
        return tuple(fault for row in self.rows for fault in row.faults)
