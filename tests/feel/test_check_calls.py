"""Calls that can never succeed are found before anything runs."""

import pytest

from engine.feel import compile_expression


@pytest.mark.parametrize(
    "text",
    [
        "5(1)",
        '"a"(1)',
        "n(1)",
        'sum("a")',
        'sum(["a", "b"])',
        'sum([n, "a"])',
        'max([1, "a", null])',
        "mean([true, 1])",
        'mean(1, "b")',
        '{f: function(a: number) a, r: f("x")}.r',
        "{f: function(a) a, r: f(1, 2)}.r",
        'duration("P1D") < duration("P1M")',
        'duration("P1D") = @"P1M"',
        'sum(1, @"P1D")',
        'max("a", n)',
        'min(@"P1D", @"P1M")',
        'sum(numbers) > "a"',
        'max(numbers) = "a"',
        "before(n, day)",
        'includes([1..5], "a")',
        'substring(string: "a", string: "b", start position: 1)',
        "for count in numbers return count(numbers)",
        "{sum: 1, r: sum(numbers)}.r",
        "(function(count: number) count(numbers))(1)",
    ],
)
def test_what_can_never_succeed_is_found(text):
    assert compile_expression(text).check({"n": "number", "day": "date", "numbers": "list<number>"})


@pytest.mark.parametrize(
    "text",
    [
        "sum(1, 2)", "sum([1, null])", "sum(l)", "sum(for i in l return i)", "{f: function(a: number) a, r: f(a: 1)}.r", "f(1)", "any(1)",
        'duration("P1D") < duration("PT2H")', "{f: function(a: number) a, r: f(null)}.r", "max(l)",
        'sum([1, "a"][1])', 'sum([1, "a"][item instance of number])', 'some x in [1, "a"] satisfies sum(x) = 1', 'count([1, "a"])',
        'sum(if any then 1 else "a")', 'sum(for x in [1, "a"] return if x instance of number then x else 0)', '1 in [1, "a"]',
    ],
)  # fmt: skip
def test_what_may_succeed_is_no_fault(text):
    assert compile_expression(text).check({"l": "list", "f": "function", "any": "Any"}) == []


@pytest.mark.parametrize(
    "text", ['sum([@"P1D", @"P2D"]) = @"P3D"', 'sum(@"P1Y", @"P1M") > @"P1Y"', 'max("a", "b") = "b"', "before(1, [2..3])"]
)
def test_what_adds_up_and_compares_when_it_runs_is_no_fault(text):
    expression = compile_expression(text)
    assert (expression.evaluate({}), expression.check({})) == (True, [])


@pytest.mark.parametrize(
    "text",
    [
        'date("2020-01-01").year = 2020',
        "count(count) = 2",
        "sum(count) = 3",
        "count(count[count(count) = 2]) = 2",
        "rows[sum(count) = 3][1].sum = 7",
    ],
)
def test_a_fact_or_a_member_that_is_no_function_does_not_hide_the_function_of_its_name(text):
    facts = {"date": 5, "count": [1, 2], "sum": 9, "rows": [{"sum": 7}]}
    schema = {"date": "number", "count": "list<number>", "sum": "number", "rows": [{"sum": "number"}]}
    expression = compile_expression(text, facts)
    assert (expression.evaluate(facts), expression.check(schema)) == (True, [])


@pytest.mark.parametrize(
    "text", ["for x in xs, y in partial return y", "some x in xs satisfies count(partial) > 0", "every x in xs satisfies partial = null"]
)
def test_the_results_so_far_are_known_only_in_what_a_loop_returns(text):
    expression = compile_expression(text)
    assert expression.explain({"xs": [1]}).warnings[0].code == "unknown_name"
    assert [one.code for one in expression.check({"xs": "list<number>"})] == ["unknown_name"]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('day > date("2025-02-30")', 7),
        ("day = date(2025, 13, 1)", 7),
        ('time("25:00:00") = null', 1),
        ('duration("P1D1Y") = null', 1),
        ('date and time("2025-01-01T00:00:00@No/Where") = null', 1),
    ],
)
def test_a_date_or_a_duration_that_there_is_not_is_found_before_it_runs(text, column):
    (found,) = compile_expression(text).check({"day": "date"})
    assert (found.code, found.column) == ("argument_value", column)
    assert found in compile_expression(text).explain({"day": None}).warnings


def test_a_date_of_a_host_function_or_of_a_variable_is_not_judged():
    assert compile_expression('{date: function(a) a, b: date("x")}.b').check({}) == []
    assert compile_expression('date(text) > date("2025-02-28")').check({"text": "string"}) == []
