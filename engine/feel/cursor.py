"""The parser's place in the text: the next word, what it must be, and how names and types are read."""

from collections.abc import Mapping
from typing import NoReturn

from engine.feel.errors import FeelSyntaxError, LimitExceeded
from engine.feel.lexer import Token, tokens
from engine.feel.limits import Limits
from engine.feel.names import Names
from engine.feel.types import ANY, NAMED, Type

BUILT_IN_NAMES = Names(("date and time", "years and months duration"))
_TYPE_NAMES = Names(name for name in NAMED if " " in name)
_SHOWN = 40
_STOP = frozenset(("(", ")", "[", "]", "{", "}", ",", ":"))


class Cursor:
    """Where the parser stands; reads words, names and types."""

    def __init__(self, text: str, names: Names | None, types: Mapping[str, Type] | None, limits: Limits) -> None:
        if len(text) > limits.text:
            raise LimitExceeded("limit_text", size=len(text), limit=limits.text)
        self.text = text
        self.words = tokens(text)
        self.position = 0
        self.word = self.words[0]
        self.known = names
        self.local = Names()
        self.plain = names is None or not names.index
        """whether all known names are words in a row"""
        self.types = types or {}
        self.limits = limits
        self.depth = 0

    def advance(self) -> Token:
        """Take the word and stand at the next."""
        word = self.word
        self.position += 1
        self.word = self.words[self.position]
        return word

    def skip(self, count: int) -> None:
        """Pass over some words."""
        self.position += count
        self.word = self.words[self.position]

    def peek(self, distance: int = 1) -> Token:
        """A word further on."""
        return self.words[min(self.position + distance, len(self.words) - 1)]

    def take(self, text: str) -> bool:
        """Take the word if it is this one."""
        if self.word.text == text and self.word.kind != "string":
            self.advance()
            return True
        return False

    def expect(self, text: str) -> Token:
        """Take the word, which must be this one."""
        if self.word.text != text or self.word.kind == "string":
            self.fail(f"`{text}`")
        return self.advance()

    def fail(self, expected: str) -> NoReturn:
        """Refuse the word that stands here."""
        if self.word.kind == "end":
            raise FeelSyntaxError("unfinished", self.text, self.word.start, expected=expected)
        raise FeelSyntaxError("unexpected", self.text, self.word.start, found=self.word.text[:_SHOWN], expected=expected)

    def bound(self, length: int) -> None:
        """Refuse a chain that is too long."""
        if length > self.limits.chain:
            raise LimitExceeded("limit_depth", self.text, self.word.start, limit=self.limits.chain)

    def descend(self) -> None:
        """Count one level of nesting."""
        self.depth += 1
        if self.depth > self.limits.depth:
            raise LimitExceeded("limit_depth", self.text, self.word.start, limit=self.limits.depth)

    def plain_name(self) -> str | None:
        """A name of one word, where nothing else could be meant: the quick way for most names."""
        word = self.word
        if word.kind != "name" or not self.plain or self.local.index or word.text in BUILT_IN_NAMES.index:
            return None
        following = self.words[self.position + 1]
        if following.kind == "name":
            return None
        self.position += 1
        self.word = following
        return word.text

    def name(self) -> str | None:
        """A name: the longest that is known, else the plain words in a row."""
        known = self._known()
        if known is not None:
            name, count = known
            self.skip(count)
            return name
        if self.word.kind != "name":
            return None
        first = self.advance().text
        if self.word.kind != "name":
            return first
        found = [first]
        while self.word.kind == "name":
            found.append(self.advance().text)
        return " ".join(found)

    def _known(self) -> tuple[str, int] | None:
        words, position = self.words, self.position
        local, known = self.local.index, self.known
        if not local and known is None and words[position].text not in BUILT_IN_NAMES.index:
            return None
        best = self.local.longest(words, position) if local else None
        if known is not None and known.index:
            other = known.longest(words, position)
            best = other if best is None or (other and other[1] > best[1]) else best
        if best is None and self.word.text in BUILT_IN_NAMES.index:
            best = BUILT_IN_NAMES.longest(words, position)
            if best is not None and words[position + best[1]].text != "(":
                best = None
        return best

    def words_until(self, *ends: str) -> str:
        """A name that is being declared: everything up to one of the ends, spaces made single."""
        start = self.word.start
        if self.word.kind == "end" or self.word.text in _STOP:
            self.fail("a name")
        finish = start
        while self.word.text not in ends:
            if self.word.kind in ("end", "string") or self.word.text in _STOP:
                self.fail(" or ".join(f"`{end}`" for end in ends))
            finish = self.advance().end
        return " ".join(self.text[start:finish].split())

    def named_ahead(self) -> bool:
        """Whether `words :` comes next, as before a named argument."""
        distance = 0
        while (word := self.peek(distance)).kind not in ("end", "string") and word.text not in _STOP:
            distance += 1
        return distance > 0 and word.text == ":"

    def declare(self, name: str) -> str | None:
        """Let a local name be recognised from here on; answers what `forget` needs."""
        return self.local.add(name)

    def forget(self, key: str | None, name: str) -> None:
        """End the scope of a local name."""
        if key is not None:
            entries = self.local.index[key]
            entries.remove(next(entry for entry in entries if entry[1] == name))
            if not entries:
                del self.local.index[key]

    def type(self) -> Type:
        """A type as written after `instance of` or a parameter."""
        self.descend()
        start = self.word
        if self.word.text in ("list", "range", "context", "function") and self.peek().text == "<":
            found = self._generic(self.advance().text)
        elif (known := _TYPE_NAMES.longest(self.words, self.position)) is not None:
            self.skip(known[1])
            found = NAMED[known[0]]
        else:
            found = self._plain_type(start)
        self.depth -= 1
        return found

    def _plain_type(self, start: Token) -> Type:
        own = Names(self.types).longest(self.words, self.position) if self.types else None
        if own is not None:
            self.skip(own[1])
            return self.types[own[0]]
        if self.word.kind not in ("name", "keyword"):
            self.fail("a type")
        name = self.advance().text
        while self.word.text == "." and self.peek().kind == "name":
            self.advance()
            name = f"{name}.{self.advance().text}"
        found = self.types.get(name) or NAMED.get(name)
        if found is None:
            raise FeelSyntaxError("type", self.text, start.start, found=name)
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
            while self.word.text != ">":
                parameters.append(self.type())
                if not self.take(","):
                    break
            self.expect(">")
            result = self.type() if self.take("->") else ANY
            return Type(kind, result, parameters=tuple(parameters))
        item = self.type()
        self.expect(">")
        return Type(kind, item)
