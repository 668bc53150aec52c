"""What goes out as a file: names that cannot break a header, content that cannot act in our name."""

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

CHUNK = 256 * 1024
SHOWN = {"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif"}
"""types a browser may show inside our pages; everything else is downloaded"""

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMAGE_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
PDF_POLICY = "default-src 'none'; object-src 'self'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'"


def disposition(name: str, *, inline: bool = False) -> str:
    """Content-Disposition by RFC 6266 and 5987: an ASCII fallback without anything special, and the true name percent-encoded."""
    clean = "".join(char for char in name.replace("\\", "/").rsplit("/", 1)[-1] if char.isprintable()).strip() or "file"
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "._- ") else "_" for char in clean)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"


def file_answer(stream: BinaryIO, name: str, media_type: str, *, download: bool = False) -> Response:
    """Send a stored file: shown in the page when it is a PDF or a picture, downloaded otherwise."""
    inline = media_type in SHOWN and not download
    headers = {
        "Content-Disposition": disposition(name, inline=inline),
        "Content-Security-Policy": PDF_POLICY if media_type == "application/pdf" else IMAGE_POLICY,
        "Cache-Control": "private, no-store",
    }
    shown = media_type if media_type in SHOWN or not media_type.startswith("text/html") else "application/octet-stream"
    return StreamingResponse(_chunks(stream), media_type=shown, headers=headers)


def bytes_answer(content: bytes, name: str, media_type: str) -> Response:
    """Send something made just now, always as a download."""
    headers = {"Content-Disposition": disposition(name), "Content-Security-Policy": IMAGE_POLICY}
    return Response(content, media_type=media_type, headers=headers)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(CHUNK):
            yield chunk
