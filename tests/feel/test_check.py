"""Expressions held against the types of their facts before they run."""

import pytest

from engine.feel import HostFunction, compile_expression, compile_unary_tests

SCHEMA = {
    "amount": "number",
    "acceptance": {"outcome": "string", "on": "date"},
    "people": [{"age": "number", "name": "string"}],
    "anything": "Any",
    "span": "range<number>",
}
AFTER = HostFunction("working days after", (("from", "date"), ("days", "number")), "date", lambda start, days: start)


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("amout > 3", "unknown name `amout`, did you mean `amount`?"),
        ('acceptance.outcme = "a"', "context has no member `outcme`, did you mean `outcome`?"),
        ("acceptance.on.yaer", "date has no member `yaer`, did you mean `year`?"),
        ("acceptance.on > 3", "date and number do not compare"),
        ('amount + "a"', "`+` does not apply to number and string"),
        ("if amount then 1 else 2", "the condition is number"),
        ("amount and true", "`and` needs true or false"),
        ("substring(amount, 1)", "`substring` does not take (number, number)"),
        ('amount in ("a", "b")', "number and string do not compare"),
        ('amount between 1 and "b"', "number and string do not compare"),
        ("people[agee > 3]", "unknown name `agee`, did you mean `age`?"),
        ('people[age = "x"]', "number and string do not compare"),
        ("for p in people return p.ag", "has no member `ag`"),
        ("foo(1)", "unknown function `foo`"),
        ("-acceptance", "minus does not apply to context"),
        ("working days after(amount, 3)", "parameter `from` of `working days after` must be date, not number"),
        ("working days after(acceptance.on)", "`working days after` does not take"),
        ('span.start = "a"', "number and string do not compare"),
        ("{a: 1}.b", "context has no member `b`"),
    ],
)
def test_what_does_not_fit_is_found(text, fragment):
    findings = compile_expression(text).check(SCHEMA, (AFTER,))
    assert [one.message_en for one in findings if fragment in one.message_en]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("amount * 2 > 3", "boolean"),
        ("people[age > 3].name", "list<string>"),
        ("people[1].age", "number"),
        ('acceptance.on + duration("P1D")', "date"),
        ('acceptance.on + @"P1D"', "date"),
        ("acceptance.on - acceptance.on", "days and time duration"),
        ("string length(acceptance.outcome) > 3 and acceptance.on.year = 2020", "boolean"),
        ("for p in people return p.age + 1", "list<number>"),
        ("{a: amount, b: a + 1}.b", "number"),
        ("if amount > 1 then amount else null", "number"),
        ("working days after(acceptance.on, 30)", "date"),
        ("anything.at.all > 3", "boolean"),
        ("sum(people.age)", "number"),
        ("every p in people satisfies p.age in [1..5]", "boolean"),
        ("some x in [1, 2] satisfies x > amount", "boolean"),
        ("(function(a: number) a + 1)(amount)", "number"),
        ('@"P1Y" / @"P1M"', "number"),
    ],
)
def test_what_fits_has_a_type_and_no_findings(text, kind):
    expression = compile_expression(text)
    assert expression.check(SCHEMA, (AFTER,)) == []
    assert str(expression.type(SCHEMA, (AFTER,))) == kind


def test_cells_are_checked_against_the_type_of_their_column():
    assert compile_unary_tests('"a", "b"').check("number", {})[0].code == "compare_kinds"
    assert compile_unary_tests("> 5, [1..2], limit").check("number", {"limit": "number"}) == []


def test_a_wrong_schema_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="nonsense"):
        compile_expression("a").check({"a": "nonsense"})
