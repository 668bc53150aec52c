"""密钥环: seals sensitive values for one column of one row, and finds them again by blind index.

A sealed value is `format (1) | key version (2) | nonce (12) | AES-256-GCM ciphertext and tag`. The context (table, column, row)
is authenticated with it, so a value copied into another row or column does not open.
"""

import hmac
import os
import struct
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engine.sdk.codes import normal, read_mobile
from engine.sdk.errors import EngineError

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
FORMAT = 1
_HEAD = struct.Struct(">BH")


class KeyringRefused(EngineError):
    """The keys cannot be used as they are; nothing was opened."""


class SealBroken(EngineError):
    """A sealed value does not open: wrong key, wrong place, or changed."""


class Keyring:
    """密钥环: master keys by version. The newest seals, all of them open, the oldest makes the blind index for ever."""

    def __init__(self, masters: Mapping[int, bytes]) -> None:
        """Take master keys of 32 bytes by version, 1 to 65535."""
        if not masters:
            raise KeyringRefused("keyring_empty")
        for version, master in masters.items():
            if not 0 < version < 1 << 16:
                raise KeyringRefused("keyring_version", version=version)
            if len(master) != KEY_BYTES:
                raise KeyringRefused("keyring_key_length", version=version, length=len(master), wanted=KEY_BYTES)
        self._ciphers = {version: AESGCM(_derived(master, b"column")) for version, master in masters.items()}
        self._index_key = _derived(masters[min(masters)], b"blind index")
        self.current = max(masters)

    def __repr__(self) -> str:
        """Versions only; keys never reach a log."""
        return f"Keyring(versions={sorted(self._ciphers)})"

    def seal(self, value: str, *context: str) -> bytes:
        """加密: a value sealed for this context, differently each time."""
        head = _HEAD.pack(FORMAT, self.current)
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + self._ciphers[self.current].encrypt(nonce, value.encode(), _bound(head, context))

    def unseal(self, sealed: bytes, *context: str) -> str:
        """解密: the value sealed for this context.

        Raises:
            SealBroken: unknown key version, another context, or a changed byte.
        """
        version = self.version_of(sealed)
        cipher = self._ciphers.get(version)
        if cipher is None:
            raise SealBroken("seal_key_missing", version=version)
        head, rest = sealed[: _HEAD.size], sealed[_HEAD.size :]
        try:
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _bound(head, context)).decode()
        except InvalidTag:
            raise SealBroken("seal_broken", context=list(context)) from None

    def resealed(self, sealed: bytes, *context: str) -> bytes:
        """The same value under the newest key; unchanged when it is there already."""
        if self.version_of(sealed) == self.current:
            return sealed
        return self.seal(self.unseal(sealed, *context), *context)

    def version_of(self, sealed: bytes) -> int:
        """The key version a value was sealed with."""
        if len(sealed) < _HEAD.size + NONCE_BYTES + TAG_BYTES or sealed[0] != FORMAT:
            raise SealBroken("seal_unreadable", length=len(sealed))
        return int(_HEAD.unpack_from(sealed)[1])

    def blind_index(self, kind: str, value: str) -> bytes:
        """盲索引: 32 bytes, equal for equal values of a kind however they were typed, telling nothing without the key."""
        plain = read_mobile(value).value if kind == "phone" else normal(value)
        return hmac.new(self._index_key, _framed((kind, plain)), sha256).digest()


def _derived(master: bytes, purpose: bytes) -> bytes:
    """One master key serves several purposes without the same bytes being used twice."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"tongban 1 " + purpose).derive(master)


@lru_cache(1024)
def _bound(head: bytes, context: tuple[str, ...]) -> bytes:
    return head + _framed(context)


def _framed(parts: tuple[str, ...]) -> bytes:
    """Parts with their lengths, so that ("ab", "c") is not ("a", "bc")."""
    raw = [part.encode() for part in parts]
    return b"".join(struct.pack(">I", len(part)) + part for part in raw)
