"""Pictures: their size in pixels, read from the header without decoding anything."""

import struct
from pathlib import Path

from engine.files.limits import Limits
from engine.files.refusals import FileRefused

_SIZE_MARKERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_LONE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})
BROKEN = FileRefused(
    "image_broken",
    "图片已损坏或不完整，请重新导出或拍照后上传。",
    "The image is damaged or incomplete; export or take it again and send it.",
)


def judge_image(path: Path, limits: Limits) -> FileRefused | None:
    """Refuse a picture whose header is damaged or whose pixels would fill the memory of whoever opens it."""
    with path.open("rb") as file:
        content = file.read(limits.bytes)
    found = png_size(content) if content.startswith(b"\x89PNG") else jpeg_size(content)
    if found is None or 0 in found:
        return BROKEN
    width, height = found
    if width * height > limits.pixels:
        zh = f"图片 {width}×{height} 像素过大，上限约 {limits.pixels // 10**6} 百万像素；请缩小后上传。"
        en = f"The image has {width}×{height} pixels, more than the {limits.pixels // 10**6} megapixels allowed; make it smaller."
        return FileRefused("image_too_large", zh, en)
    return None


def png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, or None when its header or its end is missing."""
    if content[12:16] != b"IHDR" or b"IEND" not in content[-32:]:
        return None
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG, or None when no frame header is found."""
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _LONE_MARKERS:
            at += 2
        elif marker in _SIZE_MARKERS:
            if at + 9 > len(content):
                return None
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        else:
            at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return None
