"""Overlaps and gaps are found however a condition is written; where that cannot be told, the lint says so."""

from time import process_time

import pytest

from engine.dmn import read
from tests.dmn.build import a_decision, a_table, an_input, definitions


def lint(*cells, kind="number", policy="UNIQUE"):
    table = a_table([("x", kind, None)], [("", "string", None, None)], [([cell], [f'"{n}"'], "") for n, cell in enumerate(cells)], policy)
    facts = [an_input("x", kind), an_input("y", kind)]
    return read(definitions(*facts, a_decision("t", table, "i_x", "i_y"))).lint()


def codes(*cells, **more):
    return [one.code for one in lint(*cells, **more)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("? > 5", "6"),
        ("!= 5", "6"),
        ("[1,2]", "1"),
        ("< 3, ? > 5", "1"),
        ("? between 1 and 5", "3"),
        ("? in [1..5]", "3"),
        ("? in (1, 3)", "3"),
        ("? > 5 and ? < 10", "8"),
        ("? < 5 or ? > 10", "11"),
        ("x > 5", "x > 3"),
        ("2*3", "6"),
        ("5 < ?", "6"),
        ("not(? = 5)", "6"),
        ("not(? > 5)", "5"),
        ("? != 5", "7"),
        ("<= 2 * 3", "6"),
    ],
)
def test_an_overlap_is_found_however_it_is_written(one, other):
    assert "overlap" in codes(one, other)
    assert "overlap" in codes(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("? > 5", "? <= 5"), ("? between 1 and 5", "< 1, > 5"), ("!= 5", "5"), ("[1, 2]", "not(1, 2)"), ("x > 5", "x <= 5")]
)
def test_conditions_that_complete_each_other_have_no_doubts(one, other):
    assert codes(one, other) == []


def test_the_gap_between_two_conditions_is_found():
    (found,) = lint("? > 5", "? < 5")
    assert (found.code, found.message_en) == ("gap", "no rule covers column 1 x = 5")


def test_a_condition_that_never_holds_is_found():
    assert "empty_range" in codes("? > 5 and ? < 3")


def test_texts_and_days_are_understood_too():
    assert "overlap" in codes('? = "a"', '"a"', kind="string")
    assert codes('? != "a"', '"a"', kind="string") == []
    assert "overlap" in codes('? >= date("2025-01-01")', 'date("2025-06-01")', kind="date")


@pytest.mark.parametrize("cell", ["? > y", "modulo(?, 2) = 0", "even(?)", "> y"])
def test_a_cell_that_cannot_be_looked_into_is_said_with_its_place_and_blocks_nothing(cell):
    found = [one for one in lint("1", cell) if one.code == "not_looked_at"]
    assert [(one.row, one.column, one.error) for one in found] == [(2, 1, False)]
    assert "overlaps and gaps" in found[0].message_en
    assert "重叠和空缺" in found[0].message_zh


def test_nothing_is_said_of_cells_where_several_rules_may_hold():
    assert codes("> y", "1", policy="COLLECT") == []


def test_many_such_cells_are_counted():
    found = [one for one in lint(*[f"> y + {n}" for n in range(30)]) if one.code == "not_looked_at"]
    assert len(found) == 21
    assert "10 more cells" in found[-1].message_en


def test_a_hostile_condition_costs_the_lint_little():
    chain = " and ".join(f"(? != {n} or ? = {n + 1})" for n in range(300))
    start = process_time()
    lint(*[f"{chain} and ? > {n}" for n in range(20)])
    assert process_time() - start < 20
