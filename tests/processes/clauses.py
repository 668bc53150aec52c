"""The table of clauses: which element of a diagram carries a clause out, and which scenarios really pass it.

    python -m tests.processes.clauses [--play [scenario ...]]

makes `docs/reference/clauses.md` of `docs/clauses.toml`, what people say, and `docs/passages.toml`, what was seen: with `--play` every
scenario (or only those named) is played first, and what it passed is written down. The test of each scenario holds its own record to what it passes.
"""

import argparse
import re
import tempfile
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.packages.discovery import package_files
from engine.packages.program import Program, load_program
from engine.scenarios.reading import read_scenario
from tests.build import a_clock, a_player, an_engine
from tests.database import Server
from tests.processes.passages import passing

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "docs" / "clauses.toml"
PASSAGES = ROOT / "docs" / "passages.toml"
PAGE = ROOT / "docs" / "reference" / "clauses.md"
CLAUSE = re.compile(r"[一二三四五六七八九十]（[一二三四五六七八九十]）")
HEAD = """# Clauses 条款对照

Made from `docs/clauses.toml` and `docs/passages.toml` by `python -m tests.processes.clauses`. A scenario stands beside an element only when
a token of its cases has left that element while the scenario was played: the test of every scenario compares its record with what it passes.
Stories of people who are refused before, or wait at, these elements stand in a line of their own. Tests also hold that every scenario is
named, that no element is without a scenario, and that every clause a diagram refers to has its line.

"""


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation that the programs meet: the stories of each program that tell it, and why a program has none."""

    name: str
    title: str
    stories: Mapping[str, tuple[str, ...]]
    why_not: str


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


def situations() -> tuple[Situation, ...]:
    """The situations in the order of the source."""
    with SOURCE.open("rb") as file:
        told = tomllib.load(file)["situation"]
    programs = tuple(dict.fromkeys(each.program for each in clauses()))
    return tuple(Situation(each["en"], each["zh"], {key: tuple(each[key]) for key in programs}, each["why_not"]) for each in told)


def program_of(key: str) -> Program:
    """A shipped program."""
    return load_program(package_files(ROOT / "processes" / key))


def recorded() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What every scenario passed when it was played last: program, scenario, elements of the table."""
    with PASSAGES.open("rb") as file:
        return {
            program: {scenario: tuple(elements) for scenario, elements in found.items()} for program, found in tomllib.load(file).items()
        }


def of_the_table(program: str, passed: Iterable[str]) -> tuple[str, ...]:
    """What of the passed elements the table speaks of."""
    return tuple(sorted(set(passed) & {element for each in clauses() if each.program == program for element in each.elements}))


def shown_by(clause: Clause, element: str) -> tuple[str, ...]:
    """The scenarios of the clause that passed the element."""
    return tuple(name for name in clause.scenarios if element in recorded().get(clause.program, {}).get(name, ()))


def page() -> str:
    """The reference page."""
    lines = [HEAD.rstrip("\n"), ""]
    programs: dict[str, Program] = {}
    for document in dict.fromkeys(each.document for each in clauses()):
        lines += [f"## {document}", "", "| clause | says | carried out by | passed by |", "|---|---|---|---|"]
        for each in clauses():
            if each.document != document:
                continue
            program = programs.setdefault(each.program, program_of(each.program))
            for number, element in enumerate(each.elements):
                scenarios = "<br>".join(f"`{name}`" for name in shown_by(each, element))
                head = f"| {each.clause} | {each.says}" if number == 0 else "| |"
                lines.append(f"{head} | `{element}` {_name(program, element)} | {scenarios} |")
            passing_one = {name for element in each.elements for name in shown_by(each, element)}
            if stopped := [name for name in each.scenarios if name not in passing_one]:
                lines.append(f"| | | stopped before | {'<br>'.join(f'`{name}`' for name in stopped)} |")
        lines.append("")
    return "\n".join([*lines, *_situations(), ""])


def _situations() -> Iterable[str]:
    regions = {program: program_of(program).manifest.authority.zh for program in dict.fromkeys(each.program for each in clauses())}
    yield from (
        "## Situations 情形",
        "",
        f"| situation | {' | '.join(regions.values())} | why not |",
        "|---|" + "---|" * (len(regions) + 1),
    )
    for each in situations():
        told = " | ".join("<br>".join(f"`{name}`" for name in each.stories[program]) or "—" for program in regions)
        yield f"| {each.title}（{each.name}） | {told} | {each.why_not} |"


def _name(program: Program, place: str) -> str:
    process, element = place.split("/")
    return program.element(process, element).name


def play(names: Collection[str] = ()) -> str:
    """`docs/passages.toml`, from playing every scenario on a database of its own; with names only those, the others as they were."""
    server, lines = (
        Server(),
        ["# What every scenario passed of the elements in clauses.toml. Written by `python -m tests.processes.clauses --play`."],
    )
    for program in dict.fromkeys(each.program for each in clauses()):
        lines += ["", f"[{program}]"]
        for path in sorted((ROOT / "processes" / program / "scenarios").glob("*.toml")):
            known = recorded().get(program, {}).get(path.stem)
            again = known is None or not names or path.stem in names
            found = of_the_table(program, _played(server, path, program)) if again else known or ()
            passed = ", ".join(f'"{element}"' for element in found)
            lines.append(f"{path.stem} = [{passed}]")
    return "\n".join(lines) + "\n"


def _played(server: Server, path: Path, program: str) -> set[str]:
    scenario = read_scenario(path, program)
    url, clock = server.fresh(), a_clock(scenario.start)
    with tempfile.TemporaryDirectory() as folder:
        engine = an_engine(url, Path(folder), clock)
        try:
            with passing() as passed:
                faults = a_player(engine, clock, program).play(scenario)
        finally:
            engine.close()
            server.drop(url)
    if faults:
        raise SystemExit(f"{path}: {'; '.join(map(str, faults))}")
    return passed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--play", nargs="*", metavar="scenario", help="play every scenario, or these, and write down what it passed")
    chosen = parser.parse_args().play
    if chosen is not None:
        PASSAGES.write_text(play(chosen), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
