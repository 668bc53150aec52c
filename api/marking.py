"""Marking what has no English 标明中文: names, official titles, clauses and what people typed say on English pages that they are Chinese.

Templates need not know: every value put into the text of a page passes through `marked`. A sentence of ours that lacks its English
(`engine.sdk.text.Untranslated`) is left bare, so that it is found.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from engine.sdk.text import Untranslated

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WIDE = "\u3001-\u3006\u3008-\u303f\uff00-\uffef"
CHINESE = re.compile(f"[{HAN}]")
RUN = re.compile(f"[{HAN}{WIDE}](?:[^A-Za-z<>&]*[{HAN}{WIDE}])*")
"""from the first Chinese sign to the last, over digits and stops but not over words of another language"""
FILTER = "marked"
DRAWN = (("lparen", "("), ("string", "tspan"), ("rparen", ")"))
"""a drawing holds no span: the browser would end it there"""
TAG = re.compile(r"(<[^>]*>)")
PLAIN = ("title", "textarea", "option", "script", "style")
"""elements that hold no elements"""


def marked(value: object, element: str = "span") -> object:
    """What may stand in the text of an English page: runs of Chinese carry `lang="zh"`; markup and sentences of ours stay as they are."""
    if not isinstance(value, str) or isinstance(value, Markup | Untranslated) or not CHINESE.search(value):
        return value
    parts: list[Markup] = []
    end = 0
    for run in RUN.finditer(value):
        if CHINESE.search(run[0]):
            parts += [escape(value[end : run.start()]), Markup('<{} lang="zh">{}</{}>').format(element, run[0], element)]
            end = run.end()
    return Markup("").join([*parts, escape(value[end:])])


def marked_html(html: Markup) -> Markup:
    """The same in what is markup already: runs of Chinese between its tags are marked."""
    parts = TAG.split(str(html))
    told = [part if index % 2 else str(marked(unescape(part))) if CHINESE.search(part) else part for index, part in enumerate(parts)]
    return Markup("".join(told))  # noqa: S704 - the tags are the markup's own, the texts were escaped


class MarkChinese(Extension):
    """Puts the filter behind every expression that stands in the text of a template, not in its tags."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Tokens of the template, with the filter added."""
        return _filtered(stream)


def _filtered(stream: Iterable[Token]) -> Iterator[Token]:
    place, adding, title, block = _Place(), False, False, ""
    for token in stream:
        if token.type == "data":
            place.read(str(token.value))
        elif token.type == "block_begin":
            block = "{%"
        elif block == "{%" and token.type == "name":
            block = str(token.value)
        elif block == "block" and token.type == "name":
            title, block = token.value in {"title", "pub_class"}, ""
        elif token.type == "block_end":
            title, block = title and block != "endblock", ""
        if token.type == "variable_end" and adding:
            adding = False
            yield Token(token.lineno, "rparen", ")")
            yield Token(token.lineno, "pipe", "|")
            yield Token(token.lineno, "name", FILTER)
            if place.drawing:
                yield from (Token(token.lineno, kind, text) for kind, text in DRAWN)
        yield token
        if token.type == "variable_begin" and place.in_text and not title:
            adding = True
            yield Token(token.lineno, "lparen", "(")


class _Place:
    """Whether a template's next character is text, or part of a tag or of an element that holds no elements."""

    def __init__(self) -> None:
        self.tag: str | None = None
        self.quote = ""
        self.plain = ""
        self.drawing = False

    @property
    def in_text(self) -> bool:
        return self.tag is None and not self.plain

    def read(self, data: str) -> None:
        """Go on over literal text of the template."""
        for index, char in enumerate(data):
            if self.tag is None:
                if char == "<" and (data[index + 1 : index + 2].isalpha() or data[index + 1 : index + 2] in {"/", "!"}):
                    name = re.match(r"/?[a-zA-Z0-9-]*", data[index + 1 :])
                    self.tag, self.quote = (name[0].lower() if name else ""), ""
            elif self.quote:
                self.quote = "" if char == self.quote else self.quote
            elif char in "\"'":
                self.quote = char
            elif char == ">":
                if self.plain and self.tag == f"/{self.plain}":
                    self.plain = ""
                elif not self.plain and self.tag in PLAIN:
                    self.plain = self.tag
                self.drawing = self.tag == "svg" or (self.drawing and self.tag != "/svg")
                self.tag = None
