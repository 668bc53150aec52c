"""The table of what the documents leave open: the sentence that is silent, and the parameter that answers it, or why there is none.

    python -m tests.processes.silent

makes `docs/reference/silent.md` of `docs/silent.toml`, what people say, and the packages, what the parameters ship with.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.packages.parameters import Parameter
from tests.processes.clauses import program_of

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "docs" / "silent.toml"
PAGE = ROOT / "docs" / "reference" / "silent.md"
POLICY = ROOT.parent / "shared" / "reference" / "policy.md"
"""The catalogue of policies, where it lies beside the project."""
PROGRAMS = ("gz_apprenticeship", "jy_apprenticeship")
SILENT = re.compile(r"Silent → (?P<items>.*)")
HEAD = """# Silent 文件未规定的事项

Made from `docs/silent.toml` and the packages by `python -m tests.processes.silent`. Where a document is silent the program has a parameter:
dated, with its source and a note, edited in the studio like every other. Where a thing is no parameter the last column says why. The story
in the third column runs on a release with another value (`settings`) and comes out differently.

"""


@dataclass(frozen=True, slots=True)
class Left:
    """What a section leaves open: its sentence, the parameters that answer it, the stories with another value, or why there is none."""

    section: str
    says: str
    parameters: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    why: str = ""


def left_open() -> tuple[Left, ...]:
    """The entries in the order of the source."""
    with SOURCE.open("rb") as file:
        return tuple(
            Left(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
            for entry in tomllib.load(file)["silent"]
        )


def told_by_policy() -> Iterator[tuple[str, str]]:
    """(section, sentence) of everything that sections 1A, 1B, 1G and 1H of the catalogue leave open."""
    text = POLICY.read_text(encoding="utf-8")
    for section in ("1A", "1B", "1G", "1H"):
        body = text.split(f"### {section}.", 1)[1].split("\n### ", 1)[0].split("\n## ", 1)[0]
        for found in SILENT.finditer(body):
            yield from ((section, item) for item in pieces(found["items"]))
        if section == "1H":
            rows = [line.strip("| ").split(" | ") for line in body.splitlines() if line.startswith("| S")]
            yield from ((section, f"{row[0]}: {row[-1]}") for row in rows)


def pieces(items: str) -> Iterator[str]:
    """The items of a list, parted by semicolons that stand in no bracket."""
    depth, start = 0, 0
    for place, character in enumerate(items):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == ";" and depth == 0:
            yield items[start:place].strip(" .")
            start = place + 1
    yield items[start:].strip(" .")


@cache
def parameters_of(program: str) -> Mapping[str, Parameter]:
    """The parameters a shipped program runs with."""
    return program_of(program).parameters


def page() -> str:
    """The reference page."""
    known = {program: parameters_of(program) for program in PROGRAMS}
    lines = [HEAD.rstrip("\n"), ""]
    for section in dict.fromkeys(each.section for each in left_open()):
        lines += [f"## {section}", "", "| silent | parameter, default | another value in | why no parameter |", "|---|---|---|---|"]
        for each in left_open():
            if each.section == section:
                shipped = "<br>".join(_shipped(known, key) for key in each.parameters)
                stories = "<br>".join(f"`{name}`" for name in each.stories)
                lines.append(f"| {each.says} | {shipped} | {stories} | {each.why} |")
        lines.append("")
    return "\n".join(lines)


def _shipped(known: Mapping[str, Mapping[str, Parameter]], key: str) -> str:
    values = {
        str(parameter.values[-1].value) if parameter.values else "—"
        for program in PROGRAMS
        if (parameter := known[program].get(key)) is not None
    }
    return f"`{key}` = {', '.join(sorted(values))}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
