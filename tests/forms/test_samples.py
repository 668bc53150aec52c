"""Sample entries: what is made up for a form passes the form, what is made up wrong is refused field by field."""

import json

import pytest

from forms.port import Forms
from tests.build import PROCESSES

FACTS = {
    "today": "2026-11-22",
    "now": "2026-11-22T10:00:00+08:00",
    "regions": [
        {"code": "440100", "name": "广州市", "children": [{"code": "440106", "name": "天河区"}]},
        {"code": "320200", "name": "无锡市", "children": [{"code": "320281", "name": "江阴市"}]},
    ],
    "parameters": {},
}
SHIPPED = sorted(PROCESSES.glob("*/forms/*.form"))
ONLY_IN_A_CASE = {"leave": {"row"}}
"""Fields that name a row of a roster that is there."""
ANYTHING = {"receive_report", "recovery_sign_off", "report_sign_off", "reporting", "measure_sign_off"}
"""Forms of opinions that may be left empty: there is nothing to refuse."""


def judged(form, *, wrong):
    forms = Forms()
    sample = forms.sample(form, FACTS, wrong=wrong)
    return sample, forms.check(form, sample.values, {**FACTS, "attachments": sample.attachments, "rosters": sample.rosters}).errors


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_samples_pass_every_form_that_is_shipped_and_wrong_ones_are_refused(path):
    form = json.loads(path.read_text())
    _, errors = judged(form, wrong=False)
    assert {error.path for error in errors} == ONLY_IN_A_CASE.get(path.stem, set()), errors
    _, errors = judged(form, wrong=True)
    assert bool(errors) == (path.stem not in ANYTHING)


def test_what_is_wrong_is_wrong_in_every_field_that_can_be():
    kinds = {
        "person": {"type": "textfield", "properties": {"format": "idcard"}},
        "mail": {"type": "textfield", "validate": {"validationType": "email"}},
        "amount": {"type": "number"},
        "day": {"type": "datetime", "subtype": "date", "dateLabel": "日期"},
        "firm": {"type": "enterprise"},
        "place": {"type": "region"},
        "sign": {"type": "signature"},
        "choice": {"type": "radio", "values": [{"value": "a", "label": "甲"}]},
        "needed": {"type": "textarea", "validate": {"required": True}},
        "papers": {"type": "material", "items": [{"key": "plan", "label": "方案", "required": True}]},
    }
    components = [{"id": key, "key": key, "label": key, **rest} for key, rest in kinds.items()]
    form = {"type": "default", "id": "every", "schemaVersion": 19, "components": components}
    assert not judged(form, wrong=False)[1]
    assert {error.path.split(".")[0] for error in judged(form, wrong=True)[1]} == set(kinds)


def test_rows_that_must_add_up_and_texts_of_a_pattern_are_found():
    rows = {
        "type": "dynamiclist", "id": "parts", "path": "parts", "label": "权重",
        "properties": {"min_rows": 2, "check": "=sum(parts.weight) = 100", "check_message": "合计应为 100"},
        "components": [{"type": "number", "id": "weight", "key": "weight", "label": "权重", "validate": {"required": True}}],
    }  # fmt: skip
    pattern = {"pattern": "^[0-9]-[0-9]{2}$", "patternErrorMessage": "应为“6-18”这样的编码"}
    form = {
        "type": "default", "id": "sums", "schemaVersion": 19,
        "components": [rows, {"type": "textfield", "id": "code", "key": "code", "label": "编码", "validate": pattern}],
    }  # fmt: skip
    sample, errors = judged(form, wrong=False)
    assert not errors
    assert sample.values == {"parts": [{"weight": "50"}, {"weight": "50"}], "code": "6-18"}
