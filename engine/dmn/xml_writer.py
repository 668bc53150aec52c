"""A table as XML, put into a file in the place of another; no other byte of the file changes."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from xml.parsers import expat

from engine.dmn.elements import DecisionTable
from engine.dmn.findings import DmnRefused, finding
from engine.dmn.xml_expressions import clean
from engine.dmn.xml_patch import Origins, Patch
from engine.dmn.xml_reader import parse_xml


def replace_table(xml: bytes, key: str, name: str, old: DecisionTable, table: DecisionTable, origins: Origins) -> bytes:
    """The file with the first table of the element of that id, or of that name, replaced; in whatever encoding it is written.

    Rows and columns that did not change keep their bytes, those that did what a sheet does not show: ids, descriptions, attributes.
    """
    encoding = parse_xml(xml).getroottree().docinfo.encoding or "utf-8"
    try:
        text, own = _characters(xml, encoding)
    except (LookupError, UnicodeError):
        raise DmnRefused([finding("encoding", encoding=encoding)]) from None
    plain = text.encode()
    start, end, prefix = _Place(key, name).find(plain)
    patched = Patch(plain[start:end], old, table, origins, prefix).written()
    changed = (plain[:start] + patched + plain[end:]).decode()
    try:
        return changed.encode(own)
    except UnicodeEncodeError:
        raise DmnRefused([finding("encoding", encoding=encoding)]) from None


def _characters(xml: bytes, encoding: str) -> tuple[str, str]:
    """The characters of a file and the encoding that gives its very bytes back, its mark included."""
    marks = {BOM_UTF16_LE: "utf-16-le", BOM_UTF16_BE: "utf-16-be"}
    own = next((name for mark, name in marks.items() if xml.startswith(mark)), encoding)
    text = xml.decode(own)
    if text.encode(own) != xml:
        raise UnicodeError(own)
    return text, own


class _Place:
    """Looks for the bytes of a table."""

    def __init__(self, key: str, name: str) -> None:
        self.key, self.name = key, name
        self.parser = expat.ParserCreate("utf-8")
        self.inside = self.depth = self.level = 0
        self.start = self.end = -1
        self.tag = ""

    def find(self, xml: bytes) -> tuple[int, int, str]:
        """Where the table begins and ends, and the prefix of its elements."""
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.Parse(xml, True)
        end = xml.index(b">", self.end) + 1
        prefix, colon, _ = self.tag.rpartition(":")
        return self.start, end, prefix + colon

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        local = tag.rpartition(":")[2]
        if local in ("decision", "businessKnowledgeModel") and self._wanted(attributes):
            self.inside = self.depth
        elif local == "decisionTable" and self.inside and self.start < 0:
            self.start, self.tag, self.level = self.parser.CurrentByteIndex, tag, self.depth

    def _wanted(self, attributes: dict[str, str]) -> bool:
        return attributes.get("id") == self.key if self.key else clean(attributes.get("name", "")) == self.name

    def _close(self, _tag: str) -> None:
        if self.depth == self.level and self.start >= 0 and self.end < 0:
            self.end = self.parser.CurrentByteIndex
        if self.depth == self.inside:
            self.inside = 0
        self.depth -= 1
