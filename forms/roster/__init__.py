"""花名册 rosters: columns, template workbook, reading a workbook back, checking a row, the workbook of faulty rows."""

from forms.roster.columns import Column, columns_of
from forms.roster.faults import CellFault, RosterImport, RosterRow
from forms.roster.limits import RosterLimits
from forms.roster.pages import RosterLine, RosterPage, row_form
from forms.roster.reading import read_text, read_workbook
from forms.roster.rows import check_row
from forms.roster.workbooks import faulty_workbook, workbook_template

__all__ = [
    "CellFault",
    "Column",
    "RosterImport",
    "RosterLimits",
    "RosterLine",
    "RosterPage",
    "RosterRow",
    "check_row",
    "columns_of",
    "faulty_workbook",
    "read_text",
    "read_workbook",
    "row_form",
    "workbook_template",
]
