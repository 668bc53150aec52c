"""The table of clauses says what the packages do: nothing in it is made up, and nothing is missing."""

import pytest

from tests.processes.clauses import (
    CLAUSE,
    PAGE,
    POLICY,
    ROOT,
    Clause,
    clauses,
    conventions,
    in_chinese,
    mentioned,
    page,
    program_of,
    short,
    shown_by,
    told_by_policy,
)

PROGRAMS = sorted({each.program for each in clauses()})


def test_the_page_is_what_its_source_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("clause", clauses(), ids=lambda each: f"{each.program} {each.clause}")
def test_every_element_and_scenario_named_exists(clause: Clause) -> None:
    program = program_of(clause.program)
    for place in clause.elements:
        process, element = place.split("/")
        assert program.element(process, element).name
    folder = ROOT / "processes" / clause.program / "scenarios"
    assert [name for name in clause.scenarios if not (folder / f"{name}.toml").is_file()] == []


@pytest.mark.parametrize("clause", clauses(), ids=lambda each: f"{each.program} {each.clause}")
def test_every_element_is_passed_by_a_scenario_of_its_clause(clause: Clause) -> None:
    assert [element for element in clause.elements if not shown_by(clause, element)] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_scenario_shows_a_clause(program: str) -> None:
    shown = {name for each in clauses() if each.program == program for name in each.scenarios}
    there = {path.stem for path in (ROOT / "processes" / program / "scenarios").glob("*.toml")}
    assert there - shown == set()


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_clause_a_diagram_refers_to_has_a_line_with_that_element(program: str) -> None:
    known = {(each.clause, place) for each in clauses() if each.program == program for place in each.elements}
    loaded = program_of(program)
    missing = []
    for process in loaded.manifest.processes:
        for element in loaded.definition.processes[process].elements.values():
            for clause in CLAUSE.findall(loaded.basis(element.attributes)):
                told = {place for known_clause, place in known if known_clause == clause}
                if not any(place.startswith(f"{process}/") for place in told):
                    missing.append((process, element.id, clause))
    assert missing == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_clause_that_a_text_of_the_package_names_has_a_line(program: str) -> None:
    told = (*(each for each in clauses() if each.program == program), *conventions())
    known = {(short(each.document), each.clause) for each in told}
    assert sorted(mentioned(program) - known) == []


@pytest.mark.skipif(not POLICY.is_file(), reason="the catalogue of policies does not lie beside the project")
def test_every_article_the_catalogue_names_has_a_line() -> None:
    known = {(short(each.document), each.clause) for each in (*clauses(), *conventions())}
    assert sorted(told_by_policy() - known) == []


def test_every_convention_names_tests_that_exist() -> None:
    assert [(each.clause, test) for each in conventions() for test in each.tests if not (ROOT / test).is_file()] == []
    assert all(each.tests for each in conventions())


@pytest.mark.parametrize(
    ("number", "text"), [(6, "六"), (10, "十"), (15, "十五"), (32, "三十二"), (45, "四十五"), (201, "二百零一"), (1259, "一千二百五十九")]
)
def test_articles_are_written_as_laws_write_them(number: int, text: str) -> None:
    assert in_chinese(number) == text
