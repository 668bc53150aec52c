"""What an enterprise tells: a story's answers typed into the form of a filing, whatever kind each field is."""

import tomllib
from datetime import date, timedelta
from typing import Any

from engine.documents.rendering import Documents
from engine.scenarios.demo import shifted
from engine.scenarios.player import PAPER
from tests.api.paper import flat
from tests.build import FONTS
from tests.journeys.town import FIRST_DAY, STORIES
from tests.journeys.visitor import Visitor

Story = dict[str, Any]
LATER = timedelta(weeks=7)
"""A plan of October becomes one of the end of November; its agreements are signed before it is filed."""


def told(name: str = "precision") -> Story:
    """A story of the package as a person types it: money in yuan, and begun so late that the plan is still to come."""
    story = tomllib.loads((STORIES / "data" / f"{name}.toml").read_text(encoding="utf-8"))
    if date.fromisoformat(story["data"]["plan"]["start"]) < FIRST_DAY:
        story["data"] = shifted(story["data"], LATER)
    fen = story["data"]["agreements"].get("cooperation_fee")
    if fen is not None:
        story["data"]["agreements"]["cooperation_fee"] = f"{fen // 100}.{fen % 100:02d}"
    return story


def roster_rows(story: Story) -> list[dict[str, Any]]:
    """The people of a story."""
    roster = tomllib.loads((STORIES / story["roster"]).read_text(encoding="utf-8"))
    return list(next(value for value in roster.values() if isinstance(value, list)))


def paper(name: str) -> bytes:
    """A real one-page PDF."""
    return Documents([FONTS]).render(PAPER.encode(), {"name": name})


def type_in(visitor: Visitor, data: dict[str, Any], form: str = "#form") -> None:
    """Fill every field of a form, adding the rows its lists need."""
    page = visitor.page
    for path, rows in lists_of(data):
        marks = page.locator(f"{form} input[type=hidden][name='{path}']")
        while (drawn := marks.count()) < rows:
            page.locator(f"{form} button[name=_add][value='{path}']").click()
            marks.nth(drawn).wait_for(state="attached")
    for path, value in flat(data):
        if not path_is_list(data, path):
            put(visitor, path, value, form)


def put(visitor: Visitor, path: str, value: str, form: str = "#form") -> None:
    """Answer one field the way its kind wants it: typing, choosing or ticking."""
    field = visitor.page.locator(f"{form} [name='{path}']:not([type=hidden])")
    field.first.wait_for(state="attached")
    kind = field.first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
    if kind == "select":
        field.first.select_option(value)
    elif kind == "radio":
        visitor.page.locator(f"{form} [name='{path}'][value='{value}']").check()
    elif kind == "checkbox":
        field.first.set_checked(value == "true")
    else:
        field.first.fill(value)


def answer(visitor: Visitor, path: str, form: str = "#form") -> str:
    """What stands in a field now."""
    field = visitor.page.locator(f"{form} [name='{path}']:not([type=hidden])")
    kind = field.first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
    if kind == "radio":
        chosen = visitor.page.locator(f"{form} [name='{path}']:checked")
        return str(chosen.first.get_attribute("value")) if chosen.count() else ""
    if kind == "checkbox":
        return "true" if field.first.is_checked() else ""
    return str(field.first.input_value())


def lists_of(data: dict[str, Any], prefix: str = "") -> list[tuple[str, int]]:
    """Every list of rows in the answers, and how many rows it has."""
    found: list[tuple[str, int]] = []
    for key, value in data.items():
        if isinstance(value, dict):
            found += lists_of(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            found.append((f"{prefix}{key}", len(value)))
    return found


def path_is_list(data: dict[str, Any], path: str) -> bool:
    """Whether a path names a list itself and not a field."""
    return any(path == name for name, _ in lists_of(data))


def attach(visitor: Visitor, path: str, name: str, content: bytes, kind: str = "application/pdf") -> None:
    """Choose a file at one place of the form, as the file dialog does."""
    file = {"name": name, "mimeType": kind, "buffer": content}
    visitor.page.locator(f"#form input[type=file][name='{path}']").set_input_files(file)
