"""Reading definitions: everything wrong is said at once; nothing is ignored silently."""

import json
from pathlib import Path

import pytest

from forms.kinds import KINDS
from forms.library import FormRefused, findings_of, parse_form
from tests.forms.build import a_field, a_form, codes_of, form_json

SHIPPED = sorted(Path("processes").glob("*/forms/*.form"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_every_shipped_form_is_read_without_findings(path):
    assert findings_of(path.read_bytes(), str(path)) == ()


def test_all_faults_of_a_form_are_found_at_once_each_with_place_and_both_languages():
    form = form_json(
        {"type": "wizard", "key": "w"},
        a_field(key="a"),
        a_field(key="a"),
        a_field(key="b", conditional={"hide": "=1 +"}),
        a_field(key="c", validate={"pattern": "("}),
        {"type": "iframe", "url": "https://example.org"},
        a_field("number", "d", validate={"min": "=min(", "max": 5}),
        a_field(key="漢"),
        a_field("select", "e"),
    )
    with pytest.raises(FormRefused) as refused:
        parse_form(form)
    findings = refused.value.findings
    places = {(f.code, f.element) for f in findings}
    assert places == {
        ("form_kind", "components[0].type"),
        ("form_key_twice", "components[2].key"),
        ("form_feel", "components[3].conditional.hide"),
        ("form_pattern", "components[4].validate.pattern"),
        ("form_forbidden", "components[5].type"),
        ("form_feel", "components[6].validate.min"),
        ("form_key", "components[7].key"),
        ("form_options_source", "components[8].values"),
    }
    assert all(finding.zh and finding.en for finding in findings)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "json"),
        (b"[]", "root"),
        (b"[" * 100_000, "json"),
        (b"\xff\xfe", "json"),
        (b'{"type": "default"}', "root"),
        (b'{"type": "default", "components": [], "schemaVersion": 20}', "version"),
    ],
)
def test_what_is_no_form_is_refused(raw, code):
    assert f"form_{code}" in [finding.code for finding in findings_of(raw)]


def test_a_form_of_two_million_bytes_is_refused():
    assert [f.code for f in findings_of(b" " * 2_000_001)] == ["form_size"]


@pytest.mark.parametrize(
    ("component", "code"),
    [
        (a_field(conditional={"hide": True}), "feel_missing"),
        (a_field(conditional={"hide": "a = 1"}), "feel_missing"),
        (a_field(properties={"format": "isbn"}), "format"),
        (a_field(properties={"sensitive": "secret"}), "sensitive"),
        (a_field(label="{{#if a}}x"), "template"),
        (a_field(label="{{a +}}"), "feel"),
        (a_field(validate={"minLength": "many"}), "property"),
        (a_field(validate={"pattern": "a{99999}"}), "pattern"),
        (a_field("number", validate={"min": 5, "max": 1}), "bounds"),
        (a_field("radio", values=[{"label": "x"}]), "option"),
        (a_field("radio", values=[{"value": "x"}, {"value": "x"}]), "option_twice"),
        (a_field("radio", values=[{"value": "x"}], valuesKey="y"), "options_source"),
        (a_field("datetime", subtype="week"), "choice"),
        (a_field("material", items=[]), "empty"),
        (a_field("material", items=[{"key": "x", "label": "x"}, {"key": "x", "label": "y"}]), "key_twice"),
        (a_field("roster", columns=[{"key": "x", "label": "x", "type": "blob"}]), "choice"),
        (a_field("roster"), "empty"),
        ({"type": "dynamiclist", "components": []}, "path"),
        ({"type": "image", "source": "javascript:alert(1)"}, "source"),
        ({"type": "table", "dataSource": "=rows"}, "columns"),
        (a_field(key="_key"), "key"),
        (a_field(key=""), "key_missing"),
        (a_field(id="1 x"), "id"),
        (a_field(layout={"columns": 17}), "property"),
    ],
)
def test_a_faulty_component_is_refused(component, code):
    assert code in codes_of(form_json(component))


def test_a_key_may_not_lie_below_another_one():
    assert codes_of(form_json(a_field(key="a"), a_field(key="a.b"))) == ["key_twice"]
    group = {"type": "group", "path": "g", "components": [a_field(key="x")]}
    assert codes_of(form_json(group, a_field(key="g.x"))) == ["key_twice"]


def test_rows_of_a_list_have_keys_of_their_own():
    rows = {"type": "dynamiclist", "path": "rows", "components": [a_field(key="x")]}
    form = a_form(rows, a_field(key="x"))
    assert [component.key for component in form.walk()] == ["rows", "x", "x"]


def test_nesting_has_an_end():
    component = a_field()
    for number in range(10):
        component = {"type": "group", "id": f"g{number}", "components": [component]}
    assert codes_of(form_json(component)) == ["nesting"]


def test_a_group_without_path_passes_the_path_around_it_on():
    inner = {"type": "group", "id": "inner", "components": [a_field(key="x")]}
    form = a_form({"type": "group", "id": "outer", "path": "a.b", "components": [inner]})
    assert [c.key for c in form.walk() if c.kind == "textfield"] == ["a.b.x"]


def test_every_kind_has_a_template_unless_it_shows_nothing():
    templates = {path.stem for path in Path("forms/templates/fields").glob("*.html")}
    assert templates == {name for name, kind in KINDS.items() if kind.role != "none"}


def test_numbers_of_the_definition_stay_exact():
    form = parse_form(json.dumps(form_json(a_field("number", validate={"max": 0.1}))))
    assert str(form.components[0].settings.most) == "0.1"
