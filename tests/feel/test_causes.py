"""Every null says truly why, where, and what was perhaps meant; in 中文 and English."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelSyntaxError, HostFunction, LimitExceeded, compile_expression, compile_unary_tests
from tests.feel.test_properties import grown, quick

FACTS = {
    "amount": 5,
    "due": 3,
    "金额": 8,
    "text": "a",
    "list": [1, "a"],
    "a": {"outcome": 1, "nothing": None},
    "odd": object(),
    "start": dt.date(2026, 1, 1),
}
HOSTS = (HostFunction("working days after", (("from", "date"), ("days", "number")), "date", lambda start, days: "no date"),)


def cause_of(text, facts=FACTS):
    outcome = compile_expression(text, {"working days after"}).explain(facts, HOSTS)
    assert outcome.value is None
    return outcome.warnings


CAUSES = [
    # names
    ("1 + amout", 5, "unknown name `amout`, did you mean `amount`?", "是否为“amount”"),
    ("some one in [1] satisfies oen > 0", 27, "unknown name `oen`, did you mean `one`?", "是否为“one”"),
    ("{total: 1, r: totl}.r", 15, "unknown name `totl`, did you mean `total`?", "是否为“total”"),
    ("AMOUNT > 3", 1, "did you mean `amount`?", "是否为“amount”"),
    ("amount due > 3", 1, "unknown name `amount due`: an operator is missing after `amount`", "“amount”之后缺少运算符"),
    ("金额＞5", 1, "unknown name `金额＞5`: write `>` instead of the full-width `＞`", "请用半角“>”代替全角“＞”"),
    ("amount AND due", 1, "unknown name `amount AND due`: write `and` instead of `AND`", "请写作“and”"),
    ("TRUE", 1, "did you mean `true`?", "是否为“true”"),
    ("not text", 1, "unknown name `not text`: write `not(…)`", "请写作“not(…)”"),
    # functions
    ('sting length("a")', 1, "unknown function `sting length`, did you mean `string length`?", "是否为“string length”"),
    ("working day after(start, 1)", 1, "did you mean `working days after`?", "是否为“working days after”"),
    ("foo(1)", 1, "unknown function `foo`", "未知的函数“foo”"),
    ("substring(1, 2)", 1, "`substring` does not take (number, number)", "函数“substring”不接受参数（数字, 数字）"),
    ('substring(text: "a", start: 1)', 1, "does not take (text: string, start: number)", "（text: 文本, start: 数字）"),
    ("working days after(start, 1)", 1, "`working days after` must give date, but gave string", "应得出日期，实际得出文本"),
    ("(function(x) x)()", 2, "does not take ()", "不接受参数（）"),
    # members
    ("a.outcom", 3, "context has no member `outcom`, did you mean `outcome`?", "“上下文”没有属性“outcom”"),
    ("start.yaer", 7, "date has no member `yaer`, did you mean `year`?", "“日期”没有属性“yaer”"),
    ("a.nothing.more", 11, "`more` is asked of an empty value", "对空值取“more”"),
    # operators
    ('amount + "x"', 8, "`+` does not apply to number and string", "“+”不能用于数字和文本"),
    ("[1] < [2]", 5, "`<` does not apply to list and list", "“<”不能用于列表和列表"),
    ('amount between 1 and "z"', 8, "number and string do not compare", "数字和文本不能比较"),
    ('amount between "z" and 9', 8, "number and string do not compare", "数字和文本不能比较"),
    ('@"2026-01-01T10:00:00" < @"2026-01-01T10:00:00Z"', 24, "one has a time zone, the other has none", "一个有时区，另一个没有"),
    ('@"2026-01-01T10:00:00" - @"2026-01-01T10:00:00Z"', 24, "one has a time zone, the other has none", "一个有时区，另一个没有"),
    ('time("10:00:00") - time("10:00:00Z")', 18, "one has a time zone, the other has none", "一个有时区，另一个没有"),
    ('amount in ["a".."b"]', 11, "number and string do not compare", "数字和文本不能比较"),
    ("amount in (? + 1)", 14, "the condition is number, not true or false", "条件应为真或假，实际为数字"),
    ("0 ** -1", 3, "0 has no power -1", "0 没有 -1 次幂"),
    ("(-8) ** 0.5", 6, "-8 has no power 0.5", "-8 没有 0.5 次幂"),
    ("10 ** 9999", 4, "the number is out of range", "数值超出范围"),
    ('duration("P9999999999Y") + duration("P9999999999Y")', 26, "the duration is out of range", "时段超出范围"),
    ('duration("P1D") * 1e28', 17, "the duration is out of range", "时段超出范围"),
    ('@"999999999-12-31" + duration("P1D")', 20, "the date is out of range", "日期超出范围"),
    # ranges and loops
    ("[5..1]", 1, "the range ends (1) before it begins (5)", "区间的终点（1）在起点（5）之前"),
    ('[1.."a"]', 1, "the end points number and string of a range do not compare", "数字和文本不能比较"),
    ("(< [1])", 2, "list has no order, there is no range of it", "列表没有顺序"),
    ("for i in 1.5..3 return i", 5, "a loop runs between whole numbers or dates, not between 1.5 and 3", "循环的两端应为整数或日期"),
    ('for i in 1.."a" return i', 5, "not between 1 and", "循环的两端应为整数或日期"),
    ("for i in (> 5) return i", 5, "a range without an end cannot be iterated", "没有终点的区间不能遍历"),
    ("for x in null return x", 5, "Null cannot be iterated", "不能遍历空值"),
    ("[1, 2][5]", 7, "the list has 2 items, there is no item 5", "列表共2项，没有第5项"),
    # values of functions
    ("sum(list)", 1, "item 2 is string, not number", "第 2 项应为数字，实际为文本"),
    ("string join(list)", 1, "item 1 is number, not string", "第 1 项应为文本，实际为数字"),
    ("min(list)", 1, "item 2 is string, which does not compare with number", "第 2 项为文本，不能与数字比较"),
    ("sort(list)", 1, "item 2 is string, which does not compare with number", "第 2 项为文本，不能与数字比较"),
    ('date("2025-02-30")', 1, "there is no such date", "没有这样的日期"),
    ('date("soon")', 1, "`soon` is no date, which is written 2025-03-01", "“soon”不是日期，日期应写作 2025-03-01"),
    ('time("25:00")', 1, "`25:00` is no time", "“25:00”不是时间"),
    ('number("1e9999")', 1, "`1e9999` is out of range", "“1e9999”超出范围"),
    ("sqrt(-1)", 1, "-1 has no square root", "-1 没有平方根"),
    ("log(0)", 1, "0 has no logarithm", "0 没有对数"),
    ('get value(a, "outcom")', 1, "there is no key `outcom`, did you mean `outcome`?", "没有键“outcom”，是否为“outcome”？"),
    ("today()", 1, "no clock was given", "没有给定时钟"),
    # facts
    ("odd", 1, "the fact `odd` is a Python object", "事实“odd”"),
]


@pytest.mark.parametrize(("text", "column", "english", "chinese"), CAUSES, ids=[text for text, *_ in CAUSES])
def test_a_cause_names_what_was_wrong_and_where(text, column, english, chinese):
    found = cause_of(text)
    assert english in found[0].message_en
    assert chinese in found[0].message_zh
    assert (found[0].line, found[0].column) == (1, column)


SYNTAX = [
    ("a == b", 4, "unexpected `=`, expected a value; equality is written `=`", "相等写作“=”"),
    ("a <> b", 4, "inequality is written `!=`", "不等写作“!=”"),
    ("a && b", 3, "unexpected `&`, expected the end of the expression; write `and`", "请写作“and”"),
    ("a || b", 3, "write `or`", "请写作“or”"),
    ("!a", 1, "unknown character `!`; write `not(…)`", "请写作“not(…)”"),
    ("a = 'x'", 5, 'texts stand in double quotes: `"`', "文本用双引号"),
    ("a = “x”", 5, 'unknown character `“`; write `"`', '请写作“"”'),
    ("1 instance of numbr", 15, "unknown type `numbr`, did you mean `number`?", "是否为“number”"),
    ("if a then 1", 12, "expected `else`", "应为`else`"),
    ("if a then 1 else", 17, "expected a value", "应为一个值"),
    ("(1, 2", 3, "expected `)`", "应为`)`"),
    ("[1, 2", 6, "expected `]`", "应为`]`"),
    ("{a 1}", 5, "expected `:`", "应为`:`"),
]


@pytest.mark.parametrize(("text", "column", "english", "chinese"), SYNTAX, ids=[text for text, *_ in SYNTAX])
def test_a_parse_error_says_what_to_write_instead(text, column, english, chinese):
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert english in caught.value.message_en
    assert chinese in caught.value.message_zh
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("1" + " + 1" * 600, "more than 500 operators, members or calls in a row"),
        ("(" * 70 + "1" + ")" * 70, "nested deeper than 60 levels"),
        ("{f: function(x) f(x + 1), g: f(1)}.g", "functions call one another deeper than 60 levels"),
    ],
)
def test_a_limit_says_what_there_was_too_much_of(text, fragment):
    with pytest.raises(LimitExceeded, match=fragment):
        compile_expression(text).evaluate({})


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("1 +\r\n  nothing", 2, 3),
        ("1 +\n\tnothing", 2, 2),
        ("1 +\r\tnothing", 2, 2),
        ('"\U0001f600\U0001f600" = nothing', 1, 8),
        ("// \U0001f600\r\n\r\nnothing", 3, 1),
        ("/* a\r\nb */ nothing", 2, 6),
        ("\ufeffnothing", 1, 2),
        ("[\n  1,\n  2 * nothing\n][2]", 3, 7),
    ],
)
def test_places_are_counted_as_an_editor_counts_them(text, line, column):
    (cause,) = [one for one in compile_expression(text).explain({}).warnings if one.code == "unknown_name"]
    assert (cause.line, cause.column) == (line, column)


def test_a_cause_is_said_once_at_a_place():
    assert len(compile_expression("for x in 1..50 return x + nothing").explain({}).warnings) <= 2


def test_the_tests_of_a_cell_say_their_causes():
    (cause,) = compile_unary_tests("? + 1").explain(3, {}).warnings
    assert cause.code == "condition"


names = st.sampled_from(["a", "b", "xs", "Full Name", "数量"])
leaves = st.one_of(
    st.integers(0, 99).map(str), st.sampled_from(['"x"', "true", "false", '@"2025-03-01"', '@"P1M"', '@"PT3H"', "[]", "{}"]), names
)


@quick
@given(st.recursive(leaves, grown, max_leaves=10))
def test_nothing_becomes_null_without_a_cause(text):
    outcome = compile_expression(text).explain(
        {"a": 3, "b": "text", "xs": [1, 2, {"a": 1}], "Full Name": True, "数量": dt.date(2026, 1, 1)}
    )
    assert outcome.value is not None or outcome.warnings
