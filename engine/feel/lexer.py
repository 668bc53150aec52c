"""The words of FEEL: a text becomes tokens; names of several words are put together by the parser, which knows the scope."""

import re
from typing import NamedTuple

from engine.feel.errors import FeelSyntaxError


class Token(NamedTuple):
    """A word of the text: its kind, its characters, and where it begins and ends."""

    kind: str
    """`name`, `keyword`, `number`, `string`, `symbol`, `end`"""
    text: str
    start: int
    end: int


KEYWORDS = frozenset(
    (
        "and",
        "or",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "between",
        "instance",
        "function",
        "true",
        "false",
        "null",
    )
)

_START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF"
    r"\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_SPACE = r"\s*(?:(?:\ufeff|//[^\n]*|/\*.*?\*/)\s*)*"
_TOKEN = re.compile(
    rf"{_SPACE}(?:([{_START}][{_START}0-9\u00B7\u0300-\u036F\u203F-\u2040]*)"
    r"|((?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r'|("[^"\\]*(?:\\.[^"\\]*)*")'
    r"|(\*\*|\.\.|<=|>=|!=|->|[-+*/<>=()\[\]{},:.@'’;%&|])"
    r"|(\S)|\Z)",
    re.DOTALL,
)
_KINDS = ("end", "name", "number", "string", "symbol", "unknown")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def tokens(text: str) -> list[Token]:
    """All words of a text, with an `end` after the last."""
    found: list[Token] = []
    add, new, keywords = found.append, tuple.__new__, KEYWORDS
    for hit in _TOKEN.finditer(text):
        index = hit.lastindex
        if index is None:
            break
        word, end = hit[index], hit.end()
        if index == 1:
            kind = "keyword" if word in keywords else "name"
        elif index == 5:
            raise FeelSyntaxError("string" if word == '"' else "character", text, end - 1, found=word)
        else:
            kind = _KINDS[index]
        add(new(Token, (kind, word, end - len(word), end)))
    size = len(text)
    add(Token("end", "", size, size))
    return found


def unquote(text: str) -> str:
    """The text inside quotes, escapes replaced; an escape nobody knows stays as it is."""
    inner = text[1:-1]
    if "\\" not in inner:
        return inner
    plain = _ESCAPE.sub(_replace, inner)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in inner.lower() else plain


def _replace(hit: re.Match[str]) -> str:
    code = hit.group(1) or hit.group(2)
    if code is not None:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else hit.group()
    return _PLAIN.get(hit.group(3), hit.group())


def quote(text: str) -> str:
    """A text as it is written in an expression."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def parts(name: str) -> tuple[tuple[str, bool], ...]:
    """The words of a known name, each with whether a space that matters stands before it; empty when it cannot be a name."""
    try:
        words = tokens(name)[:-1]
    except FeelSyntaxError:
        return ()
    return tuple((word.text, index > 0 and gap(words[index - 1], word)) for index, word in enumerate(words))


def gap(before: Token, word: Token) -> bool:
    """Whether there is a space between two words where one of them is a symbol; between two names a space always stands."""
    return before.end < word.start and (before.kind == "symbol" or word.kind == "symbol")
