"""电子表格: a decision table leaves as .xlsx and comes back; what is wrong in the sheet is said by cell."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineError, CalamineWorkbook

from engine.dmn.elements import BoxedFunction, DecisionElement, DecisionTable, Input, Knowledge, Output, Rule
from engine.dmn.findings import DmnRefused, Finding, UnknownDecision, finding
from engine.dmn.graph import Node
from engine.dmn.hit_policies import AGGREGATIONS, POLICIES
from engine.dmn.model import Model, read
from engine.dmn.sheet_layout import (
    ANNOTATION,
    DEFAULT,
    EXPRESSION,
    FIRST_COLUMN,
    HEADINGS,
    INPUT,
    KIND,
    LABEL,
    OUTPUT,
    RULES,
    TITLE,
    TYPE,
    VALUES,
    cell_text,
)
from engine.dmn.xml_writer import replace_table

_MAX_ROWS, _MAX_COLUMNS, _MAX_BYTES = 5000, 200, 50_000_000
_HEAD = PatternFill("solid", start_color="E8EEF7")


def table_of(model: Model, name: str) -> tuple[Node, DecisionTable]:
    """The element of that name and its table."""
    node = model.graph.find(name)
    if node is not None and isinstance(node.element, DecisionElement | Knowledge):
        logic = node.element.logic
        table = logic.body if isinstance(logic, BoxedFunction) else logic
        if isinstance(table, DecisionTable):
            return node, table
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
    if text:
        cell.value = text
        cell.data_type = "s"  # a text that begins with `=` is no formula
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if row < RULES or column < FIRST_COLUMN:
        cell.font, cell.fill = Font(bold=True), _HEAD


def import_table(model: Model, name: str, xlsx: bytes) -> bytes:
    """The file of the model with the table of a decision replaced by that of a workbook; everything else stays byte for byte."""
    node, old = table_of(model, name)
    table = read_sheet(xlsx, old)
    xml = replace_table(model.xml, node.element.id, node.element.name, table)
    try:
        imports = [Model(b"", graph.definitions, graph, ()) for graph in model.graph.imported.values()]
        read(xml, imports, model.graph.items.functions)
    except DmnRefused as refused:
        raise DmnRefused([_by_cell(one) for one in refused.findings]) from None
    return xml


def _by_cell(one: Finding) -> Finding:
    if one.column is None:
        return one
    row = EXPRESSION if one.row is None else RULES + one.row - 1
    return _fault(row, one.column + FIRST_COLUMN - 1, one.message_en, one.message_zh)


def _fault(row: int, column: int, detail: str, detail_zh: str) -> Finding:
    letter = get_column_letter(column)
    return finding("sheet", "", row, column, sheet_row=row, sheet_column=letter, detail=detail, detail_zh=detail_zh)


def read_sheet(xlsx: bytes, old: DecisionTable) -> DecisionTable:
    """The table that the first sheet of a workbook describes; ids of rules stay where the number of rules allows."""
    rows = _rows(xlsx)
    faults: list[Finding] = []
    words = _at(rows, TITLE, FIRST_COLUMN).split()
    aggregation = words.pop() if words and words[-1] in AGGREGATIONS else None
    policy = " ".join(words)
    if policy not in POLICIES:
        faults.append(_fault(TITLE, FIRST_COLUMN, f"unknown hit policy `{policy}`", f"未知的命中策略“{policy}”"))
    table = DecisionTable(old.id, old.type_ref, policy, aggregation)
    kinds = _kinds(rows, faults)
    _heads(rows, kinds, table, old)
    for index, row in enumerate(range(RULES, len(rows) + 1)):
        cells = {number: _at(rows, row, number) for number in kinds}
        if any(cells.values()):
            table.rules.append(_rule(cells, kinds, old.rules[index].id if index < len(old.rules) else ""))
    if faults:
        raise DmnRefused(faults)
    return table


def _rows(xlsx: bytes) -> list[list[object]]:
    _refuse_bombs(xlsx)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(xlsx))
        sheet = book.get_sheet_by_index(0)
        rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, ValueError, OSError) as fault:
        raise DmnRefused([_fault(1, 1, str(fault), "文件不是有效的电子表格")]) from None
    if len(rows) > _MAX_ROWS or (rows and len(rows[0]) > _MAX_COLUMNS):
        raise DmnRefused(
            [_fault(1, 1, f"more than {_MAX_ROWS} rows or {_MAX_COLUMNS} columns", f"超过 {_MAX_ROWS} 行或 {_MAX_COLUMNS} 列")]
        )
    return rows


def _refuse_bombs(xlsx: bytes) -> None:
    """A workbook is a ZIP archive: what would unfold to something huge is refused before it does."""
    try:
        with ZipFile(BytesIO(xlsx)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except BadZipFile:
        raise DmnRefused([_fault(1, 1, "the file is no spreadsheet", "文件不是有效的电子表格")]) from None
    if size > _MAX_BYTES:
        raise DmnRefused([_fault(1, 1, f"the workbook has {size} bytes", f"表格过大：{size} 字节")])


def _at(rows: list[list[object]], row: int, column: int) -> str:
    if row > len(rows) or column > len(rows[row - 1]):
        return ""
    return cell_text(rows[row - 1][column - 1])


def _kinds(rows: list[list[object]], faults: list[Finding]) -> dict[int, str]:
    """What every column is."""
    found: dict[int, str] = {}
    width = len(rows[KIND - 1]) if len(rows) >= KIND else 0
    for number in range(FIRST_COLUMN, width + 1):
        kind = _at(rows, KIND, number)
        if kind in (INPUT, OUTPUT, ANNOTATION):
            found[number] = kind
        elif kind:
            faults.append(_fault(KIND, number, f"a column is {INPUT}, {OUTPUT} or {ANNOTATION}", f"列应为{INPUT}、{OUTPUT}或{ANNOTATION}"))
    if OUTPUT not in found.values():
        faults.append(_fault(KIND, FIRST_COLUMN, "there is no column of results", "没有输出列"))
    return found


def _heads(rows: list[list[object]], kinds: dict[int, str], table: DecisionTable, old: DecisionTable) -> None:
    for number, kind in kinds.items():
        label, text, type_ref, values, default = (_at(rows, row, number) for row in (LABEL, EXPRESSION, TYPE, VALUES, DEFAULT))
        if kind == INPUT:
            key = old.inputs[len(table.inputs)].id if len(table.inputs) < len(old.inputs) else ""
            table.inputs.append(Input(key, label, text, type_ref or None, values or None))
        elif kind == OUTPUT:
            key = old.outputs[len(table.outputs)].id if len(table.outputs) < len(old.outputs) else ""
            table.outputs.append(Output(key, text or None, type_ref or None, values or None, default or None, label))
        else:
            table.annotations.append(label)
    table.annotations = _trimmed(table.annotations)


def _rule(cells: dict[int, str], kinds: dict[int, str], key: str) -> Rule:
    def of(kind: str) -> list[str]:
        return [cells[number] for number, own in kinds.items() if own == kind]

    return Rule(key, [text or "-" for text in of(INPUT)], of(OUTPUT), _trimmed(of(ANNOTATION)))


def _trimmed(texts: list[str]) -> list[str]:
    """The texts without the empty ones at the end."""
    while texts and not texts[-1]:
        texts.pop()
    return texts
