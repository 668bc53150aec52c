"""Deciding: graphs, tables, boxed expressions, types, knowledge, services, imports."""

import datetime as dt
import time
import timeit
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import UnknownDecision, read
from engine.feel import HostFunction, compile_unary_tests
from engine.feel.limits import Limits
from tests.dmn.build import MODEL, SUBSIDY, a_decision, a_table, a_type, an_input, definitions, knowledge, literal

D = Decimal


def decide(name, facts, *elements, **more):
    return read(definitions(*elements), **more).decide(name, facts).value


def test_a_decision_evaluates_what_it_requires():
    model = read(SUBSIDY)
    assert model.decisions == ("rate", "amount")
    assert model.inputs == {"level": "tLevel", "trainees": "number"}
    assert model.decide("amount", {"level": "初级", "trainees": 60}).value == D(27000)
    assert model.decide("d_amount", {"level": "高级", "trainees": 2}).value == D(1600)


def test_a_value_that_is_not_allowed_is_null_with_a_cause():
    made = read(SUBSIDY).decide("rate", {"level": "特级", "trainees": 1})
    assert made.value is None
    assert read(SUBSIDY).decide("amount", {"level": 3, "trainees": 1}).value is None


def test_an_unknown_decision_says_which_there_are():
    with pytest.raises(UnknownDecision, match="only rate, amount"):
        read(SUBSIDY).decide("nothing", {})


OVER = [(["> 10"], ['"big"'], ""), (["> 5"], ['"middle"'], ""), (["-"], ['"any"'], "")]
VALUES = '"any", "middle", "big"'


@pytest.mark.parametrize(
    ("policy", "aggregation", "given", "expected"),
    [
        ("UNIQUE", "", 3, "any"),
        ("UNIQUE", "", 7, None),
        ("ANY", "", 7, None),
        ("ANY", "", 1, "any"),
        ("FIRST", "", 11, "big"),
        ("PRIORITY", "", 11, "any"),
        ("RULE ORDER", "", 11, ["big", "middle", "any"]),
        ("OUTPUT ORDER", "", 11, ["any", "middle", "big"]),
        ("COLLECT", "", 7, ["middle", "any"]),
        ("COLLECT", "COUNT", 7, D(2)),
        ("COLLECT", "MIN", 11, "any"),
        ("COLLECT", "MAX", 11, "middle"),
    ],
)
@pytest.mark.parametrize("padding", [0, 20], ids=["plain", "indexed"])
def test_every_hit_policy_gives_its_result(policy, aggregation, given, expected, padding):
    rules = OVER + [(["< -1000"], ['"any"'], "")] * padding
    table = a_table([("x", "number", None)], [("out", "string", VALUES, None)], rules, policy, aggregation)
    assert decide("t", {"x": given}, an_input("x"), a_decision("t", table, "i_x")) == expected


@pytest.mark.parametrize(
    ("policy", "aggregation", "expected"),
    [
        ("UNIQUE", "", None),
        ("FIRST", "", None),
        ("COLLECT", "", []),
        ("RULE ORDER", "", []),
        ("COLLECT", "SUM", None),
        ("COLLECT", "COUNT", D(0)),
    ],
)
def test_no_rule_gives_nothing_or_an_empty_list(policy, aggregation, expected):
    table = a_table([("x", "number", None)], [("", "number", None, None)], [(["> 5"], ["1"], "")], policy, aggregation)
    assert decide("t", {"x": 1}, an_input("x"), a_decision("t", table, "i_x")) == expected


def test_sums_are_exact():
    rules = [(["-"], ["0.1"], ""), (["-"], ["0.2"], "")]
    table = a_table([("x", "number", None)], [("", "number", None, None)], rules, "COLLECT", "SUM")
    assert decide("t", {"x": 1}, an_input("x"), a_decision("t", table, "i_x")) == D("0.3")


def test_several_outputs_make_a_context_and_defaults_fill_it():
    outputs = [("a", "string", None, '"none"'), ("b", "number", None, "0")]
    table = a_table([("x", "number", None)], outputs, [(["1"], ['"one"', "x + 1"], "")])
    elements = [an_input("x"), a_decision("t", table, "i_x")]
    assert decide("t", {"x": 1}, *elements) == {"a": "one", "b": D(2)}
    assert decide("t", {"x": 2}, *elements) == {"a": "none", "b": D(0)}


def test_priority_looks_at_all_outputs_in_turn():
    outputs = [("a", "string", '"high", "low"', None), ("b", "string", '"x", "y"', None)]
    rules = [(["-"], ['"low"', '"x"'], ""), (["-"], ['"high"', '"y"'], ""), (["-"], ['"high"', '"x"'], "")]
    table = a_table([("x", "number", None)], outputs, rules, "PRIORITY")
    assert decide("t", {"x": 1}, an_input("x"), a_decision("t", table, "i_x")) == {"a": "high", "b": "x"}


@pytest.mark.parametrize(
    ("cells", "hits"),
    [
        (
            ["1", "2", "[3..5]", "(5..7)", "> 7", "< 1", "not(1, 2)", "-", "1, 5, [8..9]"],
            {1: [1, 8, 9], 2: [2, 8], 5: [3, 7, 8, 9], 6: [4, 7, 8], 8: [5, 7, 8, 9], 0: [6, 7, 8]},
        ),
        (
            ['"a"', '"b"', '"a","b"', 'not("a")', "-", '["b".."d"]', "null", '? = "c"', "limit"],
            {"a": [1, 3, 5], "b": [2, 3, 4, 5, 6], "c": [4, 5, 6, 8], "z": [4, 5, 9], None: [4, 5, 7]},
        ),
        (["true", "false", "-", "not(true)", "true", "true", "true", "true"], {True: [1, 3, 5, 6, 7, 8], False: [2, 3, 4]}),
        (
            ['date("2025-01-01")', '> date("2025-01-01")', '[@"2024-01-01"..@"2025-01-01"]', "-", "-", "-", "-", "-"],
            {"2025-01-01": [1, 3, 4, 5, 6, 7, 8], "2025-01-02": [2, 4, 5, 6, 7, 8]},
        ),
    ],
)
def test_an_indexed_column_finds_the_rules_that_asking_one_by_one_finds(cells, hits):
    table = a_table(
        [("x", "Any", None)], [("", "number", None, None)], [([cell], [str(row)], "") for row, cell in enumerate(cells, 1)], "COLLECT"
    )
    model = read(definitions(an_input("x", "Any"), an_input("limit", "Any"), a_decision("t", table, "i_x", "i_limit")))
    for subject, expected in hits.items():
        value = dt.date.fromisoformat(subject) if isinstance(subject, str) and subject.startswith("2025") else subject
        assert model.decide("t", {"x": value, "limit": "z"}).value == [D(row) for row in expected]


def test_knowledge_is_called_by_position_by_name_and_by_itself():
    elements = [
        knowledge("factorial", {"n": "number"}, literal("if n <= 1 then 1 else n * factorial(n - 1)"), kind="number"),
        knowledge("twice", {"n": "number"}, literal("2 * factorial(n: n)"), "k_factorial"),
        a_decision("d", literal("twice(5) + factorial(n: 3)"), "k_twice", "k_factorial"),
    ]
    assert decide("d", {}, *elements) == D(246)
    assert decide("factorial", {"n": 4}, *elements) == D(24)


def test_arguments_and_results_are_fitted_to_their_types():
    elements = [
        knowledge("f", {"n": "number"}, literal("[n]", "number")),
        a_decision("d", literal("f([5])"), "k_f"),
        a_decision("e", literal('f("x")'), "k_f"),
    ]
    assert decide("d", {}, *elements) == D(5)
    assert decide("e", {}, *elements) is None


SERVICE = (
    '<decisionService id="s_s" name="s"><variable name="s"/><outputDecision href="#d_out"/>'
    '<encapsulatedDecision href="#d_inner"/><inputDecision href="#d_given"/><inputData href="#i_x"/></decisionService>'
)


def test_a_service_takes_its_inputs_and_hides_the_rest():
    elements = [
        an_input("x"),
        a_decision("given", literal("1000")),
        a_decision("inner", literal("x + given"), "i_x", "d_given"),
        a_decision("out", literal("inner * 2"), "d_inner"),
        SERVICE,
        a_decision("user", literal("s(x: 1, given: 2) + s(3, 4)"), "s_s"),
    ]
    assert decide("s", {"x": 1, "given": 2}, *elements) == D(6)
    assert decide("user", {}, *elements) == D(20)
    assert decide("out", {"x": 1}, *elements) == D(2002)


BOXED = {
    "context": '<context><contextEntry><variable name="a"/>{one}</contextEntry><contextEntry><variable name="b"/>{sum}</contextEntry></context>',
    "result": '<context><contextEntry><variable name="a"/>{one}</contextEntry><contextEntry>{sum}</contextEntry></context>',
    "list": "<list>{one}{one}</list>",
    "relation": '<relation><column name="a"/><column name="b"/><row>{one}{x}</row><row>{x}{one}</row></relation>',
    "conditional": "<conditional><if>{yes}</if><then>{one}</then><else>{x}</else></conditional>",
    "filter": "<filter><in>{items}</in><match>{big}</match></filter>",
    "for": '<for iteratorVariable="i"><in>{items}</in><return>{double}</return></for>',
    "some": '<some iteratorVariable="i"><in>{items}</in><satisfies>{test}</satisfies></some>',
    "every": '<every iteratorVariable="i"><in>{items}</in><satisfies>{test}</satisfies></every>',
    "function": '<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="n"/>{n}</functionDefinition></contextEntry>'
    "<contextEntry>{call}</contextEntry></context>",
    "invocation": '<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="n"/>{n}</functionDefinition></contextEntry>'
    '<contextEntry><invocation>{f}<binding><parameter name="n"/>{one}</binding></invocation></contextEntry></context>',
}
PARTS = {
    "one": "1",
    "sum": "a + 1",
    "x": "x",
    "yes": "x > 1",
    "items": "[1, 2, x]",
    "big": "item > 1",
    "double": "i * 2",
    "test": "i > 1",
    "n": "n + 1",
    "call": "f(4)",
    "f": "f",
}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("context", {"a": D(1), "b": D(2)}),
        ("result", D(2)),
        ("list", [D(1), D(1)]),
        ("relation", [{"a": D(1), "b": D(5)}, {"a": D(5), "b": D(1)}]),
        ("conditional", D(1)),
        ("filter", [D(2), D(5)]),
        ("for", [D(2), D(4), D(10)]),
        ("some", True),
        ("every", False),
        ("function", D(5)),
        ("invocation", D(2)),
    ],
)
def test_boxed_expressions_give_their_value(kind, expected):
    logic = BOXED[kind].format(**{key: literal(text) for key, text in PARTS.items()})
    assert decide("d", {"x": 5}, an_input("x"), a_decision("d", logic, "i_x")) == expected


def test_types_are_checked_inside_contexts_and_lists():
    elements = [
        a_type("tAge", "number", "[0..150]"),
        a_type("tPerson", name="string", age="tAge"),
        a_type("tPeople", "tPerson", collection=True),
        an_input("people", "tPeople"),
        a_decision("ages", literal("people.age"), "i_people"),
    ]
    assert decide("ages", {"people": [{"name": "a", "age": 5}]}, *elements) == [D(5)]
    assert decide("ages", {"people": {"name": "a", "age": 5}}, *elements) == [D(5)]
    assert decide("ages", {"people": [{"name": "a", "age": 200}]}, *elements) is None
    assert decide("ages", {"people": [{"name": "a", "age": "old"}]}, *elements) is None


def test_imported_elements_are_known_under_the_name_of_the_import():
    base = definitions(
        a_type("tText", "string"),
        an_input("who", "tText"),
        a_decision("hello there", literal('"hello " + who'), "i_who"),
        namespace="urn:base",
    )
    user = definitions(
        f'<import name="b" namespace="urn:base" importType="{MODEL}"/>',
        a_decision("d", literal('b.hello there + "!"'), "urn:base#d_hello there", kind="b.tText"),
    )
    assert read(user, [base]).decide("d", {"who": "you"}).value == "hello you!"
    assert read(user, {"urn:base": read(base)}).decide("d", {"who": "you"}).value == "hello you!"


def test_imports_without_a_name_bring_their_names_as_they_are():
    first = definitions(a_type("tText", "string"), a_decision("one", literal("1")), namespace="urn:first")
    second = definitions(a_decision("two", literal('"2"'), kind="string"), namespace="urn:second")
    imports = "".join(f'<import name="" namespace="urn:{name}" importType="{MODEL}"/>' for name in ("first", "second"))
    user = definitions(imports, a_decision("d", literal("string(one) + two"), "urn:first#d_one", "urn:second#d_two", kind="tText"))
    assert read(user, [first, second]).decide("d", {}).value == "12"


@pytest.mark.parametrize(
    "model",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    ],
)
def test_every_version_of_the_standard_is_read(model):
    xml = definitions(an_input("x", "feel:number"), a_decision("d", literal("x + 1"), "i_x"), model=model)
    assert read(xml).decide("d", {"x": 1}).value == D(2)


def test_functions_of_the_program_are_known_in_models_whatever_their_names():
    lent = HostFunction("amount in words", (("n", "number"),), "string", lambda n: "叁" if n == 3 else "？")
    table = a_table([("x", "number", None)], [("", "string", None, None)], [(["-"], ["amount in words(x)"], "")])
    xml = definitions(an_input("x"), a_decision("d", literal("amount in words(x)"), "i_x"), a_decision("t", table, "i_x"))
    model = read(xml, functions=[lent])
    assert model.decide("d", {"x": 3}).value == "叁"
    assert model.decide("t", {"x": 3}).value == "叁"
    assert model.lint() == []
    assert model.decide("d", {"x": 3}, ()).value is None


def test_the_file_is_kept_as_it_came():
    assert read(SUBSIDY).xml == SUBSIDY


CELLS = st.lists(
    st.one_of(
        st.just("-"),
        st.builds(lambda a, b: f"[{min(a, b)}..{max(a, b)}]", st.integers(0, 9), st.integers(0, 9)),
        st.builds(lambda a, b: f"({min(a, b)}..{max(a, b)})", st.integers(0, 9), st.integers(0, 9)),
        st.builds(lambda op, a: f"{op} {a}", st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 9)),
        st.builds(lambda a, b: f"{a}, {b}", st.integers(0, 9), st.integers(0, 9)),
        st.builds(lambda a, b: f"not({a}, > {b})", st.integers(0, 9), st.integers(0, 9)),
        st.builds(lambda a: f"? = {a}", st.integers(0, 9)),
    ),
    min_size=8,
    max_size=20,
)


@settings(max_examples=150, deadline=None)
@given(CELLS, st.decimals(-1, 10, places=1))
def test_the_index_finds_what_the_cells_say(cells, value):
    table = a_table(
        [("x", "number", None)], [("", "number", None, None)], [([cell], [str(row)], "") for row, cell in enumerate(cells)], "COLLECT"
    )
    expected = [D(row) for row, cell in enumerate(cells) if compile_unary_tests(cell).matches(value, {})]
    assert decide("t", {"x": value}, an_input("x"), a_decision("t", table, "i_x")) == expected


def test_a_unique_table_of_500_rows_is_decided_by_its_index():
    rules = [([f"[{row * 100}..{row * 100 + 99}]", f'"{310000 + row % 10}"'], [str(row)], "") for row in range(500)]
    table = a_table([("income", "number", None), ("region", "string", None)], [("rate", "number", None, None)], rules)
    model = read(definitions(an_input("income"), an_input("region", "string"), a_decision("t", table, "i_income", "i_region")))
    facts = {"income": D(25_007), "region": "310000"}
    assert model.decide("t", facts).value == D(250)
    best = min(timeit.repeat(lambda: model.decide("t", facts), timer=time.process_time, number=50, repeat=10)) / 50
    assert best < 0.0005, "measured: 12 microseconds"
    assert model.decide("t", facts, limits=Limits(steps=100)).value == D(250), "cells are not asked one by one"
