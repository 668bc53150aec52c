"""The engine's door."""

import json
from pathlib import Path

from engine.sdk.ports import FormsPort
from forms.port import Forms
from tests.forms.build import TODAY, a_field, form_json

FORM = form_json(
    a_field(key="p.name", required=True, properties={"label_en": "Name", "sensitive": "id"}),
    {"type": "dynamiclist", "path": "rows", "components": [a_field(key="x")]},
    a_field(
        "roster",
        "people",
        columns=[{"key": "n", "label": "姓名", "required": True, "clause": "第一条"}, {"key": "m", "label": "金额", "type": "money"}],
    ),
)


def test_forms_are_the_port_the_engine_asks_for():
    port: FormsPort = Forms()
    checked = port.check(FORM, {"p": {"name": ""}}, {"today": TODAY})
    assert [error.path for error in checked.errors] == ["p.name"]
    assert port.check(FORM, {}, {}, frozenset()).errors == ()
    assert port.findings(json.dumps(form_json({"type": "x"})).encode(), "a.form")[0].file == "a.form"


def test_a_row_is_cleaned_and_checked_by_its_columns():
    values, errors = Forms().check_row(FORM, "people", {"n": "", "m": "1,200"}, TODAY)
    assert values == {"n": None, "m": 120_000}
    assert [(error.path, error.clause) for error in errors] == [("n", "第一条")]
    assert Forms().check_row(FORM, "people", {"n": "张三", "m": 120_000}, TODAY) == ({"n": "张三", "m": 120_000}, [])


def test_every_input_is_listed_with_its_label_and_sensitivity():
    infos = Forms().fields(FORM)
    assert [(info.path, info.kind) for info in infos] == [
        ("p.name", "textfield"),
        ("rows", "dynamiclist"),
        ("rows.*.x", "textfield"),
        ("people", "roster"),
        ("people.n", "roster_text"),
        ("people.m", "roster_money"),
    ]
    assert (infos[0].label, infos[0].label_en, infos[0].sensitive) == ("字段p.name", "Name", "id")


def test_the_shipped_filing_is_listed():
    form = json.loads(Path("processes/gz_apprenticeship/forms/filing.form").read_bytes())
    paths = [info.path for info in Forms().fields(form)]
    assert {"enterprise.uscc", "plan.heads", "training.modules.*.hours", "roster.id_no"} <= set(paths)
