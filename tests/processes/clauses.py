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
POLICY = ROOT.parent / "shared" / "reference" / "policy.md"
"""The catalogue of policies, where it lies beside the project."""
ARTICLE = r"第[零一二三四五六七八九十百千]+条"
LAW = re.compile(rf"《(?P<document>[^》]+)》(?:（[^）]*）)?(?P<articles>(?:{ARTICLE}、?)+)")
DOCUMENT = re.compile(
    r"(?P<document>[\u4e00-\u9fff]{2,8}〔\d{4}〕\d+号|江阴市职业技能提升行动实施方案（2019—2021年）)"
    r" ?(?P<clause>[一二三四五六七八九十]?（[一二三四五六七八九十]+）)"
)
PLACE = re.compile(rf"{ARTICLE}|[一二三四五六七八九十]?（[一二三四五六七八九十]+）")
DEFAULT = ("本系统默认值", "示例")
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


@dataclass(frozen=True, slots=True)
class Convention:
    """A clause that the engine keeps for every program: no element of a diagram carries it out, but tests hold it."""

    document: str
    clause: str
    says: str
    tests: tuple[str, ...]


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


def conventions() -> tuple[Convention, ...]:
    """What holds for every program, in the order of the source."""
    with SOURCE.open("rb") as file:
        return tuple(
            Convention(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
            for entry in tomllib.load(file)["convention"]
        )


def short(document: str) -> str:
    """The name of a document without brackets, 中华人民共和国 and what is added in parentheses."""
    return re.sub(r"（(?!2019—2021年).*?）", "", document).strip("《》").removeprefix("参照").strip("《》").removeprefix("中华人民共和国")


def mentioned(program: str) -> set[tuple[str, str]]:
    """Every (document, clause) that a text of a package refers to: diagrams, decisions, forms, parameters, papers, services, its own and
    the shared ones it runs with. A document without a clause stands with an empty one.
    """
    found: set[tuple[str, str]] = set()
    for path, content in package_files(ROOT / "processes" / program).items():
        if path.endswith((".md", ".json")):
            continue
        text = content.decode()
        for law in LAW.finditer(text):
            found |= {(short(law["document"]), article) for article in re.findall(ARTICLE, law["articles"])}
        found |= {
            (short(each["document"]), each["clause"]) for each in DOCUMENT.finditer(text) if not path.startswith("common/incompatible")
        }
    for parameter in program_of(program).parameters.values():
        for value in parameter.values:
            if not value.document.startswith(DEFAULT):
                found |= {(short(value.document), place) for place in PLACE.findall(value.clause) or [""]}
    return found


def told_by_policy() -> set[tuple[str, str]]:
    """Every article of a law that the conventions of the catalogue name, as (document, article)."""
    text = POLICY.read_text(encoding="utf-8").split("## 3. Conventions", 1)[1].split("\n## 4.", 1)[0]
    found: set[tuple[str, str]] = set()
    for block in re.split(r"(?=^\*\*3\.\d+)", text, flags=re.MULTILINE):
        named = [POLICY_LAWS[each] for each in re.findall("|".join(POLICY_LAWS), block)]
        current = ""
        for each in re.finditer(
            rf"(?P<line>^- (?=art\.))|(?P<law>{'|'.join(POLICY_LAWS)})|arts?\. (?P<numbers>\d+(?:–\d+)?)", block, re.MULTILINE
        ):
            if each["line"] is not None:
                current = named[0]
            elif each["law"] is not None:
                current = POLICY_LAWS[each["law"]]
            else:
                first, _, last = each["numbers"].partition("–")
                found |= {(current, f"第{in_chinese(number)}条") for number in range(int(first), int(last or first) + 1)}
    return found


POLICY_LAWS = {
    "Civil Code": "民法典", "行政许可法": "行政许可法", "优化营商环境条例": "优化营商环境条例", "行政复议": "行政复议法", "行政诉讼": "行政诉讼法",
    "预算法实施条例": "预算法实施条例", "PIPL": "个人信息保护法", "政府信息公开条例": "政府信息公开条例",
    "国务院关于在线政务服务的若干规定": "国务院关于在线政务服务的若干规定", "网络安全法": "网络安全法",
    "财政违法行为处罚处分条例": "财政违法行为处罚处分条例", "职业教育法": "职业教育法",
}  # fmt: skip
"""How the catalogue calls the laws."""


def in_chinese(number: int) -> str:
    """The number of an article as laws write it: 十五, 三十二, 二百零一, 一千二百五十九."""
    digits, units = "零一二三四五六七八九", ("", "十", "百", "千")
    text = "".join(
        digits[int(digit)] + (units[place] if digit != "0" else "")
        for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True)
    )
    text = re.sub("零+", "零", text).rstrip("零")
    return text.removeprefix("一") if text.startswith("一十") else text


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
    return "\n".join([*lines, *_conventions(), *_situations(), ""])


def _conventions() -> Iterable[str]:
    yield from ("## Conventions 各项目通用", "", "Kept by the engine for every program, in no diagram; the tests that hold them.", "")
    yield from ("| document | clause | says | held by |", "|---|---|---|---|")
    for each in conventions():
        yield f"| {each.document} | {each.clause} | {each.says} | {'<br>'.join(f'`{test}`' for test in each.tests)} |"
    yield ""


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
