"""The words of FEEL: a text becomes tokens; names of several words are put together by the parser, which knows the scope."""

import re
from itertools import accumulate
from typing import NamedTuple

from engine.feel.errors import FeelSyntaxError
from engine.feel.suggest import of_character


class Words(NamedTuple):
    """The words of a text in columns, with an `end` after the last."""

    texts: list[str]
    tags: list[str]
    """`name`, `number`, `string` or `end`; keywords and symbols are their own tags"""
    starts: list[int]
    """where each begins"""


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

_SYMBOLS = ("**", "..", "<=", ">=", "!=", "->", *"-+*/<>=()[]{},:.@'’;%&|")
SYMBOLS = frozenset(_SYMBOLS)
_OWN_TAGS = {word: word for word in (*_SYMBOLS, *KEYWORDS)}

_START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u167F\u1681-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE\uFF00-\uFFFD\U00010000-\U000EFFFF"
)
_WORD = re.compile(
    rf"([{_START}][{_START}0-9\u00B7\u0300-\u036F\u203F-\u2040]*"
    r"|(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
    r'|"[^"\\\n\v\f\r]*(?:\\[^\n\v\f\r][^"\\\n\v\f\r]*)*"?'
    r"|//[^\n\v\f\r]*|/\*.*?(?:\*/|\Z)"
    r"|\*\*|\.\.|<=|>=|!=|->|[-+*/<>=()\[\]{},:.@'’;%&|])",
    re.DOTALL,
)
_SPLIT = _WORD.split
_USUAL_GAPS = frozenset(("", " "))
_STRING = re.compile(r'"[^"\\\n\v\f\r]*(?:\\[^\n\v\f\r][^"\\\n\v\f\r]*)*"')
_LINE_ENDS = tuple("\n\v\f\r")
_COMMENTS = ("//", "/*")
_BYTE_ORDER_MARK = "\ufeff"
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def words_of(text: str) -> Words:
    """All words of a text, found in one pass: what lies between them may only be space."""
    pieces: list[str] = _SPLIT(text)  # a gap, a word, a gap, …, a word, a gap
    starts = list(accumulate(map(len, pieces)))[::2]
    texts = pieces[1::2]
    own = _OWN_TAGS.get
    tags = [own(word) or ("name" if word > ":" else "string" if word < "#" else "number") for word in texts]
    if not _USUAL_GAPS.issuperset(pieces[::2]) or (tags and tags[-1] == "string" and not _STRING.fullmatch(texts[-1])):
        _refuse_unknown(text, pieces, starts)
    if "//" in text or "/*" in text:
        _leave_out_comments(text, texts, tags, starts)
    texts.append("")
    tags.append("end")
    return tuple.__new__(Words, (texts, tags, starts))


def _refuse_unknown(text: str, pieces: list[str], starts: list[int]) -> None:
    """Refuse the first character that begins no word, or the text in quotes that does not end."""
    for index in range(0, len(pieces), 2):
        gap = pieces[index].replace(_BYTE_ORDER_MARK, " ")
        if strange := gap.strip():
            at = starts[index // 2] - len(gap.lstrip())
            hint = of_character(strange[0])
            if hint is None:
                raise FeelSyntaxError("character", text, at, found=strange[0])
            raise FeelSyntaxError("character_with", text, at, found=strange[0], hint_zh=hint[0], hint=hint[1])
        if index + 1 < len(pieces) and pieces[index + 1][0] == '"' and not _STRING.fullmatch(pieces[index + 1]):
            after = text[starts[index // 2] + len(pieces[index + 1]) :].lstrip("\\")
            raise FeelSyntaxError("string_line" if after.startswith(_LINE_ENDS) else "string", text, starts[index // 2], found='"')


def _leave_out_comments(text: str, texts: list[str], tags: list[str], starts: list[int]) -> None:
    kept: list[int] = []
    for index, word in enumerate(texts):
        if not word.startswith(_COMMENTS):
            kept.append(index)
        elif word.startswith("/*") and (len(word) < len("/**/") or not word.endswith("*/")):
            raise FeelSyntaxError("unfinished", text, len(text), expected="`*/`")
    starts[:] = [*(starts[index] for index in kept), len(text)]
    texts[:] = [texts[index] for index in kept]
    tags[:] = [tags[index] for index in kept]


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
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"), ("\v", "\\u000B"), ("\f", "\\u000C")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def parts(name: str) -> tuple[tuple[str, bool], ...]:
    """The words of a known name, each with whether a space that matters stands before it; empty when it cannot be a name."""
    try:
        words = words_of(name)
    except FeelSyntaxError:
        return ()
    return tuple((text, index > 0 and gap(words, index)) for index, text in enumerate(words.texts[:-1]))


def gap(words: Words, index: int) -> bool:
    """Whether there is a space before a word where it or the one before is a symbol; between two names a space always stands."""
    before = index - 1
    if words.starts[before] + len(words.texts[before]) == words.starts[index]:
        return False
    return words.tags[before] in SYMBOLS or words.tags[index] in SYMBOLS
