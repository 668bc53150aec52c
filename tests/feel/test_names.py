"""Names of facts that are words of the language, begin with one, hold one or hold an operator: resolved by scope, the longest first."""

from decimal import Decimal

import pytest

from engine.feel import FeelSyntaxError, compile_expression
from engine.feel.cli import run_feel

KEYWORDS = (
    *("and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between", "instance", "function"),
    *("not", "of", "item", "partial", "external", "date", "time", "list", "is", "count"),
)
FACTS = {
    "if": 4,
    "for": 5,
    "for rent": 800,
    "x in": 3,
    "x": 1,
    "date of birth": "2000-01-01",
    "and co": 7,
    "not": True,
    "profit and loss": 10,
    "profit": 1,
    "end-date": 12,
    "end": 20,
    "date": 8,
    "rents": [1, 2, 3],
    "rate (%)": 6,
    "O'Brien": 9,
    "a.b": 11,
    "a": {"b": 1, "for rent": 2, "in": 3, "if": 4, "x-y": 5},
    "rows": [{"for rent": 1, "in": 1}, {"for rent": 2, "in": 0}],
    "每月 and 每年": 13,
    "between us": 14,
    "instance of it": 15,
    "every day": 16,
    "some thing": 17,
    "function key": 18,
    "if any": 19,
    "true north": 21,
}
MEMBERS = ("for rent", "in", "if", "x-y")


def value(text, facts=FACTS):
    return compile_expression(text, facts, members=MEMBERS).evaluate(facts)


@pytest.mark.parametrize("word", KEYWORDS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", 4),
        ("{} + 1", 5),
        ("1 + {}", 5),
        ("({}) * 2", 8),
        ("{} = 4 and {} > 3", True),
        ("[{}, {}]", [4, 4]),
        ("if {} > 3 then {} else 0", 4),
        ("for one in [{}] return {} + one", [8]),
        ("some one in [4] satisfies one = {}", True),
        ("{} between 1 and 5", True),
        ("{} in [1..5]", True),
        ("{} instance of number", True),
        ("{{one: {}}}.one", 4),
        ("abs({})", 4),
        ("-{}", -4),
        ("{} in ({}, 5)", True),
    ],
)
def test_a_fact_may_be_called_like_a_word_of_the_language(word, text, expected):
    if word == "partial" and text.startswith("for"):
        text = "[{} + {}]"  # in a loop the results so far are called so
    assert value(text.format(*[word] * text.count("{}")), {word: 4}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for rent", 800),
        ("for rent * 2 > 1000", True),
        ("x in", 3),
        ("x in + 1", 4),
        ("x in in [1..3]", True),
        ("x in (1, 2)", None),  # the longest name wins: `x in` is called
        ("date of birth", "2000-01-01"),
        ('date of birth = "2000-01-01"', True),
        ("string length(date of birth)", 10),
        ("and co", 7),
        ("x and co", None),  # `x` and `co`, which nobody knows
        ("true and and co = 7", True),
        ("profit and loss", 10),
        ("profit and loss + profit", 11),
        ("end-date", 12),
        ("end - date", 12),
        ("rate (%)", 6),
        ("O'Brien", 9),
        ("a.b", 11),
        ("每月 and 每年 + 1", 14),
        ("between us between 1 and 20", True),
        ("instance of it instance of number", True),
        ("every day", 16),
        ("some thing", 17),
        ("function key", 18),
        ("if any", 19),
        ("if if any > 3 then if else for", 4),
        ("for r in rents return r", [1, 2, 3]),
        ("for in", None),
        ("some r in rents satisfies r = 2", True),
        ("every r in rents satisfies r > 0", True),
        ("(function(r) r + 1)(1)", 2),
        ("date(2020, 1, 1).year", 2020),  # the fact `date` is none that could be called
        ("a.for rent", 2),
        ("a.in", 3),
        ("a.in in [3]", True),
        ("a.if", 4),
        ("a.x-y", 5),
        ("a.x - a.x-y", None),
        ("rows[for rent = 2].in", [0]),
        ("rows[in = 1].for rent", [1]),
        ("{for rent: 1, r: for rent + 1}.r", 2),
        ("{for rent: 1}.for rent", 1),
        ("{if: 1, then: 2, r: if if = 1 then then else 0}.r", 2),
        ("(function(for rent, in) for rent + in)(1, 2)", 3),
        ("(function(for rent, in) for rent + in)(in: 1, for rent: 2)", 3),
        ("for in in [1, 2] return in + 1", [2, 3]),
        ("for for in [1, 2] return for + 1", [2, 3]),
        ("some if in [1, 2] satisfies if = 2", True),
        ("true north", 21),
    ],
)
def test_the_longest_name_in_scope_is_meant(text, expected):
    try:
        found = value(text)
    except FeelSyntaxError:
        found = None
    assert found == expected


def test_an_inner_variable_of_the_same_name_leaves_the_outer_one_known():
    text = "{n-m: 1, r: {n-m: 2, s: n-m}.s + n-m}.r"
    assert compile_expression(text).evaluate({}) == 3


@pytest.mark.parametrize("name", ["1st", "a # b", '"a"', "true", "null", ""])
def test_what_is_no_name_by_the_grammar_cannot_be_written(name):
    try:
        found = compile_expression(name, [name]).evaluate({name: 22})
    except FeelSyntaxError:
        return
    assert found != 22


def test_what_cannot_be_written_can_be_asked_for_as_the_value_of_a_key():
    facts = {"facts": {"1st": 22, "true north": 21, "#": 1}}
    assert compile_expression('get value(facts, "1st") + get value(facts, "true north") + get value(facts, "#")').evaluate(facts) == 44


def test_the_command_line_knows_the_names_of_members():
    assert run_feel("a.for rent + if", {"a": {"for rent": 1}, "if": Decimal(2)}).value == "3"


def test_a_printed_name_is_read_again():
    for text in ("for rent + 1", "x in in [1..3]", "if if > 3 then if else for", "a.for rent", "rows[in = 1]"):
        expression = compile_expression(text, FACTS, members=MEMBERS)
        assert compile_expression(expression.print(), FACTS, members=MEMBERS).tree == expression.tree


def test_many_names_with_the_same_beginning_cost_little():
    names = [f"for {number} rent" for number in range(2000)]
    text = " + ".join(["for 1999 rent"] * 200)
    assert compile_expression(text, names).evaluate({"for 1999 rent": 1}) == 200
