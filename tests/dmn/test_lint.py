"""What is doubtful in a table is found, with row and column."""

import datetime as dt

import pytest

from engine.dmn import read
from tests.dmn.build import SUBSIDY, a_decision, a_table, a_type, an_input, definitions, knowledge, literal


def lint(inputs, rules, policy="UNIQUE", output=("", "string", None, None), types=()):
    table = a_table(inputs, [output], rules, policy)
    facts = [an_input(name, kind) for name, kind, _ in inputs]
    model = read(definitions(*types, *facts, a_decision("t", table, *[f"i_{name}" for name, _, _ in inputs])))
    return [(one.code, one.row, one.column, one.message_en) for one in model.lint()]


def test_a_sound_table_has_no_doubts():
    assert read(SUBSIDY).lint() == []


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY"])
def test_overlaps_are_found(policy):
    rules = [(["<= 10"], ['"a"'], ""), (["[10..20]"], ['"b"'], ""), (["> 20"], ['"c"'], "")]
    (found,) = lint([("x", "number", None)], rules, policy)
    assert found == ("overlap", 2, 1, "rules 1 and 2 hold at once: column 1 x = 10")


def test_rules_that_agree_may_overlap_under_any():
    rules = [(["<= 10"], ['"a"'], ""), ([">= 10"], ['"a"'], "")]
    assert lint([("x", "number", None)], rules, "ANY") == []


def test_gaps_are_found_across_columns():
    inputs = [("x", "number", None), ("y", "boolean", None)]
    rules = [(["< 10", "-"], ['"a"'], ""), (["> 10", "true"], ['"b"'], "")]
    assert {message for code, _, _, message in lint(inputs, rules) if code == "gap"} == {
        "no rule covers column 1 x = 10",
        "no rule covers column 1 x > 10; column 2 y = false",
    }


def test_allowed_values_bound_the_gaps():
    types = [a_type("tLevel", "string", '"a", "b"')]
    assert lint([("x", "tLevel", None)], [(['"a"'], ['"1"'], ""), (['"b"'], ['"2"'], "")], types=types) == []
    (found,) = lint([("x", "tLevel", None)], [(['"a"'], ['"1"'], "")], types=types)
    assert found[3] == 'no rule covers column 1 x = "b"'


def test_days_have_nothing_between_them():
    rules = [(['<= date("2025-01-01")'], ['"a"'], ""), (['>= date("2025-01-02")'], ['"b"'], "")]
    assert lint([("x", "date", None)], rules) == []


def test_a_default_closes_the_gaps():
    assert lint([("x", "number", None)], [(["1"], ['"a"'], "")], output=("", "string", None, '"z"')) == []


def test_rules_that_never_take_effect_are_found():
    rules = [(["< 10"], ['"a"'], ""), ([">= 10"], ['"b"'], ""), (["[5..15]"], ['"c"'], "")]
    (found,) = lint([("x", "number", None)], rules, "FIRST")
    assert found[:3] == ("unreachable", 3, 1)
    assert "1, 2" in found[3]


def test_cells_of_the_wrong_type_are_found():
    found = lint([("x", "number", None)], [(['"a"'], ["5"], ""), (["-"], ["y"], "")], "COLLECT")
    assert {(code, row, column) for code, row, column, _ in found} == {("expression", 1, 1), ("cell_type", 1, 2), ("expression", 2, 2)}


def test_values_that_are_not_allowed_are_found():
    types = [a_type("tLevel", "string", '"a", "b"')]
    found = lint([("x", "tLevel", None)], [(['"c"'], ['"q"'], ""), (["-"], ['"p"'], "")], "COLLECT", ("", "string", '"p"', None), types)
    assert {(code, row, column) for code, row, column, _ in found} == {("not_allowed", 1, 1), ("not_allowed", 1, 2)}


def test_a_large_table_is_linted_in_reasonable_time():
    rules = [([f"[{row * 10}..{row * 10 + 9}]", "-"], ['"a"'], "") for row in range(500)]
    found = lint([("x", "number", "[0..4999]"), ("y", "number", None)], rules)
    assert {code for code, *_ in found} == {"gap"}


def test_expressions_outside_of_tables_are_checked_too():
    model = read(
        definitions(
            an_input("amount"), a_decision("d", literal('amout + 1 > "a"'), "i_amount"), a_decision("e", literal("amount.x"), "i_amount")
        )
    )
    assert [(one.element, one.message_en) for one in model.lint()] == [
        ("d_d", "line 1, column 1: unknown name `amout`, did you mean `amount`?"),
        ("d_e", "line 1, column 8: number has no member `x`"),
    ]


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("date and time", ('> date and time("2024-01-01T00:00:00Z")', '> date and time("2024-02-01T00:00:00Z")')),
        ("time", ('< @"12:00:00"', '< @"13:00:00"')),
    ],
)
def test_columns_without_an_order_are_looked_at_without_a_crash(kind, cells):
    lint([("x", kind, None)], [([cell], ['"a"'], "") for cell in cells], "FIRST")


def invoked(called: str, *bindings: str) -> str:
    bound = "".join(f'<binding><parameter name="{name}"/>{literal("1")}</binding>' for name in bindings)
    return f'<invocation id="c">{literal(called)}{bound}</invocation>'


RATE = knowledge("计算 rate", {"n": "number", "level": "number"}, literal("n"))


@pytest.mark.parametrize(
    ("bindings", "codes", "said"),
    [
        (("n", "level"), [], ""),
        (("n", "levl"), ["binding", "unbound"], "`计算 rate` has no parameter `levl` (it has n, level): the value is always null"),
        (("n",), ["unbound"], "the parameter `level` of `计算 rate` is not bound: the value is always null"),
        (("n", "level", "n"), ["binding_twice"], "the parameter `n` of `计算 rate` is bound twice: the value is always null"),
    ],
)
def test_an_invocation_binds_the_parameters_that_the_function_has(bindings, codes, said):
    model = read(definitions(RATE, a_decision("d", invoked(" 计算  rate ", *bindings), "k_计算 rate")))
    found = model.lint()
    assert [one.code for one in found] == codes
    assert all((one.element, one.decision) == ("c", "d") for one in found)
    assert not found or found[0].message_en == said
    assert (model.decide("d", {}).value is None) == bool(codes)


def test_invocations_of_boxed_functions_and_of_services_are_held_against_their_parameters_too():
    function = f'<functionDefinition><formalParameter name="n"/>{literal("n")}</functionDefinition>'
    boxed = (
        f'<context><contextEntry><variable name="f"/>{function}</contextEntry><contextEntry>{invoked("f", "m")}</contextEntry></context>'
    )
    service = (
        '<decisionService id="s_v" name="v"><variable name="v"/><outputDecision href="#d_o"/><inputData href="#i_x"/></decisionService>'
    )
    elements = [an_input("x"), a_decision("o", literal("x"), "i_x"), service, a_decision("e", invoked("v", "y"), "s_v")]
    found = read(definitions(a_decision("d", boxed), *elements)).lint()
    assert [(one.decision, one.code) for one in found] == [("d", "binding"), ("d", "unbound"), ("e", "binding"), ("e", "unbound")]


def test_calls_in_a_text_give_as_many_arguments_as_the_knowledge_takes():
    elements = [RATE, a_decision("d", literal("计算 rate(1) + 计算 rate(1, 2)"), "k_计算 rate")]
    (found,) = read(definitions(*elements)).lint()
    assert (found.decision, found.code) == ("d", "expression")


ROWS = '<itemDefinition name="R" isCollection="true"><itemComponent name="k"><typeRef>string</typeRef></itemComponent><itemComponent name="v"><typeRef>number</typeRef></itemComponent></itemDefinition>'


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("number", 'rows[k = "a"].v', 3),
        ("L", "x + 1", [2]),
        ("date and time", "day", dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
        ("number", "[x]", 1),
    ],
)
def test_a_result_that_is_made_to_fit_when_it_is_decided_is_no_fault(kind, cell, value):
    table = a_table([], [("r", kind, None, None)], [([], [cell], "")])
    facts = {"rows": [{"k": "a", "v": 3}], "x": 1, "day": dt.date(2020, 1, 1)}
    inputs = (an_input("rows", "R"), an_input("x"), an_input("day", "date"))
    model = read(definitions(ROWS, a_type("L", "number", collection=True), *inputs, a_decision("d", table, "i_rows", "i_x", "i_day")))
    assert (model.decide("d", facts).value, model.lint()) == (value, [])


def test_a_list_of_several_items_is_no_number():
    table = a_table([], [("r", "number", None, None)], [([], ["[1, 2]"], "")])
    assert [(one.code, one.row, one.column) for one in read(definitions(a_decision("d", table))).lint()] == [("cell_type", 1, 1)]


def test_the_head_of_a_column_whose_value_is_never_of_its_type_is_found():
    table = a_table([("x", "number", None)], [("r", "number", None, None)], [(["-"], ["2"], "")])
    (found,) = read(definitions(an_input("x", "string"), a_decision("d", table, "i_x"))).lint()
    assert (found.code, found.row, found.column, found.part) == ("cell_type", None, 1, "expression")


@pytest.mark.parametrize(
    ("text", "kind", "faults"), [("x", "number", 1), ("x", "string", 0), ("x", "Any", 0), ("[x]", "string", 0), ("null", "number", 0)]
)
def test_a_text_whose_value_is_never_of_the_type_of_its_decision_is_found(text, kind, faults):
    found = read(definitions(an_input("x", "string"), a_decision("d", literal(text), "i_x", kind=kind))).lint()
    assert [one.message_en for one in found] == ["the result must be number, not string"] * faults


@pytest.mark.parametrize(("call", "faults"), [('f("a")', 1), ("f(1)", 0), ("f([1])", 0), ("f(n: 1)", 0), ("g(day)", 0), ("g(1)", 1)])
def test_an_argument_that_knowledge_never_takes_is_found(call, faults):
    known = (knowledge("f", {"n": "number"}, literal("n + 1")), knowledge("g", {"at": "date and time"}, literal("at")))
    model = read(definitions(an_input("day", "date"), *known, a_decision("d", literal(call), "i_day", "k_f", "k_g")))
    assert len(model.lint()) == faults
    assert len(model.decide("d", {"day": dt.date(2020, 1, 1)}).warnings) == faults
