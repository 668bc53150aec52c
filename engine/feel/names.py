"""名称: which names of several words or with operators in them are known, and the longest that begins at a word."""

from collections.abc import Iterable, Iterator

from engine.feel.lexer import Words, gap, parts

Parts = tuple[tuple[str, bool], ...]


class Names:
    """Known names; only those that are more than plain words in a row need an entry, the parser puts the others together itself."""

    def __init__(self, names: Iterable[str] = (), members: Iterable[str] = ()) -> None:
        self.index: dict[str, dict[Parts, list[str]]] = {}
        """by the first word all names that begin with it, as often as they were added"""
        self.all = frozenset(names)
        for name in self.all:
            self.add(name)
        self.members = Names(members) if members else None
        """names behind a point and of items in a filter"""

    def add(self, name: str) -> str | None:
        """Make a name known; answers the word it is filed under, or None where no entry is needed."""
        if name.isidentifier() and name not in _RESERVED:
            return None
        words = parts(name)
        if len(words) < 2 and name not in _RESERVED:
            return None
        first = words[0][0]
        self.index.setdefault(first, {}).setdefault(words, []).append(name)
        return first

    def remove(self, first: str, name: str) -> None:
        """Forget a name, filed under that word, that was added last."""
        entries = self.index[first]
        words = parts(name)
        entries[words].pop()
        if not entries[words]:
            del entries[words]
        if not entries:
            del self.index[first]

    def longest(self, words: Words, position: int) -> tuple[str, int] | None:
        """The longest known name that begins at a word, and the number of its words."""
        entries = self.index.get(words.texts[position])
        if entries is None:
            return None
        if len(entries) <= _FEW:
            fitting = [entry for entry in entries if _matches(entry, words, position)]
        else:
            fitting = [entry for entry in _beginnings(words, position) if entry in entries]
        if not fitting:
            return None
        best = max(fitting, key=len)
        return entries[best][-1], len(best)


_RESERVED = frozenset(
    ("and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between", "instance", "function")
)


_FEW = 20
_MOST_WORDS = 30


def _beginnings(words: Words, position: int) -> Iterator[Parts]:
    """The names that could begin at a word, the shortest first."""
    parts: list[tuple[str, bool]] = []
    for index in range(position, min(position + _MOST_WORDS, len(words.texts) - 1)):
        parts.append((words.texts[index], index > position and gap(words, index)))
        yield tuple(parts)


def _matches(entry: Parts, words: Words, position: int) -> bool:
    texts = words.texts
    if position + len(entry) >= len(texts):
        return False
    for index, (text, spaced) in enumerate(entry, position):
        if texts[index] != text or (index > position and gap(words, index) != spaced):
            return False
    return True
