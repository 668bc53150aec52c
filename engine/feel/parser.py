"""The grammar of FEEL: words become a tree."""

from collections.abc import Callable, Mapping

from engine.feel.blocks import Blocks
from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import unquote
from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.names import Names
from engine.feel.numbers import EXACT
from engine.feel.temporal_text import parse_temporal
from engine.feel.tree import (
    Between,
    Binary,
    Call,
    Comparison,
    Filter,
    In,
    InstanceOf,
    Interval,
    List,
    Literal,
    Name,
    Negation,
    Node,
    Path,
    UnaryTests,
)
from engine.feel.types import Type

_LEVEL = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 3,
    "<=": 3,
    ">": 3,
    ">=": 3,
    "between": 3,
    "in": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
}
_LEAVES = frozenset(("name", "number", "string"))
_BEHIND = frozenset((".", "(", "[", "instance"))
_POSTFIXES = frozenset(".([")
_COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_AFTER_RANGE = frozenset(
    (".", ")", "]", "}", ",", ":", "..", "and", "or", "then", "else", "return", "satisfies", "in", "between", "instance", "=", "!=", ">")
)


class Parser(Blocks):
    """Reads one text."""

    def __init__(
        self, text: str, names: Names | None = None, types: Mapping[str, Type] | None = None, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        super().__init__(text, names, types, limits)

    def whole_expression(self) -> Node:
        """The text as one expression."""
        node = self.expression()
        if self.word.kind != "end":
            self.fail("the end of the expression")
        return node

    def whole_tests(self) -> UnaryTests:
        """The text as the tests of a cell."""
        at = self.word.start
        if self.word.text == "-" and self.peek().kind == "end":
            return UnaryTests(at, ())
        if self.word.text == "not" and self.peek().text == "(":
            saved = self.position
            self.skip(2)
            tests = self._tests()
            if self.take(")") and self.word.kind == "end":
                return UnaryTests(at, tests, negated=True)
            self.position, self.word = saved, self.words[saved]
        tests = self._tests()
        if self.word.kind != "end":
            self.fail("`,` or the end")
        return UnaryTests(at, tests)

    def _tests(self) -> tuple[Node, ...]:
        tests = [self._test()]
        while self.take(","):
            tests.append(self._test())
        return tuple(tests)

    def _test(self) -> Node:
        word = self.word
        if word.text in _COMPARISONS and word.kind == "symbol":
            self.advance()
            return Comparison(word.start, word.text, self.expression(4))
        return self.expression()

    def expression(self, lowest: int = 0) -> Node:
        """An expression whose operators bind at least so tightly."""
        left = self.operand()
        length, longest = 0, self.limits.chain
        while True:
            length += 1
            if length > longest:
                self.bound(length)
            word = self.word
            level = _LEVEL.get(word.text, 0)
            if level == 0 or level < lowest or word.kind == "string":
                return left
            if level == 3:
                left = self._comparison(left)
            else:
                self.advance()
                left = Binary(word.start, word.text, left, self.expression(level + 1))

    def _comparison(self, left: Node) -> Node:
        word = self.advance()
        if word.text == "between":
            low = self.expression(4)
            self.expect("and")
            return Between(word.start, left, low, self.expression(4))
        if word.text == "in":
            return In(word.start, left, self._in_tests())
        return Binary(word.start, word.text, left, self.expression(4))

    def _in_tests(self) -> tuple[Node, ...]:
        if self.word.text != "(" or self.word.kind != "symbol":
            word = self.word
            if word.text in _COMPARISONS and word.kind == "symbol":
                self.advance()
                return (Comparison(word.start, word.text, self.expression(4)),)
            return (self.expression(4),)
        start = self.position
        self.descend()
        outer, self.range_end = self.range_end, False
        self.advance()
        tests = self._tests()
        self.range_end = outer
        self.depth -= 1
        if self.word.text == ")" and self.peek().text not in (".", "[", "(", "instance", "+", "-", "*", "/", "**"):
            self.advance()
            return tests
        self.position, self.word = start, self.words[start]
        return (self.expression(4),)

    def operand(self) -> Node:
        """A value with its signs, paths, filters and calls."""
        word = self.word
        node: Node
        if word.kind in _LEAVES:
            node = self._value()
            return self._postfix(node) if self.word.text in _BEHIND else node
        self.descend()
        if word.text == "-" and word.kind == "symbol":
            self.advance()
            node = Negation(word.start, self.operand())
        else:
            node = self._postfix(self._primary())
        self.depth -= 1
        return node

    def _primary(self) -> Node:
        word = self.word
        read = _PRIMARY.get(word.text) if word.kind in ("symbol", "keyword") else None
        if read is not None and (word.kind == "symbol" or self._known() is None):
            return read(self)
        return self._value()

    def _postfix(self, node: Node) -> Node:
        length, longest = 0, self.limits.chain
        while True:
            length += 1
            if length > longest:
                self.bound(length)
            word = self.word
            if word.kind == "symbol":
                if word.text not in _POSTFIXES:
                    return node
                if word.text == ".":
                    self.advance()
                    at = self.word.start
                    node = Path(at, node, self.plain_name() or self._member())
                elif word.text == "(":
                    node = self._call(node)
                elif word.text == "[" and not (self.range_end and self._closes_range()):
                    node = self._filter(node)
                else:
                    return node
            elif word.text == "instance" and word.kind == "keyword":
                self.advance()
                self.expect("of")
                node = InstanceOf(word.start, node, self.type())
            else:
                return node

    def _closes_range(self) -> bool:
        following = self.peek()
        return following.kind == "end" or following.text in _AFTER_RANGE

    def _member(self) -> str:
        found = self.name()
        if found is None and self.word.kind != "keyword":
            self.fail("a name")
        return self.advance().text if found is None else found

    def _filter(self, node: Node) -> Node:
        at = self.advance().start
        self.descend()
        outer, self.range_end = self.range_end, False
        condition = self.expression()
        self.range_end = outer
        self.depth -= 1
        self.expect("]")
        return Filter(at, node, condition)

    def _call(self, node: Node) -> Node:
        self.descend()
        self.advance()
        outer, self.range_end = self.range_end, False
        arguments: list[Node] = []
        names: list[str] = []
        named = self.named_ahead()
        while self.word.text != ")" or self.word.kind == "string":
            if named:
                names.append(self.words_until(":"))
                self.expect(":")
            arguments.append(self.expression())
            if not self.take(","):
                break
        self.expect(")")
        self.range_end = outer
        self.depth -= 1
        return Call(node.at, node, tuple(arguments), tuple(names) if named else None)

    def _value(self) -> Node:
        word = self.word
        if word.kind == "name":
            return Name(word.start, self.plain_name() or self.name() or "")
        if word.kind == "number":
            self.advance()
            value = EXACT.create_decimal(word.text)
            if not value.is_finite():
                raise FeelSyntaxError("overflow", self.text, word.start)
            return Literal(word.start, value)
        if word.kind == "string":
            self.advance()
            return Literal(word.start, unquote(word.text))
        name = self.name()
        if name is None:
            self.fail("a value")
        return Name(word.start, name)

    def at_literal(self) -> Node:
        """`@"…"`: a date, time, date and time, or duration."""
        at = self.advance().start
        if self.word.kind != "string":
            self.fail("a text in quotes")
        text = unquote(self.advance().text)
        value = parse_temporal(text)
        if value is None:
            raise FeelSyntaxError("literal", self.text, at, found=text, kind="date, time or duration")
        return Literal(at, value)

    def constant(self) -> Node:
        """`true`, `false`, `null`."""
        word = self.advance()
        return Literal(word.start, {"true": True, "false": False, "null": None}[word.text])

    def bracket(self) -> Node:
        """A list, or a range that begins with `[` or `]`."""
        opening = self.advance()
        outer, self.range_end = self.range_end, False
        try:
            if opening.text == "[" and self.take("]"):
                return List(opening.start, ())
            if self.word.text in _COMPARISONS and self.word.kind == "symbol" and opening.text == "[":
                return self._comparison_range("]")
            first = self.expression()
            if self.word.text == ".." or opening.text == "]":
                return self._interval(opening.start, first, included=opening.text == "[")
            items = [first]
            while self.take(","):
                items.append(self.expression())
            self.expect("]")
            return List(opening.start, tuple(items))
        finally:
            self.range_end = outer

    def parenthesis(self) -> Node:
        """An expression in parentheses, or a range that begins with `(`."""
        opening = self.advance()
        outer, self.range_end = self.range_end, False
        try:
            if self.word.text in _COMPARISONS and self.word.kind == "symbol":
                return self._comparison_range(")")
            first = self.expression()
            if self.word.text == "..":
                return self._interval(opening.start, first, included=False)
            self.expect(")")
            return first
        finally:
            self.range_end = outer

    def _comparison_range(self, closing: str) -> Node:
        word = self.advance()
        end = self.expression(4)
        self.expect(closing)
        return Comparison(word.start, word.text, end)

    def _interval(self, at: int, start: Node, *, included: bool) -> Node:
        self.expect("..")
        self.range_end = True
        end = self.expression()
        self.range_end = False
        if self.word.text not in ("]", ")", "[") or self.word.kind != "symbol":
            self.fail("`]`, `)` or `[`")
        return Interval(at, start, end, included, self.advance().text == "]")


_PRIMARY: dict[str, Callable[[Parser], Node]] = {
    "(": Parser.parenthesis,
    "[": Parser.bracket,
    "]": Parser.bracket,
    "{": Parser.context,
    "@": Parser.at_literal,
    "if": Parser.if_then_else,
    "for": Parser.loop,
    "some": Parser.loop,
    "every": Parser.loop,
    "function": Parser.function,
    "true": Parser.constant,
    "false": Parser.constant,
    "null": Parser.constant,
}
