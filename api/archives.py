"""Folders as zip files: a program goes out and comes in as the folder it would be on disk."""

import io
import zipfile
from collections.abc import Mapping
from typing import BinaryIO

from engine.sdk.errors import FieldError, InvalidInput

MOST_FILES = 500
MOST_BYTES = 50 * 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """The files packed; the same files always give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path])
    return buffer.getvalue()


def folder_of(stream: BinaryIO) -> dict[str, bytes]:
    """The files of a zip by path, folders left out.

    Raises:
        InvalidInput: it is no zip, is damaged or locked, or holds more than a program can.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise _refused("压缩包里的文件太多或太大。", "The zip holds too many or too large files.", "too_large")
            return {entry.filename: _content(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise _refused("不是完好的 zip 文件。", "This is not a sound zip file.", "zip_refused") from error


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One file, read no further than the archive itself said: a lying header is a damaged archive."""
    with archive.open(entry) as packed:
        content = packed.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile(entry.filename)
    return content


def _refused(zh: str, en: str, code: str) -> InvalidInput:
    return InvalidInput([FieldError("folder", zh, en, code=code)])
