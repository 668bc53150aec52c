"""Functions with regular expressions, which are those of XPath; matching is cut off in time."""

from collections.abc import Callable
from functools import lru_cache
from time import thread_time
from typing import Any, TypeVar

import regex

from engine.feel.errors import LimitExceeded
from engine.feel.pattern import NoPattern, translate
from engine.feel.registry import NoResult, function
from engine.feel.state import State

_T = TypeVar("_T")
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> Any:
    if not set(flags) <= set(_FLAGS):
        raise NoResult(f"unknown flags `{flags}`", f"未知的标志“{flags}”")
    options = regex.VERSION1
    for flag in flags:
        options |= _FLAGS[flag]
    try:
        return regex.compile(regex.escape(pattern) if "q" in flags else translate(pattern, flags), options)
    except (NoPattern, regex.error, RecursionError, OverflowError):
        raise NoResult("the pattern is no regular expression", "模式不是有效的正则表达式") from None


def _timed(s: State, at: int, run: Callable[[float], _T]) -> _T:
    """What a piece of work with patterns gives; its time is work like any other, and one match ends when it takes too long."""
    since = thread_time()
    try:
        return run(s.limits.pattern_seconds)
    except TimeoutError:
        raise LimitExceeded("limit_pattern", s.text, at) from None
    finally:
        s.spent(since, at)


@function("matches(input: string, pattern: string, flags?: string?) -> boolean", with_state=True)
def matches(s: State, at: int, string: str, pattern: str, flags: str | None = None) -> bool:
    """Whether a part of the text fits the pattern."""
    return _timed(s, at, lambda seconds: _compiled(pattern, flags or "").search(string, timeout=seconds)) is not None


@function("replace(input: string, pattern: string, replacement: string, flags?: string?) -> string", with_state=True)
def replace(s: State, at: int, string: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """The text with every fitting part replaced; `$1` stands for the first group."""
    compiled = _timed(s, at, lambda _: _compiled(pattern, flags or ""))
    s.charge(len(replacement), at)
    pieces = _pieces(replacement, compiled.groups) if "q" not in (flags or "") else [replacement]
    if "q" not in (flags or "") and compiled.fullmatch("") is not None:
        raise NoResult("the pattern must not fit the empty text", "模式不能匹配空文本")
    size = 0

    def filled(hit: Any) -> str:
        nonlocal size
        made = "".join(piece if isinstance(piece, str) else hit.group(piece) or "" for piece in pieces)
        size += len(made)
        s.string(size, at)
        return made

    result = _timed(s, at, lambda seconds: str(compiled.sub(filled, string, timeout=seconds)))
    s.string(len(result), at)
    return result


def _pieces(replacement: str, groups: int) -> list[str | int]:
    """Texts and numbers of groups."""
    found: list[str | int] = []
    index = 0
    while index < len(replacement):
        char = replacement[index]
        following = replacement[index + 1 : index + 2]
        if char == "\\" and following in ("\\", "$") and following:
            found.append(following)
            index += 2
        elif char == "$" and following.isdigit():
            index += 1
            number = 0
            while (
                index < len(replacement)
                and replacement[index].isdigit()
                and (number == 0 or number * 10 + int(replacement[index]) <= groups)
            ):
                number = number * 10 + int(replacement[index])
                index += 1
            found.append(number if number <= groups else "")
        elif char in "\\$":
            raise NoResult("the replacement has a lone `$` or `\\`", "替换文本中有单独的“$”或“\\”")
        else:
            found.append(char)
            index += 1
    return found


@function("split(string: string, delimiter: string) -> list<string>", with_state=True)
def split(s: State, at: int, string: str, delimiter: str) -> list[str]:
    """The parts of the text between what fits the delimiter."""
    compiled = _timed(s, at, lambda _: _compiled(delimiter, ""))
    if compiled.fullmatch("") is not None:
        raise NoResult("the delimiter must not fit the empty text", "分隔模式不能匹配空文本")

    def cut(seconds: float) -> list[str]:
        parts: list[str] = []
        end = 0
        for hit in compiled.finditer(string, timeout=seconds):
            parts.append(string[end : hit.start()])
            end = hit.end()
            if len(parts) >= s.limits.items:
                s.items(len(parts) + 1, at)
        return [*parts, string[end:]]

    return _timed(s, at, cut)
