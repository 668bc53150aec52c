"""Reading posts: what was typed stays, what nobody may change stays too."""

from starlette.datastructures import FormData

from forms.coerce import asks_refresh, from_post, shown, with_defaults
from tests.forms.build import a_field, a_form

ROWS = {"type": "dynamiclist", "path": "rows", "components": [a_field(key="x"), a_field("checkbox", "ok")], "properties": {"max_rows": 3}}


def test_groups_and_rows_become_nested_data_and_typed_text_is_kept():
    form = a_form({"type": "group", "id": "g", "path": "g", "components": [a_field("number", "n")]}, ROWS)
    posted = FormData(
        [
            ("g.n", "not a number"),
            ("rows", "0"),
            ("rows.0.x", " a "),
            ("rows.0.ok", ""),
            ("rows.0.ok", "true"),
            ("rows", "1"),
            ("rows.1.x", "b"),
            ("rows.1.ok", ""),
        ]
    )
    assert from_post(form, posted) == {"g": {"n": "not a number"}, "rows": [{"x": " a ", "ok": True}, {"x": "b", "ok": False}]}


def test_a_field_that_was_not_on_the_page_has_no_value():
    assert from_post(a_form(a_field("checkbox", "a"), a_field(key="b")), {}) == {}


def test_rows_are_added_and_removed_by_buttons():
    form = a_form(ROWS)
    base = {"rows": ["0", "1"], "rows.0.x": "a", "rows.1.x": "b"}
    assert from_post(form, base | {"_add": "rows"})["rows"] == [{"x": "a"}, {"x": "b"}, {}]
    assert from_post(form, base | {"_remove": "rows.0"})["rows"] == [{"x": "b"}]
    assert from_post(form, {"rows": ["0", "1", "2"], "_add": "rows"})["rows"] == [{}, {}, {}]
    assert asks_refresh({"_add": "rows"})
    assert asks_refresh({"refresh": "1"})
    assert not asks_refresh({"_enter": "1"})


def test_errors_on_the_screen_move_with_their_rows():
    form = a_form(ROWS)
    posted = {"_shown": "rows.0.x rows.1.x rows.2.x other", "_remove": "rows.1"}
    assert shown(form, posted) == {"rows.0.x", "rows.1.x", "other"}
    assert shown(form, {}) == set()


def test_row_numbers_from_outside_do_no_harm():
    form = a_form(ROWS)
    posted = {"rows": ["99999", "-1", "x", "٣", "0", "0", "999999999999"], "rows.0.x": "a"}
    assert from_post(form, posted) == {"rows": [{}, {"x": "a"}]}


def test_read_only_and_disabled_fields_keep_what_is_stored():
    form = a_form(
        a_field(key="a", readonly=True), a_field(key="b", disabled=True), a_field(key="c", readonly='=lock = "yes"'), a_field(key="lock")
    )
    posted = {"a": "forged", "b": "forged", "c": "typed", "lock": "yes"}
    assert from_post(form, posted, {"a": "1", "b": "2", "c": "3"}) == {"a": "1", "b": "2", "c": "3", "lock": "yes"}
    assert from_post(form, posted | {"lock": "no"}, {"a": "1"})["c"] == "typed"


def test_a_correction_changes_the_opened_fields_only():
    form = a_form(a_field(key="a"), a_field(key="b"), ROWS)
    stored = {"a": "1", "b": "2", "rows": [{"x": "old", "ok": True}]}
    posted = {"a": "new", "b": "forged", "rows": ["0", "1"], "rows.0.x": "fresh", "_add": "rows"}
    assert from_post(form, posted, stored, editable={"a"}) == {"a": "new", "b": "2", "rows": [{"x": "old", "ok": True}]}
    assert from_post(form, posted, stored, editable={"rows.0.x"})["rows"] == [{"x": "fresh", "ok": True}]


def test_a_browser_cannot_say_when_it_signed():
    form = a_form(a_field("signature", "s"))
    posted = {"s.name": "张三", "s.agreed": ["", "true"], "s.at": "1999-01-01T00:00:00+08:00"}
    assert from_post(form, posted) == {"s": {"name": "张三", "agreed": True}}
    stored = {"s": {"name": "张三", "agreed": True, "at": "2026-03-02T09:30:00+08:00"}}
    assert from_post(form, posted, stored) == stored
    assert from_post(form, posted | {"s.name": "李四"}, stored) == {"s": {"name": "李四", "agreed": True}}


def test_defaults_and_facts_fill_what_has_no_value_at_all():
    form = a_form(a_field(key="a", defaultValue="x"), a_field(key="b", properties={"prefill": "case.uscc"}), ROWS)
    filled = with_defaults(form, {}, {"case": {"uscc": "U"}})
    assert filled == {"a": "x", "b": "U", "rows": [{}]}
    assert with_defaults(form, {"a": "", "b": None, "rows": []}, {"case": {"uscc": "U"}}) == {"a": "", "b": None, "rows": []}
