"""The table of clauses says what the packages do: nothing in it is made up, and nothing is missing."""

import pytest

from tests.processes.clauses import CLAUSE, PAGE, ROOT, Clause, clauses, page, program_of, shown_by

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
