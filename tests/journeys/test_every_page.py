"""Every page in both languages, light and dark, at a desk and on a telephone: accessible, laid out well, and in the language asked for."""

import os
import re
import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from tests.api.routes import page_addresses
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
    if (!within.closest("script, style, noscript, [lang|=zh]:not(html), output, .canvas")) found.push(walk.currentNode.data);
  }
  for (const e of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"]) if (e.hasAttribute(name)) found.push(e.getAttribute(name));
  return found.map((text) => text.trim()).filter(Boolean);
}"""
LOOKS = ((DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark"))
FULL = any(os.environ.get(name, "") not in ("", "0") for name in ("TONGBAN_FULL", "CI"))
"""all four looks of every page in each language; else one a language, another in the other"""
NO_PAGES = re.compile(
    r"^/(healthz|readyz|metrics|live)$|^/$|^/(language|theme)/|\.(xlsx|pdf|zip|csv)$|/files/\{attachment_id\}$|^/admin/calendar$"
    r"|/(findings|choices|names|(raw|paper|tables|dialects/\{target\})/\{path:path\})$"
)
"""Answers that are no pages: health, links that lead on, files, what scripts ask for."""


def looks_at(number: int, language: str) -> tuple[tuple[Any, str], ...]:
    """The looks a page is checked in."""
    return LOOKS if FULL else (LOOKS[number % 4] if language == "zh" else LOOKS[3 - number % 4],)


def test_no_page_is_left_out(town: Town):
    paths = [place.path.partition("?")[0] for place in places(town)]
    unseen = []
    for route in page_addresses(create_app(Settings()), "GET"):
        pattern = re.sub(r"\{\w+:path\}", ".+", route)
        pattern = re.sub(r"\{\w+\}", "[^/]+", pattern).replace(".", r"\.").replace(r"\.+", ".+")
        if not NO_PAGES.search(route) and not any(re.fullmatch(pattern, path) for path in paths):
            unseen.append(route)
    assert unseen == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_accessible_laid_out_well_and_in_its_language(town: Town, invite: Any, language: str):
    town.settle()
    faults: list[str] = []
    for username, group in groupby(enumerate(places(town)), key=lambda each: each[1].username):
        visitor = invite(username)
        if username:
            visitor.go("/account")
        visitor.go(f"/language/{language}?next=/notices-and-licences")
        for number, place in group:
            visitor.go(place.path)
            for size, theme in looks_at(number, language):
                faults += [f"{place.name} {fault}" for fault in looked_at(visitor, language, size, theme)]
            faults += [f"{place.name} {fault}" for fault in every_outcome(visitor, language)]
            if language == "en":
                faults += [f"{place.name} en: a string of the pages stands in Chinese: {text}" for text in untranslated(visitor)]
        visitor.go("/language/zh?next=/notices-and-licences")
    assert not faults, "\n".join(faults)


def looked_at(visitor: Visitor, language: str, size: Any, theme: str) -> Iterator[str]:
    """What axe and the layout lint find in one look of a page, with the explanation of its date unfolded."""
    visitor.page.set_viewport_size(size)
    visitor.page.emulate_media(color_scheme=theme)
    ready(visitor)
    why = visitor.page.locator("[data-case-head] details.why summary")
    if why.count():
        why.first.click()
    for fault in (*axe.violations(visitor.page), *layout.faults(visitor.page)):
        yield f"{language} {size['width']} {theme}: {fault}"
    if why.count():
        why.first.click()


def every_outcome(visitor: Visitor, language: str) -> Iterator[str]:
    """A step's form follows the outcome that is chosen: each of them is looked at."""
    outcomes = visitor.page.locator("input[name=outcome]")
    for index in range(outcomes.count()):
        if outcomes.nth(index).is_checked():
            continue  # as the draft had it when the page was opened
        value = outcomes.nth(index).get_attribute("value")
        key = visitor.page.locator("#decide > input[name=_key]")
        drawn = key.input_value()
        visitor.page.locator(f"label:has(input[name=outcome][value='{value}'])").click()
        assert visitor.until(lambda: key.input_value() != drawn), f"{visitor.path()}: not drawn anew for {value}"  # noqa: B023
        for fault in (*axe.violations(visitor.page), *layout.faults(visitor.page)):
            yield f"{language} with outcome {value}: {fault}"


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
