"""The language, example by example: an expression and its value."""

import datetime as dt
from decimal import Decimal

import pytest

from engine.feel import Date, Time, YearMonthDuration, Zone, compile_expression, compile_unary_tests

D = Decimal
FACTS = {
    "amount": 1200,
    "acceptance": {"outcome": "accept", "on": dt.date(2025, 3, 3)},
    "settlement": {"net": D("350.50")},
    "people": [{"name": "张三", "age": 30}, {"name": "李四", "age": 45}],
    "Full Name": "王五",
    "Pre-bureau risk": "LOW",
    "filing": {"complete on": dt.date(2025, 1, 31)},
    "ratio": 0.1,
}


def value(text, facts=FACTS, names=None, **more):
    return compile_expression(text, names).evaluate(facts, **more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 3", D("0.3333333333333333333333333333333333")),
        ("2 ** 3 ** 2", D(64)),
        ("-2 ** 2", D(4)),
        ("7 - 2 - 1", D(4)),
        ("10 - 4 + 3 * 2 / 4", D("7.5")),
        (".5 + 1e2", D("100.5")),
        ("ratio * 3", D("0.3")),
        ('"通" + "办"', "通办"),
        ('"\\u4e2d\\U01F40E\\n"', "中🐎\n"),
        ("null = null", True),
        ("1 = null", False),
        ('1 = "1"', None),
        ("1 < null", None),
        ("null and false", False),
        ("null and true", None),
        ("null or true", True),
        ("not(null)", None),
        ("amount in (1200) and settlement.net = 350.5", True),
        ('amount in (1000..2000) and acceptance.outcome = "accept"', True),
        ("amount in [1000, 1200]", True),
        ("amount in (< 1000, > 1100)", True),
        ("amount between 1 and 1200 and true", True),
        ('acceptance.outcome = "accept" and settlement.net > 0', True),
        ("Full Name", "王五"),
        ('filing.complete on + duration("P1M")', dt.date(2025, 2, 28)),
        ("people[age > 40].name", ["李四"]),
        ("people[1].name", "张三"),
        ("people[-1].age", D(45)),
        ("people[item.age < 40][1].name", "张三"),
        ("people.age", [D(30), D(45)]),
        ("sum(people.age) / count(people)", D("37.5")),
        ("for p in people return p.name", ["张三", "李四"]),
        ("for i in 3..1 return i", [D(3), D(2), D(1)]),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [D(1), D(1), D(2), D(6), D(24)]),
        ("for x in [1, 2], y in [x, 10] return x * y", [D(1), D(10), D(4), D(20)]),
        ('for d in @"2025-02-27"..@"2025-03-01" return day of week(d)', ["Thursday", "Friday", "Saturday"]),
        ("some p in people satisfies p.age > 40", True),
        ("every p in people satisfies p.age > 40", False),
        ('if amount > 1000 then "high" else "low"', "high"),
        ("if null then 1 else 2", D(2)),
        ("{a: 1, b: a + 1, c: {d: a + b}}.c.d", D(3)),
        ("{fact: function(n) if n <= 1 then 1 else n * fact(n - 1), x: fact(5)}.x", D(120)),
        ("(function(a, b) a - b)(b: 1, a: 5)", D(4)),
        ("{add: function(a) function(b) a + b, five: add(2)(3)}.five", D(5)),
        ("(for i in 1..3 return function() i)[1]()", D(1)),
        ("sort([3, 1, 2], function(x, y) x > y)", [D(3), D(2), D(1)]),
        ("5 instance of number", True),
        ("[1, 2] instance of list<number>", True),
        ("{a: 1} instance of context<a: number>", True),
        ('date("2025-01-01") instance of date and time', False),
        ("(function(a: number) a) instance of function<number> -> number", False),
        ("[1..10[ = [1..10)", True),
        ("5 in ]5..10]", False),
        ("(> 5).start", D(5)),
        ("[1..10[.end included", False),
        ('date("2024-02-29") + duration("P1Y")', dt.date(2025, 2, 28)),
        ('date and time("2025-01-01T10:00:00+08:00") = date and time("2025-01-01T02:00:00Z")', True),
        ('@"2025-03-10" - @"2025-03-01"', dt.timedelta(days=9)),
        ('duration("P1Y6M")', YearMonthDuration(18)),
        ('duration("P1Y6M").months', D(6)),
        ('duration("P1Y") / duration("P1M")', D(12)),
        ('@"-0044-03-15"', Date(-44, 3, 15)),
        ('@"999999999-12-31".year', D(999999999)),
        ('time("10:30:00@Asia/Shanghai").timezone', "Asia/Shanghai"),
        ('@"10:30:00.123456789"', Time(10, 30, 0, 123456789)),
        ('string(@"2025-01-01T10:00:00@Asia/Shanghai")', "2025-01-01T10:00:00@Asia/Shanghai"),
        ("/* comment */ 1 + // more\n 1", D(2)),
        ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
        ("before(point: 1, range: [3..4])", True),
        ("before(range: [3..4], point: 1)", False),
        ("after(point: 9, range: [3..4])", True),
        ("after(range: [3..4], point: 9)", False),
        ('range("[2..)") = (>= 2)', True),
        ('range("]2..)") = (> 2)', True),
        ('range("(..2]") = (<= 2)', True),
        ('range(" ( .. 2 ) ") = (< 2)', True),
        ('3 in range("(@\\"2020-01-01\\"..[")', None),
        ('@"2020-01-02" in range("(@\\"2020-01-01\\"..[")', True),
        ('[range("[..2]"), range("[1..]"), range("(..)"), range("[true..)")]', [None, None, None, None]),
    ],
)
def test_the_value_is_that_of_the_standard(text, expected):
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


def test_names_with_operators_are_found_when_they_are_known():
    assert value('Pre-bureau risk = "LOW"', names=FACTS) is True
    assert value("a-b", {"a": 3, "b": 2, "a-b": 9}, names=["a", "b", "a-b"]) == 9
    assert value("a - b", {"a": 3, "b": 2, "a-b": 9}, names=["a", "b", "a-b"]) == 1


def test_known_facts_come_before_functions_of_the_same_name():
    assert value("count + 1", {"count": 2}) == 3
    assert value("count([1, 2])", {"count": 2}) == 2


def test_a_name_may_hold_keywords_when_it_is_known():
    assert value("date of birth and death", {"date of birth and death": 1}, names=["date of birth and death"]) == 1


@pytest.mark.parametrize(
    ("tests", "subject", "expected"),
    [
        ("> 5, [1..2]", D("1.5"), True),
        ("> 5, [1..2]", 3, False),
        ('not("a", "b")', "c", True),
        ('not("a", "b")', "a", False),
        ("-", None, True),
        ("null", None, True),
        ("true", True, True),
        ("true", False, False),
        ("[1..3]", "a", None),
        ("? > 3 and ? < 5", 4, True),
        ("limit", 7, True),
        ("< limit", 6, True),
        ("allowed", "x", True),
        ('contains(?, "办")', "通办", True),
        ('date("2025-01-01")', dt.date(2025, 1, 1), True),
        ("(null..3]", 2, None),
    ],
)
def test_a_cell_passes_what_it_says(tests, subject, expected):
    assert compile_unary_tests(tests).matches(subject, {"limit": 7, "allowed": ["x", "y"]}) is expected


def test_now_is_what_the_caller_says_and_null_without_a_clock():
    moment = dt.datetime(2025, 6, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert value("now()", now=moment) == moment
    assert value("today()", now=moment) == dt.date(2025, 6, 1)
    outcome = compile_expression("today()").explain({})
    assert outcome.value is None
    assert "clock" in str(outcome.warnings[0])


def test_values_that_python_holds_come_back_as_its_own():
    assert type(value('@"2025-01-01T10:00:00Z"')) is dt.datetime
    assert value('@"2025-01-01T10:00:00Z"').utcoffset() == dt.timedelta(0)
    assert value('@"10:00:00+08:00"') == dt.time(10, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert value("x", {"x": dt.datetime(2025, 1, 1, 10, tzinfo=dt.UTC)}).tzinfo is not None
    assert Zone(offset=0) == Zone(offset=0)


@pytest.mark.parametrize(
    "given", [float("nan"), float("inf"), D("NaN"), D("sNaN"), D("Infinity"), pytest.param(10**10_000, id="huge"), object(), b"x"]
)
def test_what_feel_cannot_hold_is_null_and_harms_nothing(given):
    assert value("x", {"x": given}) is None
    assert value("x > 0", {"x": given}) is None
    assert value("x = 0", {"x": given}) is False
    assert value("x.real", {"x": given}) is None


def test_evaluating_twice_gives_the_same_and_leaves_the_facts_alone():
    facts = {"xs": [3, 1, 2]}
    expression = compile_expression("append(sort(xs), 4)")
    assert expression.evaluate(facts) == expression.evaluate(facts) == [D(1), D(2), D(3), D(4)]
    assert facts == {"xs": [3, 1, 2]}
