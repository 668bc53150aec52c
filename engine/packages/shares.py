"""比例: a share as a diagram writes it."""

from fractions import Fraction


def share_of(text: str) -> tuple[Fraction, bool]:
    """A share as a diagram writes it: 2/3, 60%, 0.5 (at least), >1/2 (more than); `ValueError` for anything else or outside 0..1."""
    plain = text.strip()
    more_than = plain.startswith(">")
    plain = plain.removeprefix(">").strip()
    try:
        share = Fraction(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    except ZeroDivisionError as error:
        raise ValueError(text) from error
    if not 0 < share <= 1 or (more_than and share == 1):
        raise ValueError(text)
    return share, more_than
