"""What a file is that is no workbook we take: told by its content, so that the sentence names the cause and the way out."""

import zipfile

from engine.sdk.text import Text
from forms.roster.sentences import say

OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
BOOK = "xl/workbook.xml"
MACROS = "vbaProject.bin"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
SCANNED = 1 << 20
"""Bytes of an old container that are looked through for the names of its streams."""

PDF = Text("PDF", "a PDF")
PICTURE = Text("图片", "a picture")
PAGE = Text("网页", "a web page")
CSV = Text("文本（CSV）", "text (CSV)")
WORD = Text("Word 文档", "a Word document")
SLIDES = Text("演示文稿", "a presentation")
ODS = Text("OpenDocument 表格", "an OpenDocument sheet")
ARCHIVE = Text("压缩包", "an archive")
MEMBERS = (("word/", WORD), ("ppt/", SLIDES), ("mimetype", ODS))


def foreign(content: bytes) -> Text | None:
    """Why bytes that are no archive are no workbook either; None for an archive, whose members must be looked at."""
    if content.startswith(ZIP):
        return None
    if not content:
        return say("empty")
    if content.startswith(OLE):
        return say("encrypted" if "EncryptedPackage".encode("utf-16-le") in content[:SCANNED] else "xls")
    if content.startswith(b"%PDF"):
        return say("renamed", kind=PDF)
    if content.startswith(PICTURES):
        return say("renamed", kind=PICTURE)
    return _text(content)


def _text(content: bytes) -> Text:
    begin = content[:4096]
    if begin.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return say("renamed", kind=PAGE)
    if not any(byte < 9 or 13 < byte < 32 for byte in begin):
        return say("renamed", kind=CSV)
    return say("not_xlsx")


def strange(archive: zipfile.ZipFile) -> Text | None:
    """Why an archive is no workbook we take; None when it is one."""
    names = archive.namelist()
    if any(name.endswith(MACROS) for name in names):
        return say("macro")
    if "xl/workbook.bin" in names:
        return say("xlsb")
    if BOOK in names:
        return None
    return say("renamed", kind=next((kind for begin, kind in MEMBERS if any(name.startswith(begin) for name in names)), ARCHIVE))
