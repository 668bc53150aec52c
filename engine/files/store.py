"""附件库: a folder of files named by the SHA-256 of their content.

A file is written beside its place while it is hashed, brought to disk, and renamed: a reader sees it whole or not at all,
and the same content is kept once.
"""

import os
import re
import secrets
import shutil
import tempfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from engine.files.sniffing import sniff
from engine.sdk.errors import Rejection
from engine.sdk.ports import StoredFile

CHUNK = 1 << 18
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class FileTooLarge(Rejection):
    """More bytes came than may be kept; nothing was kept."""


class FileStore:
    """附件库: put, open and delete by digest; safe for any number of threads and processes on one folder."""

    def __init__(self, root: Path) -> None:
        """Keep files under this folder, which is made when the first file comes."""
        self.root = root

    def put(self, stream: BinaryIO, max_bytes: int, media_type: str | None = None) -> StoredFile:
        """Store what a stream gives, at most so many bytes; the media type is told from the content unless given.

        Raises:
            FileTooLarge: code `file_too_large` with the limit; nothing is left behind.
        """
        folder = self.incoming()
        digest, size = sha256(), 0
        with tempfile.NamedTemporaryFile(dir=folder, prefix=secrets.token_hex(4), delete=False) as file:
            temporary = Path(file.name)
            try:
                while chunk := stream.read(min(CHUNK, max_bytes - size + 1)):
                    size += len(chunk)
                    if size > max_bytes:
                        raise FileTooLarge("file_too_large", limit=max_bytes)
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                name = digest.hexdigest()
                stored = StoredFile(name, size, media_type or sniff(temporary))
                self._settle(temporary, self._place(name))
            finally:
                temporary.unlink(missing_ok=True)
        return stored

    def put_bytes(self, content: bytes, media_type: str) -> StoredFile:
        """Store bytes of a known kind."""
        return self.put(BytesIO(content), len(content), media_type)

    def open(self, digest: str) -> BinaryIO:
        """Open a stored file for reading; `FileNotFoundError` when there is none."""
        return self.path(digest).open("rb")

    def incoming(self) -> Path:
        """The folder in which a file is written before it is kept; on the same disk."""
        folder = self.root / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def apart(self, name: str) -> "FileStore":
        """A store of its own that shares nothing with this one."""
        return FileStore(self.root / "apart" / name)

    def clear(self) -> None:
        """Take away everything that was kept here."""
        shutil.rmtree(self.root, ignore_errors=True)

    def path(self, digest: str) -> Path:
        """Where a stored file lies; `FileNotFoundError` when there is none or the digest is no digest."""
        if not _DIGEST.fullmatch(digest) or not self._place(digest).is_file():
            raise FileNotFoundError(digest)
        return self._place(digest)

    def holds(self, digest: str) -> bool:
        """Whether a file is stored."""
        return bool(_DIGEST.fullmatch(digest)) and self._place(digest).is_file()

    def delete(self, digest: str) -> bool:
        """Delete a file nobody refers to any more; false when there was none."""
        if not self.holds(digest):
            return False
        self._place(digest).unlink(missing_ok=True)
        return True

    def _place(self, digest: str) -> Path:
        return self.root / digest[:2] / digest[2:4] / digest

    def _settle(self, temporary: Path, place: Path) -> None:
        if place.is_file():
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
