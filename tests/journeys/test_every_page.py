"""Every page in both languages, light and dark, at a desk and on a telephone: accessible, laid out well, and in the language asked for."""

import re
import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.browser_support import axe, layout
from tests.journeys.pages import places
from tests.journeys.town import Town
from tests.journeys.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser
DEMO = True
LOCALES = Path(__file__).parents[2] / "api" / "locales"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SHOWN = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const within = walk.currentNode.parentElement;
    if (!within.closest("script, style, noscript, [lang=zh-CN], .canvas")) found.push(walk.currentNode.data);
  }
  for (const e of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"]) if (e.hasAttribute(name)) found.push(e.getAttribute(name));
  return found.map((text) => text.trim()).filter(Boolean);
}"""
LOOKS = {"zh": ((DESK, "light"), (PHONE, "dark")), "en": ((DESK, "dark"), (PHONE, "light"))}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_accessible_laid_out_well_and_in_its_language(town: Town, invite: Any, language: str):
    town.settle()
    faults: list[str] = []
    for username, group in groupby(places(town), key=lambda place: place.username):
        visitor = invite(username)
        if username:
            visitor.go("/account")
        visitor.go(f"/language/{language}?next=/notices-and-licences")
        for place in group:
            visitor.go(place.path)
            faults += [f"{place.name} {fault}" for fault in looked_at(visitor, language)]
            if language == "en":
                faults += [f"{place.name} en: a string of the pages stands in Chinese: {text}" for text in untranslated(visitor)]
    assert not faults, "\n".join(faults)


def looked_at(visitor: Visitor, language: str) -> Iterator[str]:
    """What axe and the layout lint find in the two looks of a language."""
    for size, theme in LOOKS[language]:
        visitor.page.set_viewport_size(size)
        visitor.page.emulate_media(color_scheme=theme)
        ready(visitor)
        for fault in (*axe.violations(visitor.page), *layout.faults(visitor.page)):
            yield f"{language} {size['width']} {theme}: {fault}"


def ready(visitor: Visitor) -> None:
    """Put axe into the page past its policy, which rightly forbids pages to evaluate text; wait for a diagram to be drawn."""
    if visitor.page.locator("[data-diagram]").count():
        visitor.page.locator("[data-diagram][data-drawn]").wait_for()
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("Runtime.evaluate", {"expression": axe.AXE.read_text(encoding="utf-8")})
    session.detach()


def untranslated(visitor: Visitor) -> list[str]:
    """Sentences of the Chinese catalogue on an English page; a person may be called like one of them."""
    own = set(catalogue("zh").values()) - set(catalogue("en").values()) - {"管理员"}
    return [text for text in visitor.page.evaluate(SHOWN) if text in own]


def catalogue(language: str) -> dict[str, str]:
    """Every Chinese sentence of the pages' catalogue that stands alone, by key."""
    found: dict[str, str] = {}
    pending: list[tuple[str, Any]] = [("", tomllib.loads((LOCALES / f"{language}.toml").read_text(encoding="utf-8")))]
    while pending:
        path, node = pending.pop()
        if isinstance(node, dict):
            pending += [(f"{path}.{key}", value) for key, value in node.items()]
        elif CHINESE.search(node) and "{" not in node:
            found[path] = node
    return found


def test_what_english_pages_say_in_chinese_is_the_content_of_the_program_and_of_people(town: Town, invite: Any):
    officer = invite("shouli")
    officer.go("/account")
    officer.go("/language/en?next=/account")
    place = next(each for each in places(town) if each.name == "queue")
    officer.go(place.path)
    heads = officer.page.locator("thead").inner_text() + officer.page.locator("nav").first.inner_text()
    assert not CHINESE.search(heads), heads
