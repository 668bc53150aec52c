"""What a program's expressions and tables cannot answer within their limits parks the case; it is never a fault of the engine."""

import datetime as dt

import pytest

from engine.dmn import read
from engine.running.scope import decided, evaluate
from engine.sdk.errors import DecisionFailed

NOW = dt.datetime(2025, 6, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
ENDLESS = "count(for i in 1..100000, j in 1..100000 return i)"
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:d">
<decision id="e" name="e"><literalExpression><text>{}</text></literalExpression></decision></definitions>"""


def test_an_expression_beyond_its_limits_parks_the_case():
    with pytest.raises(DecisionFailed) as caught:
        evaluate(ENDLESS, {})
    assert "steps" in caught.value.facts["cause"]


def test_an_expression_of_an_old_release_that_no_longer_compiles_parks_the_case():
    with pytest.raises(DecisionFailed):
        evaluate("=1 +", {})


def test_a_decision_beyond_its_limits_parks_the_case():
    with pytest.raises(DecisionFailed):
        decided(read(MODEL.format(ENDLESS).encode()), "e", {}, (), NOW)


def test_expressions_and_decisions_know_the_moment_of_the_step():
    assert evaluate("today()", {}, now=NOW) == dt.date(2025, 6, 1)
    assert decided(read(MODEL.format("now().hour").encode()), "e", {}, (), NOW).value == 9
