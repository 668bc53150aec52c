"""检查: what is doubtful in the tables of a model: overlaps, gaps, rules that never take effect, cells of the wrong type."""

from collections.abc import Sequence

from engine.dmn.columns import Simple, simple
from engine.dmn.coverage import gaps, overlaps, unreachable
from engine.dmn.elements import Invocation, LiteralText
from engine.dmn.findings import Finding, finding, not_looked_at
from engine.dmn.graph import Graph
from engine.dmn.lint_cells import fitting, lint_cells
from engine.dmn.place import Place
from engine.dmn.regions import Axis, axis, marks_of
from engine.dmn.shapes import shapes_of
from engine.dmn.table import Column, Table
from engine.dmn.xml_expressions import clean
from engine.feel.expression import Expression
from engine.feel.messages import sentence

_MAX_WORK = 6_000_000
_ONE_AT_MOST = frozenset(("UNIQUE", "ANY"))
_ORDERED = frozenset(("FIRST", "PRIORITY"))
_ONE_RESULT = _ONE_AT_MOST | _ORDERED
_MAX_EACH = 20
_WHAT, _WHAT_ZH = "its overlaps and gaps", "它的重叠和空缺"
_WHY, _WHY_ZH = "the cell is no condition on constants that have an order", "此单元格不是与可排序的常数的比较"


def lint_graph(graph: Graph) -> list[Finding]:
    """All doubts about the expressions and the tables of a model."""
    found = [
        finding("expression", place.element, detail=cause.message_en, detail_zh=cause.message_zh).at(decision=place.decision)
        for place, expression in graph.texts
        for cause in expression.check(place.schema, graph.items.functions)
    ]
    found += [one for place, expression in graph.texts for one in _unfit(place, expression)]
    found += [one for place, call in graph.invocations for one in _unbound(place, call)]
    return found + [one for table in graph.tables for one in lint_table(table)]


def _unfit(place: Place, expression: Expression) -> list[Finding]:
    """A decision that is a text whose value can never be of the type of the decision."""
    kind = expression.type(place.schema, place.items.functions)
    if fitting(expression, kind, place.wanted):
        return []
    facts: dict[str, object] = {"kind": kind, "expected": place.wanted}
    en, zh = sentence("result_type", 1, facts), sentence("result_type", 0, facts)
    return [finding("expression", place.element, detail=en, detail_zh=zh).at(decision=place.decision)]


def _unbound(place: Place, call: Invocation) -> list[Finding]:
    """Bindings of an invocation that the function does not take, and parameters that none of them binds: its value is null."""
    name = clean(call.called.text) if isinstance(call.called, LiteralText) else ""
    formals = place.parameters.get(name)
    if formals is None:
        return []
    bound = [parameter for parameter, _ in call.bindings]
    codes = [("binding", one) for one in bound if one not in formals] + [("unbound", one) for one in formals if one not in bound]
    codes += [("binding_twice", one) for one in dict.fromkeys(bound) if bound.count(one) > 1]
    takes = ", ".join(formals) or "-"
    return [finding(code, call.id, name=one, function=name, takes=takes).at(decision=place.decision) for code, one in codes]


def lint_table(table: Table) -> list[Finding]:
    """All doubts about one table."""
    found = lint_cells(table)
    cells = [_shapes(column) for column in table.columns]
    if len(table.source.rules) * sum(len(marks_of(parts)) for parts in cells) > _MAX_WORK:
        found.append(not_looked_at("overlaps, empty conditions, rules without effect and gaps", "重叠、空条件、不生效的规则和空缺"))
    else:
        axes = [_axis(column, parts) for column, parts in zip(table.columns, cells, strict=True)]
        found += [*_forbidden(table, axes, cells), *_coverage(table, axes), *_untold(table, axes)]
    name = table.place.decision
    return [one if one.element else one.at(element=table.key) for one in (each.at(decision=name) for each in found)]


def _axis(column: Column, cells: Sequence[Simple | None]) -> Axis:
    texts = ["" if part is not None and part.anything else _text(column, row) for row, part in enumerate(cells)]
    return axis(column.label, cells, texts, simple(column.values), column.type.kind == "boolean")


def _text(column: Column, row: int) -> str:
    cell = column.cells[row]
    return f"#{row}" if cell is None else cell.print() or "-"


def _shapes(column: Column) -> list[Simple | None]:
    subject = None if column.expression is None else column.expression.tree
    return shapes_of(column.cells, subject)


def _untold(table: Table, axes: list[Axis]) -> list[Finding]:
    """Cells of which it cannot be told what they cover, where it matters for overlaps and gaps."""
    rules = len(table.source.rules)
    places = [
        (row, number)
        for number, one in enumerate(axes, 1)
        for row, (cell, text) in enumerate(zip(one.cells[:rules], one.texts, strict=False), 1)
        if cell is None and text
    ]
    if table.source.hit_policy not in _ONE_RESULT:
        return []
    found = [
        finding("not_looked_at", "", row, number, error=False, what=_WHAT, what_zh=_WHAT_ZH, why=_WHY, why_zh=_WHY_ZH)
        for row, number in sorted(places)[:_MAX_EACH]
    ]
    if more := len(places) - len(found):
        why, why_zh = f"{more} more cells are no conditions on constants", f"另有 {more} 个单元格不是与常数的比较"
        found.append(finding("not_looked_at", "", error=False, what=_WHAT, what_zh=_WHAT_ZH, why=why, why_zh=why_zh))
    return found


def _forbidden(table: Table, axes: list[Axis], cells: list[list[Simple | None]]) -> list[Finding]:
    """Cells that nothing passes, or no allowed value, so that their rule never takes effect."""
    found = []
    for number, column in enumerate(axes, 1):
        for row, cell in enumerate(column.cells):
            if cell == 0 and row < len(table.source.rules):
                part = cells[number - 1][row]
                empty = part is not None and not part.points and not part.negated and all(span.empty for span in part.spans)
                code = "empty_range" if empty else "not_allowed"
                found.append(finding(code, "", row + 1, number, found=table.source.rules[row].tests[number - 1]))
    return found


def _coverage(table: Table, axes: list[Axis]) -> list[Finding]:
    """What the rules cover twice, never or not at all."""
    policy = table.source.hit_policy
    found: list[Finding] = []
    if policy in _ONE_AT_MOST:
        found += overlaps(table, axes)
    if policy in _ORDERED:
        found += unreachable(table, axes)
    if policy in _ONE_RESULT and all(result.default is None for result in table.results):
        found += gaps(table, axes)
    return found
