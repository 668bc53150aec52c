"""The largest files taken."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """上限: bytes of a file; for packages the unpacked bytes, entries and ratio; for images the pixels."""

    bytes: int = 10 * MIB
    unpacked: int = 200 * MIB
    entries: int = 2000
    ratio: int = 200
    pixels: int = 60_000_000


DEFAULT_LIMITS = Limits()
