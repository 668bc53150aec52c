"""The public kit: how much of the standard holds, counted also on results that are not null."""

from pathlib import Path

import pytest

from engine.dmn import DmnRefused, UnknownDecision, read
from engine.dmn.sheets import export_table, import_table
from engine.feel import FeelError, compile_expression
from tests.conformance import kit

pytestmark = pytest.mark.skipif(not kit.KIT.is_dir(), reason=f"the kit is not at {kit.KIT}: put its compliance levels there")

MEASURED = {"2": (77, 77, 68, 68), "3": (1779, 1779, 1048, 1048)}
"""of a level all results and those that hold, then of those that are not null; a change for the worse fails, one for the better is entered"""


@pytest.fixture(scope="module")
def level_2():
    return kit.counted("2")


@pytest.fixture(scope="module")
def level_3():
    return kit.counted("3")


def failures(results):
    return {case.name: (case.expected, case.found) for case in results if not case.passed}


def counts(results):
    solid = [case for case in results if not case.null]
    return len(results), sum(case.passed for case in results), len(solid), sum(case.passed for case in solid)


def test_level_2_holds_wholly(level_2):
    assert failures(level_2) == {}
    assert counts(level_2) == MEASURED["2"]


def test_level_3_holds_of_all_results_and_of_those_that_are_not_null(level_3):
    assert failures(level_3).keys() == kit.REASONS.keys()
    assert counts(level_3) == MEASURED["3"]
    every, holding, solid, solid_holding = counts(level_3)
    assert holding / every >= 0.995
    assert solid_holding / solid >= 0.995


def test_the_documents_list_every_failure_with_its_reason(level_3):
    page = (Path(__file__).parents[2] / "docs" / "reference" / "dmn.md").read_text(encoding="utf-8")
    for name in failures(level_3):
        assert f"| `{name}` | {kit.REASONS[name]} |" in page


def test_the_lint_finds_no_fault_in_decisions_of_the_kit_that_hold(level_2, level_3):
    sound = {(case.level, case.folder, case.file, case.node) for case in [*level_2, *level_3] if case.found is not None and not case.causes}
    models = {place: kit.model_of(kit.KIT / f"compliance-level-{place[0]}" / place[1] / place[2]) for place in {one[:3] for one in sound}}
    found = {
        f"{place[1]}/{fault.decision}"
        for place, model in models.items()
        for fault in model.lint()
        if fault.error and (*place, fault.decision) in sound
    }
    assert found == {f"0064-feel-conjunction/decision00{key}_b" for key in "68"} | {
        f"0065-feel-disjunction/decision00{key}_c" for key in "37"
    }


def test_no_decision_of_the_kit_is_null_without_a_cause(level_2, level_3):
    silent = {case.name for case in [*level_2, *level_3] if case.found is None and not case.causes and not case.error}
    assert {name.partition("/")[0] for name in silent} <= {"0074-feel-properties"}
    assert len(silent) <= 4, "time offset and timezone of moments that have none"


def test_every_expression_of_the_kit_prints_to_a_text_that_parses_to_the_same_tree():
    checked = sum(map(round_trips, sorted(kit.KIT.glob("compliance-level-*/*/*.dmn"))))
    assert checked > 3000


NULL_BY_THEMSELVES = {
    "null",
    "null.b",
    'get value({a: null}, "a")',
    "(<10).start",
    "(<=10).start",
    "(>10).end",
    "(>=10).end",
    *(
        f"{moment}.{member}"
        for moment in ('time("10:30:00")', 'date and time("2018-12-10T10:30:00")')
        for member in ("time offset", "timezone")
    ),
}
"""Nothing went wrong: the value that was asked for is null."""


def test_no_expression_of_the_kit_is_null_without_a_cause():
    silent = {text for path in sorted(kit.KIT.glob("compliance-level-*/*/*.dmn")) for text in kit.texts(path) if null_without_cause(text)}
    assert silent <= NULL_BY_THEMSELVES


def null_without_cause(text) -> bool:
    try:
        outcome = compile_expression(text).explain({}, now=kit.NOW)
    except FeelError:
        return False
    return outcome.value is None and not outcome.warnings


def test_the_static_check_does_not_object_to_what_works():
    objected = {
        code for path in sorted(kit.KIT.glob("compliance-level-*/*/*.dmn")) for text in kit.texts(path) for code in objections(text)
    }
    assert objected <= {"logic", "unknown_name"}, "one side of `and` may go unseen, and so may the body of a function that is not called"


def objections(text) -> set[str]:
    try:
        expression = compile_expression(text)
        outcome = expression.explain({}, now=kit.NOW)
    except FeelError:
        return set()
    return set() if outcome.warnings else {cause.code for cause in expression.check({})}


def round_trips(path) -> int:
    count = 0
    for text in kit.texts(path):
        try:
            compiled = compile_expression(text)
        except FeelError:
            continue
        assert compile_expression(compiled.print()).tree == compiled.tree, text
        count += 1
    return count


def test_every_table_of_the_kit_leaves_as_a_sheet_and_comes_back_to_the_identical_file():
    checked = sum(map(come_back, sorted(kit.KIT.glob("compliance-level-*/*/*.dmn"))))
    assert checked > 20


def come_back(path) -> int:
    model = read(path.read_bytes(), [one.read_bytes() for one in sorted(path.parent.glob("*.dmn")) if one != path], tolerant=True)
    count = 0
    for name in model.decisions:
        try:
            sheet = export_table(model, name)
        except UnknownDecision:
            continue
        try:
            xml = import_table(model, name, sheet)
        except DmnRefused:  # the kit has tables with faults on purpose
            continue
        assert xml == path.read_bytes(), path
        count += 1
    return count
