"""What holds for any data: no crash, a fixpoint, nothing echoed as markup, rosters that come back as they left."""

import datetime as dt
import io
import os
import string

import lxml.html
import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.coerce import from_post, shown, with_defaults
from forms.library import findings_of
from forms.rendering import FormState
from forms.roster import check_row, read_workbook, workbook_template
from tests.forms.build import FACTS, PEOPLE, REGIONS, TODAY, a_field, a_form, check, form_json, id_number, renderer, saved

CHOICE = [{"value": "x"}, {"value": 3, "label": "三"}, {"value": {"k": 1}, "label": "对象"}]
ROW = [
    a_field(key="t", conditional={"hide": "=this.n = 1"}),
    a_field("number", "n"),
    a_field("select", "s", valuesExpression="=[this.t, 1]"),
]
FORM = a_form(
    a_field(key="text", required=True, validate={"pattern": "^[a-z]+$"}),
    a_field(key="phone", properties={"format": "mobile"}),
    a_field(key="money", properties={"format": "money"}),
    a_field("textarea", "area", conditional={"hide": "=text = null"}),
    a_field("number", "number", validate={"min": "=other", "max": 10}),
    a_field("number", "other", decimalDigits=2, serializeToString=True),
    a_field("number", "fen", properties={"format": "money"}),
    a_field("datetime", "date", validate={"max": "=today"}),
    a_field("datetime", "time", subtype="time", timeSerializingFormat="utc_offset"),
    a_field("datetime", "moment", subtype="datetime", timeSerializingFormat="utc_normalized"),
    a_field("checkbox", "check"),
    a_field("radio", "radio", values=CHOICE, conditional={"hide": "=check"}),
    a_field("select", "select", valuesKey="rows"),
    a_field("checklist", "checklist", values=CHOICE),
    a_field("taglist", "taglist", valuesExpression="=[text, number]"),
    a_field("enterprise", "enterprise"),
    a_field("region", "region"),
    a_field("signature", "signature", required=True),
    {"type": "expression", "key": "sum", "expression": "=number + count(rows)", "properties": {"show": True, "label": "和"}},
    {"type": "text", "text": "{{text}} {{#loop rows}}{{this.t}}{{/loop}} {{radio}}"},
    {"type": "html", "content": "<p>{{area}}</p>"},
    {"type": "table", "label": "表", "dataSource": "rows", "columns": [{"key": "t", "label": "t"}]},
    {"type": "group", "id": "g", "label": "{{text}}", "path": "g", "components": [a_field(key="inner"), a_field("filepicker", "file")]},
    {
        "type": "dynamiclist",
        "path": "rows",
        "components": [*ROW, {"type": "dynamiclist", "path": "deep", "components": [a_field(key="z")]}],
    },
)
PATHS = ["text", "phone", "money", "area", "number", "other", "fen", "date", "time", "moment", "check", "radio", "select", "checklist"]
PATHS += ["taglist", "enterprise", "region", "signature", "sum", "rows", "g"]
TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=30),
    st.sampled_from(
        [
            "2026-01-05",
            "10:30",
            "2026-01-05T10:30:00Z",
            "1e400",
            "-0",
            "١٢",
            "13800138000",
            "x",
            "3",
            "91350211M000100Y46",
            "<b>",
            "true",
            "９９",
        ]
    ),
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.decimals(), TEXTS, st.dates())
ANY = st.recursive(SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)), max_leaves=8)
ROWS = st.lists(st.dictionaries(st.sampled_from(["t", "n", "s", "deep"]), ANY, max_size=4), max_size=4)
DATA = st.dictionaries(st.sampled_from(PATHS), ANY, max_size=12).flatmap(
    lambda data: st.one_of(st.just(data), ROWS.map(lambda rows: data | {"rows": rows}))
)
FACTS_HERE = {**FACTS, "regions": REGIONS, "now": dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)}
EXAMPLES = 500 if os.environ.get("TONGBAN_FULL") else 40
BUDGET = settings(max_examples=EXAMPLES, deadline=None)


@given(DATA)
@BUDGET
def test_any_data_is_judged_and_shown_without_a_crash(data):
    checked = check(FORM, data, FACTS_HERE)
    assert all(error.zh and error.en and error.path for error in checked.errors)
    for more in ({}, {"readonly": True}, {"print": True, "language": "en"}):
        state = FormState(with_defaults(FORM, data), checked.errors, FACTS_HERE, changed={path: data[path] for path in data}, **more)
        assert renderer().render(FORM, state)


@given(DATA)
@BUDGET
def test_clean_values_are_a_fixpoint(data):
    first = check(FORM, data, FACTS_HERE)
    second = check(FORM, first.values, FACTS_HERE)
    assert second.values == first.values
    assert second.hidden == first.hidden
    if not first.errors:
        assert second.errors == ()


@given(
    st.lists(
        st.tuples(st.sampled_from([*PATHS, "rows.0.t", "rows.1.n", "rows.0.deep", "signature.name", "_add", "_remove", "_shown"]), TEXTS),
        max_size=25,
    )
)
@BUDGET
def test_any_post_is_read_judged_and_shown_again(pairs):
    data = from_post(FORM, pairs, facts=FACTS_HERE)
    checked = check(FORM, data, FACTS_HERE, only=shown(FORM, pairs))
    state = FormState(data, checked.errors, FACTS_HERE)
    assert renderer().render(FORM, state)


@given(st.text(alphabet="<>\"'&/=abc{}%#!-`\\[]()* \n", min_size=1, max_size=40))
@BUDGET
def test_no_text_ever_becomes_an_element_or_an_attribute(text):
    def outline(value):
        values = {
            "text": value,
            "area": value,
            "number": value,
            "g": {"inner": value},
            "signature": {"name": value, "agreed": True},
            "rows": [{"t": value, "n": value}],
        }
        state = FormState(values, facts=FACTS_HERE, changed={"text": value})
        html = lxml.html.fromstring(str(renderer().render(FORM, state)))
        return [(element.tag, sorted(element.attrib)) for element in html.iter() if element.tag != "br"]

    assert outline(f"a{text}b") == outline("ab")


@given(
    st.recursive(
        SCALARS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(
                    [
                        "type",
                        "key",
                        "path",
                        "components",
                        "validate",
                        "properties",
                        "conditional",
                        "hide",
                        "label",
                        "values",
                        "columns",
                        "items",
                        "expression",
                        "layout",
                        "min",
                        "pattern",
                    ]
                ),
                st.one_of(inner, st.sampled_from(["textfield", "select", "roster", "group", "dynamiclist", "material", "=1+", "=a"])),
                max_size=6,
            ),
        ),
        max_leaves=25,
    )
)
@settings(max_examples=EXAMPLES * 2, deadline=None)
def test_any_json_is_read_or_refused_with_findings(component):
    for finding in findings_of(form_json(component)):
        assert finding.zh
        assert finding.en


CELLS = {
    "name": st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20),
    "mobile": st.one_of(st.none(), st.integers(13_000_000_000, 19_999_999_999).map(str)),
    "hired": st.one_of(st.none(), st.dates(dt.date(1950, 1, 1), TODAY)),
    "level": st.sampled_from([None, "四级/中级工", "三级/高级工"]),
    "wage": st.one_of(st.none(), st.integers(0, 10**9)),
    "years": st.one_of(st.none(), st.integers(0, 60)),
    "member": st.sampled_from([None, "是", "否"]),
}


@given(st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=6))
@settings(max_examples=EXAMPLES // 2, deadline=None)
def test_a_template_filled_in_comes_back_as_it_was_filled(people):
    book = openpyxl.load_workbook(io.BytesIO(workbook_template(PEOPLE)))
    for number, person in enumerate(people):
        wage = None if person["wage"] is None else person["wage"] / 100
        values = {**person, "id_no": id_number(number), "wage": wage}
        row = [values[column.key] for column in PEOPLE]
        book.worksheets[0].append(row)
        book.worksheets[0].cell(book.worksheets[0].max_row, 1).data_type = "s"
    imported = read_workbook(saved(book), PEOPLE, TODAY)
    assert imported.problems == ()
    assert [row.values["name"] for row in imported.rows] == [person["name"].lstrip("'") or None for person in people] or imported.faults
    for row, person in zip(imported.rows, people, strict=True):
        assert row.values["wage"] == person["wage"]
        assert row.values["hired"] == (person["hired"] and person["hired"].isoformat())
        assert row.values["mobile"] == person["mobile"]
        assert row.values["years"] == person["years"]


@given(st.dictionaries(st.sampled_from([column.key for column in PEOPLE]), ANY))
@BUDGET
def test_any_row_is_cleaned_and_a_clean_row_stays_as_it_is(values):
    cleaned, faults = check_row(PEOPLE, values, TODAY)
    again, more = check_row(PEOPLE, cleaned, TODAY)
    assert again == cleaned
    assert faults or not more


@given(st.binary(max_size=300) | st.text(string.printable).map(str.encode))
@BUDGET
def test_any_bytes_are_no_workbook_but_no_crash_either(content):
    assert read_workbook(content, PEOPLE, TODAY).problems
    assert read_workbook(b"PK\x03\x04" + content, PEOPLE, TODAY).problems
