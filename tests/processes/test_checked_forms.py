"""The check at deployment covers forms, the manifest and the kinds of results, with file, place and a sentence in both languages."""

import pytest

from engine.packages.check import check_package
from engine.packages.discovery import package_files
from forms.port import Forms
from tests.build import PROCESSES

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
        (DIAGRAM, "=case.received_on", "=parameters.publicity_days", "feel_result_type", "parameters.publicity_days"),
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


@pytest.mark.parametrize("key", ["gz_apprenticeship", "jy_apprenticeship"])
def test_the_shipped_packages_have_no_fault(key):
    assert check_package(package_files(PROCESSES / key), Forms()) == []
