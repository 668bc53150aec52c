"""电子表格: a decision table leaves as .xlsx and comes back; what is wrong in the sheet is said by cell."""

import re
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from engine.dmn.elements import BoxedFunction, DecisionElement, DecisionTable, Knowledge
from engine.dmn.findings import DmnRefused, Finding, NoTable, UnknownDecision
from engine.dmn.graph import Node
from engine.dmn.lint import lint_table
from engine.dmn.model import Model, read
from engine.dmn.sheet_layout import ANNOTATION, FIRST_COLUMN, HEADINGS, INPUT, KIND, OUTPUT, RULES, TITLE
from engine.dmn.sheet_reader import Sheet, cell_fault, read_sheet
from engine.dmn.xml_expressions import clean
from engine.dmn.xml_writer import replace_table

_OF_CELLS = frozenset(("expression", "cell_type", "not_allowed", "empty_range"))
_MAX_TEXT = 32_767
_LIKE_A_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""what a spreadsheet would read as the code of a character"""
_HEAD = PatternFill("solid", start_color="E8EEF7")


def table_of(model: Model, name: str) -> tuple[Node, DecisionTable]:
    """The element of that name and its table."""
    node = model.graph.find(name)
    if node is not None and isinstance(node.element, DecisionElement | Knowledge):
        logic = node.element.logic
        table = logic.body if isinstance(logic, BoxedFunction) else logic
        if isinstance(table, DecisionTable):
            return node, table
        raise NoTable(name, model.decisions)
    raise UnknownDecision(name, model.decisions)


def export_table(model: Model, name: str) -> bytes:
    """The table of a decision as a workbook."""
    node, table = table_of(model, name)
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        sheet = book.create_sheet()
    sheet.title = "".join(" " if char in "[]:*?/\\" else char for char in node.element.name)[:31] or "DMN"
    _write(sheet, TITLE, 1, node.element.name)
    _write(sheet, TITLE, FIRST_COLUMN, " ".join(filter(None, (table.hit_policy, table.aggregation))))
    for row, heading in HEADINGS.items():
        _write(sheet, row, 1, heading)
    for number, column in enumerate(_columns(table), FIRST_COLUMN):
        for row, text in enumerate(column, KIND):
            _write(sheet, row, number, text)
        sheet.column_dimensions[get_column_letter(number)].width = 24
    for index, rule in enumerate(table.rules):
        _write(sheet, RULES + index, 1, str(index + 1))
        notes = rule.annotations + [""] * (_annotation_columns(table) - len(rule.annotations))
        for number, text in enumerate([*rule.tests, *rule.results, *notes], FIRST_COLUMN):
            _write(sheet, RULES + index, number, text)
    sheet.freeze_panes = sheet.cell(RULES, FIRST_COLUMN)
    sheet.column_dimensions["A"].width = 30
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _annotation_columns(table: DecisionTable) -> int:
    return max([len(table.annotations), *(len(rule.annotations) for rule in table.rules)], default=0)


def _columns(table: DecisionTable) -> list[tuple[str, str, str, str, str, str]]:
    columns = [(INPUT, one.label, one.expression, one.type_ref or "", one.values or "", "") for one in table.inputs]
    columns += [(OUTPUT, one.label, one.name or "", one.type_ref or "", one.values or "", one.default or "") for one in table.outputs]
    names = table.annotations + [""] * (_annotation_columns(table) - len(table.annotations))
    return columns + [(ANNOTATION, name, "", "", "", "") for name in names]


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        return
    if len(text) > _MAX_TEXT:
        detail, zh = f"{len(text)} characters, a cell holds {_MAX_TEXT}", f"{len(text)} 个字符，单元格最多 {_MAX_TEXT} 个"
        raise DmnRefused([cell_fault((row, column), detail, zh)])
    if text:
        cell.value = _LIKE_A_CODE.sub("_x005F_", text)
        cell.data_type = "s"  # a text that begins with `=` is no formula
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if row < RULES or column < FIRST_COLUMN:
        cell.font, cell.fill = Font(bold=True), _HEAD


def import_table(model: Model, name: str, content: bytes) -> bytes:
    """The file of the model with the table of a decision replaced by that of a workbook or of a text file; every other byte stays.

    A table that cannot be read, or with cells that do not compile, are of the wrong type or not allowed, is refused: DmnRefused says
    all faults with their cells.
    """
    node, old = table_of(model, name)
    sheet = read_sheet(content, old)
    if sheet.name and clean(sheet.name) != clean(node.element.name):
        en, zh = (
            f"this is the table of `{sheet.name[:80]}`, not of `{node.element.name}`",
            f"这是“{sheet.name[:80]}”的表，不是“{node.element.name}”的表",
        )
        raise DmnRefused([cell_fault(sheet.named, en, zh)])
    xml = replace_table(model.xml, node.element.id, node.element.name, old, sheet.table, sheet.origins)
    imports = [Model(b"", graph.definitions, graph, ()) for graph in model.graph.imported.values()]
    try:
        fresh = read(xml, imports, model.graph.items.functions)
    except DmnRefused as refused:
        raise DmnRefused(_by_cell(sheet, refused.findings)) from None
    tables = [table for table in fresh.graph.tables if table.place.decision == node.element.name]
    faults = [one for table in tables for one in lint_table(table) if one.error and one.code in _OF_CELLS]
    if faults:
        raise DmnRefused(_by_cell(sheet, faults))
    return xml


def _by_cell(sheet: Sheet, findings: Sequence[Finding]) -> list[Finding]:
    return list(dict.fromkeys(sheet.by_cell(one) for one in findings))
