"""名称: which names of several words or with operators in them are known, and the longest that begins at a word."""

from collections.abc import Iterable

from engine.feel.lexer import Words, gap, parts

Parts = tuple[tuple[str, bool], ...]


class Names:
    """Known names; only those that are more than plain words in a row need an entry, the parser puts the others together itself."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.index: dict[str, list[tuple[Parts, str]]] = {}
        self.all = frozenset(names)
        for name in self.all:
            self.add(name)

    def add(self, name: str) -> str | None:
        """Make a name known; answers the word it is filed under, or None where no entry is needed."""
        if name.isidentifier() and name not in _RESERVED:
            return None
        words = parts(name)
        if len(words) < 2 and name not in _RESERVED:
            return None
        first = words[0][0]
        entries = self.index.setdefault(first, [])
        entries.append((words, name))
        entries.sort(key=lambda entry: -len(entry[0]))
        return first

    def longest(self, words: Words, position: int) -> tuple[str, int] | None:
        """The longest known name that begins at a word, and the number of its words."""
        for entry, name in self.index.get(words.texts[position], ()):
            if _matches(entry, words, position):
                return name, len(entry)
        return None


_RESERVED = frozenset(
    ("and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between", "instance", "function")
)


def _matches(entry: Parts, words: Words, position: int) -> bool:
    texts = words.texts
    if position + len(entry) >= len(texts):
        return False
    for index, (text, spaced) in enumerate(entry, position):
        if texts[index] != text or (index > position and gap(words, index) != spaced):
            return False
    return True
