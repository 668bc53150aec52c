"""Forms as a whole: hiding, computing, rows, and what is judged."""

import time
from decimal import Decimal

from tests.forms.build import a_field, a_form, check

YES_NO = [{"value": "yes", "label": "是"}, {"value": "no", "label": "否"}]


def rows_of(*components, **more):
    return {"type": "dynamiclist", "path": "rows", "label": "明细", "components": list(components), **more}


def test_a_hidden_field_is_dropped_and_never_judged():
    form = a_form(a_field("radio", "q", values=YES_NO), a_field(key="why", required=True, conditional={"hide": '=q != "yes"'}))
    checked = check(form, {"q": "no", "why": "typed before"})
    assert (checked.values, checked.errors, checked.hidden) == ({"q": "no"}, (), {"why"})
    assert [error.path for error in check(form, {"q": "yes"}).errors] == ["why"]


def test_only_exactly_true_hides():
    for hide in ("=null", '="yes"', "=1", "=missing.thing", "=1 / 0", "=a"):
        assert check(a_form(a_field(key="a"), a_field(key="b", conditional={"hide": hide})), {"b": "x"}).hidden == frozenset()


def test_a_hidden_group_takes_everything_inside_with_it():
    inside = a_field(key="x", required=True)
    form = a_form(a_field(key="q"), {"type": "group", "id": "g", "path": "g", "conditional": {"hide": "=q = null"}, "components": [inside]})
    checked = check(form, {"g": {"x": "typed"}})
    assert (checked.errors, checked.hidden) == ((), {"#g", "g.x"})
    assert "x" not in checked.values.get("g", {})


def test_what_depends_on_a_hidden_field_sees_null():
    form = a_form(
        a_field("checkbox", "q"),
        a_field(key="b", conditional={"hide": "=q"}),
        a_field(key="c", conditional={"hide": "=b = null"}),
    )
    assert check(form, {"q": True, "b": "x", "c": "y"}).values == {"q": True}
    assert check(form, {"q": False, "b": "x", "c": "y"}).values == {"q": False, "b": "x", "c": "y"}


def test_fields_that_hide_each_other_come_to_an_end():
    form = a_form(a_field(key="a", conditional={"hide": "=b = null"}), a_field(key="b", conditional={"hide": "=a != null"}))
    assert check(form, {"a": "1", "b": "2"}).errors == ()


def test_computed_values_follow_each_other_whatever_their_order():
    form = a_form(
        {"type": "expression", "key": "total", "expression": "=sum + 1"},
        {"type": "expression", "key": "sum", "expression": "=a + b"},
        a_field("number", "a"),
        a_field("number", "b"),
    )
    checked = check(form, {"a": "1.5", "b": "2", "total": "forged"})
    assert checked.computed == {"total": Decimal("4.5"), "sum": Decimal("3.5")}
    assert checked.values["total"] == Decimal("4.5")


def test_a_row_sees_itself_its_parent_and_its_number():
    form = a_form(
        a_field("number", "limit"),
        rows_of(
            a_field("number", "n", validate={"max": "=limit"}),
            a_field(key="note", required=True, conditional={"hide": "=this.n = 1"}),
            {"type": "expression", "key": "where", "expression": "=i[1] * 10 + parent.limit"},
        ),
    )
    checked = check(form, {"limit": 5, "rows": [{"n": 1}, {"n": "9"}]})
    assert checked.values["rows"] == [{"n": 1, "where": 15}, {"n": 9, "note": None, "where": 25}]
    assert [(error.path, error.zh) for error in checked.errors] == [
        ("rows.1.n", "第 2 行：“字段n”不能大于 5"),
        ("rows.1.note", "第 2 行：请填写“字段note”"),
    ]
    assert checked.hidden == {"rows.0.note"}


def test_data_of_the_form_wins_over_facts_and_facts_are_seen():
    form = a_form(a_field(key="outcome"), a_field(key="x", conditional={"hide": '=outcome = "accept" or case.region = "440100"'}))
    assert check(form, {"outcome": "refuse"}, {"outcome": "accept"}).hidden == frozenset()
    assert check(form, {}, {"case": {"region": "440100"}}).hidden == {"x"}


def test_what_is_no_list_becomes_the_initial_rows():
    form = a_form(rows_of(a_field(key="x"), defaultRepetitions=2))
    for raw in (None, "text", {"0": {}}, 5):
        assert check(form, {"rows": raw}).values == {"rows": [{"x": None}, {"x": None}]}


def test_rows_are_counted():
    form = a_form(rows_of(a_field(key="x"), validate={"required": True}, properties={"max_rows": 2}))
    assert [error.code for error in check(form, {"rows": []}).errors] == ["rows_none"]
    assert [error.code for error in check(form, {"rows": [{}] * 3}).errors] == ["rows_max"]
    assert [error.code for error in check(form, {"rows": [{}] * 100_000}).errors] == ["rows_max"]


def test_a_disabled_field_is_neither_judged_nor_kept():
    assert check(a_form(a_field(required=True, disabled=True)), {"a": "x"}).values == {}


def test_a_readonly_field_is_judged_and_kept():
    checked = check(a_form(a_field(required=True, readonly=True)), {})
    assert [error.code for error in checked.errors] == ["required"]


def test_only_some_paths_and_what_lies_below_them_are_judged():
    form = a_form(a_field(key="a", required=True), a_field(key="b", required=True), rows_of(a_field(key="x", required=True)))
    assert [error.path for error in check(form, {}, only={"b", "rows"}).errors] == ["b", "rows.0.x"]
    assert check(form, {}, only=set()).errors == ()


def test_unknown_keys_are_dropped():
    assert check(a_form(a_field(key="p.q")), {"p": {"q": "1", "z": 2}, "other": 3}).values == {"p": {"q": "1"}}


def test_a_rule_of_a_field_fails_only_on_a_clear_no():
    field = a_field("number", "b", properties={"check": "=b >= a", "check_text": {"zh": "b 应不小于 a", "en": "b must reach a"}})
    form = a_form(a_field("number", "a"), field)
    assert check(form, {"b": 1}).errors == ()
    (error,) = check(form, {"a": 2, "b": 1}).errors
    assert (error.path, error.zh, error.en) == ("b", "b 应不小于 a", "b must reach a")


def test_options_may_depend_on_what_was_chosen_before():
    form = a_form(
        a_field("select", "a", values=[{"value": "x"}, {"value": "y"}]),
        a_field("select", "b", valuesExpression='=if a = "x" then ["1", "2"] else ["3"]'),
    )
    assert check(form, {"a": "x", "b": "1"}).errors == ()
    assert [error.code for error in check(form, {"a": "y", "b": "1"}).errors] == ["option"]


def test_a_form_of_three_hundred_rows_is_judged_quickly():
    form = a_form(
        rows_of(
            a_field(key="x", required=True), a_field("number", "n", conditional={"hide": "=this.x = null"}), properties={"max_rows": 400}
        )
    )
    begin = time.process_time()
    checked = check(form, {"rows": [{"x": "a", "n": str(n)} for n in range(300)]})
    assert checked.errors == ()
    assert time.process_time() - begin < 1
