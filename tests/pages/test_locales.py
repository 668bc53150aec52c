"""The catalogues: both languages complete, nothing unused, nothing missing, the same facts in both."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import Environment, nodes

from api.catalogue import Catalogue, MissingString
from api.rendering import TEMPLATES

API = Path(__file__).parents[2] / "api"
CATALOGUES = {language: Catalogue.load(language) for language in ("zh", "en")}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def forms_of(entry: object) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def asked_in_templates() -> Iterator[tuple[str, bool]]:
    """Every key a template asks for; True = only the beginning of it is written there."""
    environment = Environment()
    for path in sorted(TEMPLATES.rglob("*.html")):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                first = call.args[0]
                if isinstance(first, nodes.Const):
                    yield first.value, False
                else:
                    assert isinstance(first, nodes.Concat), f"{path}: a key must begin with text"
                    start = first.nodes[0]
                    assert isinstance(start, nodes.Const), f"{path}: a key must begin with text"
                    yield start.value, True


def asked_in_scripts() -> Iterator[tuple[str, bool]]:
    for path in sorted((API / "frontend" / "js").glob("*.js")):
        text = path.read_text(encoding="utf-8")
        for quote, name in re.findall(r"""(?:\bword|\.say)\(([\"`])([\w]+)""", text):
            yield f"js.{name}", quote == "`"


def asked_in_python() -> Iterator[tuple[str, bool]]:
    for path in sorted(API.rglob("*.py")):
        if "frontend" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in CATALOGUES["zh"].entries:
                yield node.value, False


def asked() -> set[tuple[str, bool]]:
    return {*asked_in_templates(), *asked_in_scripts(), *asked_in_python()}


def test_both_catalogues_have_the_same_keys() -> None:
    assert set(CATALOGUES["zh"].entries) == set(CATALOGUES["en"].entries)


def test_every_string_a_page_asks_for_exists() -> None:
    known = set(CATALOGUES["zh"].entries)
    missing = [key for key, begun in asked() if not (any(each.startswith(key) for each in known) if begun else key in known)]
    assert missing == []


def test_no_string_is_unused() -> None:
    whole = {key for key, begun in asked() if not begun}
    begun = tuple(key for key, begun in asked() if begun)
    unused = [key for key in CATALOGUES["zh"].entries if key not in whole and not key.startswith(begun)]
    assert unused == []


def test_both_languages_fill_in_the_same_facts() -> None:
    def facts(entry: object) -> set[str]:
        return {name for form in forms_of(entry) for _, name, _, _ in Formatter().parse(form) if name}

    differing = [key for key, entry in CATALOGUES["zh"].entries.items() if facts(entry) != facts(CATALOGUES["en"].entries[key])]
    assert differing == []


def test_no_english_string_holds_chinese_and_every_chinese_one_does() -> None:
    quoted = {"calendar.basis_example"}
    assert [
        key
        for key, entry in CATALOGUES["en"].entries.items()
        if key not in quoted and any(CHINESE.search(form) for form in forms_of(entry))
    ] == []
    assert [key for key, entry in CATALOGUES["zh"].entries.items() if not any(CHINESE.search(form) for form in forms_of(entry))] == []


def test_templates_hold_no_chinese_of_their_own() -> None:
    found = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).replace(">中文</a>", "")
        found += [f"{path.name}: {match.group()}" for match in CHINESE.finditer(text)]
    assert found == []


def test_english_counts_one_and_many() -> None:
    english = CATALOGUES["en"]
    assert english.text("frame.rows", n=1) == "1 row"
    assert english.text("frame.rows", n=2) == "2 rows"
    assert CATALOGUES["zh"].text("frame.rows", n=2) == "共 2 条"


def test_a_string_nobody_wrote_is_refused() -> None:
    with pytest.raises(MissingString, match=r"frame\.nothing_like_it"):
        CATALOGUES["zh"].text("frame.nothing_like_it")
