"""决策说明: what was decided and why, as small plain data that can be stored and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.dmn.items import holds
from engine.feel.errors import LimitExceeded
from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.printing import text_of
from engine.feel.state import Scope, State
from engine.feel.types import kind_of
from engine.feel.values import Value

_MAX_TEXT = 200
_SHORT = Limits(steps=2000, string=20_000)
_MAX_MISSES = 50


@dataclass(frozen=True, slots=True)
class Miss:
    """A rule that did not hold: its number, and the first cell that the value did not pass."""

    rule: int
    id: str
    column: str
    test: str
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
    missed: tuple[Miss, ...]
    missed_count: int
    """how many did not hold; `missed` names only the first of them"""


@dataclass(frozen=True, slots=True)
class Report:
    """A cause that was reported."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class DecisionReport:
    """A decision that was evaluated."""

    id: str
    name: str
    question: str
    requires: dict[str, str]
    value: str
    tables: tuple[TableReport, ...]
    warnings: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """说明: the facts that were used and the decisions that were evaluated, in that order."""

    inputs: dict[str, str]
    decisions: tuple[DecisionReport, ...]

    def as_dict(self) -> dict[str, Any]:
        """The explanation as plain data for JSON."""
        return asdict(self)

    @property
    def rules(self) -> tuple[Hit, ...]:
        """All rules that held."""
        return tuple(hit for decision in self.decisions for table in decision.tables for hit in table.matched)


def shown(value: Value) -> str:
    """A value as short text."""
    try:
        text = text_of(value, State({}, (), _SHORT, "", 0), 0, 1)
    except LimitExceeded:
        return f"… ({kind_of(value)}, {len(value)})"
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"


def explain(inputs: Mapping[str, Value], steps: Sequence[Any], s: State) -> Explanation:
    """The explanation of a run."""
    return Explanation({name: shown(value) for name, value in inputs.items()}, tuple(_decision(step, s) for step in steps))


def _decision(step: Any, s: State) -> DecisionReport:
    element = step.node.element
    requires = {name: shown(value) for name, value in step.scope.items() if not callable(getattr(value, "call", None))}
    reporter = State({}, (), DEFAULT_LIMITS, "", 0)
    reporter.warnings = list(step.warnings)
    reports = tuple(Report(cause.message_zh, cause.message_en) for cause in reporter.causes())
    tables = tuple(_table(trace, s) for trace in step.traces)
    return DecisionReport(element.id, element.name, getattr(element, "question", ""), requires, shown(step.value), tables, reports)


def _table(trace: Any, s: State) -> TableReport:
    table, source = trace.table, trace.table.source
    matched = set(trace.matched)
    hits = []
    for index in trace.matched:
        rule = source.rules[index]
        hits.append(Hit(index + 1, rule.id, tuple(rule.annotations), tuple(rule.results)))
    others = [index for index in range(len(source.rules)) if index not in matched]
    misses = [miss for index in others[:_MAX_MISSES] if (miss := _miss(trace, index, s)) is not None]
    inputs = {column.label: shown(value) for column, value in zip(table.columns, trace.values, strict=True)}
    return TableReport(source.id, source.hit_policy, inputs, tuple(hits), tuple(misses), len(others))


def _miss(trace: Any, index: int, s: State) -> Miss | None:
    rule = trace.table.source.rules[index]
    fresh = State(trace.facts, s.functions, s.limits, "", 0)
    fresh.now = s.now
    fresh.facts = trace.facts if isinstance(trace.facts, Scope) else Scope(trace.facts)
    for number, (column, value) in enumerate(zip(trace.table.columns, trace.values, strict=True)):
        tests = column.cells[index]
        if tests is None or not holds(fresh, tests, value):
            return Miss(index + 1, rule.id, column.label, rule.tests[number] if number < len(rule.tests) else "", shown(value))
    return None
