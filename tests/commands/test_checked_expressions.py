"""Expressions of a package are held against the facts they will see, before it can be released."""

import pytest

from engine.packages.check import check_package
from engine.packages.discovery import package_files
from forms.port import Forms
from tests.build import PROCESSES

FOLDER = PROCESSES / "gz_apprenticeship"
DIAGRAM = "gz_apprenticeship/filing.bpmn"


def findings_with(old: str, new: str, path: str = DIAGRAM) -> list[tuple[str, str | None]]:
    files = package_files(FOLDER)
    assert old.encode() in files[path]
    files[path] = files[path].replace(old.encode(), new.encode())
    return [(finding.code, finding.element) for finding in check_package(files, Forms()) if finding.severity == "error"]


def test_the_shipped_package_has_no_fault() -> None:
    assert [str(finding) for finding in check_package(package_files(FOLDER), Forms()) if finding.severity == "error"] == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('looks_up = { training_suspensions = "change.', 'looks_up = { suspensions = "change.', "look_up_missing"),
        ('"change.institution_uscc"', '"change.institution_code"', "feel_unknown_member_near"),
        ('"change.institution_uscc"', '"change.("', "feel_refused"),
        ('line.kind = "suspend" and', 'line.kind = "suspend" and and', "feel_refused"),
    ],
)
def test_what_is_looked_up_in_a_register_is_checked(old: str, new: str, code: str) -> None:
    found = [each for each, _ in findings_with(old, new, "gz_apprenticeship/manifest.toml")]
    assert code in found, found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sign_off.outcome", "sign_of.outcome"),
        ("sign_off.outcome", "sign_off.outcom"),
        ("sign_off.outcome = &#34;approve&#34;", "sign_off.outcome = 1"),
        ("=parameters.review_limit", "=parameters.reviewlimit"),
        ("(case.received_on", "(case.recieved_on"),
    ],
)
def test_a_name_nobody_writes_and_kinds_that_never_compare_are_found(old: str, new: str) -> None:
    text = package_files(FOLDER)[DIAGRAM].decode()
    if old not in text:
        old, new = old.replace("&#34;", '"'), new.replace("&#34;", '"')
    assert findings_with(old, new)
