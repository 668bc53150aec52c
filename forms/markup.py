"""Markup that authors of forms write: markdown and a few HTML elements, made safe."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from forms.phrases import Phrase

_INLINE = ("a", "b", "br", "code", "em", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u")
_BLOCKS = ("blockquote", "dd", "div", "dl", "dt", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "ul")
_TABLES = ("table", "tbody", "td", "th", "thead", "tr")
ELEMENTS = frozenset((*_INLINE, *_BLOCKS, *_TABLES))
DROPPED = frozenset(("script", "style", "iframe", "object", "template", "noscript", "svg", "math", "textarea", "title", "select"))
VOID = frozenset(("br", "hr"))
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:])")
_CHINESE = re.compile("[\u3400-\u9fff]")
_OPEN, _CLOSE = "\ue000", "\ue001"
_READER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def markdown(phrase: Phrase, language: str, scope: Mapping[str, Any], functions: Sequence[Any] = ()) -> Markup:
    """Markdown as safe HTML; values are shown as they are, whatever characters they hold. Headings begin at h3."""
    text = phrase.fill(language, scope, lambda value: _named(_PUNCTUATION.sub(r"\\\1", " ".join(value.split())), language), functions)
    tokens = _READER.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
    rendered = _READER.renderer.render(tokens, _READER.options, {}).replace(_OPEN, '<span lang="zh">').replace(_CLOSE, "</span>")
    return Markup(rendered)  # noqa: S704 - the reader escapes, raw HTML is off


def _named(value: str, language: str) -> str:
    """A value in Chinese within an English text is marked as Chinese; its marks are put in when the text is HTML."""
    value = value.replace(_OPEN, "").replace(_CLOSE, "")
    return f"{_OPEN}{value}{_CLOSE}" if language == "en" and _CHINESE.search(value) else value


def html(phrase: Phrase, language: str, scope: Mapping[str, Any], functions: Sequence[Any] = ()) -> Markup:
    """HTML reduced to harmless elements without attributes; links keep an allowed address."""
    cleaner = _Cleaner()
    cleaner.feed(phrase.fill(language, scope, escape, functions))
    cleaner.close()
    return Markup(cleaner.result())  # noqa: S704 - built from allowed elements and escaped text only


def allowed_address(address: str) -> bool:
    """Whether a page may link to it: https, http, mail, telephone, or a path of the same site."""
    text = address.strip()
    if any(char.isspace() or ord(char) < 32 for char in text) or "\\" in text:
        return False
    return bool(re.match(r"(https?://[^/]|mailto:|tel:)", text, re.IGNORECASE)) or (text.startswith("/") and not text.startswith("//"))


class _Cleaner(HTMLParser):
    """Keeps allowed elements, closes what is open, drops the rest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []
        self.muted: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag in DROPPED:
            self.muted.append(tag)
        if self.muted or tag not in ELEMENTS:
            return
        address = next((value or "" for name, value in attrs if name == "href"), "") if tag == "a" else ""
        self.out.append(f'<a href="{escape(address)}" rel="noopener">' if address and allowed_address(address) else f"<{tag}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends; what was left open inside it ends too."""
        if self.muted:
            if tag == self.muted[-1]:
                self.muted.pop()
            return
        while tag in self.open:
            last = self.open.pop()
            self.out.append(f"</{last}>")
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self.muted:
            self.out.append(escape(data))

    def result(self) -> str:
        """All of it, with every element closed."""
        return "".join(self.out) + "".join(f"</{tag}>" for tag in reversed(self.open))
