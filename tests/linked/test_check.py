"""`tongban check` finds what is wrong with linked processes, benefits and pairs, all at once."""

import pytest

from engine.packages.check import check_package
from engine.packages.discovery import package_files
from engine.sdk.errors import Finding
from forms.port import Forms
from tests.linked.conftest import PACKAGES

MANIFEST = "training_plan/manifest.toml"
PAIRS = "common/incompatible.toml"


def faults(**changes: tuple[str, str, str]) -> list[Finding]:
    """Findings of the sample package after replacing texts in its files."""
    files = package_files(PACKAGES / "training_plan")
    for path, old, new in changes.values():
        text = files[path].decode()
        assert old in text
        files[path] = text.replace(old, new, 1).encode()
    return check_package(files, Forms())


def test_the_sample_packages_are_sound_but_for_a_message_nobody_waits_for():
    (warning,) = faults()
    assert (warning.code, warning.severity, warning.element) == ("message_unheard", "warning", "advance_done")
    assert check_package(package_files(PACKAGES / "skill_grant"), Forms()) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        (MANIFEST, 'parent = { process = "plan", stages = ["training"] }', 'parent = { process = "plam" }', "parent_missing"),
        (MANIFEST, 'stages = ["training"] }', 'stages = ["trainig"] }', "stage_missing"),
        (MANIFEST, 'parent = { process = "plan", stages', 'parent = { process = "leave", stages', "parent_linked"),
        (MANIFEST, 'release = "current"', 'release = "newest"', "parent_release"),
        (MANIFEST, 'parent = { process = "plan", while_open = false, release = "current" }', "", "starter_parent"),
        (MANIFEST, 'parent = { process = "plan", stages = ["training"] }', "", "once_parent"),
        (MANIFEST, 'parent = { process = "plan", stages = ["training"] }', 'parent = "plan"', "manifest_parent"),
        (MANIFEST, 'role = "review"', 'role = "reviewer"', "starter_role"),
        (MANIFEST, 'by = "officer"', 'by = "anybody"', "by_unknown"),
        (MANIFEST, 'benefit = "apprenticeship"', 'benefit = "apprentice"', "benefit_missing"),
        (PAIRS, 'b = "skill_upgrade"', 'b = "skil_upgrade"', "pair_kind"),
        (PAIRS, 'scope = "occupation_level"', 'scope = "planet"', "pair_scope"),
        (PAIRS, 'clause = "示例办法 二（四）"', "", "pair_clause"),
        (PAIRS, "at_most = 3", "at_most = 0", "pair_at_most"),
        (PAIRS, 'at_entry = "block"', 'at_entry = "shout"', "pair_at_entry"),
        (PAIRS, "same_year = true", "same_month = true", "pair_unknown"),
        (PAIRS, "[[kind]]", "[[kind]", "incompatible_toml"),
        ("training_plan/leave.bpmn", "training_plan.close_row", "training_plan.close_now", "service_missing"),
    ],
)
def test_each_fault_is_told_with_its_code(path: str, old: str, new: str, code: str):
    found = faults(change=(path, old, new))
    assert code in {finding.code for finding in found}
    assert all(finding.zh and finding.en for finding in found)


def test_all_faults_are_told_at_once():
    found = faults(
        stage=(MANIFEST, 'stages = ["training"] }', 'stages = ["trainig"] }'),
        role=(MANIFEST, 'role = "review"', 'role = "reviewer"'),
        scope=(PAIRS, 'scope = "certificate"', 'scope = "planet"'),
    )
    assert {"stage_missing", "starter_role", "pair_scope"} <= {finding.code for finding in found}


@pytest.mark.parametrize("name", ["linked", "money", "payment", "parent"])
def test_no_step_may_take_the_name_of_facts_the_engine_writes(name: str):
    found = faults(change=("training_plan/leave.bpmn", 'id="close_row"', f'id="{name}"'))
    assert "writer_reserved" in {finding.code for finding in found}


@pytest.mark.parametrize(("key", "told"), [("", True), (' tb:correlation="=case.number"', False)])
def test_a_message_without_a_key_that_another_process_waits_for_is_refused(key: str, told: bool):
    """A settlement waits for it and would never get it: the parent alone is known without a key."""
    files = package_files(PACKAGES / "training_plan")
    leave = files["training_plan/leave.bpmn"].decode()
    end = '<bpmn:endEvent id="leave_done" name="完成" tb:stage="settled">'
    assert end in leave
    leave = leave.replace(end, f'{end[:-1]}{key}><bpmn:messageEventDefinition messageRef="paid" />')
    leave = leave.replace("  <bpmn:process id", '  <bpmn:message id="paid" name="payment_done" />\n  <bpmn:process id')
    files["training_plan/leave.bpmn"] = leave.encode()
    found = [finding.element for finding in check_package(files, Forms()) if finding.code == "message_without_key"]
    assert found == (["leave_done"] if told else [])
