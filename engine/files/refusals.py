"""Why a file is not taken, in a sentence that says what to do instead."""

from dataclasses import dataclass
from pathlib import PurePath

from engine.sdk.text import Text

KINDS = {
    "application/pdf": Text("PDF", "PDF"),
    "image/jpeg": Text("JPG 图片", "JPEG image"),
    "image/png": Text("PNG 图片", "PNG image"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Text("Excel 工作簿（xlsx）", "Excel workbook (xlsx)"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Text("Word 文档（docx）", "Word document (docx)"),
    "application/x-ole-storage": Text("旧版 Office 文件（xls、doc）", "old Office file (xls, doc)"),
    "application/zip": Text("ZIP 压缩包", "ZIP archive"),
    "image/gif": Text("GIF 图片", "GIF image"),
    "image/tiff": Text("TIFF 图片", "TIFF image"),
    "image/webp": Text("WebP 图片", "WebP image"),
    "image/bmp": Text("BMP 图片", "BMP image"),
    "image/heic": Text("HEIC 图片", "HEIC image"),
    "text/html": Text("网页", "web page"),
    "text/plain": Text("纯文本", "plain text"),
    "application/x-rar": Text("RAR 压缩包", "RAR archive"),
    "application/x-7z-compressed": Text("7z 压缩包", "7z archive"),
    "application/x-executable": Text("程序", "program"),
    "application/octet-stream": Text("无法识别的文件", "file of unknown kind"),
}
EXTENSIONS = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class FileRefused:
    """One reason a file is not taken."""

    code: str
    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The sentence in both languages."""
        return Text(self.zh, self.en)


def kind(media_type: str) -> Text:
    """A media type as people call it."""
    return KINDS.get(media_type, Text(media_type, media_type))


def kinds(media_types: frozenset[str]) -> Text:
    """Several media types as people call them."""
    names = [kind(each) for each in KINDS if each in media_types]
    return Text("、".join(each.zh for each in names), ", ".join(each.en for each in names))


def expected(name: str) -> str | None:
    """The media type a file name promises, if it is one of those taken anywhere."""
    return EXTENSIONS.get(PurePath(name).suffix.lower())


def size(count: int) -> str:
    """A size as people read it, rounded up: what is over a limit never reads like the limit."""
    return f"{-(-count * 10 >> 20) / 10:.1f} MB" if count >= 1 << 20 else f"{max(1, count >> 10)} KB"
