"""决策表: a compiled table finds the rules that hold for its inputs and puts their results together."""

from dataclasses import dataclass, field

from engine.dmn.causes import Spot, TooCostly, gathered, located, noted, shown, warn
from engine.dmn.columns import ColumnIndex, constant, index_column
from engine.dmn.elements import DecisionTable, Output
from engine.dmn.findings import finding
from engine.dmn.hit_policies import AGGREGATIONS, POLICIES, Hits
from engine.dmn.items import Item, holds
from engine.dmn.place import Place, embedded, nothing, null, typed
from engine.feel.code import Code
from engine.feel.errors import LimitExceeded
from engine.feel.exchange import inward
from engine.feel.expression import Expression, Tests
from engine.feel.state import State
from engine.feel.types import ANY, Type
from engine.feel.values import Value

_MIN_RULES_FOR_INDEX = 8
_MAX_RULES_FOR_INDEX = 5000
_MAX_INDEX = 200_000_000


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
    expression: Expression | None = None
    own_values: Tests | None = None
    """the values that the column itself allows"""


@dataclass(slots=True)
class ResultColumn:
    """A column of results, compiled."""

    name: str
    item: Item
    cells: list[Code]
    expressions: list[Expression | None]
    default: Code | None
    values: Tests | None
    own_values: Tests | None = None
    """the values that the column itself allows"""
    default_expression: Expression | None = None
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

    @property
    def key(self) -> str:
        """The id of the table, or of the element it belongs to."""
        return self.source.id or self.place.element

    def spot(self, row: int | None = None, column: int | None = None) -> Spot:
        """A place in the table, counted from one."""
        return Spot(self.key, row, column)

    def evaluate(self, s: State) -> Value:
        """The result for the facts in scope."""
        values = []
        for number, column in enumerate(self.columns, 1):
            before = noted(s)
            try:
                values.append(column.code(s))
            except LimitExceeded as fault:
                raise TooCostly(fault, self.spot(None, number)) from fault
            if noted(s) > before:
                located(s, before, self.spot(None, number))
        matched = self.matching(s, values)
        if s.trace is not None:
            s.trace.append(TableTrace(self, values, s.facts, matched))
        for number, (column, value) in enumerate(zip(self.columns, values, strict=True), 1):
            if column.own_values is not None and value is not None and not holds(s, column.own_values, value):
                warn(s, "input_not_allowed", self.spot(None, number), name=column.label, value=shown(value))
        if not matched:
            return self._nothing(s, values)
        return self.combine(s, Hits(matched, self, self.aggregate))

    def matching(self, s: State, values: list[Value]) -> list[int]:
        """The rules whose conditions hold, by index."""
        candidates = self.everything
        slow: list[tuple[int, Value]] = []
        for number, (column, value) in enumerate(zip(self.columns, values, strict=True), 1):
            if column.index is not None and (found := column.index.lookup(value)) is not None:
                candidates &= found
                if column.index.others:
                    slow.append((number, value))
            else:
                slow.append((number, value))
            if not candidates:
                return []
        found_rules: list[int] = []
        kept: dict[tuple[int | None, str], dict[str, object]] = {}
        while candidates:
            lowest = candidates & -candidates
            rule = lowest.bit_length() - 1
            candidates ^= lowest
            before = noted(s)
            failed = next((number for number, value in slow if not self._cell_holds(s, number, rule, value)), None)
            if noted(s) > before:
                gathered(s, before, self.spot(rule + 1, failed), kept)
            if failed is None:
                found_rules.append(rule)
                if self.first_only:
                    break
        return found_rules

    def _cell_holds(self, s: State, number: int, rule: int, value: Value) -> bool:
        tests = self.columns[number - 1].cells[rule]
        if tests is None:
            return False
        try:
            s.charge(1)
            return holds(s, tests, value)
        except LimitExceeded as fault:
            raise TooCostly(fault, self.spot(rule + 1, number)) from fault

    def _nothing(self, s: State, values: list[Value]) -> Value:
        if self.source.aggregation == "COUNT":
            return inward(0)
        several = self.source.hit_policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER") and not self.source.aggregation
        if all(column.default is None for column in self.results):
            if not several:
                given = ", ".join(f"{column.label} = {shown(value)}" for column, value in zip(self.columns, values, strict=True))
                warn(s, "no_rule", self.spot(), inputs=given)
            return [] if several else None
        defaults = [self._default(s, index) for index in range(len(self.results))]
        value = self.shaped(defaults)
        return [value] if several else value

    def _default(self, s: State, index: int) -> Value:
        column, number = self.results[index], len(self.columns) + index + 1
        if column.default is None:
            warn(s, "no_default", self.spot(None, number), name=column.name)
            return None
        return self._evaluated(s, column, column.default, self.spot(None, number))

    def result(self, s: State, rule: int) -> list[Value]:
        """The results of one rule, one for each column."""
        first = len(self.columns) + 1
        return [
            self._evaluated(s, column, column.cells[rule], self.spot(rule + 1, first + index)) for index, column in enumerate(self.results)
        ]

    def _evaluated(self, s: State, column: ResultColumn, code: Code, spot: Spot) -> Value:
        before = noted(s)
        try:
            value = code(s)
        except LimitExceeded as fault:
            raise TooCostly(fault, spot) from fault
        if column.own_values is not None and value is not None and not holds(s, column.own_values, value):
            warn(s, "not_allowed", spot, value=shown(value))
            value = None
        if noted(s) > before:
            located(s, before, spot)
        return value

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
        left = _MAX_INDEX
        for column in columns:
            index = index_column(column.cells)
            left -= 0 if index is None else len(index.marks) * len(source.rules)
            column.index = index if left > 0 else None
    return table


def _check_form(place: Place, source: DecisionTable) -> None:
    key = source.id or place.element
    if source.hit_policy not in POLICIES:
        place.findings.append(finding("hit_policy", key, name=source.hit_policy).at(part="policy"))
        source.hit_policy = "UNIQUE"
    if source.aggregation and (source.aggregation not in AGGREGATIONS or source.hit_policy != "COLLECT" or len(source.outputs) != 1):
        place.findings.append(finding("aggregation", key, name=source.aggregation).at(part="policy"))
        source.aggregation = None
    names: set[str | None] = set()
    for number, head in enumerate(source.outputs, len(source.inputs) + 1):
        if len(source.outputs) > 1 and head.name in {None, *names}:
            code = "duplicate_name" if head.name else "no_name"
            place.findings.append(finding(code, head.id or key, None, number, name=head.name).at(part="name"))
        names.add(head.name)


def _column(place: Place, source: DecisionTable, index: int) -> Column:
    head, number = source.inputs[index], index + 1
    key = head.id or source.id
    expression = place.expression(head.expression, None, number, key, "expression") if head.expression else None
    if not head.expression:
        place.findings.append(finding("empty_expression", key or place.element, None, number).at(part="expression"))
    code = nothing("broken", key) if expression is None else embedded(expression)
    item = place.item(head.type_ref, number, key)
    values = None if head.values is None else place.tests(head.values, None, number, key, "values")
    cells = [_cell(place, rule.tests, index, row) for row, rule in enumerate(source.rules, 1)]
    fitted = typed(code, item, Spot(source.id or place.element, None, number))
    column = Column(head.label or head.expression, fitted, item, values or item.allowed, cells, expression=expression, own_values=values)
    column.type = expression.type(place.schema, place.items.functions) if item.type.kind == "Any" and expression is not None else item.type
    return column


def _cell(place: Place, tests: list[str], index: int, row: int) -> Tests | None:
    return place.tests(tests[index], row, index + 1) if index < len(tests) else None


def _result(place: Place, source: DecisionTable, index: int) -> ResultColumn:
    head, number = source.outputs[index], len(source.inputs) + index + 1
    key = head.id or source.id
    item = place.item(head.type_ref, number, key)
    values = None if head.values is None else place.tests(head.values, None, number, key, "values")
    cells = [_result_cell(place, rule.results, index, row, number) for row, rule in enumerate(source.rules, 1)]
    codes = [_fitted(place, cell, _is_written(rule.results, index), item) for cell, rule in zip(cells, source.rules, strict=True)]
    default = None if head.default is None else place.expression(head.default, None, number, key, "default")
    column = ResultColumn(head.name or "", item, codes, cells, None, values or item.allowed, values, default)
    if head.default is not None:
        column.default = _fitted(place, default, True, item)
    if column.values is not None:
        column.order = _order(column.values)
    elif source.hit_policy in ("PRIORITY", "OUTPUT ORDER"):
        _note_missing_order(place, source, head, number)
    return column


def _is_written(results: list[str], index: int) -> bool:
    return index >= len(results) or bool(results[index])


def _fitted(place: Place, cell: Expression | None, written: bool, item: Item) -> Code:
    """The code of a result; a cell that is empty is null and meant so, one that is broken says why."""
    if cell is None:
        return nothing("broken", place.element) if written else null
    return typed(embedded(cell), item)


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
