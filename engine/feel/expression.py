"""The door of FEEL: texts become compiled expressions and tests, which are evaluated against facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import engine.feel.functions  # noqa: F401  # enters the functions of the language
from engine.feel.check import Checker
from engine.feel.code import Build, Code
from engine.feel.compiler import TABLE
from engine.feel.errors import Cause, FeelSyntaxError, LimitExceeded
from engine.feel.exchange import inward, outward
from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.names import Names
from engine.feel.parser import Parser
from engine.feel.printer import print_tree
from engine.feel.reading import Reading, read
from engine.feel.registry import HostFunction
from engine.feel.state import State
from engine.feel.suggest import of_name
from engine.feel.tree import Node, UnaryTests
from engine.feel.types import Type
from engine.feel.values import Value

_NESTED = (list, dict)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A value and the reported causes of every null on the way to it."""

    value: object
    warnings: tuple[Cause, ...] = ()


@contextmanager
def within_stack(text: str, limits: Limits) -> Iterator[None]:
    """Running out of stack is a limit like the others."""
    try:
        yield
    except RecursionError:
        raise LimitExceeded("limit_depth", text, limit=limits.depth) from None


class Compiled:
    """What expressions and tests have in common: the text, the tree, the code and the names that it reads."""

    __slots__ = ("_reading", "code", "limits", "size", "text", "tree")

    def __init__(self, text: str, tree: Node, code: Code, size: int, limits: Limits) -> None:
        self.text = text
        self.tree = tree
        self.code = code
        self.size = size
        self.limits = limits
        self._reading: Reading | None = None

    @property
    def reading(self) -> Reading:
        """Which facts are read."""
        if self._reading is None:
            with within_stack(self.text, self.limits):
                self._reading = read(self.tree)
        return self._reading

    @property
    def names(self) -> frozenset[str]:
        """The facts and functions of the program that are used, by their top-level names."""
        return self.reading.names

    @property
    def paths(self) -> frozenset[str]:
        """The facts that are read, as dotted paths."""
        return self.reading.paths

    def print(self) -> str:
        """The text as the tree says it, in one form for all ways of writing the same."""
        with within_stack(self.text, self.limits):
            return print_tree(self.tree)

    def run(self, s: State) -> Value:
        """Evaluate inside a running evaluation; running out of stack is a limit like the others."""
        with within_stack(self.text, s.limits):
            return self.code(s)


class Expression(Compiled):
    """表达式: a compiled expression; evaluating it changes nothing."""

    __slots__ = ()

    def evaluate(
        self,
        facts: Mapping[str, object],
        functions: Sequence[HostFunction] = (),
        limits: Limits | None = None,
        now: datetime | None = None,
    ) -> object:
        """The value for these facts; what goes wrong is null, what costs too much is LimitExceeded."""
        s = State(facts, functions, limits or self.limits, self.text, self.size)
        s.now = now
        try:
            value = self.code(s)
            if type(value) in _NESTED:
                s.weigh(value)
            return outward(value)
        except RecursionError:
            raise LimitExceeded("limit_depth", self.text, limit=s.limits.depth) from None

    def check(self, schema: Mapping[str, object], functions: Sequence[HostFunction] = ()) -> list[Cause]:
        """What does not fit facts of these types: unknown names, wrong types, kinds that never compare."""
        checker = Checker(self.text, schema, functions)
        with within_stack(self.text, self.limits):
            checker.type(self.tree)
        return checker.findings

    def type(self, schema: Mapping[str, object], functions: Sequence[HostFunction] = ()) -> Type:
        """The type of the value for facts of these types; Any where it cannot be known."""
        with within_stack(self.text, self.limits):
            return Checker(self.text, schema, functions).type(self.tree)

    def explain(
        self,
        facts: Mapping[str, object],
        functions: Sequence[HostFunction] = (),
        limits: Limits | None = None,
        now: datetime | None = None,
    ) -> Evaluation:
        """The value with the reported causes."""
        s = State(facts, functions, limits or self.limits, self.text, self.size)
        s.now = now
        value = self.run(s)
        s.weigh(value)
        return Evaluation(outward(value), s.causes())


class Tests(Compiled):
    """单元格条件: compiled unary tests."""

    __slots__ = ()
    __test__ = False

    def matches(
        self,
        value: object,
        facts: Mapping[str, object],
        functions: Sequence[HostFunction] = (),
        limits: Limits | None = None,
        now: datetime | None = None,
    ) -> bool | None:
        """Whether the value passes; null where that cannot be told."""
        found = self.explain(value, facts, functions, limits, now).value
        return found if isinstance(found, bool) else None

    def check(self, value: object, schema: Mapping[str, object], functions: Sequence[HostFunction] = ()) -> list[Cause]:
        """What does not fit a value of this type, and facts of these types."""
        checker = Checker(self.text, {**schema, "?": value}, functions)
        with within_stack(self.text, self.limits):
            checker.type(self.tree)
        return checker.findings

    def explain(
        self,
        value: object,
        facts: Mapping[str, object],
        functions: Sequence[HostFunction] = (),
        limits: Limits | None = None,
        now: datetime | None = None,
    ) -> Evaluation:
        """Whether the value passes, with the reported causes."""
        s = State(facts, functions, limits or self.limits, self.text, self.size)
        s.now = now
        s.locals[0] = inward(value)
        return Evaluation(self.run(s), s.causes())


def compile_expression(
    text: str,
    names: Iterable[str] | Names | None = None,
    *,
    members: Iterable[str] = (),
    types: Mapping[str, Type] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    closed: bool = False,
) -> Expression:
    """Parse and compile a text once; FeelSyntaxError says what is wrong and where. With `closed`, other names than these are refused.

    Names that hold an operator or a word of the language are recognised only if they are among the `names` of facts and functions or,
    behind a point and in filters, among the `members`.
    """
    known, plain = _NO_NAMES if names is None and not members else _known(names or (), members)
    try:
        tree = Parser(text, known, types, limits).whole_expression()
        build = Build(text, TABLE, plain)
        expression = Expression(text, tree, build.code(tree), build.size, limits)
    except RecursionError:
        raise LimitExceeded("limit_depth", text, limit=limits.depth) from None
    if closed:
        _refuse_unknown(expression, plain)
    return expression


def compile_unary_tests(
    text: str,
    names: Iterable[str] | Names | None = None,
    *,
    members: Iterable[str] = (),
    types: Mapping[str, Type] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Tests:
    """Parse and compile the tests of a cell once."""
    known, plain = _NO_NAMES if names is None and not members else _known(names or (), members)
    try:
        tree: UnaryTests = Parser(text, known, types, limits).whole_tests()
        build = Build(text, TABLE, plain)
        build.slot("?")
        return Tests(text, tree, build.code(tree), build.size, limits)
    except RecursionError:
        raise LimitExceeded("limit_depth", text, limit=limits.depth) from None


_NO_NAMES: tuple[None, frozenset[str]] = (None, frozenset())


def _known(names: Iterable[str] | Names, members: Iterable[str]) -> tuple[Names, frozenset[str]]:
    if isinstance(names, Names):
        return names, names.all
    plain = frozenset(names)
    return Names(plain, frozenset(members)), plain


def _refuse_unknown(expression: Expression, known: frozenset[str]) -> None:
    for name, at in expression.reading.places:
        if name not in known:
            advice = of_name(name, known)
            raise FeelSyntaxError(f"unknown_name{advice.ending}", expression.text, at, **{"name": name, **dict(advice.facts)})
