"""Office files: what is hidden in a package (xlsx, docx) or an old compound file (xls, doc)."""

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

from engine.files.limits import Limits
from engine.files.refusals import FileRefused

CHUNK = 1 << 16
SMALL = 1 << 20
_MACRO_NAME = re.compile(r"(^|/)(vba(Project|Data)\.|macrosheets/|dialogsheets/)", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
MACROS = FileRefused(
    "office_macros",
    "文件含有宏（VBA），不能接收；请另存为不含宏的 xlsx 或 docx。",
    "The file holds macros (VBA); save it as xlsx or docx without macros.",
)
ENCRYPTED = FileRefused(
    "office_password", "文件设有打开密码，请取消密码后上传。", "The file is protected by a password; remove the password and send it again."
)
BROKEN = FileRefused(
    "office_broken", "文件已损坏，请用 Excel 或 Word 打开并另存后上传。", "The file is damaged; open and save it again, then send it."
)
BOMB = FileRefused(
    "zip_bomb",
    "文件解压后过大，不能接收；请减少内容或分成几份。",
    "The file unpacks to far too much; reduce its content or send it in parts.",
)


def judge_ole(path: Path) -> FileRefused:
    """An old compound file is never taken; say whether it is an old format or a package behind a password."""
    if _ENCRYPTED_PACKAGE in path.read_bytes():
        return ENCRYPTED
    return FileRefused(
        "office_old",
        "这是旧版 Office 格式（xls 或 doc），请用 Excel 或 Word 另存为 xlsx 或 docx 后上传。",
        "This is the old Office format (xls or doc); save it as xlsx or docx and send it again.",
    )


def judge_package(path: Path, limits: Limits) -> FileRefused | None:
    """Refuse macros, passwords, damage and bombs. Entries are unpacked for real: a forged size in the directory helps nobody."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked:
                return BOMB
            if any(entry.flag_bits & 0x1 for entry in entries):
                return ENCRYPTED
            if any(_MACRO_NAME.search(entry.filename) for entry in entries) or _declares_macros(archive):
                return MACROS
            return _unpack(archive, entries, path.stat().st_size, limits)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error):
        return BROKEN


def _declares_macros(archive: zipfile.ZipFile) -> bool:
    with archive.open("[Content_Types].xml") as types:
        return _MACRO_TYPE.search(types.read(SMALL)) is not None


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int, limits: Limits) -> FileRefused | None:
    most = min(limits.unpacked, max(packed * limits.ratio, SMALL))
    total = 0
    for entry in entries:
        with archive.open(entry) as content:
            total += _length(content, most - total)
        if total > most:
            return BOMB
    return None


def _length(content: IO[bytes], most: int) -> int:
    """The unpacked length, read no further than is needed to know it is too much."""
    total = 0
    while total <= most and (chunk := content.read(CHUNK)):
        total += len(chunk)
    return total
