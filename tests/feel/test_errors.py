"""What is said when something is wrong: where, what, and what was perhaps meant; in 中文 and English."""

import pytest

from engine.feel import FeelSyntaxError, compile_expression, compile_unary_tests


@pytest.mark.parametrize(
    ("text", "line", "column", "fragment"),
    [
        ("1 +", 1, 4, "ends too early"),
        ("1 + + 2", 1, 5, "unexpected `+`"),
        ("if a then\n b", 2, 3, "expected `else`"),
        ('"abc', 1, 1, "closing quote"),
        ("a # b", 1, 3, "unknown character"),
        ("{a: 1, a: 2}", 1, 8, "occurs twice"),
        ('@"2025-13-01"', 1, 1, "not a valid"),
        ("1 instance of numbr", 1, 15, "unknown type"),
        ("(1", 1, 3, "expected `)`"),
        ("{a: 1,}", 1, 7, "expected a name"),
        ("for x in return 1", 1, 10, "expected a value"),
        ("", 1, 1, "ends too early"),
        ('"a\\"', 1, 1, "closing quote"),
        ('"a" + "b\\', 1, 7, "closing quote"),
        ('1 +\n"a', 2, 1, "closing quote"),
        ('"a\nb"', 1, 1, "does not go on in the next line: write `\\n`"),
        ('["a",\r\n "b\\\n"]', 2, 2, "does not go on in the next line"),
        ('"a\vb"', 1, 1, "does not go on in the next line"),
        ("1 /* + 2", 1, 9, "expected `*/`"),
        ("1 /*/ 2", 1, 8, "expected `*/`"),
        ("for in [1] return 2", 1, 5, "expected a name"),
        ("[1,]", 1, 4, "expected a value"),
        ("[1, ] = 2", 1, 5, "expected a value"),
        ("count([1,\n])", 2, 1, "expected a value"),
    ],
)
def test_a_syntax_error_says_its_place(text, line, column, fragment):
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert fragment in str(caught.value)
    assert caught.value.message_en == str(caught.value)
    assert caught.value.message_zh.startswith(f"第 {line} 行第 {column} 列：")


def test_an_unknown_name_is_refused_with_a_suggestion_when_the_names_are_closed():
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression("1 + 2 + amout > 3", ["amount"], closed=True)
    assert str(caught.value) == "line 1, column 9: unknown name `amout`, did you mean `amount`?"
    assert caught.value.message_zh == "第 1 行第 9 列：未知的名称“amout”，是否为“amount”？"
    assert caught.value.suggestion == "amount"


def test_closed_names_leave_local_variables_alone():
    compile_expression("for x in xs return {a: x, b: a}.b + count(xs[item > 1])", ["xs"], closed=True)


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("amout > 3", "unknown name `amout`, did you mean `amount`?"),
        ("a.outcom", "context has no member `outcom`, did you mean `outcome`?"),
        ("1 / 0", "division by zero"),
        ('1 + "a"', "`+` does not apply to number and string"),
        ("foo(1)", "unknown function `foo`"),
        ("substring(1, 2)", "`substring` does not take (number, number)"),
        ("[1, 2][5]", "there is no item 5"),
        ('1 < "a"', "number and string do not compare"),
        ('date("2025-02-30")', "there is no such date"),
        ("amount and true", "`and` needs true or false, not number"),
        ("for x in null return x", "Null cannot be iterated"),
        ("[5..1]", "the range ends (1) before it begins (5)"),
        ("1e6144 * 10", "out of range"),
        ("amount(3)", "number is not a function"),
        ("string(null)", "`string`: null has no text"),
        ("null[1]", "items are asked of an empty value"),
    ],
)
def test_a_null_comes_with_its_cause(text, fragment):
    outcome = compile_expression(text).explain({"amount": 5, "a": {"outcome": 1}})
    assert outcome.value is None
    assert any(fragment in cause.message_en for cause in outcome.warnings)
    assert all("第 1 行" in cause.message_zh for cause in outcome.warnings)


@pytest.mark.parametrize("value", ["a\nb", "\r\n", "\v\f", '\\"\t', "\u2028\x85"])
def test_a_text_of_several_lines_is_written_and_read_again(value):
    written = compile_expression("string([x])[1]").evaluate({"x": value})
    assert "\n" not in written
    assert compile_expression(written).evaluate({}) == [value]


def test_a_list_that_ends_with_a_comma_says_its_place_beside_names_with_operators_too():
    with pytest.raises(FeelSyntaxError, match="line 1, column 4"):
        compile_expression("[1,]", ["end-date"])
    assert compile_expression("[1, ]2..3[][2]").evaluate({}) == compile_expression("]2..3[").evaluate({})


def test_a_cause_knows_its_line_and_column():
    (cause,) = compile_expression("1 +\n  nothing = null").explain({}).warnings[:1]
    assert (cause.line, cause.column, cause.code) == (2, 3, "unknown_name")


def test_a_good_value_has_no_causes():
    assert compile_expression("1 + 1").explain({}).warnings == ()


def test_the_tests_of_a_cell_say_their_errors_too():
    with pytest.raises(FeelSyntaxError, match="line 1, column 5"):
        compile_unary_tests("> 5 6")
    assert compile_unary_tests("< limit").explain(3, {}).warnings[0].code == "unknown_name"


def test_the_facts_that_are_read_are_known():
    expression = compile_expression(
        "a.b.c > 1 and for x in xs return x.y = d[item.z > e] and count(xs) > 0 and f g(h) and {k: 1, l: k}.l = 1"
    )
    assert expression.paths == {"a.b.c", "xs", "d", "e", "h", "f g"}
    assert expression.names == {"a", "xs", "d", "e", "h", "f g"}
