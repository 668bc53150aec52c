"""Random tables against an oracle that knows neither FEEL nor the index: cells are Python predicates, policies a few plain lines."""

import datetime as dt
import operator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import read
from engine.dmn.sheets import export_table, import_table
from tests.dmn.build import a_decision, a_table, an_input, definitions

ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
DAY = dt.date(2024, 2, 27)
KINDS: dict[str, list[Any]] = {
    "number": [Decimal(n) / 2 for n in range(-4, 13)],
    "string": ["a", "ab", "b", "初级", "é", "", "Z", "-"],
    "boolean": [True, False],
    "date": [DAY + dt.timedelta(days=n) for n in range(8)],
}
OUTPUTS = ["high", "middle", "low"]


def written(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date):
        return f'@"{value}"'
    return f'"{value}"' if isinstance(value, str) else format(value, "f")


@dataclass
class Cell:
    text: str
    holds: Any

    def __repr__(self):
        return self.text


def ordered(value, name, other):
    return value is not None and ORDER[name](value, other)


def within(value, low, high, low_in, high_in):
    return value is not None and (low < value or (low_in and low == value)) and (value < high or (high_in and high == value))


def one_test(kind):
    values = st.sampled_from(KINDS[kind])
    plain = st.builds(lambda a: Cell(written(a), lambda v: v == a and v is not None), values)
    if kind == "boolean":
        return plain
    compared = st.builds(lambda name, a: Cell(f"{name} {written(a)}", lambda v: ordered(v, name, a)), st.sampled_from(list(ORDER)), values)
    spans = st.builds(
        lambda a, b, i, j: Cell(
            f"{'[' if i else '('}{written(min(a, b))}..{written(max(a, b))}{']' if j else ')'}",
            lambda v: within(v, min(a, b), max(a, b), i, j),
        ),
        values,
        values,
        st.booleans(),
        st.booleans(),
    )
    equal = st.builds(lambda a: Cell(f"? = {written(a)}", lambda v: v is not None and v == a), values)
    return st.one_of(plain, compared, spans, equal)


def cell(kind):
    tests = st.lists(one_test(kind), min_size=1, max_size=3)
    return st.one_of(
        st.just(Cell("-", lambda _: True)),
        st.builds(lambda many: Cell(", ".join(one.text for one in many), lambda v: any(one.holds(v) for one in many)), tests),
        st.builds(
            lambda many: Cell(f"not({', '.join(one.text for one in many)})", lambda v: not any(one.holds(v) for one in many)),
            st.lists(one_test(kind).filter(lambda one: not one.text.startswith("?")), min_size=1, max_size=2),
        ),
    )


@st.composite
def tables(draw):
    kinds = draw(st.lists(st.sampled_from(list(KINDS)), max_size=3))
    rows = draw(
        st.lists(
            st.tuples(st.tuples(*map(cell, kinds)), st.sampled_from(OUTPUTS), st.integers(-3, 9)),
            max_size=draw(st.sampled_from([3, 12, 25])),
        )
    )
    facts = draw(st.tuples(*(st.sampled_from(KINDS[kind]) for kind in kinds)))
    policy = draw(
        st.sampled_from(["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT", "SUM", "MIN", "MAX", "COUNT"])
    )
    return kinds, rows, facts, policy, draw(st.booleans())


def oracle(rows, facts, policy, default):
    numeric = policy in ("SUM", "MIN", "MAX")
    hits = [
        Decimal(number) if numeric else word
        for cells, word, number in rows
        if all(one.holds(v) for one, v in zip(cells, facts, strict=True))
    ]
    several = policy in ("RULE ORDER", "OUTPUT ORDER", "COLLECT")
    if policy == "COUNT":
        return Decimal(len(hits))
    if not hits:
        fallback = Decimal(7) if numeric else "low"
        return ([fallback] if several else fallback) if default else ([] if several else None)
    by_rank = sorted(hits, key=OUTPUTS.index) if not numeric else hits
    return {
        "UNIQUE": hits[0] if len(hits) == 1 else None,
        "ANY": hits[0] if len(set(hits)) == 1 else None,
        "FIRST": hits[0],
        "PRIORITY": by_rank[0],
        "RULE ORDER": hits,
        "OUTPUT ORDER": by_rank,
        "COLLECT": hits,
        "SUM": sum(hits) if numeric else None,
        "MIN": min(hits),
        "MAX": max(hits),
    }[policy]


def model_of(kinds, rows, policy, default):
    names = [f"x{number}" for number in range(len(kinds))]
    numeric = policy in ("SUM", "MIN", "MAX")
    output = (
        ("", "number", None, "7" if default else None)
        if numeric
        else ("", "string", '"high", "middle", "low"', '"low"' if default else None)
    )
    rules = [([one.text for one in cells], [str(number) if numeric else f'"{word}"'], "") for cells, word, number in rows]
    collected = policy in ("SUM", "MIN", "MAX", "COUNT")
    table = a_table(
        list(zip(names, kinds, [None] * len(kinds), strict=True)),
        [output],
        rules,
        "COLLECT" if collected else policy,
        policy if collected else "",
    )
    facts = [an_input(name, kind) for name, kind in zip(names, kinds, strict=True)]
    return read(definitions(*facts, a_decision("t", table, *[f"i_{name}" for name in names]))), names


@settings(max_examples=120, deadline=None)
@given(tables())
def test_a_table_decides_as_the_oracle_does_and_explains_every_null(drawn):
    kinds, rows, facts, policy, default = drawn
    model, names = model_of(kinds, rows, policy, default)
    made = model.decide("t", dict(zip(names, facts, strict=True)))
    assert made.value == oracle(rows, facts, policy, default)
    assert made.value is not None or made.warnings
    held = {number for number, (cells, _, _) in enumerate(rows, 1) if all(one.holds(v) for one, v in zip(cells, facts, strict=True))}
    told = {one.rule for one in made.explanation.rules}
    assert told == ({min(held)} if policy == "FIRST" and held else set(sorted(held)[:20]))


@settings(max_examples=60, deadline=None)
@given(tables())
def test_the_lint_says_of_every_table_what_trying_all_values_shows(drawn):
    kinds, rows, _, policy, _ = drawn
    if policy not in ("UNIQUE", "FIRST") or any("?" in one.text for cells, _, _ in rows for one in cells):
        return
    model, _ = model_of(kinds, rows, policy, False)
    found = model.lint()
    tried = [()]
    for kind in kinds:
        tried = [(*one, value) for one in tried for value in KINDS[kind]]
    hits = [
        [number for number, (cells, _, _) in enumerate(rows, 1) if all(one.holds(v) for one, v in zip(cells, facts, strict=True))]
        for facts in tried
    ]
    if policy == "UNIQUE":
        pairs = {(one, other) for held in hits for one in held for other in held if one < other}
        told = {one.rows for one in found if one.code == "overlap"}
        assert pairs <= told or any(one.code == "overlaps_more" for one in found)
    else:
        never = {one.row for one in found if one.code == "unreachable"}
        assert not never & {held[0] for held in hits if held}
    if kinds and any(not held for held in hits):
        assert any(one.code in ("gap", "not_looked_at") for one in found)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_a_table_that_leaves_as_a_sheet_comes_back_and_decides_the_same(drawn):
    kinds, rows, facts, policy, default = drawn
    model, names = model_of(kinds, rows, policy, default)
    if any(one.error and one.code not in ("overlap", "overlaps_more", "unreachable") for one in model.lint()):
        return
    again = read(import_table(model, "t", export_table(model, "t")))
    given_facts = dict(zip(names, facts, strict=True))
    assert again.decide("t", given_facts).value == model.decide("t", given_facts).value
