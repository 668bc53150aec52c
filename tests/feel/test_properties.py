"""What holds for all expressions and values: printing and parsing, arithmetic, dates, and that nothing crashes or hangs."""

import datetime as dt
from decimal import ROUND_HALF_EVEN, Context, Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.feel import Date, DateTime, DayTimeDuration, FeelError, Range, Time, YearMonthDuration, compile_expression, compile_unary_tests
from engine.feel.lexer import quote
from engine.feel.temporal import add_months, date_from_days, iso_week, weekday
from engine.feel.temporal_text import parse_date, parse_date_time, parse_duration, parse_time

CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144)
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)
names = st.sampled_from(["a", "b", "xs", "Full Name", "数量", "e.f"])
texts = st.text(max_size=8)
quick = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def leaves():
    return st.one_of(
        numbers.map(lambda n: str(abs(n))),
        texts.map(quote),
        names,
        st.sampled_from(["true", "false", "null", '@"2025-03-01"', '@"P1M"', "?", "[]", "{}"]),
    )


def grown(inner):
    two = st.tuples(inner, inner)
    operators = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or"])
    functions = st.sampled_from(["count", "sum", "string", "not", "min", "flatten", "is", "before", "substring", "sort"])
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        inner.map(lambda x: f"-({x})"),
        two.map(lambda t: f"[{t[0]}, {t[1]}]"),
        two.map(lambda t: f"[({t[0]})..({t[1]}))"),
        two.map(lambda t: f"({t[0]})[{t[1]}]"),
        two.map(lambda t: f"({t[0]}) in ({t[1]})"),
        two.map(lambda t: f"({t[0]}) in (> ({t[1]}))"),
        st.tuples(inner, inner, inner).map(lambda t: f"if {t[0]} then {t[1]} else {t[2]}"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]}) between ({t[1]}) and ({t[2]})"),
        two.map(lambda t: f"for x in ({t[0]}) return {t[1]}"),
        two.map(lambda t: f"some x in ({t[0]}) satisfies {t[1]}"),
        two.map(lambda t: f"{{k: {t[0]}, l: {t[1]}}}"),
        st.tuples(functions, inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(functions, inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        inner.map(lambda x: f"({x}).a"),
        inner.map(lambda x: f"(function(x: Any) {x})(1)"),
        inner.map(lambda x: f"({x}) instance of list<number>"),
    )


def refused(compiler, text):
    try:
        compiler(text)
    except FeelError as fault:
        return fault
    return None


expressions = st.recursive(leaves(), grown, max_leaves=12)
FACTS = {"a": 3, "b": "text", "xs": [1, 2, {"a": 1}], "Full Name": None, "数量": Decimal("1.5"), "e": {"f": True}}


@quick
@given(expressions)
def test_printing_and_parsing_gives_the_same_tree(text):
    expression = compile_expression(text)
    printed = expression.print()
    again = compile_expression(printed)
    assert again.tree == expression.tree
    assert again.print() == printed
    assert again.evaluate(FACTS) == expression.evaluate(FACTS) or callable(getattr(expression.evaluate(FACTS), "call", None))


@quick
@given(expressions)
def test_random_expressions_give_a_value_or_a_cause_and_check_without_crashing(text):
    expression = compile_expression(text)
    outcome = expression.explain(FACTS)
    assert outcome.value == expression.evaluate(FACTS)
    assert all(cause.message_zh and cause.message_en for cause in outcome.warnings)
    assert all(cause.message_zh for cause in expression.check({"a": "number", "xs": "list", "e": {"f": "boolean"}}))
    assert expression.names <= set(FACTS) | {"?", "x"}


@quick
@given(st.one_of(st.text(max_size=60), st.text(alphabet='abx01"()[]{}.,:+-*/<>=@ infornotdue\n', max_size=60)))
def test_random_texts_are_compiled_or_refused_with_a_place(text):
    for compiler in (compile_expression, compile_unary_tests):
        fault = refused(compiler, text)
        assert fault is None or (fault.line >= 1 and fault.column >= 1 and str(fault))


@quick
@given(numbers, numbers, st.sampled_from(["+", "-", "*", "/"]))
def test_arithmetic_is_that_of_decimal_with_34_digits(left, right, operator):
    run = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply, "/": CONTEXT.divide}[operator]
    expected = None if operator == "/" and right == 0 else run(left, right)
    assert compile_expression(f"a {operator} b").evaluate({"a": left, "b": right}) == expected


@quick
@given(numbers, numbers)
def test_order_and_equality_are_those_of_decimal(left, right):
    facts = {"a": left, "b": right}
    for operator, expected in (
        ("<", left < right),
        ("<=", left <= right),
        ("=", left == right),
        ("!=", left != right),
        (">", left > right),
    ):
        assert compile_expression(f"a {operator} b").evaluate(facts) is expected
        assert compile_expression(f"a {operator} {'-' if right < 0 else ''}{abs(right)}").evaluate(facts) is expected


@quick
@given(st.integers(-3, 9), numbers)
def test_rounding_is_that_of_decimal(scale, number):
    expected = number.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN)
    assert compile_expression("decimal(n, s)").evaluate({"n": number, "s": scale}) == expected


@quick
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_enter_as_they_are_written(number):
    assert compile_expression("x").evaluate({"x": number}) == CONTEXT.create_decimal(repr(number))


@quick
@given(st.dates(), st.integers(-200_000, 200_000))
def test_days_are_those_of_python(day, shift):
    own = Date(day.year, day.month, day.day)
    assert own.days == (day - dt.date(1970, 1, 1)).days
    assert weekday(own) == day.isoweekday()
    assert iso_week(own) == day.isocalendar().week
    moved = date_from_days(own.days + shift)
    assert moved.days == own.days + shift
    if 1 <= day.toordinal() + shift <= dt.date.max.toordinal():
        assert compile_expression("d + t").evaluate({"d": day, "t": dt.timedelta(days=shift)}) == day + dt.timedelta(days=shift)


@quick
@given(st.dates(), st.integers(-5000, 5000))
def test_months_keep_the_day_or_end_with_the_month(day, months):
    moved = add_months(Date(day.year, day.month, day.day), months)
    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months
    assert moved.day == day.day or (moved.day < day.day and date_from_days(moved.days + 1).day == 1)


@quick
@given(st.datetimes(timezones=st.just(dt.UTC)), st.datetimes(timezones=st.just(dt.UTC)))
def test_moments_differ_as_in_python(left, right):
    facts = {"a": left, "b": right}
    assert compile_expression("a - b").evaluate(facts) == left - right
    assert compile_expression("a < b").evaluate(facts) is (left < right)
    assert compile_expression("b + (a - b) = a").evaluate(facts) is True


@quick
@given(st.integers(-999_999_999, 999_999_999), st.integers(1, 12), st.integers(1, 28), st.integers(0, 86_399), st.integers(0, 10**9 - 1))
def test_temporal_texts_are_read_as_they_are_written(year, month, day, second, nano):
    date = Date(year, month, day)
    time = Time(second // 3600, second // 60 % 60, second % 60, nano)
    assert parse_date(str(date)) == date
    assert date_from_days(date.days) == date
    assert parse_time(str(time)) == time
    assert parse_date_time(str(DateTime(date, time))) == DateTime(date, time)


@quick
@given(st.integers(-(10**20), 10**20), st.integers(-(10**9), 10**9))
def test_durations_are_read_as_they_are_written(nanos, months):
    assert parse_duration(str(DayTimeDuration(nanos))) == DayTimeDuration(nanos)
    assert parse_duration(str(YearMonthDuration(months))) == YearMonthDuration(months)


@quick
@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), numbers, texts, st.dates(), st.timedeltas()),
        lambda v: st.lists(v, max_size=4) | st.dictionaries(texts, v, max_size=4),
        max_leaves=8,
    )
)
def test_values_go_in_and_out_unchanged(value):
    assert compile_expression("x").evaluate({"x": value}) == value


@quick
@given(numbers, numbers, numbers, st.booleans(), st.booleans())
def test_a_range_holds_what_lies_between_its_ends(value, low, high, low_in, high_in):
    low, high = min(low, high), max(low, high)
    expected = (low < value or (low_in and low == value)) and (value < high or (high_in and value == high))
    assert compile_expression("v in r").evaluate({"v": value, "r": Range(low, high, low_in, high_in)}) is expected
