"""Looks through a workbook before it is read: no zip bomb, no entities, no sheet whose rectangle would fill the memory."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from engine.sdk.text import Text
from forms.roster.foreign import BOOK, foreign, strange
from forms.roster.limits import RosterLimits
from forms.roster.rows import letter_of
from forms.roster.sentences import say

CHUNK = 1 << 18
LINKS = "xl/_rels/workbook.xml.rels"
MAX_ERRORS = 100_000
BINARY = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bin", ".bmp", ".tiff")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class WorkbookRefused(Exception):
    """A workbook that is not read; says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(slots=True)
class Inspection:
    """What was seen in passing: the error values (`#N/A` …) of every sheet by row and column, which the reader gives as blanks."""

    parts: dict[str, "_Scan"] = field(default_factory=dict)

    def errors(self, sheet: str) -> Mapping[tuple[int, int], str]:
        """The error values of a sheet, counted from 1."""
        book, links = self.parts.get(BOOK), self.parts.get(LINKS)
        target = links.links.get(book.sheets.get(sheet, ""), "") if book and links else ""
        part = self.parts.get(target.removeprefix("/") if target.startswith("/") else f"xl/{target}")
        return part.errors if part else {}


def guard(content: bytes, limits: RosterLimits) -> Inspection:
    """Refuse what is no workbook or would cost too much; raises `WorkbookRefused`."""
    if len(content) > limits.file_bytes:
        raise WorkbookRefused(say("too_big", limit=limits.file_bytes // 1_000_000))
    if (cause := foreign(content)) is not None:
        raise WorkbookRefused(cause)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _members(archive, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise WorkbookRefused(say("damaged")) from error


def _members(archive: zipfile.ZipFile, limits: RosterLimits) -> Inspection:
    members = archive.infolist()
    if (cause := strange(archive)) is not None:
        raise WorkbookRefused(cause)
    if len(members) > limits.members or sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise WorkbookRefused(say("bomb"))
    seen, left = Inspection(), limits.unpacked_bytes
    for member in members:
        scan = None if member.filename.lower().endswith(BINARY) else _Scan(limits)
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise WorkbookRefused(say("bomb"))
                if scan is not None:
                    scan.feed(chunk)
        if scan is not None:
            scan.finish()
            seen.parts[member.filename] = scan
    return seen


class _Scan:
    """Parses one part of a workbook and measures the rectangle around its filled cells."""

    def __init__(self, limits: RosterLimits) -> None:
        self.limits = limits
        self.row = self.column = self.last_row = self.last_column = self.rows = 0
        self.cell = (0, 0)
        self.wrong = self.listening = False
        self.errors: dict[tuple[int, int], str] = {}
        self.sheets: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.doctype

    def feed(self, chunk: bytes) -> None:
        """The next piece."""
        try:
            self.parser.Parse(chunk, False)
        except expat.ExpatError as error:
            raise WorkbookRefused(say("damaged")) from error

    def finish(self) -> None:
        """The end."""
        try:
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise WorkbookRefused(say("damaged")) from error

    def doctype(self, *_: Any) -> None:
        """Workbooks have none; entities only come with one."""
        raise WorkbookRefused(say("damaged"))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A row, a cell, a content of a cell, or a link to a sheet."""
        name = tag.rpartition(" ")[2]
        if self.listening:
            self.listening, self.parser.CharacterDataHandler = False, None
        if name == "c":
            self.at(attributes.get("r"))
            self.wrong = attributes.get("t") == "e"
        elif name in ("v", "is", "f", "t"):
            self.filled()
        elif name == "row":
            self.next_row(attributes.get("r"))
        elif name == "Relationship":
            self.link(attributes)
        elif name == "sheet" and "name" in attributes:
            self.sheets[attributes["name"]] = next((value for key, value in attributes.items() if key.endswith(" id")), "")

    def link(self, attributes: dict[str, str]) -> None:
        """A part that another one needs; a sheet must be a part that is looked through."""
        target = attributes.get("Target", "")
        if attributes.get("Type", "").endswith("sheet") and target.lower().endswith(BINARY):
            raise WorkbookRefused(say("damaged"))
        self.links[attributes.get("Id", "")] = target

    def error_text(self, text: str) -> None:
        """The error value itself; it may come in pieces."""
        self.errors[self.cell] = (self.errors[self.cell] + text)[:20].strip()

    def next_row(self, number: str | None) -> None:
        """A row begins."""
        self.rows += 1
        self.row = int(number) if number and number.isascii() and number.isdigit() and len(number) < 8 else self.row + 1
        self.column = 0
        if self.rows > self.limits.blank_rows:
            raise WorkbookRefused(say("bomb"))

    def at(self, reference: str | None) -> None:
        """A cell begins; without a reference it follows the one before."""
        match = _REFERENCE.fullmatch(reference or "")
        if match is None:
            self.column += 1
            self.cell = (self.row, self.column)
            return
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        self.column = column
        self.cell = (int(match[2]), column)

    def filled(self) -> None:
        """The cell has content."""
        row, column = self.cell
        if self.wrong and len(self.errors) < MAX_ERRORS:
            self.errors[self.cell] = ""
            self.listening, self.parser.CharacterDataHandler = True, self.error_text
        if row <= self.last_row and column <= self.last_column:
            return
        self.last_row, self.last_column = max(row, self.last_row), max(column, self.last_column)
        if self.last_row * self.last_column > self.limits.cells:
            raise WorkbookRefused(say("scattered", cell=f"{letter_of(column - 1)}{row}"))
