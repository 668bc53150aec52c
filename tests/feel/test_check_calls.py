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
        'mean(1, "b")',
        '{f: function(a: number) a, r: f("x")}.r',
        "{f: function(a) a, r: f(1, 2)}.r",
        'duration("P1D") < duration("P1M")',
        'duration("P1D") = @"P1M"',
    ],
)
def test_what_can_never_succeed_is_found(text):
    assert compile_expression(text).check({"n": "number"})


@pytest.mark.parametrize(
    "text",
    [
        "sum(1, 2)", "sum([1, null])", "sum(l)", "sum(for i in l return i)", "{f: function(a: number) a, r: f(a: 1)}.r", "f(1)", "any(1)",
        'duration("P1D") < duration("PT2H")', "{f: function(a: number) a, r: f(null)}.r", "max(l)",
    ],
)  # fmt: skip
def test_what_may_succeed_is_no_fault(text):
    assert compile_expression(text).check({"l": "list", "f": "function", "any": "Any"}) == []
