"""补贴标准: what two departments answer for together: amounts, ratios, and the tables that yield money with all they read."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress

from lxml import etree

from engine.dmn.elements import DecisionElement, Knowledge
from engine.dmn.findings import DmnRefused
from engine.dmn.xml_reader import read_definitions
from engine.packages.parameters import FILE, Parameter, read_parameters
from engine.sdk.errors import PackageError
from engine.sdk.text import Text

RATES = {"money", "ratio"}
LABOUR, TREASURY = "rate_labour", "rate_treasury"
DEPARTMENTS: Mapping[str, Text] = {
    LABOUR: Text("标准会签（人社部门）", "Rates, for human resources"),
    TREASURY: Text("标准会签（财政部门）", "Rates, for the treasury"),
}
"""The posts that stand for the two departments 标准调整 takes; held in the region of a program or above it."""
MONEY = frozenset({"amount", "gross", "net", "advanced", "ceiling", "requested", "base", "rate"})
"""What of a decision's result is money, where no type says so."""
DECLARES = re.compile(r"""\btypeRef\s*=\s*["']money["']|<(?:\w+:)?typeRef>\s*money\s*<""")
"""A result, or a part of one, of the type `money`."""
NAMED = re.compile(r"""<(?:\w+:)?decision\b[^>]*\bname\s*=\s*["']([^"']*)["']""")
MANIFEST = "/manifest.toml"
DECISION = "{urn:tongban:bpmn:1}decision"
YIELDS = re.compile(rf"\b({'|'.join(sorted(MONEY))})\b\s*:|name=\"({'|'.join(sorted(MONEY))})\"")
READS = re.compile(r"\bparameters\.([A-Za-z_]\w*)")


def changed_rates(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Text, ...]:
    """The titles of amounts and ratios, of decisions that yield money, and of what these read, that would not be what they are.

    A parameter file that cannot be read holds none; a table that cannot be read has changed.
    """
    read = _read_by_tables(before) | _read_by_tables(after)
    old, new = _rates(before, read), _rates(after, read)
    titles = []
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if _values(was) != _values(now):
            known = now or was
            titles.append(known.title if known else Text(key))
    return (*titles, *_changed_tables(before, after))


def _values(rate: Parameter | None) -> tuple[object, ...]:
    return (rate.type, *((each.start, each.value) for each in rate.values)) if rate else ()


def _rates(files: Mapping[str, bytes], read: set[str]) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for path, content in files.items():
        if path.endswith(f"/{FILE}"):
            with suppress(PackageError):
                known = read_parameters(content, path)
                found |= {f"{path}:{key}": each for key, each in known.items() if each.type in RATES or key in read}
    return found


def _tables(files: Mapping[str, bytes]) -> dict[str, str]:
    """The texts of the files of decisions that yield money."""
    return {path: files[path].decode("utf-8", "replace") for path in money_files(files)}


def money_files(files: Mapping[str, bytes]) -> dict[str, bool]:
    """The files of decisions that yield money, and whether they say so.

    By the type `money` of a result; else by what a result is called, or because a process pays it out.
    """
    found, paid = {}, _paid(files)
    for path, content in files.items():
        if path.endswith(".dmn"):
            text = content.decode("utf-8", "replace")
            declared = DECLARES.search(text) is not None
            if declared or YIELDS.search(text) or paid & set(NAMED.findall(text)):
                found[path] = declared
    return found


def _paid(files: Mapping[str, bytes]) -> set[str]:
    """The decisions that reckon what processes of these manifests pay out."""
    steps: set[str] = set()
    for path, content in files.items():
        if path.endswith(MANIFEST):
            with suppress(ValueError):
                steps |= set(_payable(tomllib.loads(content.decode())))
    found: set[str] = set()
    for path, content in files.items():
        if steps and path.endswith(".bpmn"):
            with suppress(etree.XMLSyntaxError):
                root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
                found |= {str(each.get(DECISION)) for each in root.iter(etree.Element) if each.get("id") in steps and each.get(DECISION)}
    return found


def _payable(told: object) -> Iterator[str]:
    """The steps whose results a manifest says are paid, wherever it says so."""
    for key, value in told.items() if isinstance(told, dict) else ():
        if key == "payable" and isinstance(value, dict):
            yield str(value.get("fact", "")).partition(".")[0]
        yield from _payable(value)
    for each in told if isinstance(told, list) else ():
        yield from _payable(each)


def _read_by_tables(files: Mapping[str, bytes]) -> set[str]:
    return {name for text in _tables(files).values() for name in READS.findall(text)}


def _changed_tables(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[Text]:
    """Decisions and functions of such files whose logic is another one; how they are drawn does not matter."""
    for path in sorted({*_tables(before), *_tables(after)}):
        if before.get(path) == after.get(path):
            continue
        old, new = _logic(before.get(path)), _logic(after.get(path))
        if old is None or new is None:
            yield Text(path)
            continue
        for name in sorted({*old, *new}):
            was, now = old.get(name), new.get(name)
            if (was and was[1]) != (now and now[1]):
                known = now or was
                yield known[0] if known else Text(name)


def _logic(content: bytes | None) -> dict[str, tuple[Text, object]] | None:
    """What each decision and function of a file is called and computes, by name; None where it cannot be read."""
    if content is None:
        return {}
    try:
        elements = read_definitions(content)[0].elements
    except DmnRefused:
        return None
    return {
        each.name: (_called(each), (each.logic, each.variable, sorted(each.requirements)))
        for each in elements
        if isinstance(each, DecisionElement | Knowledge)
    }


def _called(element: DecisionElement | Knowledge) -> Text:
    """A decision as its question names it."""
    if isinstance(element, DecisionElement):
        return Text(element.question or element.name, element.en or element.name)
    return Text(element.name)
