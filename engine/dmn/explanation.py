"""决策说明: what was decided and why, as small plain data that can be stored and shown.

Every rule of a table is in one place: `matched` (it held), `missed` or `missed_more` (it did not, and the column says why), or
`not_looked_at` (an earlier one had decided already). Long lists of rules are written as `4-120, 130`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.dmn.causes import MAX_NOTED, MORE, Noted, Report, reports, shortened, shown
from engine.dmn.items import holds
from engine.feel.errors import FeelError
from engine.feel.state import Scope, State
from engine.feel.values import Value

_MAX_EACH = 20
_MAX_DECISIONS = 100
_MAX_CELL, _MAX_CLAUSE = 100, 300


@dataclass(frozen=True, slots=True)
class Miss:
    """A rule that did not hold: its number, and the first cell that the value did not pass."""

    rule: int
    id: str
    column: str
    number: int
    """of the column, counted from one"""
    test: str
    value: str


@dataclass(frozen=True, slots=True)
class MissedRules:
    """More rules that did not hold, all for a cell of the same column."""

    rules: str
    """such as `51-99, 120`"""
    count: int
    column: str
    """empty where it would cost too much to tell the column"""
    number: int
    value: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that held: its number, its annotations (the clause it rests on), its results as written."""

    rule: int
    id: str
    annotations: tuple[str, ...]
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableReport:
    """A table that was asked."""

    id: str
    hit_policy: str
    inputs: dict[str, str]
    matched: tuple[Hit, ...]
    matched_more: str
    """the rules that held beyond those listed"""
    missed: tuple[Miss, ...]
    missed_more: tuple[MissedRules, ...]
    """the rules that did not hold beyond those listed"""
    missed_count: int
    not_looked_at: str
    """the rules behind the one that decided, under FIRST"""
    defaulted: bool
    """whether no rule held and the default is the result"""
    decided_by: int | None
    """the rule that decided, so that those behind it were not looked at"""
    english: dict[str, str]
    """the labels of its columns in English, where they are written"""


@dataclass(frozen=True, slots=True)
class DecisionReport:
    """A decision that was evaluated."""

    id: str
    name: str
    question: str
    english: str
    """the question in English; empty where it is not written"""
    requires: dict[str, str]
    value: str
    tables: tuple[TableReport, ...]
    tables_more: int
    """tables that were asked beyond those listed"""
    warnings: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """说明: the facts that were used and the decisions that were evaluated, in that order."""

    inputs: dict[str, str]
    decisions: tuple[DecisionReport, ...]
    decisions_more: int = 0
    """decisions that services evaluated beyond those listed"""
    warnings: tuple[Report, ...] = ()
    """about the facts, and whatever belongs to no listed decision"""

    def as_dict(self) -> dict[str, Any]:
        """The explanation as plain data for JSON."""
        return asdict(self)

    @property
    def rules(self) -> tuple[Hit, ...]:
        """The rules that held, of all tables."""
        return tuple(hit for decision in self.decisions for table in decision.tables for hit in table.matched)


def explain(inputs: Mapping[str, Value], steps: Sequence[Any], s: State) -> Explanation:
    """The explanation of a run."""
    seen: set[int] = set()
    listed = [*steps[: _MAX_DECISIONS - 1], *steps[-1:]] if len(steps) > _MAX_DECISIONS else steps
    decisions = tuple(_decision(step, s, seen) for step in listed)
    rest = [one for one in s.warnings or () if id(one) not in seen]
    if len(s.warnings or ()) >= MAX_NOTED:
        rest.append(MORE)
    return Explanation({name: shown(value) for name, value in inputs.items()}, decisions, len(steps) - len(listed), reports(rest))


def _decision(step: Any, s: State, seen: set[int]) -> DecisionReport:
    """What a step did itself; what a service did inside of it was told with the decisions of the service."""
    element = step.node.element
    requires = {name: shown(value) for name, value in step.scope.items() if not callable(getattr(value, "call", None))}
    warnings: list[Noted] = [one for one in step.warnings if id(one) not in seen]
    traces = [one for one in step.traces if id(one) not in seen]
    seen.update(map(id, [*warnings, *traces]))
    tables = tuple(_table(trace, s) for trace in traces[:_MAX_EACH])
    question = shortened(getattr(element, "question", ""), _MAX_CLAUSE)
    more = max(0, len(traces) - _MAX_EACH)
    english = shortened(getattr(element, "en", ""), _MAX_CLAUSE)
    return DecisionReport(element.id, element.name, question, english, requires, shown(step.value), tables, more, reports(warnings))


def _table(trace: Any, s: State) -> TableReport:
    table, source = trace.table, trace.table.source
    hits = tuple(_hit(source.rules[index], index) for index in trace.matched[:_MAX_EACH])
    decided = trace.matched[0] if table.first_only and trace.matched else None
    size = len(source.rules)
    end = size if decided is None else decided
    misses, more = _misses(trace, sorted(set(range(end)) - set(trace.matched)), s)
    inputs: dict[str, str] = {}
    english: dict[str, str] = {}
    for number, (column, head, value) in enumerate(zip(table.columns, source.inputs, trace.values, strict=True), 1):
        label = column.label or str(number)
        label = f"{label} ({number})" if label in inputs else label
        inputs[label] = shown(value)
        if head.en:
            english[label] = head.en
    return TableReport(
        source.id,
        " ".join(filter(None, (source.hit_policy, source.aggregation))),
        inputs,
        hits,
        _numbers(trace.matched[_MAX_EACH:]),
        misses,
        more,
        end - len([one for one in trace.matched if one < end]),
        "" if decided is None else _numbers(range(decided + 1, size)),
        not trace.matched and any(column.default is not None for column in table.results),
        None if decided is None else decided + 1,
        english,
    )


def _hit(rule: Any, index: int) -> Hit:
    annotations = tuple(shortened(text, _MAX_CLAUSE) for text in rule.annotations)
    return Hit(index + 1, rule.id, annotations, tuple(shortened(text, _MAX_CELL) for text in rule.results))


def _misses(trace: Any, others: Sequence[int], s: State) -> tuple[tuple[Miss, ...], tuple[MissedRules, ...]]:
    """The first of the rules that did not hold with their cells, the others by the column that says why."""
    fresh = State(trace.facts, s.functions, s.limits, "", 0)
    fresh.now = s.now
    fresh.facts = trace.facts if isinstance(trace.facts, Scope) else Scope(trace.facts)
    listed: list[Miss] = []
    groups: dict[int, list[int]] = {}
    for index in others:
        number = _column(trace, index, fresh)
        if number and len(listed) < _MAX_EACH:
            rule, column = trace.table.source.rules[index], trace.table.columns[number - 1]
            test = rule.tests[number - 1] if number <= len(rule.tests) else ""
            value = shown(trace.values[number - 1])
            listed.append(Miss(index + 1, rule.id, column.label, number, shortened(test, _MAX_CELL), value))
        else:
            groups.setdefault(number, []).append(index)
    return tuple(listed), tuple(_group(trace, number, rules) for number, rules in groups.items())


def _group(trace: Any, number: int, rules: list[int]) -> MissedRules:
    label = trace.table.columns[number - 1].label if number else ""
    return MissedRules(_numbers(rules), len(rules), label, number, shown(trace.values[number - 1]) if number else "")


def _column(trace: Any, index: int, s: State) -> int:
    """The first column whose cell the value did not pass; 0 where it would cost too much to tell."""
    for number, (column, value) in enumerate(zip(trace.table.columns, trace.values, strict=True), 1):
        if column.index is not None and (index_holds := column.index.lookup(value)) is not None:
            if not index_holds >> index & 1:
                return number
            if not column.index.others:
                continue
        tests = column.cells[index]
        try:
            if tests is None or not holds(s, tests, value):
                return number
        except FeelError:
            return 0
    return 0


def _numbers(rules: Sequence[int]) -> str:
    """Rules as they are counted in the table, those in a row together."""
    parts: list[str] = []
    start = previous = -2
    for rule in [*rules, -2]:
        if rule == previous + 1:
            previous = rule
            continue
        if start >= 0:
            parts.append(str(start + 1) if start == previous else f"{start + 1}-{previous + 1}")
        start = previous = rule
    return ", ".join(parts)
