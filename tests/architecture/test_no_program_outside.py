"""Adding a program is adding a folder: nothing outside `processes/` knows any of them by name."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = sorted(path.parent.name for path in (ROOT / "processes").glob("*/manifest.toml") if path.parent.name != "common")
CODE = sorted(
    path
    for folder in ("engine", "forms", "api", "migrations")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".toml", ".typ", ".html", ".css", ".js"} and not {"node_modules", "static"} & set(path.parts)
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_outside_its_folder_mentions_a_program(program: str) -> None:
    told = [path.relative_to(ROOT).as_posix() for path in CODE if program in path.read_text(encoding="utf-8")]
    assert told == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_program_mentions_another(program: str) -> None:
    others = [other for other in PROGRAMS if other != program]
    files = [
        path for path in (ROOT / "processes" / program).rglob("*") if path.suffix in {".bpmn", ".dmn", ".form", ".toml", ".py", ".typ"}
    ]
    assert [path.name for path in files for other in others if other in path.read_text(encoding="utf-8")] == []


def test_the_shared_diagrams_mention_no_program() -> None:
    files = [path for path in (ROOT / "processes" / "common").rglob("*") if path.suffix in {".bpmn", ".dmn", ".form", ".toml", ".py"}]
    assert [path.name for path in files for program in PROGRAMS if program in path.read_text(encoding="utf-8")] == []
