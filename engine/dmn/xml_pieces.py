"""The bytes of an element taken apart: which belong to which element inside it, and how some of them are replaced."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

_QUOTED = re.compile(rb"""[^"'>]*(?:"[^"]*"|'[^']*')?""")


@dataclass(slots=True)
class Piece:
    """An element: where it, its content and its end tag begin, and where it ends; an empty element has no content."""

    name: str
    start: int
    inner: int
    close: int = 0
    end: int = 0
    before: int = 0
    """where the blanks and comments before it begin"""
    children: "list[Piece]" = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether it is written `<x/>`."""
        return self.close == self.end

    def all(self, name: str) -> "list[Piece]":
        """The children of a name."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Piece | None":
        """The first child of a name."""
        return next((child for child in self.children if child.name == name), None)


def taken_apart(xml: bytes) -> Piece:
    """The one element that a text is."""
    parser = expat.ParserCreate("utf-8")
    open_pieces: list[Piece] = []
    roots: list[Piece] = []

    def opened(tag: str, _: dict[str, str]) -> None:
        start = parser.CurrentByteIndex
        piece = Piece(tag.rpartition(":")[2], start, tag_end(xml, start))
        if open_pieces:
            outer = open_pieces[-1]
            piece.before = outer.children[-1].end if outer.children else outer.inner
            outer.children.append(piece)
        else:
            roots.append(piece)
        open_pieces.append(piece)

    def closed(_: str) -> None:
        piece = open_pieces.pop()
        if xml[piece.inner - 2 : piece.inner] == b"/>":
            piece.close = piece.end = piece.inner
        else:
            piece.close = parser.CurrentByteIndex
            piece.end = xml.index(b">", piece.close) + 1

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.Parse(xml, True)
    return roots[0]


def tag_end(xml: bytes, start: int) -> int:
    """Where the start tag that begins there ends."""
    at = start
    while xml[at : at + 1] != b">":
        found = _QUOTED.match(xml, at)
        at = found.end() if found is not None and found.end() > at else at + 1
    return at + 1


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """A start tag with an attribute set, or without it; everything else stays."""
    pattern = re.compile(rb"""(\s+)""" + name.encode() + rb"""(\s*=\s*)("[^"]*"|'[^']*')""")
    found = pattern.search(tag)
    written = b"" if value is None else b'"' + attribute_text(value).encode() + b'"'
    if found is not None:
        kept = found.group(1) + name.encode() + found.group(2) + written if value is not None else b""
        return tag[: found.start()] + kept + tag[found.end() :]
    if value is None:
        return tag
    cut = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:cut].rstrip() + b" " + name.encode() + b"=" + written + tag[cut:]


def filled(xml: bytes, piece: Piece, content: bytes) -> bytes:
    """An element with other content."""
    tag = xml[piece.start : piece.inner]
    if not piece.empty:
        return tag + content + xml[piece.close : piece.end]
    name = tag[1:].split(None, 1)[0].removesuffix(b"/>")
    return tag[:-2].rstrip() + b">" + content + b"</" + name + b">"


def escaped(value: str) -> str:
    """A text as the content of an element."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute_text(value: str) -> str:
    """A text as the value of an attribute."""
    return escaped(value).replace('"', "&quot;").replace("\n", "&#10;")
