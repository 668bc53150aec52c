"""The parser's place in the text: the next word, what it must be, and how names and types are read."""

from collections.abc import Mapping
from typing import NoReturn

from engine.feel.errors import FeelSyntaxError, LimitExceeded
from engine.feel.lexer import KEYWORDS, words_of
from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.names import Names
from engine.feel.suggest import nearest, of_sign
from engine.feel.types import ANY, NAMED, Type

BUILT_IN_NAMES = Names(("date and time", "years and months duration"))
_TYPE_NAMES = Names(name for name in NAMED if " " in name)
_SHOWN = 40
_STOP = frozenset(("(", ")", "[", "]", "{", "}", ",", ":"))
_NO_PART_OF_A_NAME = _STOP | {"end", "string"}
_NO_NAMES = Names()
BUILT_IN = frozenset(BUILT_IN_NAMES.index)
"""the first words of the names of the language that hold a keyword"""
_GENERIC = frozenset(("list", "range", "context", "function"))


def _longer(one: tuple[str, int] | None, other: tuple[str, int] | None) -> tuple[str, int] | None:
    """Of two names that were found the one of more words."""
    return other if one is None or (other is not None and other[1] > one[1]) else one


class Cursor:
    """Where the parser stands; reads words, names and types."""

    __slots__ = (
        "_own_types",
        "colons",
        "depth",
        "filters",
        "keys",
        "known",
        "limits",
        "local",
        "members",
        "position",
        "quick",
        "range_end",
        "starts",
        "tag",
        "tags",
        "text",
        "texts",
        "types",
        "words",
    )

    def __init__(
        self, text: str, names: Names | None = None, types: Mapping[str, Type] | None = None, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        if len(text) > limits.text:
            raise LimitExceeded("limit_text", size=len(text), limit=limits.text)
        self.text = text
        self.words = words = words_of(text)
        self.texts, self.tags, self.starts = words
        self.position = self.depth = 0
        self.tag = self.tags[0]
        """what stands here: see `Words.tags`"""
        self.filters = 0
        """how many filters are open, in which members are names"""
        self.range_end = False
        """whether a `[` may close the range that is being read"""
        self.local = _NO_NAMES
        self.known = names
        self.members = None if names is None else names.members
        self.keys = _NO_NAMES
        """keys of contexts that were read; they may stand behind a point"""
        self.quick = names is None or not (names.index or (self.members is not None and self.members.index))
        """whether all known names are words in a row"""
        self.colons = ":" in text
        self.types = types
        self._own_types: Names | None = None
        self.limits = limits

    def advance(self) -> int:
        """Pass over the word; answers where it began."""
        position = self.position
        self.position = position + 1
        self.tag = self.tags[position + 1]
        return self.starts[position]

    def go(self, position: int) -> None:
        """Stand at another word."""
        self.position = position
        self.tag = self.tags[position]

    def next_tag(self) -> str:
        """The tag of the word after this one."""
        return self.tags[self.position + 1] if self.tag != "end" else "end"

    def take(self, tag: str) -> bool:
        """Take the word if it is this one."""
        if self.tag == tag:
            self.position += 1
            self.tag = self.tags[self.position]
            return True
        return False

    def expect(self, tag: str) -> None:
        """Take the word, which must be this one."""
        if self.tag != tag:
            self.fail(f"`{tag}`")
        self.position += 1
        self.tag = self.tags[self.position]

    def take_name(self, text: str) -> bool:
        """Take a word that is no keyword if it is this one."""
        if self.tag == "name" and self.texts[self.position] == text:
            self.advance()
            return True
        return False

    def fail(self, expected: str) -> NoReturn:
        """Refuse the word that stands here."""
        at = self.starts[self.position]
        if self.tag == "end":
            raise FeelSyntaxError("unfinished", self.text, at, expected=expected)
        found = self.texts[self.position]
        before = self.texts[self.position - 1] if self.position else ""
        hint = of_sign(before, found)
        facts = {"found": found[:_SHOWN], "expected": expected}
        if hint is None:
            raise FeelSyntaxError("unexpected", self.text, at, **facts)
        raise FeelSyntaxError("unexpected_with", self.text, at, hint_zh=hint[0], hint=hint[1], **facts)

    def bound(self, length: int) -> None:
        """Refuse a chain that is too long."""
        if length > self.limits.chain:
            raise LimitExceeded("limit_chain", self.text, self.starts[self.position], limit=self.limits.chain)

    def descend(self) -> None:
        """Count one level of nesting."""
        self.depth += 1
        if self.depth > self.limits.depth:
            self.too_deep()

    def too_deep(self) -> NoReturn:
        """Refuse one level of nesting more."""
        raise LimitExceeded("limit_depth", self.text, self.starts[self.position], limit=self.limits.depth)

    def open(self) -> bool:
        """Pass over an opening bracket, one level deeper; answers what `close` needs."""
        self.depth += 1
        if self.depth > self.limits.depth:
            self.too_deep()
        self.position += 1
        self.tag = self.tags[self.position]
        outer, self.range_end = self.range_end, False
        return outer

    def close(self, tag: str, outer: bool) -> None:
        """Take the closing bracket, which must be this one."""
        if self.tag != tag:
            self.fail(f"`{tag}`")
        self.position += 1
        self.tag = self.tags[self.position]
        self.range_end = outer
        self.depth -= 1

    def name(self) -> str | None:
        """A name: the longest that is known, else the plain words in a row."""
        texts, tags, start = self.texts, self.tags, self.position
        if (not self.quick or texts[start] in BUILT_IN) and (known := self.known_name()) is not None:
            self.go(start + known[1])
            return known[0]
        position = start
        while tags[position] == "name":
            position += 1
        self.position, self.tag = position, tags[position]
        if position - start == 1:
            return texts[start]
        return " ".join(texts[start:position]) or None

    def known_name(self) -> tuple[str, int] | None:
        """The longest known name that begins here, and the number of its words."""
        words, position = self.words, self.position
        best = self.local.longest(words, position)
        for names in (self.known, self.members if self.filters else None):
            if names is not None:
                best = _longer(best, names.longest(words, position))
        if best is None and (best := BUILT_IN_NAMES.longest(words, position)) is not None and words.tags[position + best[1]] != "(":
            return None
        return best

    def member_name(self) -> str | None:
        """The name behind a point: the longest that is known of members and keys, or as any other name."""
        words, position = self.words, self.position
        best = self.keys.longest(words, position)
        if self.members is not None:
            best = _longer(best, self.members.longest(words, position))
        if best is None or (best[1] == 1 and self.tags[position] == "name"):
            return self.name()
        self.go(position + best[1])
        return best[0]

    def words_until(self, *ends: str) -> str:
        """A name that is being declared: everything up to one of the ends, spaces made single."""
        start = self.position
        if self.tag == "end" or self.tag in _STOP:
            self.fail("a name")
        if self.tag == "in" and self.next_tag() == "in":
            self.advance()  # a variable of that name
        while self.tag not in ends:
            if self.tag in _NO_PART_OF_A_NAME:
                self.fail(" or ".join(f"`{end}`" for end in ends))
            self.advance()
        last = self.position - 1
        if last < start:
            self.fail("a name")
        if last == start:
            return self.texts[start]
        return " ".join(self.text[self.starts[start] : self.starts[last] + len(self.texts[last])].split())

    def named_ahead(self) -> bool:
        """Whether `words :` comes next, as before a named argument."""
        tags, position = self.tags, self.position
        while tags[position] not in _NO_PART_OF_A_NAME:
            position += 1
        return tags[position] == ":" and position > self.position

    def declare(self, name: str) -> str | None:
        """Let a local name be recognised from here on; answers what `forget` needs."""
        if name.isidentifier() and name not in KEYWORDS:
            return None
        if self.local is _NO_NAMES:
            self.local = Names()
        self.quick = False
        return self.local.add(name)

    def forget(self, key: str | None, name: str) -> None:
        """End the scope of a local name."""
        if key is not None:
            self.local.remove(key, name)

    def type(self) -> Type:
        """A type as written after `instance of` or a parameter."""
        self.descend()
        kind = self.texts[self.position]
        if kind in _GENERIC and self.next_tag() == "<":
            self.advance()
            found = self._generic(kind)
        elif (known := _TYPE_NAMES.longest(self.words, self.position)) is not None:
            self.go(self.position + known[1])
            found = NAMED[known[0]]
        else:
            found = self._plain_type()
        self.depth -= 1
        return found

    def _plain_type(self) -> Type:
        types = self.types or {}
        if self._own_types is None:
            self._own_types = Names(types)
        own = self._own_types.longest(self.words, self.position)
        if own is not None:
            self.go(self.position + own[1])
            return types[own[0]]
        if self.tag != "name" and self.tag not in KEYWORDS:
            self.fail("a type")
        name = self.texts[self.position]
        at = self.advance()
        while self.tag == "." and self.next_tag() == "name":
            self.advance()
            name = f"{name}.{self.texts[self.position]}"
            self.advance()
        found = types.get(name) or NAMED.get(name)
        if found is None:
            near = nearest(name, (*types, *NAMED))
            raise FeelSyntaxError("type" if near is None else "type_near", self.text, at, found=name, near=near)
        return found

    def _generic(self, kind: str) -> Type:
        self.expect("<")
        if kind == "context":
            fields: list[tuple[str, Type]] = []
            while not fields or self.take(","):
                name = self.words_until(":")
                self.expect(":")
                fields.append((name, self.type()))
            self.expect(">")
            return Type(kind, fields=tuple(fields))
        if kind == "function":
            parameters: list[Type] = []
            while self.tag != ">":
                parameters.append(self.type())
                if not self.take(","):
                    break
            self.expect(">")
            result = self.type() if self.take("->") else ANY
            return Type(kind, result, parameters=tuple(parameters))
        item = self.type()
        self.expect(">")
        return Type(kind, item)
