"""What typed characters may be: control characters, full-width digits, lengths, and regular expressions with a time limit."""

import re
import unicodedata
from typing import Any

import regex

from forms.limits import MAX_PATTERN, MAX_REPEAT, PATTERN_SECONDS

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_WIDE = re.compile("[\u3000\uff01-\uff5e]")
_BLANK = re.compile("[\\s\u200b\u200c\u200d\u2060\ufeff]+")
_REPEAT = re.compile(r"\{(\d*)(?:,(\d*))?\}")


class PatternFault(ValueError):
    """A regular expression that forms do not run."""


def half_width(text: str) -> str:
    """Full-width digits, letters and spaces as their ordinary ones."""
    return text.translate(_FULL_WIDTH) if _WIDE.search(text) else text


def compact(text: str) -> str:
    """Ordinary width, without any blank or zero-width character: for numbers and codes."""
    return _BLANK.sub("", half_width(text))


def one_line(text: str) -> str:
    """Line breaks and tabs as blanks, no blanks at the ends."""
    return re.sub(r"[\r\n\t\u2028\u2029]+", " ", text).strip()


def many_lines(text: str) -> str:
    """Line breaks as single line feeds, no blanks at the ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def has_control(text: str) -> bool:
    """Whether a text holds control characters, lone surrogates or unassigned code points (tab and line break are fine)."""
    if text.isprintable():
        return False
    return any(unicodedata.category(char) in ("Cc", "Cs", "Cn") and char not in "\n\t" for char in text)


def utf16_length(text: str) -> int:
    """The length a browser counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def compiled_pattern(pattern: str) -> Any:
    """A JavaScript-like pattern, ASCII classes, not anchored; raises `PatternFault`."""
    if len(pattern) > MAX_PATTERN:
        raise PatternFault(f"> {MAX_PATTERN}")
    for low, high in _REPEAT.findall(pattern):
        if any(len(number) > 6 or int(number) > MAX_REPEAT for number in (low, high) if number):
            raise PatternFault(f"{{n}} > {MAX_REPEAT}")
    try:
        return regex.compile(pattern, regex.ASCII | regex.VERSION0)
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        raise PatternFault(str(error)) from None


def matches(pattern: Any, text: str) -> bool | None:
    """Whether a pattern is found in a text; None when it takes too long to say."""
    try:
        return pattern.search(text, timeout=PATTERN_SECONDS) is not None
    except TimeoutError:
        return None
