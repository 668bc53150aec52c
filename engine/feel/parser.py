"""The grammar of FEEL: words become a tree."""

from collections.abc import Callable
from decimal import Decimal

from engine.feel.blocks import Blocks
from engine.feel.cursor import BUILT_IN
from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import KEYWORDS, unquote
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
_BEHIND = frozenset((".", "(", "[", "instance"))
_COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_AFTER_RANGE = frozenset(
    (
        ".",
        ")",
        "]",
        "}",
        ",",
        ":",
        "..",
        "and",
        "or",
        "then",
        "else",
        "return",
        "satisfies",
        "in",
        "between",
        "instance",
        "=",
        "!=",
        ">",
        "end",
    )
)
_AFTER_VALUE = frozenset((".", "[", "(", "instance", "+", "-", "*", "/", "**"))
_CONSTANTS = {"true": True, "false": False, "null": None}


class Parser(Blocks):
    """Reads one text."""

    __slots__ = ()

    def whole_expression(self) -> Node:
        """The text as one expression."""
        node = self.expression()
        if self.tag != "end":
            self.fail("the end of the expression")
        return node

    def whole_tests(self) -> UnaryTests:
        """The text as the tests of a cell."""
        at = self.starts[0]
        if self.tag == "-" and self.next_tag() == "end":
            return UnaryTests(at, ())
        if self.texts[0] == "not" and self.next_tag() == "(":
            self.go(2)
            tests = self._tests()
            if self.take(")") and self.tag == "end":
                return UnaryTests(at, tests, negated=True)
            self.go(0)
        tests = self._tests()
        if self.tag != "end":
            self.fail("`,` or the end")
        return UnaryTests(at, tests)

    def _tests(self) -> tuple[Node, ...]:
        tests: list[Node] = []
        while not tests or self.take(","):
            operator = self.tag
            compares = operator in _COMPARISONS
            tests.append(Comparison(self.advance(), operator, self.expression(4)) if compares else self.expression())
        return tuple(tests)

    def expression(self, lowest: int = 0, left: Node | None = None) -> Node:
        """An expression whose operators bind at least so tightly; the first operand may have been read."""
        if left is None:
            left = self.operand()
        level = _LEVEL.get(self.tag, -1)
        length = 1
        while level >= lowest:
            length += 1
            if length > self.limits.chain:
                self.bound(length)
            operator = self.tag
            if operator == "in":
                left = In(self.advance(), left, self._in_tests())
            elif operator == "between":
                left = self._between(left)
            else:
                left = Binary(self.advance(), operator, left, self.expression(level + 1))
            level = _LEVEL.get(self.tag, -1)
        return left

    def _between(self, value: Node) -> Node:
        at = self.advance()
        low = self.expression(4)
        self.expect("and")
        return Between(at, value, low, self.expression(4))

    def _in_tests(self) -> tuple[Node, ...]:
        if self.tag != "(":
            operator = self.tag
            if operator in _COMPARISONS:
                return (Comparison(self.advance(), operator, self.expression(4)),)
            return (self.expression(4),)
        at = self.starts[self.position]
        outer = self.open()
        tests = self._tests()
        if self.tag == ".." and len(tests) == 1:
            node = self._interval(at, tests[0], included=False)
            self.range_end = outer
            self.depth -= 1
            return (self.expression(4, self._postfix(node)),)
        self.close(")", outer)
        if len(tests) == 1 and self.tag in _AFTER_VALUE:  # it was an expression in parentheses, with more behind it
            return (self.expression(4, self._postfix(tests[0])),)
        return tests

    def operand(self) -> Node:
        """A value with its signs, paths, filters and calls."""
        tag, position = self.tag, self.position
        text = self.texts[position]
        node: Node
        if tag == "name":
            if not self.quick or self.tags[position + 1] == "name" or text in BUILT_IN:
                node = Name(self.starts[position], self.name() or "")
                return self._postfix(node) if self.tag in _BEHIND else node
            node = Name(self.starts[position], text)  # as `name` would, without the call: most operands are such
        elif tag == "number":
            node = Literal(self.starts[position], self._number(text))
        elif tag == "string":
            node = Literal(self.starts[position], unquote(text))
        elif self.quick and tag in _CONSTANTS:
            node = Literal(self.starts[position], _CONSTANTS[tag])
        else:
            return self._larger()
        self.position = position + 1
        self.tag = following = self.tags[position + 1]
        return self._postfix(node) if following in _BEHIND else node

    def _larger(self) -> Node:
        """A value that begins with a symbol or a keyword, or a known name that does."""
        self.descend()
        node: Node
        if self.tag == "-":
            node = Negation(self.advance(), self.operand())
        else:
            read = _PRIMARY.get(self.tag)
            usual = read is not None and (self.quick or self.tag in _OPENING or not self._is_name())
            node = read(self) if read is not None and usual else self._other_name()
            if self.tag in _BEHIND:
                node = self._postfix(node)
        self.depth -= 1
        return node

    def _is_name(self) -> bool:
        """Whether a word that could begin a larger expression is a name, or begins one, because a fact is called so."""
        found = self.known_name()
        if found is None or found[1] > 1:
            return found is not None
        following, then = self.tags[self.position + 1], self.tags[self.position + 2 : self.position + 3]
        if self.tag == "if":
            return following not in _OPERAND
        if self.tag == "function":
            return following != "("
        return not (following == "name" or (following in KEYWORDS and then == ["in"]))

    def _other_name(self) -> Node:
        at = self.starts[self.position]
        name = self.name()
        if name is None:
            self.fail("a value")
        return Name(at, name)

    def _number(self, text: str) -> Decimal:
        value = EXACT.create_decimal(text)
        if not value.is_finite():
            raise FeelSyntaxError("overflow", self.text, self.starts[self.position])
        return value

    def _postfix(self, node: Node) -> Node:
        length, longest = 0, self.limits.chain
        while True:
            length += 1
            if length > longest:
                self.bound(length)
            tag = self.tag
            if tag == ".":
                at = self.starts[self.position + 1]
                node = Path(at, node, self._member())
            elif tag == "(":
                node = self._call(node)
            elif tag == "[" and not (self.range_end and self.next_tag() in _AFTER_RANGE):
                node = self._filter(node)
            elif tag == "instance":
                at = self.advance()
                if not self.take_name("of"):
                    self.fail("`of`")
                node = InstanceOf(at, node, self.type())
            else:
                return node

    def _member(self) -> str:
        """The name behind a point, which stands here."""
        position = self.position + 1
        tag, text = self.tags[position], self.texts[position]
        if tag == "name" and self.quick and self.tags[position + 1] != "name" and text not in BUILT_IN:
            self.position = position + 1
            self.tag = self.tags[position + 1]
            return text
        self.advance()
        found = self.member_name()
        if found is not None:
            return found
        if self.tag not in KEYWORDS:
            self.fail("a name")
        self.advance()
        return self.texts[self.position - 1]

    def _filter(self, node: Node) -> Node:
        at = self.starts[self.position]
        outer = self.open()
        self.filters += 1
        condition = self.expression()
        self.filters -= 1
        self.close("]", outer)
        return Filter(at, node, condition)

    def _call(self, node: Node) -> Node:
        outer = self.open()
        names: list[str] | None = [] if self.colons and self.named_ahead() else None
        arguments: list[Node] = []
        while self.tag != ")":
            if names is not None:
                names.append(self.words_until(":"))
                self.expect(":")
            arguments.append(self.expression())
            if self.tag != ",":
                break
            self.advance()
        self.close(")", outer)
        return Call(node.at, node, tuple(arguments), None if names is None else tuple(names))

    def at_literal(self) -> Node:
        """`@"…"`: a date, time, date and time, or duration."""
        at = self.advance()
        if self.tag != "string":
            self.fail("a text in quotes")
        text = unquote(self.texts[self.position])
        self.advance()
        value = parse_temporal(text)
        if value is None:
            raise FeelSyntaxError("literal", self.text, at, found=text, kind="date, time or duration")
        return Literal(at, value)

    def constant(self) -> Node:
        """`true`, `false`, `null`."""
        value = _CONSTANTS[self.tag]
        return Literal(self.advance(), value)

    def bracket(self) -> Node:
        """A list, or a range that begins with `[` or `]`."""
        opening, following = self.tag, self.next_tag()
        if opening == "]" and (following not in _OPERAND if self.quick else following in _NEVER_FIRST):
            self.fail("a value")  # a `]` that closes too early, as in `[1, ]`
        at = self.advance()
        outer, self.range_end = self.range_end, False
        node = self._in_brackets(at, opening)
        self.range_end = outer
        return node

    def _in_brackets(self, at: int, opening: str) -> Node:
        if opening == "[" and self.take("]"):
            return List(at, ())
        if self.tag in _COMPARISONS and opening == "[":
            return self._comparison_range("]")
        first = self.expression()
        if self.tag == ".." or opening == "]":
            return self._interval(at, first, included=opening == "[")
        items = [first]
        while self.take(","):
            items.append(self.expression())
        self.expect("]")
        return List(at, tuple(items))

    def parenthesis(self) -> Node:
        """An expression in parentheses, or a range that begins with `(`."""
        at = self.advance()
        outer, self.range_end = self.range_end, False
        if self.tag in _COMPARISONS:
            node = self._comparison_range(")")
        else:
            node = self.expression()
            if self.tag == "..":
                node = self._interval(at, node, included=False)
            else:
                self.expect(")")
        self.range_end = outer
        return node

    def _comparison_range(self, closing: str) -> Node:
        operator = self.tag
        at = self.advance()
        end = self.expression(4)
        self.expect(closing)
        return Comparison(at, operator, end)

    def _interval(self, at: int, start: Node, *, included: bool) -> Node:
        self.expect("..")
        self.range_end = True
        end = self.expression()
        self.range_end = False
        if self.tag not in ("]", ")", "["):
            self.fail("`]`, `)` or `[`")
        closing = self.tag
        self.advance()
        return Interval(at, start, end, included, closing == "]")


_OPENING = frozenset("([]{@")
_OPERAND = (_OPENING - {"]"}) | {"name", "number", "string", "-", "if", "for", "some", "every", "function", "true", "false", "null"}
_NEVER_FIRST = frozenset((")", "]", "}", ",", ":", "..", "end"))
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
