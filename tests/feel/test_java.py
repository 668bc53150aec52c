"""External functions of Java: those of the table give what Java gives, everything else is null and says what it was."""

from decimal import Decimal

import pytest

from engine.feel import compile_expression


def java(owner, signature, call, parameters="a, b"):
    text = f'{{f: function({parameters}) external {{java: {{class: "{owner}", method signature: "{signature}"}}}}, r: {call}}}.r'
    return compile_expression(text).explain({})


@pytest.mark.parametrize(
    ("owner", "signature", "call", "parameters", "value"),
    [
        ("java.lang.Math", "max(double, double)", "f(123, 456)", "a, b", Decimal(456)),
        ("java.lang.Math", "min(long,long)", "f(b: 3, a: 4)", "a, b", Decimal(3)),
        ("java.lang.Math", "abs(int)", "f(-7)", "a", Decimal(7)),
        ("java.lang.Math", "round(double)", "f(-2.5)", "a", Decimal(-2)),
        ("java.lang.Math", "cbrt(double)", "f(-27)", "a", Decimal(-3)),
        ("java.lang.Math", "sqrt(double)", "f(16)", "a", Decimal(4)),
        ("java.lang.Short", "valueOf(java.lang.String)", 'f("-12")', "a", Decimal(-12)),
        ("java.lang.Integer", "parseInt(java.lang.String)", 'f("123")', "a", Decimal(123)),
        ("java.lang.Double", "valueOf(java.lang.String)", 'f("1234.56")', "a", Decimal("1234.56")),
        ("java.lang.String", "valueOf(char)", 'f("a")', "a", "a"),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", 'f("第 %d 名 %s 100%%", 2)', "a, b", None),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", 'f("foo %s 1%%", "bar")', "a, b", "foo bar 1%"),
    ],
)
def test_a_function_of_the_table_gives_what_java_gives(owner, signature, call, parameters, value):
    assert java(owner, signature, call, parameters).value == value


@pytest.mark.parametrize(
    ("owner", "signature"),
    [("java.lang.Runtime", "getRuntime()"), ("java.lang.Math", "foo(double)"), ("java.lang.System", "exit(int)"), ("os", "system(str)")],
)
def test_what_is_not_in_the_table_is_null_and_says_class_and_method(owner, signature):
    made = java(owner, signature, "f(1)", "a")
    assert made.value is None
    assert made.warnings[0].code == "external"
    assert f"{owner}.{signature}" in made.warnings[0].message_en
    assert f"{owner}.{signature}" in made.warnings[0].message_zh


@pytest.mark.parametrize(
    ("owner", "signature", "call"),
    [
        ("java.lang.Math", "max(int,int)", "f(1.5, 2)"),
        ("java.lang.Math", "max(int,int)", "f(9999999999, 2)"),
        ("java.lang.Math", "max(int,int)", 'f("a", 2)'),
        ("java.lang.Math", "pow(double,double)", "f(10, 400)"),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", 'f("%1000000000d", 1)'),
        ("java.lang.Math", "max(float,float)", "f(1e400, 2)"),
    ],
)
def test_what_does_not_fit_or_has_no_result_is_null_with_a_cause(owner, signature, call):
    made = java(owner, signature, call)
    assert (made.value, made.warnings[0].code) == (None, "external_failed")
    assert owner in made.warnings[0].message_zh
