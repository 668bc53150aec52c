"""No null without a cause: what went wrong is said with decision and, in a table, row and column, while the value is null."""

import json

import pytest

from engine.dmn import read
from tests.dmn.build import MODEL, SUBSIDY, a_decision, a_table, a_type, an_input, definitions, knowledge, literal

NUMBER = [("x", "number", None)]


def asked(facts, *elements, name="d", **more):
    made = read(definitions(*elements), **more).decide(name, facts)
    return made, [(one.code, one.decision, one.row, one.column) for one in made.warnings]


def of_table(rules, facts, policy="UNIQUE", aggregation="", outputs=(("", "number", None, None),), inputs=NUMBER, types=()):
    table = a_table(inputs, outputs, rules, policy, aggregation)
    facts_of = [an_input(name, kind) for name, kind, _ in inputs]
    return asked(facts, *types, *facts_of, a_decision("d", table, *[f"i_{name}" for name, _, _ in inputs]))


@pytest.mark.parametrize(
    ("policy", "aggregation"),
    [("UNIQUE", ""), ("ANY", ""), ("FIRST", ""), ("PRIORITY", ""), ("COLLECT", "SUM"), ("COLLECT", "MIN"), ("COLLECT", "MAX")],
)
def test_no_rule_and_no_default(policy, aggregation):
    made, causes = of_table([(["> 5"], ["1"], "")], {"x": 1}, policy, aggregation)
    assert made.value is None
    assert causes == [("no_rule", "d", None, None)]
    assert made.warnings[0].en == "no rule holds and there is no default (x = 1)"
    assert made.warnings[0].zh == "没有规则成立，也没有默认值（x = 1）"


@pytest.mark.parametrize(
    ("policy", "aggregation", "value"), [("COLLECT", "", []), ("RULE ORDER", "", []), ("OUTPUT ORDER", "", []), ("COLLECT", "COUNT", 0)]
)
def test_an_empty_list_is_a_value_and_has_no_cause(policy, aggregation, value):
    made, causes = of_table([(["> 5"], ["1"], "")], {"x": 1}, policy, aggregation)
    assert made.value == value
    assert causes == []


def test_a_default_for_one_output_of_two_leaves_the_other_null_with_a_cause():
    made, causes = of_table([(["> 5"], ["1", "2"], "")], {"x": 1}, outputs=[("a", "number", None, "7"), ("b", "number", None, None)])
    assert made.value == {"a": 7, "b": None}
    assert causes == [("no_default", "d", None, 3)]


def test_rules_that_hold_at_once():
    _, causes = of_table([(["-"], ["1"], "")] * 3, {"x": 1})
    assert causes == [("several_rules", "d", 2, None)]
    made, causes = of_table([(["-"], ["1"], ""), (["> 0"], ["2"], "")], {"x": 1}, "ANY")
    assert causes == [("rules_differ", "d", 2, None)]
    assert "1, 2" in made.warnings[0].zh


def test_results_that_cannot_be_summed():
    made, causes = of_table([(["-"], ["1"], ""), (["-"], ['"a"'], "")], {"x": 1}, "COLLECT", "SUM", outputs=[("", "Any", None, None)])
    assert made.value is None
    assert causes == [("no_total", "d", None, 2)]


@pytest.mark.parametrize(
    ("given", "code", "sentence"),
    [
        ({}, "missing_input", "the input `x` was not given"),
        ({"x": "many"}, "input_type", "the input `x` must be number, not string"),
        ({"x": [1, 2]}, "input_type", "the input `x` must be number, not list"),
    ],
)
def test_an_input_that_is_missing_or_of_the_wrong_type(given, code, sentence):
    made, causes = asked(given, an_input("x"), a_decision("d", literal("x"), "i_x"))
    assert made.value is None
    assert causes == [(code, "", None, None)]
    assert (made.warnings[0].element, made.warnings[0].en) == ("i_x", sentence)
    assert made.explanation.as_dict()["warnings"][0]["code"] == code


def test_an_input_outside_of_its_allowed_values():
    made, causes = asked({"x": 200}, a_type("tAge", "number", "[0..150]"), an_input("x", "tAge"), a_decision("d", literal("x"), "i_x"))
    assert made.value is None
    assert causes == [("input_not_allowed", "", None, None)]
    assert made.warnings[0].zh == "输入“x”的值不在允许范围内：200"


def test_null_that_was_given_is_no_missing_input():
    made, causes = asked({"x": None}, an_input("x"), a_decision("d", literal("x = null"), "i_x"))
    assert made.value is True
    assert causes == []


def test_a_column_whose_value_has_the_wrong_type_says_which():
    made, causes = of_table([(["> 5"], ["1"], "")], {"x": "a"}, inputs=[("x", "Any", None)])
    assert ("no_rule", "d", None, None) in causes
    table = a_table([("x + 1", "string", None)], [("", "number", None, None)], [(["-"], ["1"], "")])
    made, causes = asked({"x": 1}, an_input("x"), a_decision("d", table, "i_x"))
    assert ("result_type", "d", None, 1) in causes
    assert made.value == 1


def test_conditions_that_cannot_be_asked_are_told_once_for_a_column():
    rules = [([f'string length(?) > {row} and ? > "{row}"'], [str(row)], "") for row in range(60)]
    made, causes = of_table(rules, {"x": 5}, inputs=[("x", "Any", None)])
    assert made.value is None
    assert causes == [("arguments", "d", 1, 1), ("compare_kinds", "d", 1, 1), ("logic", "d", 1, 1), ("no_rule", "d", None, None)]
    assert all(one.en.endswith("(and 59 more rows)") and one.zh.endswith("（另有 59 行同样如此）") for one in made.warnings[:3])


def test_a_value_that_a_column_does_not_allow_is_told():
    _, causes = of_table([(["-"], ["1"], "")], {"x": 5}, inputs=[("x", "number", "[0..3]")])
    assert causes == [("input_not_allowed", "d", None, 1)]


@pytest.mark.parametrize(
    ("output", "cell"),
    [(("", "number", "1, 2", None), "x"), (("", "tSmall", None, None), "x")],
)
def test_a_result_outside_of_the_allowed_values_is_null_with_row_and_column(output, cell):
    made, causes = of_table(
        [(["> 9"], ["1"], ""), (["-"], [cell], "")], {"x": 5}, outputs=[output], types=[a_type("tSmall", "number", "[0..3]")]
    )
    assert made.value is None
    assert causes == [("not_allowed", "d", 2, 2)]
    assert made.warnings[0].en.endswith("5")


def test_a_default_outside_of_the_allowed_values_or_of_the_wrong_type_is_null_with_its_column():
    made, causes = of_table([(["> 9"], ["1"], "")], {"x": 5}, outputs=[("", "number", "1, 2", "x")])
    assert (made.value, causes) == (None, [("not_allowed", "d", None, 2)])
    made, causes = of_table([(["> 9"], ["1"], "")], {"x": 5}, outputs=[("", "number", None, '"a"')])
    assert (made.value, causes) == (None, [("result_type", "d", None, 2)])


def test_a_result_that_fails_says_its_cell():
    made, causes = of_table([(["> 9"], ["1"], ""), (["-"], ["x / 0"], "")], {"x": 5})
    assert (made.value, causes) == (None, [("division", "d", 2, 2)])
    assert made.warnings[0].place_zh == "d 第 2 行第 2 列"
    assert made.warnings[0].place_en == "d, row 2, column 2"


def test_a_decision_of_the_wrong_type():
    made, causes = asked({}, a_decision("d", literal('"a"'), kind="number"))
    assert (made.value, causes) == (None, [("result_type", "d", None, None)])
    made, causes = asked({}, a_type("tSmall", "number", "[0..3]"), a_decision("d", literal("7"), kind="tSmall"))
    assert (made.value, causes) == (None, [("not_allowed", "d", None, None)])


def test_a_decision_without_logic():
    made, causes = asked({}, a_decision("d", ""))
    assert (made.value, causes) == (None, [("no_logic", "d", None, None)])
    made, causes = asked({}, a_decision("e", ""), a_decision("d", literal("e"), "d_e"))
    assert (made.value, causes) == (None, [("no_logic", "e", None, None)])


def test_knowledge_that_is_not_executed_or_has_no_logic():
    java = knowledge("f", {"n": "number"}, literal("1")).replace("<encapsulatedLogic>", '<encapsulatedLogic kind="Java">')
    made, causes = asked({}, java, a_decision("d", literal("f(1)"), "k_f"))
    assert (made.value, causes) == (None, [("external_function", "d", None, None)])
    assert made.warnings[0].element == "k_f"
    made, causes = asked({}, knowledge("f", {}, ""), a_decision("d", literal("f()"), "k_f"))
    assert made.value is None
    assert causes == [("no_logic", "d", None, None)]


def test_an_argument_outside_of_the_allowed_values_of_its_parameter():
    made, causes = asked(
        {}, a_type("tSmall", "number", "[0..3]"), knowledge("f", {"n": "tSmall"}, literal("n")), a_decision("d", literal("f(7)"), "k_f")
    )
    assert (made.value, causes) == (None, [("input_not_allowed", "d", None, None)])


@pytest.mark.parametrize(
    ("logic", "code"),
    [
        (f'<some iteratorVariable="i"><in>{literal("[1]")}</in><satisfies>{literal("i")}</satisfies></some>', "quantified"),
        (f'<every iteratorVariable="i"><in>{literal("[1]")}</in><satisfies>{literal("i")}</satisfies></every>', "quantified"),
        (f'<for iteratorVariable="i"><in>{literal("5")}</in><return>{literal("i")}</return></for>', "iteration"),
        (f"<filter><in>{literal('null')}</in><match>{literal('true')}</match></filter>", "filter"),
        (f"<conditional><if>{literal('5')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>", "condition"),
        (f"<invocation>{literal('5')}</invocation>", "not_a_function"),
        (literal(""), "empty_expression"),
    ],
)
def test_boxed_expressions_that_are_null(logic, code):
    made, causes = asked({}, a_decision("d", logic))
    assert made.value is None
    assert [(name, decision) for name, decision, _, _ in causes] == [(code, "d")]


def test_faulty_logic_in_a_tolerant_reading():
    made, causes = asked({}, a_decision("d", literal("1 +")), tolerant=True)
    assert (made.value, causes) == (None, [("broken", "d", None, None)])


def test_causes_belong_to_the_decision_in_which_they_arose_and_are_told_once():
    base = definitions(an_input("y"), a_decision("b", literal("y / 0"), "i_y"), namespace="urn:base")
    user = definitions(f'<import name="o" namespace="urn:base" importType="{MODEL}"/>', a_decision("d", literal("o.b"), "urn:base#d_b"))
    made = read(user, [base]).decide("d", {})
    assert [(one.code, one.decision) for one in made.warnings] == [("missing_input", ""), ("operator", "b")]
    told = [*made.explanation.warnings, *(one for step in made.explanation.decisions for one in step.warnings)]
    assert sorted(map(str, told)) == sorted(map(str, made.warnings))


def test_a_service_asked_by_itself_tells_its_causes():
    service = (
        '<decisionService id="s_s" name="s"><variable name="s"/><outputDecision href="#d_d"/><inputData href="#i_x"/></decisionService>'
    )
    elements = [an_input("x"), a_decision("d", literal("x / 0"), "i_x"), service]
    made, causes = asked({"x": 1}, *elements, name="s")
    assert (made.value, causes) == (None, [("division", "d", None, None)])
    made, causes = asked({}, *elements, name="s")
    assert causes[0] == ("missing_input", "s", None, None)
    made, causes = asked({"x": "a"}, *elements, name="s")
    assert causes == [("function_type", "s", None, None)]
    json.dumps(made.explanation.as_dict())


def test_more_causes_than_are_kept_are_not_passed_over_in_silence():
    made, _ = asked({}, a_decision("d", literal("for i in 1..200 return 1 / (i - i)")))
    assert made.explanation.warnings[-1].code == "more"
    assert [one.code for one in made.warnings] == ["division", "more"]


def test_a_sound_decision_has_no_causes():
    made = read(SUBSIDY).decide("amount", {"level": "初级", "trainees": 60})
    assert made.warnings == ()
    assert made.explanation.warnings == ()
