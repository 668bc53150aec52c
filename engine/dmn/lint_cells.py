"""检查单元格: every cell, head, default and list of values of a table, held against the type of its column."""

from engine.dmn.columns import constant
from engine.dmn.findings import Finding, finding
from engine.dmn.items import Item, holds
from engine.dmn.table import Column, ResultColumn, Table
from engine.feel.check_calls import becomes
from engine.feel.compile_parts import coerce
from engine.feel.errors import Cause
from engine.feel.expression import Expression, Tests
from engine.feel.limits import DEFAULT_LIMITS
from engine.feel.messages import TERMS
from engine.feel.state import State
from engine.feel.tree import List, UnaryTests
from engine.feel.types import Type, kind_of

_SCALAR = frozenset(("number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"))


def lint_cells(table: Table) -> list[Finding]:
    """What does not fit, with row and column; of the head of a column with the part of it."""
    found: list[Finding] = []
    for number, column in enumerate(table.columns, 1):
        found += _conditions(table, number, column)
    for number, result in enumerate(table.results, len(table.columns) + 1):
        found += _results(table, number, result)
    return found


def _told(row: int | None, number: int, causes: list[Cause], part: str = "") -> list[Finding]:
    return [finding("expression", "", row, number, detail=one.message_en, detail_zh=one.message_zh).at(part=part) for one in causes]


def _conditions(table: Table, number: int, column: Column) -> list[Finding]:
    found = []
    schema, lent = table.place.schema, table.place.items.functions
    if column.expression is not None:
        found += _told(None, number, column.expression.check(schema, lent), "expression")
        kind = column.expression.type(schema, lent)
        if not fitting(column.expression, kind, column.item.type):
            found.append(_misfit(None, number, str(kind), column.item.type, "expression"))
    if column.own_values is not None:
        found += _told(None, number, column.own_values.check(column.type, schema, lent), "values")
    for row, cell in enumerate(column.cells, 1):
        if cell is not None:
            found += _told(row, number, cell.check(column.type, schema, lent))
            found += _truths(row, number, cell, column.type)
    return found


def _truths(row: int, number: int, cell: Tests, expected: Type) -> list[Finding]:
    """`true` and `false` in a column of something else: the one holds always, the other never."""
    if expected.kind not in _SCALAR or not isinstance(cell.tree, UnaryTests):
        return []
    truths = [value for known, value in map(constant, cell.tree.tests) if known and isinstance(value, bool)]
    return [_misfit(row, number, "boolean", expected)] if truths else []


def _misfit(row: int | None, number: int, kind: str, expected: Type, part: str = "") -> Finding:
    kind_zh, expected_zh = TERMS.get(kind, kind), TERMS.get(str(expected), str(expected))
    found = finding("cell_type", "", row, number, found=kind, expected=expected, found_zh=kind_zh, expected_zh=expected_zh)
    return found.at(part=part)


def fitting(text: Expression, kind: Type, wanted: Type) -> bool:
    """Whether a value of that type may become one of the wanted type, as when it is evaluated."""
    several = isinstance(text.tree, List) and len(text.tree.items) != 1 and wanted.kind not in ("list", "Any")
    return not several and becomes(wanted, kind)


def _results(table: Table, number: int, column: ResultColumn) -> list[Finding]:
    found = []
    if column.own_values is not None:
        found += _told(None, number, column.own_values.check(column.item.type, table.place.schema, table.place.items.functions), "values")
    if column.default_expression is not None:
        found += _result(table, None, number, column.default_expression, column.item, column.values)
    for row, cell in enumerate(column.expressions, 1):
        if cell is not None:
            found += _result(table, row, number, cell, column.item, column.values)
    return found


def _result(table: Table, row: int | None, number: int, cell: Expression, item: Item, allowed: Tests | None) -> list[Finding]:
    part = "default" if row is None else ""
    schema, lent = table.place.schema, table.place.items.functions
    found = _told(row, number, cell.check(schema, lent), part)
    known, value = constant(cell.tree)
    kind = cell.type(schema, lent)
    if known and not coerce(value, item.type)[0]:
        found.append(_misfit(row, number, kind_of(value), item.type, part))
    elif not known and not fitting(cell, kind, item.type):
        found.append(_misfit(row, number, str(kind), item.type, part))
    elif known and value is not None and allowed is not None and not holds(State({}, (), DEFAULT_LIMITS, "", 0), allowed, value):
        found.append(finding("not_allowed", "", row, number, found=cell.text).at(part=part))
    return found
