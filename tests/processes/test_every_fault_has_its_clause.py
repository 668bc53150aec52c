"""Whatever the shipped programs can find wrong names the clause it comes from: forms, rosters, decisions, pairs of benefits."""

import json
from pathlib import Path

import pytest

from engine.packages.check import check_package
from engine.packages.discovery import COMMON, folders, package_files
from engine.packages.incompatible import read_incompatible
from engine.packages.prechecks import REPEATED
from engine.packages.program import Program, load_program
from engine.packages.table_results import results_of
from forms.definition import FormDefinition
from forms.kinds import kind_of
from forms.library import parse_form
from forms.port import Forms
from tests.build import PROCESSES

FOLDERS = [folder for folder in folders(PROCESSES) if folder.name != COMMON]
FAULTY = ("input", "list", "apart")
"""the roles of the parts of a form that can be wrong"""


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def program(request: pytest.FixtureRequest) -> Program:
    return load_program(package_files(request.param))


def forms_of(program: Program) -> dict[str, FormDefinition]:
    return {name: parse_form(json.dumps(form)) for name, form in program.forms.items()}


def test_every_part_of_a_form_that_can_be_wrong_has_a_clause(program: Program) -> None:
    bare = [
        f"{name}: {part.key or part.id}"
        for name, form in forms_of(program).items()
        for part in form.walk()
        if kind_of(part.kind).role in FAULTY and not part.basis
    ]
    assert bare == []


def test_every_column_of_a_roster_has_a_clause(program: Program) -> None:
    columns = [info for form in program.forms.values() for info in Forms().fields(form) if info.kind.startswith("roster_")]
    assert [info.path for info in columns if not info.properties["basis"]] == []


def test_every_result_of_a_decision_that_has_a_clause_says_which(program: Program) -> None:
    cells = {(name, cell) for name, model in program.decisions.items() for cell in results_of(model, name, "clause")}
    assert {name for name, cell in cells if cell in {"", '""', "null", "-"}} == set()


def test_every_pair_of_benefits_that_exclude_each_other_has_a_clause(program: Program) -> None:
    known, faults = read_incompatible(program.files)
    assert faults == []
    assert [pair for pair in known.pairs if not pair.clause] == []


def test_a_process_with_people_says_by_which_clause_nobody_may_stand_in_it_twice(program: Program) -> None:
    for process, spec in program.manifest.processes.items():
        if spec.roster is not None and spec.by == "enterprise" and spec.parent is None:
            assert [check.clause for check in program.manifest.checks_of(process) if REPEATED in check.faults] != []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('rules = ["hardship_plan_this_year"]', 'rules = ["hardship_plan"]', "check_code"),
        ('rules = ["start_passed"]', "rules = []", "check_missing"),
        ('asked = "licence"', 'asked = "license"', "check_step"),
        ("passed = 'insurance.result = \"all\"'", "passed = 'insurance.result = '", "feel_refused"),
        ('key = "credit_code"\nprocess = "filing"', 'key = "credit_code"\nprocess = "filling"', "check_process"),
        ('clause = "GB 11643-1999"', 'clause = ""', "check_clause"),
    ],
)
def test_a_check_that_names_what_is_not_there_is_refused(old: str, new: str, code: str) -> None:
    files = changed("gz_apprenticeship/manifest.toml", old, new)
    assert code in {finding.code for finding in check_package(files, Forms())}


def test_a_decision_with_an_empty_clause_is_refused() -> None:
    files = changed(
        "gz_apprenticeship/decisions/enterprise_standing.dmn", '<text>"穗人社函〔2020〕22号 四（三）"</text>', '<text>""</text>'
    )
    assert {finding.code for finding in check_package(files, Forms())} == {"clause_empty"}


def changed(path: str, old: str, new: str) -> dict[str, bytes]:
    files = dict(package_files(Path(PROCESSES) / "gz_apprenticeship"))
    text = files[path].decode()
    assert text.count(old) == 1
    files[path] = text.replace(old, new).encode()
    return files
