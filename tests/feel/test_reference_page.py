"""The page about the language: complete, current, and every example on it true."""

import datetime as dt
from pathlib import Path

import pytest

from engine.feel import compile_expression
from engine.feel.examples import EXAMPLES
from engine.feel.reference import reference_page
from engine.feel.registry import FUNCTIONS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "feel.md"
NOW = dt.datetime(2025, 6, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def test_every_function_has_an_example():
    assert set(EXAMPLES) == set(FUNCTIONS)


@pytest.mark.parametrize(("text", "value"), [pair for _, pairs in EXAMPLES.values() for pair in pairs])
def test_every_example_is_true(text, value):
    expected = compile_expression(value).evaluate({})
    assert compile_expression(text).evaluate({}, now=NOW) == expected


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == reference_page(), "run `python -m engine.feel.reference > docs/reference/feel.md`"


def test_every_signature_stands_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"`{signature.text}`" in page for signatures in FUNCTIONS.values() for signature in signatures)
