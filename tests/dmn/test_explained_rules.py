"""Every rule of a table is in the explanation: it fired, it did not and why, or it was not looked at; and all of it stays small."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import read
from engine.dmn.cli import explained
from tests.dmn.build import a_decision, a_table, an_input, definitions, knowledge, literal


def table_report(rules, facts, policy="UNIQUE", inputs=(("x", "number", None),), output=("", "Any", None, None)):
    table = a_table(inputs, [output], rules, policy)
    names = [name for name, _, _ in inputs]
    model = read(definitions(*[an_input(name, kind) for name, kind, _ in inputs], a_decision("t", table, *[f"i_{name}" for name in names])))
    made = model.decide("t", facts)
    return made, made.explanation.decisions[0].tables[0]


def numbers(text):
    found = set()
    for part in filter(None, text.split(", ")):
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def test_under_first_the_rules_behind_the_hit_were_not_looked_at():
    rules = [(["< 3"], ["1"], ""), (["> 3"], ["2"], ""), (["-"], ["3"], ""), (["> 4"], ["4"], "")]
    made, table = table_report(rules, {"x": 5}, "FIRST")
    assert made.value == 2
    assert [one.rule for one in table.matched] == [2]
    assert [(one.rule, one.column, one.number, one.test, one.value) for one in table.missed] == [(1, "x", 1, "< 3", "5")]
    assert (table.not_looked_at, table.decided_by, table.missed_count) == ("3-4", 2, 1)
    assert "    – 3-4: 规则 2 已经决定，未再查看 / rule 2 had decided, not looked at" in explained(made.explanation)


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"])
def test_under_the_other_policies_every_rule_is_looked_at(policy):
    _, table = table_report([(["< 3"], ["1"], ""), (["> 3"], ["2"], "")], {"x": 5}, policy, output=("", "number", "1, 2", None))
    assert (table.not_looked_at, table.decided_by) == ("", None)
    assert [one.rule for one in table.missed] == [1]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["-", "< 5", "> 5", "[3..7]", "not(4)", "? = y", "2, 4"]), st.sampled_from(["-", "1", "> 1"])),
        max_size=70,
    ),
    st.sampled_from(["FIRST", "COLLECT", "UNIQUE", "ANY"]),
    st.integers(0, 9),
    st.integers(0, 3),
)
def test_every_rule_is_in_exactly_one_place(cells, policy, x, y):
    rules = [(list(pair), ["1"], "") for pair in cells]
    _, table = table_report(rules, {"x": x, "y": y}, policy, [("x", "number", None), ("y", "number", None)])
    places = [
        {one.rule for one in table.matched},
        numbers(table.matched_more),
        {one.rule for one in table.missed},
        *[numbers(one.rules) for one in table.missed_more],
        numbers(table.not_looked_at),
    ]
    assert sum(map(len, places)) == len(cells)
    assert set().union(*places) == set(range(1, len(cells) + 1))
    assert all(len(numbers(one.rules)) == one.count and one.number for one in table.missed_more)
    assert table.missed_count == len(table.missed) + sum(one.count for one in table.missed_more)


@pytest.mark.parametrize(("policy", "most"), [("UNIQUE", 4000), ("FIRST", 4000), ("COLLECT", 4000)])
def test_the_explanation_of_a_table_of_500_rows_takes_less_than_4_kb(policy, most):
    rules = [([f"[{row * 100}..{row * 100 + 99}]", f'"{310000 + row % 10}"'], [str(row)], f"〔2025〕{row}号") for row in range(500)]
    made, table = table_report(rules, {"x": 25007, "y": "310000"}, policy, [("x", "number", None), ("y", "string", None)])
    size = len(json.dumps(made.explanation.as_dict(), ensure_ascii=False).encode())
    assert 1000 < size < most, size
    assert len(table.missed) == 20
    if policy != "FIRST":
        assert [(one.rules, one.count, one.column, one.value) for one in table.missed_more] == [("21-250, 252-500", 479, "x", "25007")]
    else:
        assert table.not_looked_at == "252-500"


def test_a_table_in_which_500_rules_fire_stays_small_too():
    made, table = table_report([(["-"], [str(row)], "依" * 1000) for row in range(500)], {"x": 1}, "COLLECT")
    assert len(made.value) == 500
    assert len(json.dumps(made.explanation.as_dict(), ensure_ascii=False)) < 10_000
    assert (len(table.matched), table.matched_more) == (20, "21-500")


def test_two_columns_of_the_same_label_both_show_their_values():
    table = a_table([("x", "number", None), ("x", "number", None)], [("", "number", None, None)], [(["1", "2"], ["1"], "")])
    made = read(definitions(an_input("x"), a_decision("t", table, "i_x"))).decide("t", {"x": 1})
    assert made.explanation.decisions[0].tables[0].inputs == {"x": "1", "x (2)": "1"}


def test_a_table_that_is_asked_a_thousand_times_is_listed_twenty_times():
    table = a_table([("n", "number", None)], [("", "number", None, None)], [([str(row)], ["1"], "") for row in range(20)])
    made = read(
        definitions(knowledge("f", {"n": "number"}, table), a_decision("d", literal("count(for i in 1..300 return f(1))"), "k_f"))
    ).decide("d", {})
    assert made.value == 300
    (decision,) = made.explanation.decisions
    assert (len(decision.tables), decision.tables_more) == (20, 280)
    assert len(json.dumps(made.explanation.as_dict())) < 100_000


def test_services_called_in_a_loop_are_listed_a_hundred_times():
    service = '<decisionService id="s_s" name="s"><variable name="s"/><outputDecision href="#d_e"/></decisionService>'
    made = read(
        definitions(a_decision("e", literal("1")), service, a_decision("d", literal("count(for i in 1..300 return s())"), "s_s"))
    ).decide("d", {})
    assert (len(made.explanation.decisions), made.explanation.decisions_more) == (100, 201)
    assert made.explanation.decisions[-1].name == "d"


def test_an_explanation_that_would_cost_too_much_says_for_which_rules_it_tells_no_column():
    costly = "some i in 1..30000 satisfies i = ?"
    rules = [([costly, "5"], ["1"], ""), *[([costly, "6"], ["2"], "")] * 40]
    _, table = table_report(rules, {"x": -1, "y": -1}, "COLLECT", [("x", "number", None), ("y", "number", None)])
    untold = table.missed_more[-1]
    assert (untold.number, untold.column, untold.value) == (0, "", "")
    assert table.missed_count == 41 == len(table.missed) + sum(one.count for one in table.missed_more)


def test_a_default_that_is_the_result_is_told():
    made, table = table_report([(["1"], ["1"], "")], {"x": 2}, output=("", "number", None, "9"))
    assert (made.value, table.defaulted) == (9, True)
    assert any("取默认值" in line for line in explained(made.explanation))
    _, table = table_report([(["1"], ["1"], "")], {"x": 1}, output=("", "number", None, "9"))
    assert table.defaulted is False
