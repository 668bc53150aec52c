"""Reads the DMN Technology Compatibility Kit and says for every expected result whether the model gives it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from lxml import etree

from engine import dmn
from engine.dmn.reference import FAILURES
from engine.feel import FeelError
from engine.feel.exchange import inward
from engine.feel.temporal_text import parse_date, parse_date_time, parse_duration, parse_time

KIT = Path(__file__).resolve().parents[3] / "shared" / "tck"
NS = "{http://www.omg.org/spec/DMN/20160719/testcase}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
NOW = datetime(2025, 6, 1, 9, 30, tzinfo=UTC)
READERS = {
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
    "dayTimeDuration": parse_duration,
    "yearMonthDuration": parse_duration,
}


@dataclass(frozen=True)
class Case:
    """One expected result."""

    level: str
    folder: str
    file: str
    id: str
    node: str
    expected: object
    null: bool
    error: bool
    passed: bool
    found: object
    causes: tuple[str, ...] = ()
    """codes of what was reported on the way"""

    @property
    def name(self) -> str:
        return f"{self.folder}/{self.id}/{self.node}"


def value_of(element):
    if element is None or element.get(f"{XSI}nil") == "true":
        return None
    components = element.findall(f"{NS}component")
    if components:
        return {one.get("name"): value_of(one) for one in components}
    items = element.find(f"{NS}list")
    if items is not None:
        return None if items.get(f"{XSI}nil") == "true" else [value_of(one) for one in items.findall(f"{NS}item")]
    inner = element.find(f"{NS}value")
    if inner is None or inner.get(f"{XSI}nil") == "true":
        return None
    return simple(inner.text or "", (inner.get(f"{XSI}type") or "xsd:string").rpartition(":")[2])


def simple(text, kind):
    if kind == "boolean":
        return text.strip() == "true"
    if kind in ("decimal", "double", "integer", "int", "long", "float"):
        return Decimal(text.strip())
    if kind in READERS:
        return READERS[kind](text.strip())
    return text


def alike(expected, found) -> bool:
    """Equality of the kit: numbers within 1e-8."""
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return abs(expected - found) < Decimal("1e-8")
    if type(expected) is not type(found):
        return False
    if isinstance(expected, list):
        return len(expected) == len(found) and all(map(alike, expected, found))
    if isinstance(expected, dict):
        return expected.keys() == found.keys() and all(alike(value, found[key]) for key, value in expected.items())
    return expected == found


def cases(level: str) -> Iterator[Case]:
    """Every expected result of a level, evaluated."""
    for path in sorted((KIT / f"compliance-level-{level}").glob("*/*.xml")):
        yield from _file(level, path)


def model_of(path: Path) -> dmn.Model:
    """The model that a file of cases is about."""
    name = etree.parse(path).getroot().findtext(f"{NS}modelName")
    others = [one.read_bytes() for one in sorted(path.parent.glob("*.dmn")) if one.name != name]
    return dmn.read((path.parent / name).read_bytes(), others, tolerant=True)


def _file(level, path):
    root = etree.parse(path).getroot()
    model = model_of(path)
    for case in root.findall(f"{NS}testCase"):
        facts = {one.get("name"): value_of(one) for one in case.findall(f"{NS}inputNode")}
        for node in case.findall(f"{NS}resultNode"):
            name = case.get("invocableName") if case.get("type") in ("decisionService", "bkm") else node.get("name")
            expected, error = value_of(node.find(f"{NS}expected")), node.get("errorResult") == "true"
            if error:
                expected = None
            causes = ()
            try:
                made = model.decide(name, facts, now=NOW)
                found, causes = inward(made.value), tuple(one.code for one in made.warnings)
                if isinstance(found, dict) and case.get("type") == "decisionService" and node.get("name") in found:
                    found = found[node.get("name")]
            except FeelError as fault:
                found, causes = None if error else fault, (fault.code,)
            passed = alike(expected, found)
            name, file = node.get("name"), path.name
            yield Case(level, path.parent.name, file, case.get("id"), name, expected, expected is None, error, passed, found, causes)


REASONS = dict(FAILURES)
"""why a result of the kit does not hold"""
COUNTS: dict[str, str] = {}
"""what was counted in this run, for the summary"""
FAILED: dict[str, list[str]] = {}
"""what did not hold in this run, with the reason"""


def counted(level: str) -> list[Case]:
    """All results of a level, their count kept for the summary."""
    results = list(cases(level))
    COUNTS[level] = table(results)
    FAILED[level] = [f"{case.name}: {REASONS.get(case.name, 'no known reason')}" for case in results if not case.passed]
    return results


def table(results: list[Case]) -> str:
    """The counts of a level: all results, and those whose expected result is not null."""
    solid = [case for case in results if not case.null]
    passed, solid_passed = sum(case.passed for case in results), sum(case.passed for case in solid)
    return f"{passed}/{len(results)} ({passed / len(results):.2%}), not null {solid_passed}/{len(solid)} ({solid_passed / len(solid):.2%})"


def texts(path: Path) -> Iterator[str]:
    """The literal expressions of a model."""
    for element in etree.parse(path).getroot().iter("{*}literalExpression"):
        text = "".join(element.find("{*}text").itertext()).strip() if element.find("{*}text") is not None else ""
        if text:
            yield text
