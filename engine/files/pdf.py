"""PDF: whether it is whole, and whether it asks for a password."""

import re
from pathlib import Path

from engine.files.refusals import FileRefused

TAIL = 2048
SECTION = 1 << 16
_START = re.compile(rb"startxref\s+(\d{1,12})")
_ENCRYPT = re.compile(rb"/Encrypt\b")
LOCKED = FileRefused(
    "pdf_password",
    "PDF 设有密码或权限限制，请取消保护后上传。",
    "The PDF is protected by a password or restrictions; remove the protection and send it again.",
)
BROKEN = FileRefused(
    "pdf_broken", "PDF 已损坏或没有传完，请重新导出后上传。", "The PDF is damaged or incomplete; export it again and send it."
)


def judge_pdf(path: Path) -> FileRefused | None:
    """Refuse a PDF that is cut off or protected; protection is declared in the newest trailer, never in the text of a page."""
    content = path.read_bytes()
    starts = _START.findall(content[-TAIL:])
    if b"%%EOF" not in content[-TAIL:] or not starts:
        return BROKEN
    # Offsets count from the header, which some writers put behind a few bytes of their own.
    at = int(starts[-1]) + max(0, content[:1024].find(b"%PDF-"))
    return LOCKED if _ENCRYPT.search(_trailer(content, at)) else None


def _trailer(content: bytes, at: int) -> bytes:
    """The dictionary of the cross-reference section at an offset: behind its table, or heading its stream."""
    if content[at : at + 4] == b"xref":
        begin = content.find(b"trailer", at)
        return content[begin : begin + SECTION].split(b"startxref", 1)[0] if begin >= 0 else b""
    section = content[at : at + SECTION]
    if re.match(rb"\s*\d+\s+\d+\s+obj", section):
        return section.split(b"stream", 1)[0]
    return content[-TAIL:]
