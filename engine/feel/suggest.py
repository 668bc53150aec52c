"""建议: the known name that was perhaps meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

_LONGEST = 60
_MOST = 1000


def nearest(name: str, known: Iterable[object]) -> str | None:
    """The known name that looks most like an unknown one; the same letters in another case come first, however different they look."""
    if len(name) > _LONGEST:
        return None
    room = max(2, len(name) // 3)
    candidates = [one for one in islice(known, _MOST) if isinstance(one, str) and abs(len(one) - len(name)) <= room]
    folded = name.casefold()
    same = next((one for one in candidates if one.casefold() == folded), None)
    if same is not None:
        return same
    found = get_close_matches(name, candidates, 1)
    return found[0] if found else None
