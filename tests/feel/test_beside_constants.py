"""What stands beside a constant is compiled to one step: it says the same as beside a fact, whatever the items, also in its reports."""

import datetime as dt
from decimal import Decimal

import pytest

from engine.feel import LimitExceeded, Limits, compile_expression

MIXED = [
    {"m": Decimal(3), "n": "a"},
    {"m": 3},
    {"m": "b"},
    {"m": True},
    {"m": None},
    {"n": "c"},
    {"m": dt.date(2026, 1, 2)},
    {"m": [1, 2]},
    {"m": {"n": 1}},
    Decimal(3),
    "b",
    True,
    None,
    [{"m": 3}],
]
EVEN = [{"m": Decimal(one), "text": str(one), "flag": one > 3} for one in (1, 3, 5)]
CONSTANTS = ["3", '"b"', "true"]
OPERATORS = ["=", "!=", "<", "<=", ">", ">="]


def told(text, **facts):
    """The value and the reports without their places, which differ with the length of what stands there."""
    outcome = compile_expression(text).explain(facts)
    return outcome.value, [(cause.code, cause.message_en.partition(": ")[2]) for cause in outcome.warnings]


@pytest.mark.parametrize("constant", CONSTANTS)
@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("items", [MIXED, EVEN, [], None, {"m": 3}], ids=["mixed", "even", "none", "null", "single"])
@pytest.mark.parametrize("text", ["xs[m {} {}]", "xs[item {} {}]", "xs[outer {} {}]", "for outer in [2, 3] return xs[outer {} {}]"])
def test_a_filter_beside_a_constant_says_what_it_says_beside_a_fact(text, items, operator, constant):
    wanted = compile_expression(constant).evaluate({})
    facts = {"xs": items, "outer": Decimal(3)}
    assert told(text.format(operator, constant), **facts) == told(text.format(operator, "wanted"), **facts, wanted=wanted)


@pytest.mark.parametrize("constant", CONSTANTS)
@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("value", [*MIXED[:-1], 10**20, Decimal("NaN"), 1.5], ids=repr)
@pytest.mark.parametrize(
    "text", ["x {} {}", "c.x {} {}", "(x) {} {}", "some y in [x] satisfies y {} {}", "some y in [c] satisfies y.x {} {}"]
)
def test_a_comparison_with_a_constant_says_what_it_says_with_a_fact(text, value, operator, constant):
    wanted = compile_expression(constant).evaluate({})
    facts = {"x": value, "c": {"x": value}}
    assert told(text.format(operator, constant), **facts) == told(text.format(operator, "wanted"), **facts, wanted=wanted)


@pytest.mark.parametrize("value", [*MIXED[:-1], Decimal(1), Decimal("5.0"), "a", dt.datetime(2026, 1, 2, tzinfo=dt.UTC)], ids=repr)
@pytest.mark.parametrize(
    ("text", "general"),
    [
        ("x in (1, 3)", "x in (a, b)"),
        ('x in ("b", "c")', "x in (e, f)"),
        ("x in (1, null)", "x in (a, nothing)"),
        ("x in (true)", "x in (yes)"),
        ("x in [1..3]", "x in [a..b]"),
        ("x in (1..3)", "x in (a..b)"),
        ("x in ]1..3]", "x in ]a..b]"),
        ('x in ["b".."c"]', "x in [e..f]"),
    ],
)
def test_membership_among_constants_says_what_it_says_among_facts(text, general, value):
    facts = {"x": value, "a": Decimal(1), "b": Decimal(3), "e": "b", "f": "c", "nothing": None, "yes": True}
    assert told(text, **facts) == told(general, **facts)


def test_functions_of_one_and_two_arguments_take_what_they_take_by_name():
    for text, named in [
        ("sum(xs)", "sum(list: xs)"),
        ("string length(x)", "string length(string: x)"),
        ('starts with(x, "a")', 'starts with(string: x, match: "a")'),
        ("sum(x)", "sum(list: x)"),
    ]:
        for value in ("abc", None, Decimal(1), ["abc"], [Decimal(1)], [Decimal(1), "a"]):
            found, by_name = (compile_expression(one).explain({"x": value, "xs": value}) for one in (text, named))
            assert (found.value, len(found.warnings)) == (by_name.value, len(by_name.warnings))


def test_a_filter_beside_a_constant_counts_its_work():
    items = [{"m": 1}] * 1000
    many = compile_expression("for i in 1..1000000 return count(xs[m = 1])")
    with pytest.raises(LimitExceeded):
        many.evaluate({"xs": items})
    with pytest.raises(LimitExceeded):
        compile_expression("count(xs[m = 1])").evaluate({"xs": items}, limits=Limits(steps=500, steps_per_fact=0))
    with pytest.raises(LimitExceeded):
        compile_expression("for i in 1..1000000 return i in (1, 2, 3)").evaluate({})
