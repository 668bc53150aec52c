"""检查: what is doubtful in the tables of a model: overlaps, gaps, rules that never take effect, cells of the wrong type."""

from contextlib import suppress
from itertools import islice

from engine.dmn.columns import constant, simple
from engine.dmn.findings import Finding, finding
from engine.dmn.graph import Graph
from engine.dmn.items import holds
from engine.dmn.regions import Axis, TooMuch, axis, bits, described, intersection, meeting, uncovered
from engine.dmn.table import Column, ResultColumn, Table
from engine.feel.errors import Cause
from engine.feel.limits import DEFAULT_LIMITS
from engine.feel.state import State
from engine.feel.types import accepts

_MAX_EACH = 20
_ONE_AT_MOST = frozenset(("UNIQUE", "ANY"))
_ONE_RESULT = frozenset(("UNIQUE", "ANY", "FIRST", "PRIORITY"))


def lint_graph(graph: Graph) -> list[Finding]:
    """All doubts about the expressions and the tables of a model."""
    found = [
        finding("expression", place.element, detail=cause.message_en, detail_zh=cause.message_zh)
        for place, expression in graph.texts
        for cause in expression.check(place.schema, graph.items.functions)
    ]
    return found + [one for table in graph.tables for one in lint_table(table)]


def lint_table(table: Table) -> list[Finding]:
    """All doubts about one table."""
    found: list[Finding] = []
    for number, column in enumerate(table.columns, 1):
        found += _condition_types(table, number, column)
    for number, result in enumerate(table.results, len(table.columns) + 1):
        found += _result_types(table, number, result)
    axes = [_axis(column) for column in table.columns]
    found += _forbidden(table, axes)
    if table.source.hit_policy in _ONE_AT_MOST:
        found += _overlaps(table, axes)
    if table.source.hit_policy == "FIRST":
        found += _unreachable(table, axes)
    if table.source.hit_policy in _ONE_RESULT and all(result.default is None for result in table.results):
        found += _gaps(table, axes)
    return found


def _id(table: Table) -> str:
    return table.source.id or table.place.element


def _axis(column: Column) -> Axis:
    return axis(column.label, [simple(cell) for cell in column.cells], simple(column.values), column.type.kind == "boolean")


def _condition_types(table: Table, number: int, column: Column) -> list[Finding]:
    found = []
    lent = table.place.items.functions
    for row, cell in enumerate(column.cells, 1):
        causes = [] if cell is None else cell.check(column.type, table.place.schema, lent)
        found += [_cell(table, row, number, cause) for cause in causes]
    return found


def _cell(table: Table, row: int, number: int, cause: Cause) -> Finding:
    return finding("expression", _id(table), row, number, detail=cause.message_en, detail_zh=cause.message_zh)


def _result_types(table: Table, number: int, column: ResultColumn) -> list[Finding]:
    found = []
    s = State({}, (), DEFAULT_LIMITS, "", 0)
    lent = table.place.items.functions
    for row, cell in enumerate(column.expressions, 1):
        if cell is None:
            continue
        kind = cell.type(table.place.schema, lent)
        found += [_cell(table, row, number, cause) for cause in cell.check(table.place.schema, lent)]
        if kind.kind != "Any" and not accepts(column.item.type, kind):
            found.append(finding("cell_type", _id(table), row, number, found=kind, expected=column.item.type))
        known, value = constant(cell.tree)
        if known and value is not None and column.values is not None and not holds(s, column.values, value):
            found.append(finding("not_allowed", _id(table), row, number, found=cell.text))
    return found


def _forbidden(table: Table, axes: list[Axis]) -> list[Finding]:
    """Cells that no allowed value passes, so that their rule never takes effect."""
    return [
        finding("not_allowed", _id(table), row + 1, number, found=table.source.rules[row].tests[number - 1])
        for number, column in enumerate(axes, 1)
        for row, cell in enumerate(column.cells)
        if cell == 0 and row < len(table.source.rules)
    ]


def _overlaps(table: Table, axes: list[Axis]) -> list[Finding]:
    found = []
    for later in range(1, len(table.source.rules) if axes else 0):
        for earlier in bits(meeting(axes, later) & ((1 << later) - 1)):
            shared = intersection(axes, earlier, later)
            if shared is None or (table.source.hit_policy == "ANY" and _same_results(table, earlier, later)):
                continue
            found.append(finding("overlap", _id(table), later + 1, other=earlier + 1, example=described(axes, shared)))
            if len(found) >= _MAX_EACH:
                return found
    return found


def _same_results(table: Table, one: int, other: int) -> bool:
    return table.source.rules[one].results == table.source.rules[other].results


def _unreachable(table: Table, axes: list[Axis]) -> list[Finding]:
    found = []
    for rule in range(1, len(table.source.rules)):
        region = [column.cells[rule] for column in axes]
        if any(cell is None for cell in region):
            continue
        earlier = list(bits(meeting(axes, rule) & ((1 << rule) - 1)))
        if not earlier:
            continue
        try:
            left = next(uncovered(axes, [cell or 0 for cell in region], sum(1 << other for other in earlier)), None)
        except TooMuch:
            continue
        if left is None:
            found.append(finding("unreachable", _id(table), rule + 1, other=", ".join(str(other + 1) for other in earlier[:5])))
    return found


def _gaps(table: Table, axes: list[Axis]) -> list[Finding]:
    if any(cell is None for column in axes for cell in column.cells) or not axes:
        return []
    everything = (1 << len(table.source.rules)) - 1
    found: list[Finding] = []
    with suppress(TooMuch):
        for region in islice(uncovered(axes, [column.domain for column in axes], everything), _MAX_EACH):
            found += [finding("gap", _id(table), error=False, example=described(axes, region))]
    return found
