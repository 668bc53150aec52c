"""工作簿检查: what a reader of values would pass over: formulas never computed, error values, merged cells, far away cells."""

import re
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

MAX_ROWS, MAX_COLUMNS = 5000, 200
_MAX_BYTES, _MAX_SHEETS = 50_000_000, 20
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
Cell = tuple[int, int]
"""row and column, counted from one"""


class SheetRefused(Exception):
    """A file that is not read; says why in 中文 and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(slots=True)
class Scan:
    """What was seen in one sheet."""

    formulas: set[Cell] = field(default_factory=set)
    """without a value"""
    errors: dict[Cell, str] = field(default_factory=dict)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)


def scan_book(content: bytes) -> dict[str, Scan]:
    """The sheets of a workbook by name, in their order; SheetRefused where it is none or would cost too much."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > _MAX_BYTES:
                raise SheetRefused(f"表格过大：{size} 字节", f"the workbook has {size} bytes")
            names = set(archive.namelist())
            if not {_BOOK, _LINKS} <= names:
                raise SheetRefused("文件不是 .xlsx 电子表格", "the file is no .xlsx spreadsheet")
            book, links = _Part(), _Part()
            book.read(archive.read(_BOOK))
            links.read(archive.read(_LINKS))
            found: dict[str, Scan] = {}
            for name, key in list(book.sheets.items())[:_MAX_SHEETS]:
                target = links.links.get(key, "")
                path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
                part = _Part()
                part.read(archive.read(path))
                found[name] = part.scan
            return found
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, KeyError, ValueError) as fault:
        raise SheetRefused("文件不是有效的电子表格", "the file is no spreadsheet") from fault
    except expat.ExpatError as fault:
        raise SheetRefused("文件不是有效的电子表格", "the file is no spreadsheet") from fault


class _Part:
    """One part of a workbook, read as it comes."""

    def __init__(self) -> None:
        self.scan = Scan()
        self.sheets: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.row = self.column = 0
        self.kind = self.value = ""
        self.formula = self.filled = self.listening = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype

    def read(self, content: bytes) -> None:
        """All of it."""
        self.parser.Parse(content, True)

    def doctype(self, *_: object) -> None:
        """Workbooks have none; entities only come with one."""
        raise SheetRefused("文件含有文档类型声明，不予读取", "the workbook declares a document type and is not read")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(" ")[2]
        if name == "c":
            self.cell(attributes)
        elif name == "f":
            self.formula = True
        elif name in ("v", "is"):
            self.listening = True
        elif name == "row":
            given = attributes.get("r", "")
            self.row, self.column = int(given) if given.isdecimal() and len(given) < 8 else self.row + 1, 0
        elif name == "mergeCell":
            self.merge(attributes.get("ref", ""))
        elif name == "sheet" and "name" in attributes:
            self.sheets[attributes["name"]] = next((value for key, value in attributes.items() if key.endswith(" id")), "")
        elif name == "Relationship":
            self.links[attributes.get("Id", "")] = attributes.get("Target", "")

    def cell(self, attributes: dict[str, str]) -> None:
        """A cell begins; without a reference it follows the one before."""
        place = _place(attributes.get("r", ""))
        self.row, self.column = place or (self.row, self.column + 1)
        self.kind, self.value = attributes.get("t", ""), ""
        self.formula = self.filled = False

    def text(self, text: str) -> None:
        """What stands in a cell; the beginning is enough."""
        if self.listening and len(self.value) < 40:
            self.value += text[:40]

    def end(self, tag: str) -> None:
        """An element ends."""
        name = tag.rpartition(" ")[2]
        if name in ("v", "is"):
            self.listening, self.filled = False, True
        elif name == "c" and (self.filled or self.formula):
            self.judge()

    def judge(self) -> None:
        """A cell that holds something."""
        place = (self.row, self.column)
        if self.row > MAX_ROWS or self.column > MAX_COLUMNS:
            raise SheetRefused(
                f"单元格 {cell_name(place)} 太远：最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列",
                f"the cell {cell_name(place)} is too far away: at most {MAX_ROWS} rows and {MAX_COLUMNS} columns",
            )
        if self.kind == "e":
            self.scan.errors[place] = self.value.strip()
        elif self.formula and not self.value and self.kind != "str":
            self.scan.formulas.add(place)

    def merge(self, reference: str) -> None:
        """Cells that show one value."""
        first, _, last = reference.partition(":")
        ends = _place(first), _place(last)
        if ends[0] is not None and ends[1] is not None:
            self.scan.merged.append((ends[0], ends[1]))


def _place(reference: str) -> Cell | None:
    match = _REFERENCE.fullmatch(reference.replace("$", ""))
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def cell_name(place: Cell) -> str:
    """A cell as people write it, such as `B8`."""
    row, column = place
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
