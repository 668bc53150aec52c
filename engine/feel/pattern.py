"""Regular expressions of XPath as those of Python, refusing what could be costly to compile."""

_MAX_LENGTH = 500
_MAX_REPEAT = 1000
_MAX_PRODUCT = 5000
_MAX_TAKEN_AWAY = 5
_ESCAPES = frozenset("nrt\\|.?*+(){}-[]^$sSdDwW")
_CLASSES = {
    "d": r"\p{Nd}",
    "i": r"\p{L}_:",
    "c": r"\p{L}\p{Nd}.\-_:\xb7",
}
_NEGATED = {"D": r"\P{Nd}", "I": rf"[^{_CLASSES['i']}]", "C": rf"[^{_CLASSES['c']}]"}


class NoPattern(ValueError):
    """The text is no regular expression of XPath, or one that could be costly."""


def translate(pattern: str, flags: str) -> str:
    """The pattern for Python."""
    if len(pattern) > _MAX_LENGTH:
        raise NoPattern
    return _Translation(without_spaces(pattern) if "x" in flags else pattern, dot_all="s" in flags).run()


def without_spaces(pattern: str) -> str:
    """The pattern without the spaces outside of classes."""
    kept: list[str] = []
    depth, escaped = 0, False
    for char in pattern:
        if char.isspace() and not depth:
            continue
        kept.append(char)
        if not escaped:
            depth += (char == "[") - (char == "]" and depth > 0)
        escaped = char == "\\" and not escaped
    return "".join(kept)


class _Translation:
    def __init__(self, pattern: str, *, dot_all: bool) -> None:
        self.pattern = pattern
        self.dot = "." if dot_all else r"[^\n\r]"
        self.index = 0
        self.classes = 0
        self.repeats = [1]
        """for every open group the product of the counted repetitions in it"""
        self.out: list[str] = []

    def run(self) -> str:
        """The whole pattern."""
        outside = {"\\": self.escape, "[": self.open_class, "(": self.open_group, ")": self.close_group, "{": self.repeat, "}": self.refuse}
        while self.index < len(self.pattern):
            char = self.pattern[self.index]
            self.index += 1
            if self.classes and char != "\\":
                self.out.append(self.in_class(char))
            elif char in outside:
                self.out.append(outside[char]())
            else:
                self.out.append(self.dot if char == "." else char)
        if self.classes or len(self.repeats) > 1:
            raise NoPattern
        return "".join(self.out)

    def ahead(self, count: int = 1) -> str:
        """The next characters."""
        return self.pattern[self.index : self.index + count]

    def refuse(self) -> str:
        """What must not stand alone."""
        raise NoPattern

    def open_class(self) -> str:
        """`[`."""
        self.classes = 1
        if self.ahead() == "^":
            self.index += 1
            return "[^"
        return "["

    def in_class(self, char: str) -> str:
        """A character of a class; `-[` takes another class away."""
        if char == "]":
            self.classes -= 1
            return "]"
        if char == "[":
            if self.pattern[self.index - 2 : self.index - 1] == "-" and self.out[-1] == "--":
                self.classes += 1
                return "["
            return "\\["
        if char == "-" and self.ahead() == "[":
            return "--"
        return f"\\{char}" if char in "&~|" and self.ahead() == char else char

    def open_group(self) -> str:
        """`(`; of the groups with a question mark only those that do not capture."""
        self.repeats.append(1)
        if self.ahead() == "?" and self.ahead(2) != "?:":
            raise NoPattern
        return "("

    def close_group(self) -> str:
        """`)`."""
        if len(self.repeats) < 2:
            raise NoPattern
        inner = self.repeats.pop()
        self.repeats[-1] = max(self.repeats[-1], inner)
        return ")"

    def repeat(self) -> str:
        """`{n}`, `{n,}`, `{n,m}`."""
        end = self.pattern.find("}", self.index)
        low, comma, high = self.pattern[self.index : max(end, self.index)].partition(",")
        if not low.isdecimal() or (high and not high.isdecimal()) or len(low) > 4 or len(high) > 4:
            raise NoPattern
        most = max(int(low), int(high or low))
        self.repeats[-1] *= max(most, 1)
        if most > _MAX_REPEAT or self.repeats[-1] > _MAX_PRODUCT:
            raise NoPattern
        self.index = end + 1
        return f"{{{low}{comma}{high}}}"

    def escape(self) -> str:
        r"""`\d` and its like."""
        following = self.ahead()
        self.index += 1
        if following in ("p", "P"):
            return self.category(following)
        if following in _CLASSES:
            return _CLASSES[following] if self.classes else f"[{_CLASSES[following]}]"
        if following in _NEGATED:
            return _NEGATED[following]
        if following.isdecimal() and following != "0" and not self.classes:
            return f"\\{following}"
        if following not in _ESCAPES or not following:
            raise NoPattern
        return f"\\{following}"

    def category(self, letter: str) -> str:
        r"""`\p{L}` and `\p{IsBasicLatin}`."""
        end = self.pattern.find("}", self.index)
        if self.ahead() != "{" or end < 0:
            raise NoPattern
        name = self.pattern[self.index + 1 : end]
        self.index = end + 1
        return f"\\{letter}{{Block={name[2:]}}}" if name.startswith("Is") else f"\\{letter}{{{name}}}"
