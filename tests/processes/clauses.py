"""The table of clauses: which element of a diagram carries a clause out, and which scenarios show it."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from engine.packages.discovery import package_files
from engine.packages.program import Program, load_program

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "docs" / "clauses.toml"
PAGE = ROOT / "docs" / "reference" / "clauses.md"
CLAUSE = re.compile(r"[一二三四五六七八九十]（[一二三四五六七八九十]）")
HEAD = """# Clauses 条款对照

Made from `docs/clauses.toml` by `python -m tests.processes.clauses`; tests hold it to the packages: every element and scenario named is there,
every scenario is named, and every clause a diagram, a rule or a parameter refers to has its line.

"""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with the elements (`<process>/<element>`) that carry it out and the scenarios that show it."""

    document: str
    clause: str
    says: str
    program: str
    elements: tuple[str, ...]
    scenarios: tuple[str, ...]


def clauses() -> tuple[Clause, ...]:
    """The clauses in the order of the source."""
    with SOURCE.open("rb") as file:
        return tuple(
            Clause(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
            for entry in tomllib.load(file)["clause"]
        )


def program_of(key: str) -> Program:
    """A shipped program."""
    return load_program(package_files(ROOT / "processes" / key))


def page() -> str:
    """The reference page."""
    lines = [HEAD.rstrip("\n"), ""]
    programs: dict[str, Program] = {}
    for document in dict.fromkeys(each.document for each in clauses()):
        lines += [f"## {document}", "", "| clause | says | carried out by | shown by |", "|---|---|---|---|"]
        for each in clauses():
            if each.document == document:
                program = programs.setdefault(each.program, program_of(each.program))
                elements = "<br>".join(f"`{name}` {_name(program, name)}" for name in each.elements)
                lines.append(f"| {each.clause} | {each.says} | {elements} | {'<br>'.join(f'`{name}`' for name in each.scenarios)} |")
        lines.append("")
    return "\n".join(lines)


def _name(program: Program, place: str) -> str:
    process, element = place.split("/")
    return program.element(process, element).name


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
