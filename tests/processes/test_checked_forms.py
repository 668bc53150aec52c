"""The check at deployment covers forms, the manifest and the kinds of results, with file, place and a sentence in both languages."""

import json
from html import escape

import pytest

from engine.packages.check import check_package
from engine.packages.discovery import package_files
from forms.port import Forms
from tests.build import PROCESSES
from tests.linked.conftest import PACKAGES

KEY = "gz_apprenticeship"
SUPERVISE, INSURANCE = f"{KEY}/forms/supervise.form", f"{KEY}/forms/insurance.form"
MANIFEST, DIAGRAM = f"{KEY}/manifest.toml", f"{KEY}/filing.bpmn"


def faults(path, old, new):
    files = package_files(PROCESSES / KEY)
    assert old.encode() in files[path], old
    files[path] = files[path].replace(old.encode(), new.encode(), 1)
    return check_package(files, Forms())


@pytest.mark.parametrize(
    ("path", "old", "new", "code", "word"),
    [
        (SUPERVISE, '"=outcome = \\"recuse\\""', '"=outcom = \\"recuse\\""', "feel_unknown_name_near", "outcom"),
        (SUPERVISE, '"=outcome = \\"recuse\\""', '"=outcome = 3"', "feel_compare_kinds", "hide"),
        (SUPERVISE, '"=outcome = \\"recuse\\""', '"=outcome"', "feel_result_type", "hide"),
        (SUPERVISE, '"=today"', '"=todai"', "feel_unknown_name_near", "validate.max"),
        (SUPERVISE, '"=today"', '"=1 + 1"', "feel_result_type", "validate.max"),
        (SUPERVISE, '"min": 0', '"min": "=today"', "feel_result_type", "validate.min"),
        (INSURANCE, '"=if result = ', '"=if reslt = ', "feel_unknown_name_near", "reslt"),
        (INSURANCE, '"=if result = \\"all\\" then', '"=if result then', "feel_condition", "expression"),
        (INSURANCE, '"=if result = \\"all\\" then', '"=if result + 1 > @\\"2024-01-01\\" then', "feel_operator", "expression"),
        (MANIFEST, "when = 'filing.plan.mode = ", "when = 'filing.plan.mod = ", "feel_unknown_member_near", "when"),
        (MANIFEST, "when = 'filing.plan.mode = \"entrusted\"'", "when = 'filing.plan.mode'", "feel_result_type", "when"),
        (MANIFEST, "passed = 'insurance.result = \"all\"'", "passed = 'insurance.result'", "feel_result_type", "passed"),
        (DIAGRAM, 'sign_off.outcome = "approve"', "sign_off.outcome", "feel_result_type", "sign_off.outcome"),
        (DIAGRAM, "=parameters.review_limit", "=parameters.publicity_days", "feel_result_type", "parameters.publicity_days"),
        (
            DIAGRAM,
            "=receipt day(case.received_on, parameters.rest_day_receipt)",
            "=parameters.publicity_days",
            "feel_result_type",
            "parameters.publicity_days",
        ),
    ],
)
def test_a_text_that_cannot_mean_what_it_says_is_a_fault_with_its_place(path, old, new, code, word):
    found = [one for one in faults(path, old, new) if one.severity == "error"]
    assert {one.code for one in found} == {code}
    assert {one.file for one in found} == {path}
    assert all(word in one.zh and word in one.en and one.zh != one.en for one in found)
    assert path.endswith(".toml") or all(one.element for one in found)


def test_a_member_of_a_row_is_known_by_the_list():
    path = f"{KEY}/forms/filing.form"
    text = package_files(PROCESSES / KEY)[path].decode()
    assert "m.hours" in text
    found = faults(path, "m.hours", "m.hurs")
    assert {one.code for one in found} == {"feel_unknown_member_near"}


GRANT = PACKAGES / "skill_grant"
FORM, GRANT_DIAGRAM = "skill_grant/forms/grant.form", "skill_grant/grant.bpmn"
SCORE = {"type": "number", "id": "score_field", "key": "score", "label": "得分"}
COURSES = {
    "type": "dynamiclist",
    "id": "courses_field",
    "path": "courses",
    "label": "课程",
    "components": [
        {"type": "textfield", "id": "course_name", "key": "name", "label": "名称"},
        {"type": "number", "id": "course_hours", "key": "hours", "label": "学时"},
    ],
}


def with_components(*components, path=FORM, condition='review_grant.outcome = "approve"'):
    """The faults of a small program whose form has more components."""
    files = package_files(GRANT)
    form = json.loads(files[FORM])
    files[path] = json.dumps(
        {**form, "id": path.rpartition("/")[2][:-5], "components": [*form["components"], SCORE, COURSES, *components]}
    ).encode()
    files[GRANT_DIAGRAM] = files[GRANT_DIAGRAM].replace(b'review_grant.outcome = "approve"', escape(condition).encode(), 1)
    return [one for one in check_package(files, Forms()) if one.severity == "error"]


def told(text, path=FORM):
    return with_components({"type": "text", "id": "told_field", "text": text}, path=path)


@pytest.mark.parametrize(
    "text",
    [
        "{{score + 1}}",
        "{{#loop courses}}{{name}}：{{hours * 2}}、{{this.hours}}{{/loop}}，{{score}}",
        "{{#loop courses}}{{#if hours > 3}}{{#loop [1, 2]}}{{this + hours}}{{/loop}}{{/if}}{{/loop}}",
        "{{#loop linked.something}}{{whatever}}{{/loop}}",
    ],
)
def test_what_stands_in_a_loop_sees_the_items(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("{{scoer}}", "feel_unknown_name_near", "scoer"),
        ("{{#loop courses}}{{naem}}{{/loop}}", "feel_unknown_name_near", "naem"),
        ("{{#loop courses}}{{this.hour}}{{/loop}}", "feel_unknown_member_near", "this.hour"),
        ('{{#loop courses}}{{hours + "x"}}{{/loop}}', "feel_operator", "hours"),
        ("{{#loop courses}}{{#if hours}}x{{/if}}{{/loop}}", "feel_result_type", "hours"),
        ("{{#loop courses}}{{#loop hours}}x{{/loop}}{{/loop}}", "feel_result_type", "hours"),
        ("{{#loop score}}x{{/loop}}", "feel_result_type", "score"),
        ("{{#loop courses}}x{{/loop}}{{hours}}", "feel_unknown_name_near", "hours"),
        ("{{#loop courses}}{{#if hours > 1}}{{/if}}{{hurs}}{{/loop}}", "feel_unknown_name_near", "hurs"),
    ],
)
def test_what_stands_in_a_loop_is_checked(text, code, word):
    (found,) = told(text)
    assert (found.code, found.file, found.element) == (code, FORM, "told_field")
    assert word in found.zh
    assert word in found.en


def test_a_form_that_no_step_uses_is_checked_too():
    (found,) = told("{{scoer}}", "skill_grant/forms/spare.form")
    assert (found.code, found.file) == ("feel_unknown_name_near", "skill_grant/forms/spare.form")
    assert told("{{score}} {{outcome}} {{case.number}}", "skill_grant/forms/spare.form") == []


def computed(text, **properties):
    return {"type": "expression", "id": "sum_field", "key": "worth", "expression": text, "computeOn": "change", "properties": properties}


@pytest.mark.parametrize(
    ("field", "condition", "code"),
    [
        (computed("=score * 2"), "grant.worth > 3", None),
        (computed("=score * 2"), 'grant.worth = "much"', "feel_compare_kinds"),
        (computed('=if score > 3 then "much" else null'), 'grant.worth = "much"', None),
        (computed('=if score > 3 then "much" else null'), "grant.worth > 3", "feel_compare_kinds"),
        (computed("=score > 3"), "grant.worth", None),
        (computed("=score > 3"), "grant.worth + 1 > 2", "feel_operator"),
        (computed("=today + score"), "grant.worth = 1", "feel_operator"),
        (computed('=date("2026-01-01")'), 'grant.worth = "2026-01-01"', None),
        (computed('=date("2026-01-01")'), "grant.worth = 1", "feel_compare_kinds"),
        (computed("=linked.something"), "grant.worth = 1", None),
        (computed("=score * 100", format="money"), "grant.worth > 5", None),
        (computed('="a"', format="money"), "true", "feel_result_type"),
    ],
)
def test_a_computed_field_has_the_kind_of_its_expression(field, condition, code):
    assert {one.code for one in with_components(field, condition=condition)} == ({code} if code else set())


def test_a_computed_field_of_a_row_has_a_kind_too():
    rows = {**COURSES, "id": "rows_field", "path": "rows", "components": [{**SCORE, "id": "row_score"}, computed("=this.score * 2")]}
    assert with_components(rows, condition="some one in grant.rows satisfies one.worth > 3") == []
    (found,) = with_components(rows, condition='some one in grant.rows satisfies one.worth = "x"')
    assert found.code == "feel_compare_kinds"


@pytest.mark.parametrize("key", ["gz_apprenticeship", "jy_apprenticeship"])
def test_the_shipped_packages_have_no_fault(key):
    assert check_package(package_files(PROCESSES / key), Forms()) == []
