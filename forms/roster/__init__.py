"""花名册 rosters: columns, template workbook, reading a workbook back, checking a row, the workbook of faulty rows."""

from forms.roster.columns import Column
from forms.roster.faults import CellFault, RosterImport, RosterRow
from forms.roster.rows import check_row

__all__ = ["CellFault", "Column", "RosterImport", "RosterRow", "check_row"]
