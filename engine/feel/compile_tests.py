"""Compiled unary tests and `in`."""

from collections.abc import Callable

from engine.feel.code import Build, Code
from engine.feel.compile_operators import is_in, report_comparison, report_range
from engine.feel.operators import COMPARE
from engine.feel.state import State
from engine.feel.tree import Comparison, In, Literal, Name, Node, Path, UnaryTests
from engine.feel.types import kind_of
from engine.feel.values import DateTime, Range, Value

INPUT = "?"
_TEST, _MOMENT = 4, 32
"""units of work of holding a value against another, and a moment against another"""
Test = Callable[[State, Value], "bool | None"]


def compile_in(build: Build, node: In) -> Code:
    """`value in tests`."""
    value = build.code(node.value)
    slot = build.slot(INPUT)
    tests = tuple([compile_test(build, test) for test in node.tests])
    build.close()

    if len(tests) == 1:
        test = tests[0]

        def found_in_one(s: State) -> Value:
            subject = value(s)
            s.locals[slot] = subject
            return test(s, subject)

        return found_in_one

    def found(s: State) -> Value:
        subject = value(s)
        s.locals[slot] = subject
        return any_holds(s, tests, subject)

    return found


def any_holds(s: State, tests: tuple[Test, ...], subject: Value) -> bool | None:
    """Whether one of the tests holds; null if none does and one cannot be told."""
    result: bool | None = False
    for test in tests:
        value = test(s, subject)
        if value is True:
            return True
        if value is None:
            result = None
    return result


def mentions_input(node: object) -> bool:
    """Whether a piece uses `?`."""
    stack: list[object] = [node]
    while stack:
        piece = stack.pop()
        if isinstance(piece, Name):
            if piece.name == INPUT:
                return True
        elif isinstance(piece, tuple):
            stack.extend(piece)
        elif hasattr(piece, "__dataclass_fields__") and not isinstance(piece, Literal):
            stack.extend(getattr(piece, name) for name in piece.__dataclass_fields__ if name not in ("at", "type"))
    return False


def compile_test(build: Build, node: Node) -> Test:
    """One test of a cell."""
    if isinstance(node, Comparison):
        return _comparison(build, node)
    code = build.code(node)
    if INPUT in build.text and mentions_input(node):
        return lambda s, _: _truth(s, node.at, code(s))
    at = node.at
    boolean_only = not isinstance(node, Literal | Name | Path)

    def test(s: State, subject: Value) -> bool | None:
        wanted = code(s)
        if type(wanted) in (list, dict):
            s.weigh(wanted, at, 2)
        else:
            s.steps += _MOMENT if type(subject) is DateTime else _TEST
        if boolean_only and type(wanted) is bool and type(subject) is not bool:
            return wanted
        result = is_in(subject, wanted)
        if result is None and type(wanted) is Range:
            report_range(s, at, subject, wanted)
        elif result is None:
            report_comparison(s, at, "=", subject, wanted)
        return result

    return test


def _truth(s: State, at: int, value: Value) -> bool | None:
    if type(value) is bool:
        return value
    if value is not None or not s.warnings:
        s.warn("condition", at, kind=kind_of(value))
    return None


def _comparison(build: Build, node: Comparison) -> Test:
    end, operator, at = build.code(node.end), node.operator, node.at
    compare = COMPARE[operator]

    def test(s: State, subject: Value) -> bool | None:
        limit = end(s)
        s.steps += _MOMENT if type(subject) is DateTime else _TEST
        result = compare(subject, limit)
        if result is None:
            report_comparison(s, at, operator, subject, limit)
        return result

    return test


def compile_tests(build: Build, node: UnaryTests) -> Code:
    """A cell; the value under test lies in the first slot."""
    tests = tuple([compile_test(build, test) for test in node.tests])
    if not tests:
        return lambda _: True
    negated = node.negated

    def cell(s: State) -> Value:
        result = any_holds(s, tests, s.locals[0])
        return (None if result is None else not result) if negated else result

    return cell
