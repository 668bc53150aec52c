"""展示 text, html, image, separator, spacer, table, documentPreview: components that only show something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.sdk.text import Text
from forms.data import MISSING, get
from forms.definition import Component
from forms.expressions import Expression
from forms.fields.base import Context, Kind, Role
from forms.markup import allowed_address, html, markdown
from forms.phrases import EMPTY, Phrase, shown
from forms.source import Source

MAX_TABLE_ROWS = 500


@dataclass(frozen=True, slots=True)
class TableSettings:
    """Where the rows come from and which columns they have."""

    source: Expression | None = None
    key: str = ""
    columns: tuple[tuple[str, Text], ...] = ()
    columns_from: Expression | None = None


@dataclass(frozen=True, slots=True)
class ImageSettings:
    """An image and what it says to those who do not see it."""

    source: Phrase = EMPTY
    alt: Phrase = EMPTY


class Display(Kind):
    """Shows something, holds nothing."""

    role: ClassVar[Role] = "display"


class TextBlock(Display):
    """Markdown with values in it."""

    name = "text"

    def settings(self, source: Source) -> Phrase:
        """The text, in English under `properties.text_en`."""
        return source.phrase("text", source.section("properties").string("text_en"))

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """Safe markup."""
        del value
        return {"markup": markdown(component.settings, language, context.scope, context.functions)}


class Html(Display):
    """A few harmless HTML elements with values in them."""

    name = "html"

    def settings(self, source: Source) -> Phrase:
        """The content, in English under `properties.content_en`."""
        return source.phrase("content", source.section("properties").string("content_en"))

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """Safe markup."""
        del value
        return {"markup": html(component.settings, language, context.scope, context.functions)}


class Image(Display):
    """A picture from the same site or by https."""

    name = "image"

    def settings(self, source: Source) -> ImageSettings:
        """Its address and alternative text."""
        address = source.string("source")
        if address and not address.startswith("=") and "{{" not in address and not allowed_address(address):
            source.refuse("source", "source", value=address[:80])
        return ImageSettings(source.phrase("source"), source.phrase("alt", source.section("properties").string("alt_en")))

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """The address, when it is allowed."""
        del value
        rules: ImageSettings = component.settings
        address = context.say(rules.source, language)
        return {"source": address if allowed_address(address) else "", "alt": context.say(rules.alt, language)}


class Separator(Display):
    """A line."""

    name = "separator"


class Spacer(Display):
    """Some room."""

    name = "spacer"

    def settings(self, source: Source) -> int:
        """Its height in pixels."""
        return source.whole("height", 60, 0, 2_000) or 0


class Table(Display):
    """Rows of data, to read only."""

    name = "table"

    def settings(self, source: Source) -> TableSettings:
        """Its source and columns."""
        raw = source.string("dataSource")
        if not raw:
            source.refuse("empty", "dataSource", name="dataSource")
        columns = tuple((item.string("key"), item.text("label")) for item in source.objects("columns"))
        computed = source.feel("columnsExpression")
        if bool(columns) == bool(source.raw.get("columnsExpression")):
            source.refuse("columns", "columns")
        return TableSettings(
            source.feel("dataSource") if raw.startswith("=") else None, "" if raw.startswith("=") else raw, columns, computed
        )

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """Headings and cells, all texts."""
        del value
        rules: TableSettings = component.settings
        rows = rules.source.value(context.scope, context.functions) if rules.source else get(context.scope, rules.key.split("."), None)
        columns = rules.columns
        if rules.columns_from is not None:
            found = rules.columns_from.value(context.scope, context.functions)
            columns = (
                tuple((str(c.get("key", "")), Text.of(c.get("label"))) for c in found if isinstance(c, dict))
                if isinstance(found, list)
                else ()
            )
        items = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        return {
            "headings": [label.in_(language) or key for key, label in columns],
            "cells": [[_cell(row, key) for key, _ in columns] for row in items[:MAX_TABLE_ROWS]],
            "more": max(0, len(items) - MAX_TABLE_ROWS),
        }


class DocumentPreview(Display):
    """Documents of the case: a list of `{name, url}`."""

    name = "documentPreview"

    def settings(self, source: Source) -> TableSettings:
        """Its source."""
        raw = source.string("dataSource")
        if not raw:
            source.refuse("empty", "dataSource", name="dataSource")
        return TableSettings(source.feel("dataSource") if raw.startswith("=") else None, "" if raw.startswith("=") else raw)

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """Names with addresses that are allowed."""
        del value, language
        rules: TableSettings = component.settings
        rows = rules.source.value(context.scope, context.functions) if rules.source else get(context.scope, rules.key.split("."), None)
        items = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        pairs = [(str(row.get("name") or row.get("fileName") or row.get("url") or ""), str(row.get("url") or "")) for row in items]
        return {"documents": [{"name": name, "url": url if allowed_address(url) else ""} for name, url in pairs[:MAX_TABLE_ROWS]]}


class Button(Kind):
    """The editor's buttons; pages own theirs, so it is not rendered."""

    name = "button"
    role: ClassVar[Role] = "none"


def _cell(row: Mapping[str, Any], key: str) -> str:
    value = get(row, key.split("."), None)
    return "" if value is MISSING else shown(value)
