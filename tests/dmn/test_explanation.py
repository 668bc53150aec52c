"""Why a decision is as it is: small, plain, complete."""

import json
from datetime import date
from decimal import Decimal

from engine.dmn import read
from engine.dmn.cli import run_decide
from engine.feel.cli import run_feel
from tests.dmn.build import SUBSIDY, a_decision, a_table, an_input, definitions, knowledge, literal

FACTS = {"level": "初级", "trainees": 60}


def test_it_names_facts_decisions_rules_and_clauses():
    explanation = read(SUBSIDY).decide("amount", FACTS).explanation
    assert explanation.inputs == {"level": '"初级"', "trainees": "60"}
    assert [(one.name, one.value, one.question) for one in explanation.decisions] == [
        ("rate", "450", "每人补贴多少？"),
        ("amount", "27000", ""),
    ]
    (hit,) = explanation.rules
    assert (hit.rule, hit.id, hit.annotations, hit.results) == (2, "r2", ("〔2025〕12号 第七条",), ("450",))


def test_it_has_the_english_of_questions_and_columns_where_they_are_written():
    told = SUBSIDY.replace(b"<definitions ", b'<definitions xmlns:tb="urn:tongban:bpmn:1" ', 1)
    told = told.replace(b'name="rate"', b'name="rate" tb:en="How much a head?"', 1).replace(
        b'label="level"', b'label="level" tb:en="Level"', 1
    )
    assert told.count(b"tb:en") == 2
    rate, amount = read(told).decide("amount", FACTS).explanation.decisions
    assert (rate.english, amount.english) == ("How much a head?", "")
    assert rate.tables[0].english == {"level": "Level"}


def test_it_says_of_every_other_rule_which_cell_did_not_hold():
    (table,) = read(SUBSIDY).decide("rate", FACTS).explanation.decisions[0].tables
    assert [(miss.rule, miss.column, miss.test, miss.value) for miss in table.missed] == [
        (1, "trainees", "< 50", "60"),
        (3, "level", '"中级","高级"', '"初级"'),
    ]
    assert table.missed_count == 2


def test_it_is_plain_data_and_small():
    rules = [([str(row)], [str(row)], "") for row in range(500)]
    table = a_table([("x", "number", None)], [("", "number", None, None)], rules)
    made = read(definitions(an_input("x"), a_decision("t", table, "i_x"))).decide("t", {"x": 3})
    text = json.dumps(made.explanation.as_dict(), ensure_ascii=False)
    assert len(text) < 8000
    assert made.explanation.decisions[0].tables[0].missed_count == 499


def test_it_carries_the_causes_of_nulls():
    made = read(definitions(an_input("x"), a_decision("d", literal("x / 0"), "i_x"))).decide("d", {"x": 1})
    assert made.value is None
    (report,) = made.explanation.decisions[0].warnings
    assert "division by zero" in report.en
    assert "除数为零" in report.zh


def test_the_command_line_shows_value_and_reasons(tmp_path):
    path = tmp_path / "subsidy.dmn"
    path.write_bytes(SUBSIDY)
    facts = {"level": "初级", "trainees": 60}
    assert run_decide(path, facts, "amount").value == "27000"
    shown = "\n".join(run_decide(path, facts, explain=True).notes)
    assert "rate = 450" in shown
    assert "✓ 2: 450 (〔2025〕12号 第七条)" in shown
    assert "✗ 1: trainees = 60, < 50" in shown


def test_a_broken_file_beside_a_model_does_not_stand_in_its_way(tmp_path):
    importing = b'<import name="base" namespace="urn:base" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/><inputData'
    (tmp_path / "base.dmn").write_bytes(SUBSIDY.replace(b'namespace="urn:test"', b'namespace="urn:base"'))
    (tmp_path / "broken.dmn").write_text("<broken")
    for content in (SUBSIDY, SUBSIDY.replace(b"<inputData", importing, 1)):
        path = tmp_path / "subsidy.dmn"
        path.write_bytes(content)
        assert run_decide(path, FACTS, "amount").value == "27000"


def test_the_command_line_evaluates_an_expression():
    facts = {"a": Decimal("0.1"), "on": date(2025, 3, 1), "Full Name": "x"}
    assert run_feel("a + 0.2", facts).value == "0.3"
    assert run_feel('on + duration("P1D")', facts).value == "2025-03-02"
    assert run_feel("b", facts).value == "null"
    assert "第 1 行" in run_feel("b", facts).notes[0]


def test_a_knowledge_model_asked_by_itself_explains_itself_too():
    table = a_table([("n", "number", None)], [("", "string", None, None)], [([">= 5"], ['"many"'], "第一条")])
    made = read(definitions(knowledge("size", {"n": "number"}, table))).decide("size", {"n": 7})
    assert made.value == "many"
    assert made.explanation.inputs == {"n": "7"}
    assert made.explanation.rules[0].annotations == ("第一条",)
