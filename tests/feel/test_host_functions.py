"""Functions that the surrounding program lends to expressions."""

import datetime as dt
from decimal import Decimal

import pytest

from engine.feel import HostFunction, compile_expression


def later(start: dt.date, days: Decimal) -> dt.date:
    if days < 0:
        raise ValueError("days must not be negative")
    return start + dt.timedelta(days=int(days))


AFTER = HostFunction("working days after", (("date", "date"), ("n", "number")), "date", later)
LIAR = HostFunction("in words", (("amount", "number"),), "string", lambda amount: 5)
FACTS = {"filing": {"complete on": dt.date(2025, 1, 1)}}


def run(text, *functions):
    return compile_expression(text, [function.name for function in functions]).explain(FACTS, functions)


def test_a_lent_function_gets_values_of_python_and_gives_one():
    assert run("working days after(filing.complete on, 30)", AFTER).value == dt.date(2025, 1, 31)


def test_a_lent_function_takes_named_arguments():
    assert run("working days after(n: 1, date: filing.complete on)", AFTER).value == dt.date(2025, 1, 2)


def test_a_lent_function_can_be_passed_on():
    assert run("(function(f) f(filing.complete on, 2))(working days after)", AFTER).value == dt.date(2025, 1, 3)


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ('working days after("soon", 3)', "parameter `date` of `working days after` must be date, not string"),
        ("working days after(filing.complete on)", "`working days after` does not take"),
        ("working days after(filing.complete on, -1)", "days must not be negative"),
        ("in words(5)", "must give string, but gave number"),
        ("working days before(filing.complete on, 1)", "unknown function `working days before`"),
    ],
)
def test_a_call_that_does_not_fit_is_null_with_a_cause(text, fragment):
    outcome = run(text, AFTER, LIAR)
    assert outcome.value is None
    assert any(fragment in cause.message_en for cause in outcome.warnings)


def test_lent_functions_count_as_names_that_are_read():
    assert "working days after" in compile_expression("working days after(a, 1)").names
