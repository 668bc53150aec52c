"""决策表: a compiled table finds the rules that hold for its inputs and puts their results together."""

from dataclasses import dataclass, field

from engine.dmn.columns import ColumnIndex, constant, index_column
from engine.dmn.elements import DecisionTable, Output
from engine.dmn.findings import finding
from engine.dmn.hit_policies import AGGREGATIONS, POLICIES, Hits
from engine.dmn.items import Item, holds
from engine.dmn.place import Place, embedded, null, typed
from engine.feel.code import Code
from engine.feel.exchange import inward
from engine.feel.expression import Expression, Tests
from engine.feel.state import State
from engine.feel.types import ANY, Type
from engine.feel.values import Value

_MIN_RULES_FOR_INDEX = 8
_MAX_RULES_FOR_INDEX = 5000


@dataclass(slots=True)
class Column:
    """A column of conditions, compiled."""

    label: str
    code: Code
    item: Item
    values: Tests | None
    cells: list[Tests | None]
    index: ColumnIndex | None = None
    type: Type = ANY
    """of the values under test, as far as it is known"""


@dataclass(slots=True)
class ResultColumn:
    """A column of results, compiled."""

    name: str
    item: Item
    cells: list[Code]
    expressions: list[Expression | None]
    default: Code | None
    values: Tests | None
    order: list[Value] = field(default_factory=list)


@dataclass(slots=True)
class TableTrace:
    """What a table did once: the rules that held, and what is needed to say why the others did not."""

    table: "Table"
    values: list[Value]
    facts: object
    matched: list[int]


class Table:
    """A compiled table."""

    def __init__(self, source: DecisionTable, columns: list[Column], results: list[ResultColumn], place: Place) -> None:
        self.source = source
        self.place = place
        self.columns = columns
        self.results = results
        self.everything = (1 << len(source.rules)) - 1
        self.combine = POLICIES[source.hit_policy]
        self.aggregate = AGGREGATIONS.get(source.aggregation or "")
        self.first_only = source.hit_policy == "FIRST"

    def evaluate(self, s: State) -> Value:
        """The result for the facts in scope."""
        values = [column.code(s) for column in self.columns]
        matched = self.matching(s, values)
        if s.trace is not None:
            s.trace.append(TableTrace(self, values, s.facts, matched))
        for column, value in zip(self.columns, values, strict=True):
            if column.values is not None and value is not None and not holds(s, column.values, value):
                s.warn("argument_value", 0, name=column.label, detail="the value is not allowed", detail_zh="输入值不在允许范围内")
        if not matched:
            return self._nothing(s)
        return self.combine(s, Hits(matched, self, self.aggregate))

    def matching(self, s: State, values: list[Value]) -> list[int]:
        """The rules whose conditions hold, by index."""
        candidates = self.everything
        slow: list[tuple[Column, Value]] = []
        for column, value in zip(self.columns, values, strict=True):
            if column.index is not None and (found := column.index.lookup(value)) is not None:
                candidates &= found
                if column.index.others:
                    slow.append((column, value))
            else:
                slow.append((column, value))
            if not candidates:
                return []
        found_rules: list[int] = []
        while candidates:
            lowest = candidates & -candidates
            rule = lowest.bit_length() - 1
            candidates ^= lowest
            if all(self._cell_holds(s, column, rule, value) for column, value in slow):
                found_rules.append(rule)
                if self.first_only:
                    break
        return found_rules

    def _cell_holds(self, s: State, column: Column, rule: int, value: Value) -> bool:
        tests = column.cells[rule]
        if tests is None:
            return False
        s.charge(1)
        return holds(s, tests, value)

    def _nothing(self, s: State) -> Value:
        if self.source.aggregation == "COUNT":
            return inward(0)
        several = self.source.hit_policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER") and not self.source.aggregation
        if all(column.default is None for column in self.results):
            return [] if several else None
        defaults = [None if column.default is None else column.default(s) for column in self.results]
        value = self.shaped(defaults)
        return [value] if several else value

    def result(self, s: State, rule: int) -> list[Value]:
        """The results of one rule, one for each column."""
        return [column.cells[rule](s) for column in self.results]

    def shaped(self, values: list[Value]) -> Value:
        """The results of a rule as one value."""
        if len(self.results) == 1:
            return values[0]
        return {column.name: value for column, value in zip(self.results, values, strict=True)}


def compile_table(place: Place, source: DecisionTable) -> Table:
    """A table with all its cells compiled; faults are noted with row and column."""
    _check_form(place, source)
    columns = [_column(place, source, index) for index in range(len(source.inputs))]
    results = [_result(place, source, index) for index in range(len(source.outputs))]
    table = Table(source, columns, results, place)
    place.tables.append(table)
    if _MIN_RULES_FOR_INDEX <= len(source.rules) <= _MAX_RULES_FOR_INDEX:
        for column in columns:
            column.index = index_column(column.cells)
    return table


def _check_form(place: Place, source: DecisionTable) -> None:
    if source.hit_policy not in POLICIES:
        place.findings.append(finding("hit_policy", source.id or place.element, name=source.hit_policy))
        source.hit_policy = "UNIQUE"
    if source.aggregation and (source.aggregation not in AGGREGATIONS or source.hit_policy != "COLLECT" or len(source.outputs) != 1):
        place.findings.append(finding("aggregation", source.id or place.element, name=source.aggregation))
        source.aggregation = None


def _column(place: Place, source: DecisionTable, index: int) -> Column:
    head, number = source.inputs[index], index + 1
    expression = place.expression(head.expression, None, number, head.id) if head.expression else None
    code = null if expression is None else embedded(expression)
    item = place.item(head.type_ref)
    values = None if head.values is None else place.tests(head.values, None, number, head.id)
    cells = [_cell(place, rule.tests, index, row) for row, rule in enumerate(source.rules, 1)]
    column = Column(head.label or head.expression, typed(code, item), item, values or item.allowed, cells)
    column.type = expression.type(place.schema, place.items.functions) if item.type.kind == "Any" and expression is not None else item.type
    return column


def _cell(place: Place, tests: list[str], index: int, row: int) -> Tests | None:
    return place.tests(tests[index], row, index + 1) if index < len(tests) else None


def _result(place: Place, source: DecisionTable, index: int) -> ResultColumn:
    head, number = source.outputs[index], len(source.inputs) + index + 1
    item = place.item(head.type_ref)
    values = None if head.values is None else place.tests(head.values, None, number, head.id)
    cells = [_result_cell(place, rule.results, index, row, number) for row, rule in enumerate(source.rules, 1)]
    codes = [null if cell is None else typed(embedded(cell), item) for cell in cells]
    default = None if head.default is None else place.code(head.default, None, number, head.id)
    column = ResultColumn(head.name or "", item, codes, cells, default, values or item.allowed)
    if column.values is not None:
        column.order = _order(column.values)
    elif source.hit_policy in ("PRIORITY", "OUTPUT ORDER"):
        _note_missing_order(place, source, head, number)
    return column


def _note_missing_order(place: Place, source: DecisionTable, head: Output, number: int) -> None:
    if len(source.outputs) == 1:
        place.findings.append(finding("no_output_values", head.id or place.element, None, number, error=False, name=source.hit_policy))


def _result_cell(place: Place, results: list[str], index: int, row: int, number: int) -> Expression | None:
    if index >= len(results) or not results[index]:
        return None
    return place.expression(results[index], row, number)


def _order(allowed: Tests) -> list[Value]:
    """The listed values, the most important first."""
    found: list[Value] = []
    for test in getattr(allowed.tree, "tests", ()):
        known, value = constant(test)
        found.append(value if known else None)
    return found
