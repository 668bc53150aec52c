"""Every doubt about a table has its decision, its row, its column, and says what it is about."""

import pytest

from engine.dmn import read
from tests.dmn.build import a_decision, a_table, an_input, definitions, knowledge, literal


def doubts(inputs, rules, policy="UNIQUE", outputs=(("", "string", None, None),), name="t"):
    table = a_table(inputs, outputs, rules, policy)
    facts = [an_input(name, kind) for name, kind, _ in inputs]
    return read(definitions(*facts, a_decision(name, table, *[f"i_{one}" for one, _, _ in inputs]))).lint()


def one_of(found, code):
    return [one for one in found if one.code == code]


NUMBER, TEXT = ("x", "number", None), ("name", "string", None)


def test_an_overlap_names_both_rows_and_where_they_meet_in_every_column():
    rules = [(["<= 10", "-"], ['"a"'], ""), (["[10..20]", '"p"'], ['"b"'], ""), (["> 20", "-"], ['"c"'], "")]
    (found,) = one_of(doubts([NUMBER, TEXT], rules), "overlap")
    assert (found.decision, found.row, found.column, found.rows, found.columns) == ("t", 2, 1, (1, 2), (1, 2))
    assert found.message_en == 'rules 1 and 2 hold at once: column 1 x = 10; column 2 name = "p"'
    assert found.message_zh == '规则 1 与规则 2 重叠：第 1 列 x = 10；第 2 列 name = "p"'
    assert found.place_zh == "决策“t” 第 2 行第 1 列"
    assert found.place_en == "decision `t`, row 2, column 1"


def test_a_gap_names_the_values_of_every_column_and_the_row_that_is_missing():
    rules = [(["< 10", "-"], ['"a"'], ""), (["> 10", '"p"'], ['"b"'], "")]
    found = one_of(doubts([NUMBER, TEXT], rules), "gap")
    assert {(one.row, one.column, one.columns) for one in found} == {(3, 1, (1,)), (3, 1, (1, 2))}
    assert {one.message_en for one in found} == {
        "no rule covers column 1 x = 10",
        'no rule covers column 1 x > 10; column 2 name ≠ "p"',
    }


def test_a_rule_that_never_takes_effect_names_its_row_a_column_and_the_rows_before_it():
    rules = [(["-", "< 10"], ['"a"'], ""), (["-", ">= 10"], ['"b"'], ""), (["-", "[5..15]"], ['"c"'], "")]
    (found,) = one_of(doubts([TEXT, NUMBER], rules, "FIRST"), "unreachable")
    assert (found.row, found.column, found.rows) == (3, 2, (1, 2))


@pytest.mark.parametrize(("policy", "code"), [("UNIQUE", "overlap"), ("FIRST", "unreachable"), ("ANY", "overlap")])
@pytest.mark.parametrize("cell", ['starts with(?, "a")', "? = limit", 'contains(?, "x") and string length(?) > 3'])
def test_identical_rules_with_tests_that_are_functions_are_found(policy, code, cell):
    (found,) = one_of(doubts([TEXT, NUMBER], [([cell, "> 5"], ['"a"'], ""), ([f"{cell} ", ">  5"], ['"b"'], "")], policy), code)
    assert found.row == 2
    assert found.column == 1


def test_different_functions_are_not_taken_for_an_overlap():
    rules = [(['starts with(?, "a")'], ['"a"'], ""), (['starts with(?, "b")'], ['"b"'], "")]
    assert one_of(doubts([TEXT], rules), "overlap") == []


def test_a_rule_that_asks_nothing_meets_a_rule_that_calls_a_function():
    rules = [(['starts with(?, "a")'], ['"a"'], ""), (["-"], ['"b"'], "")]
    (found,) = one_of(doubts([TEXT], rules), "overlap")
    assert found.message_en == 'rules 1 and 2 hold at once: column 1 name: starts with(?, "a")'


def test_a_rule_behind_a_wider_one_with_the_same_function_never_takes_effect():
    same = 'starts with(?, "a")'
    rules = [([same, "< 5"], ['"a"'], ""), ([same, ">= 5"], ['"a"'], ""), ([same, "[3..7]"], ['"b"'], ""), ([same, "-"], ['"b"'], "")]
    assert [one.row for one in one_of(doubts([TEXT, NUMBER], rules, "FIRST"), "unreachable")] == [3, 4]


def test_a_rule_that_a_more_important_result_always_outranks_is_found():
    rules = [(["[1..5]"], ['"low"'], ""), (["-"], ['"high"'], ""), (["> 9"], ['"high"'], "")]
    found = one_of(doubts([NUMBER], rules, "PRIORITY", [("", "string", '"high", "low"', None)]), "unreachable")
    assert [(one.row, one.rows) for one in found] == [(1, (2,)), (3, (2,))]
    rules = [(["[1..5]"], ['"high"'], ""), (["-"], ['"low"'], "")]
    assert one_of(doubts([NUMBER], rules, "PRIORITY", [("", "string", '"high", "low"', None)]), "unreachable") == []


@pytest.mark.parametrize(
    ("one", "other"), [("1", "1.0"), ("1.50", "1.5"), ('"a"', '  "a"'), ("x+1", "x + 1"), ('@"2025-01-01"', 'date("2025-01-01")')]
)
def test_results_that_are_equal_agree_under_any(one, other):
    rules = [(["<= 10"], [one], ""), ([">= 10"], [other], "")]
    assert one_of(doubts([NUMBER], rules, "ANY", [("", "Any", None, None)]), "overlap") == []


def test_results_of_different_kinds_do_not_agree_under_any():
    rules = [(["<= 10"], ["1"], ""), ([">= 10"], ["true"], "")]
    assert len(one_of(doubts([NUMBER], rules, "ANY", [("", "Any", None, None)]), "overlap")) == 1


def test_a_default_of_the_wrong_type_or_that_is_not_allowed_is_found_with_its_column():
    (found,) = one_of(doubts([NUMBER], [(["1"], ['"a"'], "")], outputs=[("", "string", None, "5")]), "cell_type")
    assert (found.row, found.column, found.part, found.place_zh) == (None, 2, "default", "决策“t” 第 2 列默认值")
    (found,) = one_of(doubts([NUMBER], [(["1"], ['"a"'], "")], outputs=[("", "string", '"a"', '"z"')]), "not_allowed")
    assert (found.column, found.part) == (2, "default")


def test_listed_values_of_the_wrong_type_are_found_with_their_column():
    found = doubts([("x", "number", '"a"')], [(["1"], ['"a"'], "")], outputs=[("", "string", "1, 2", None)])
    assert {(one.column, one.part) for one in found if one.part == "values"} == {(1, "values"), (2, "values")}


def test_an_unknown_name_in_the_head_of_a_column_is_found():
    table = a_table([("y + 1", "number", None)], [("", "string", None, None)], [(["-"], ['"a"'], "")])
    (found,) = read(definitions(a_decision("t", table))).lint()
    assert (found.decision, found.column, found.part) == ("t", 1, "expression")


def test_overlaps_that_are_not_listed_are_counted():
    rules = [(["-"], [f'"{row}"'], "") for row in range(30)]
    found = doubts([NUMBER], rules)
    assert len(one_of(found, "overlap")) == 20
    (more,) = one_of(found, "overlaps_more")
    assert more.message_en == "415 more pairs of rules overlap"
    assert more.row is not None
    assert more.column is not None


def test_gaps_that_are_not_listed_are_counted():
    rules = [([str(row), str(row)], ['"a"'], "") for row in range(30)]
    found = doubts([NUMBER, ("y", "number", None)], rules)
    (more,) = one_of(found, "gaps_more")
    assert len(one_of(found, "gap")) == 20
    assert more.message_en == "11 more gaps"


@pytest.mark.parametrize("cell", ["[5..1]", "(5..5)", "[5..5)", "[3..2], (7..7)"])
def test_an_empty_range_is_said_to_never_hold(cell):
    (found,) = one_of(doubts([NUMBER], [([cell], ['"a"'], "")], "COLLECT"), "empty_range")
    assert (found.row, found.column) == (1, 1)
    assert found.message_zh == f"区间为空，永远不成立：{cell}"
    assert found.message_en == f"an empty range never holds: {cell}"


def test_two_rules_without_conditions_overlap():
    assert [one.row for one in one_of(doubts([], [([], ['"a"'], ""), ([], ['"b"'], "")]), "overlap")] == [2]


def test_a_table_inside_a_knowledge_model_says_whose_it_is():
    table = a_table([("n", "number", None)], [("", "string", None, None)], [(["1"], ['"a"'], ""), (["1"], ['"b"'], "")])
    found = read(definitions(knowledge("f", {"n": "number"}, table), a_decision("d", literal("f(1)"), "k_f"))).lint()
    assert {one.decision for one in found} == {"f"}


def test_a_table_too_large_to_be_looked_through_says_so():
    rules = [([f"[{row * 3}..{row * 5}]"], [f'"{row}"'], "") for row in range(3000)]
    codes = {one.code for one in doubts([NUMBER], rules)}
    assert "not_looked_at" in codes


@pytest.mark.parametrize(
    ("kind", "low", "middle", "high"),
    [
        ("time", '@"09:00:00"', '@"12:00:00"', '@"17:30:00"'),
        ("time", '@"09:00:00+08:00"', '@"12:00:00+08:00"', 'time("17:30:00+08:00")'),
        ("date and time", '@"2025-01-01T00:00:00"', 'date and time("2025-01-02T09:00:00")', '@"2025-01-02T10:00:00"'),
        ("date", '@"2025-01-01"', 'date("2025-01-05")', '@"2025-01-09"'),
        ("days and time duration", '@"PT1H"', '@"P1D"', 'duration("PT48H")'),
        ("years and months duration", '@"P1M"', '@"P1Y"', '@"P13M"'),
        ("string", '"a"', '"b"', '"c"'),
    ],
)
def test_overlaps_and_gaps_are_found_in_every_kind_that_has_an_order(kind, low, middle, high):
    column = [("x", kind, None)]
    found = doubts(column, [([f"<= {middle}"], ['"a"'], ""), ([f"[{low}..{high}]"], ['"b"'], "")])
    (overlap,) = one_of(found, "overlap")
    assert overlap.rows == (1, 2)
    (gap,) = one_of(found, "gap")
    assert gap.columns == (1,)
    assert one_of(doubts(column, [([f"< {middle}"], ['"a"'], ""), ([f">= {middle}"], ['"b"'], "")]), "gap") == []
    assert len(one_of(doubts(column, [([f"[{high}..{low}]"], ['"a"'], "")], "COLLECT"), "empty_range")) == 1


def test_the_same_time_written_twice_is_one_mark():
    rules = [(['< @"12:00:00"'], ['"a"'], ""), (['>= time("12:00:00")'], ['"b"'], "")]
    assert doubts([("x", "time", None)], rules) == []


def test_moments_of_named_zones_have_no_order_that_could_be_told():
    rules = [(['< @"12:00:00@Asia/Shanghai"'], ['"a"'], ""), (['< @"13:00:00@Europe/Paris"'], ['"b"'], ""), (["-"], ['"c"'], "")]
    found = doubts([("x", "time", None)], rules)
    assert {one.code for one in found} == {"overlap", "not_looked_at"}
    assert [(one.row, one.column) for one in found if one.code == "not_looked_at"] == [(1, 1), (2, 1)]


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        (['["a".."m"]', '("m".."z"]'], '< "a", > "z"'),
        (['< "b"', '> "b"'], '= "b"'),
        (['["a".."c"]', '["x".."z"]', '< "a"', '> "z"'], 'in ("c".."x")'),
        (['"a"', '"b"'], '≠ "a"/"b"'),
    ],
)
def test_a_gap_between_texts_names_only_texts_that_no_rule_covers(cells, where):
    found = one_of(doubts([TEXT], [([cell], ['"r"'], "") for cell in cells]), "gap")
    assert [one.message_en for one in found] == [f"no rule covers column 1 name {where}"]
