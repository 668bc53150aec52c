"""命中策略: how the rules that hold give one result."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.dmn.causes import warn
from engine.feel.functions.statistics import maximum, minimum, total
from engine.feel.operators import same
from engine.feel.registry import NoResult
from engine.feel.state import State
from engine.feel.values import Value


@dataclass(slots=True)
class Hits:
    """The rules that hold, the table they belong to, and how collected results are summed up."""

    rules: list[int]
    table: Any
    aggregate: Callable[[list[Value]], Value] | None

    @property
    def numbers(self) -> str:
        """The rules as they are counted in the table."""
        some = ", ".join(str(rule + 1) for rule in self.rules[:20])
        return some if len(self.rules) <= 20 else f"{some} … ({len(self.rules)})"

    def shaped(self, s: State) -> list[Value]:
        """The result of every rule."""
        return [self.table.shaped(self.table.result(s, rule)) for rule in self.rules]


def _unique(s: State, hits: Hits) -> Value:
    if len(hits.rules) > 1:
        warn(s, "several_rules", hits.table.spot(hits.rules[1] + 1), rules=hits.numbers)
        return None
    return hits.table.shaped(hits.table.result(s, hits.rules[0]))


def _any(s: State, hits: Hits) -> Value:
    found = hits.shaped(s)
    if any(not same(found[0], other) and (found[0] is not None or other is not None) for other in found[1:]):
        warn(s, "rules_differ", hits.table.spot(hits.rules[1] + 1), rules=hits.numbers)
        return None
    return found[0]


def _first(s: State, hits: Hits) -> Value:
    return hits.table.shaped(hits.table.result(s, hits.rules[0]))


def _ordered(s: State, hits: Hits) -> list[Value]:
    """The results, the most important first, by the listed output values of each column in turn."""
    rows = [hits.table.result(s, rule) for rule in hits.rules]

    def rank(row: list[Value]) -> tuple[int, ...]:
        return tuple(_place(column.order, value) for column, value in zip(hits.table.results, row, strict=True))

    return [hits.table.shaped(row) for row in sorted(rows, key=rank)]


def _place(order: list[Value], value: Value) -> int:
    return next((index for index, known in enumerate(order) if same(known, value)), len(order))


def _priority(s: State, hits: Hits) -> Value:
    return _ordered(s, hits)[0]


def _collect(s: State, hits: Hits) -> Value:
    found = hits.shaped(s)
    if hits.aggregate is None:
        return found
    try:
        return hits.aggregate(found)
    except NoResult as none:
        column = len(hits.table.columns) + 1
        policy = f"COLLECT {hits.table.source.aggregation}"
        warn(s, "no_total", hits.table.spot(None, column), policy=policy, detail=none.detail, detail_zh=none.detail_zh)
        return None


def _count(items: list[Value]) -> Value:
    return Decimal(len(items))


POLICIES: dict[str, Callable[[State, Hits], Value]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "RULE ORDER": _collect,
    "OUTPUT ORDER": _ordered,
    "COLLECT": _collect,
}
AGGREGATIONS: dict[str, Callable[[list[Value]], Value]] = {"SUM": total, "MIN": minimum, "MAX": maximum, "COUNT": _count}
