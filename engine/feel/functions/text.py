"""Functions on texts."""

from decimal import Decimal

from engine.feel.numbers import whole
from engine.feel.registry import NoResult, all_of, function
from engine.feel.state import State
from engine.feel.values import Value


@function("substring(string: string, start position: number, length?: number) -> string")
def substring(string: str, start: Decimal, length: Decimal | None = None) -> str:
    """The part of a text from a position; the first character is 1, the last is -1."""
    first = whole(start)
    count = len(string) if length is None else whole(length)
    if first is None or count is None or first == 0 or abs(first) > len(string):
        raise NoResult("the start position is outside the text", "起始位置超出文本范围")
    if length is not None and count < 1:
        raise NoResult("the length must be at least 1", "长度至少为 1")
    begin = first - 1 if first > 0 else len(string) + first
    return string[begin : begin + count]


@function("string length(string: string) -> number")
def string_length(string: str) -> Decimal:
    """The number of characters."""
    return Decimal(len(string))


@function("upper case(string: string) -> string", with_state=True)
def upper_case(s: State, at: int, string: str) -> str:
    """The text in capitals."""
    s.string(len(string), at)
    return string.upper()


@function("lower case(string: string) -> string", with_state=True)
def lower_case(s: State, at: int, string: str) -> str:
    """The text in small letters."""
    s.string(len(string), at)
    return string.lower()


@function("substring before(string: string, match: string) -> string")
def substring_before(string: str, match: str) -> str:
    """What stands before the first occurrence; nothing where there is none."""
    index = string.find(match)
    return string[:index] if index > 0 else ""


@function("substring after(string: string, match: string) -> string")
def substring_after(string: str, match: str) -> str:
    """What stands behind the first occurrence; nothing where there is none."""
    index = string.find(match)
    return string[index + len(match) :] if index >= 0 else ""


@function("contains(string: string, match: string) -> boolean")
def contains(string: str, match: str) -> bool:
    """Whether the text contains the other."""
    return match in string


@function("starts with(string: string, match: string) -> boolean")
def starts_with(string: str, match: str) -> bool:
    """Whether the text begins with the other."""
    return string.startswith(match)


@function("ends with(string: string, match: string) -> boolean")
def ends_with(string: str, match: str) -> bool:
    """Whether the text ends with the other."""
    return string.endswith(match)


@function("string join(list: list, delimiter?: string?) -> string", with_state=True)
def string_join(s: State, at: int, items: list[Value], delimiter: str | None = None) -> str:
    """The texts of a list, one behind the other; nulls are left out."""
    texts = all_of(["" if item is None else item for item in items], str)
    texts = [text for text, item in zip(texts, items, strict=True) if item is not None]
    mark = delimiter or ""
    s.string(sum(map(len, texts)) + len(mark) * len(texts), at)
    return mark.join(texts)
