"""建议: what was perhaps meant by a name nobody knows, or by a sign that FEEL does not have."""

from collections.abc import Iterable
from difflib import get_close_matches
from heapq import nlargest
from itertools import islice, pairwise
from typing import NamedTuple

_LONGEST = 60
_MOST = 500
_LIKELY = 20
"""how many names are held against an unknown one letter by letter: those that share the most pairs of letters with it"""
_WIDE = dict(zip("＝＞＜＋－＊／（），．：［］｛｝“”。、；！", '=><+-*/(),.:[]{}"".,,!', strict=True))
_WORDS = frozenset(("and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between"))
_CONSTANTS = ("true", "false", "null")

_QUOTES = ('文本用双引号“"”括起', 'texts stand in double quotes: `"`')
_CHARACTERS = {
    "!": ("请写作“not(…)”", "write `not(…)`"),
    "^": ("乘方请写作“**”", "a power is written `**`"),
    **dict.fromkeys("“”„", ('请写作“"”', 'write `"`')),
    **dict.fromkeys("‘`", _QUOTES),
}
_SIGNS = {
    ("=", "="): ("相等写作“=”", "equality is written `=`"),
    ("<", ">"): ("不等写作“!=”", "inequality is written `!=`"),
    ("=", ">"): ("请写作“>=”", "write `>=`"),
    ("=", "<"): ("请写作“<=”", "write `<=`"),
}
_SIGN = {
    "&": ("请写作“and”", "write `and`"),
    "|": ("请写作“or”", "write `or`"),
    "%": ("余数请写作“modulo(a, b)”", "a remainder is written `modulo(a, b)`"),
    "'": _QUOTES,
    "’": _QUOTES,
    ";": ("请写作“,”", "write `,`"),
}


class Advice(NamedTuple):
    """What is said about a name beyond that nobody knows it: the ending of the code and the facts of the sentence."""

    ending: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def of_character(character: str) -> tuple[str, str] | None:
    """What to write instead of a character that begins no word, in 中文 and English."""
    return _CHARACTERS.get(character)


def of_sign(before: str, found: str) -> tuple[str, str] | None:
    """What to write instead of a sign that cannot stand there, in 中文 and English."""
    return _SIGNS.get((before, found)) or _SIGN.get(found)


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
    found = get_close_matches(name, _likely(name, candidates), 1)
    return found[0] if found else None


def _likely(name: str, candidates: list[str]) -> list[str]:
    if len(candidates) <= _LIKELY:
        return candidates
    pairs = set(pairwise(name))
    return nlargest(_LIKELY, candidates, key=lambda one: len(pairs.intersection(pairwise(one))))


def of_name(name: str, known: Iterable[object]) -> Advice:
    """What was perhaps meant by a name."""
    names = [*islice(known, _MOST)]
    if len(name) > _LONGEST:
        return Advice()
    if name.casefold() in _CONSTANTS:
        return Advice("_near", (("near", name.casefold()),))
    wide = next((character for character in name if character in _WIDE), None)
    if wide is not None:
        return Advice("_wide", (("wide", wide), ("plain", _WIDE[wide])))
    return _of_words(name, names) or close(name, names)


def close(name: str, known: Iterable[object]) -> Advice:
    """The known name that looks most like it."""
    near = nearest(name, known)
    return Advice() if near is None else Advice("_near", (("near", near),))


def _of_words(name: str, known: list[object]) -> Advice | None:
    words = name.split(" ")
    if len(words) == 1:
        return None
    wrong = next((word for word in words if word.casefold() in _WORDS and word not in _WORDS), None)
    if wrong is not None:
        return Advice("_word", (("wrong", wrong), ("word", wrong.casefold())))
    if words[0].casefold() == "not":
        return Advice("_not")
    for end in range(1, len(words)):
        first = " ".join(words[:end])
        if first in known and " ".join(words[end:]) in known:
            return Advice("_split", (("first", first),))
    return None
