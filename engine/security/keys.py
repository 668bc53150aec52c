"""Where the master keys come from: an environment variable, or a file only its owner may read.

Both hold `version:base64` entries separated by blanks or lines; a single key without a version is version 1.
"""

import base64
import binascii
import os
import secrets
import stat
from pathlib import Path

from engine.security.keyring import KEY_BYTES, Keyring, KeyringRefused

FILE_NAME = "keys"
OWNER_ONLY = 0o600


def open_keyring(folder: Path, secret: str | None = None) -> Keyring:
    """The keyring of an installation: from the secret if one is set, else from the key file, which the first start makes.

    Raises:
        KeyringRefused: the secret or the file is malformed, or others may read the file.
    """
    if secret is not None and secret.strip():
        return Keyring(_parsed(secret, "secret"))
    path = folder / FILE_NAME
    if not path.exists():
        _create(path, f"1:{_fresh()}\n")
    return Keyring(_read(path))


def rotate(folder: Path) -> Keyring:
    """Add a new key to the key file and open it: new values use it, old ones still open."""
    path = folder / FILE_NAME
    keys = _read(path)
    lines = [f"{version}:{base64.b64encode(key).decode()}" for version, key in sorted(keys.items())]
    text = "\n".join([*lines, f"{max(keys) + 1}:{_fresh()}", ""])
    written = _written(path, text)
    written.replace(path)
    return Keyring(_read(path))


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _create(path: Path, text: str) -> None:
    """Make the file at once and whole; of two nodes starting together one wins and both read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = _written(path, text)
    try:
        os.link(written, path)
    except FileExistsError:
        return
    finally:
        written.unlink()


def _written(path: Path, text: str) -> Path:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return temporary


def _read(path: Path) -> dict[int, bytes]:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & ~OWNER_ONLY:
        raise KeyringRefused("key_file_open_to_others", path=str(path), mode=f"{mode:o}")
    return _parsed(path.read_text(encoding="ascii"), str(path))


def _parsed(text: str, source: str) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for entry in text.split():
        version, colon, encoded = entry.rpartition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise KeyringRefused("key_not_base64", source=source, version=version or "1") from None
        if colon and not (version.isascii() and version.isdigit()):
            raise KeyringRefused("key_version_unreadable", source=source)
        number = int(version) if colon else 1
        if number in keys:
            raise KeyringRefused("key_version_twice", source=source, version=number)
        keys[number] = key
    return keys
