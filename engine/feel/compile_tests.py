"""Compiled unary tests and `in`."""

from collections.abc import Callable

from engine.feel.code import Build, Code
from engine.feel.compile_compare import PLAIN, RAW, held_against, report_comparison
from engine.feel.compile_parts import constant_range
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
    if {*map(type, node.tests)} == {Literal}:
        return _among(build, value, node)
    limits = constant_range(node.tests[0]) if len(node.tests) == 1 else None
    if limits is not None:
        return _between(build, value, limits, node.tests[0].at)
    slot = build.slot(INPUT)
    tests = tuple([compile_test(build, test) for test in node.tests])
    build.close()

    def found(s: State) -> Value:
        subject = value(s)
        s.locals[slot] = subject
        return any_holds(s, tests, subject)

    return found


def _among(build: Build, value: Code, node: In) -> Code:
    """`value in (constant, …)`: all of one plain kind are compared as they are."""
    constants = tuple([test.value for test in node.tests if isinstance(test, Literal)])
    build.work += len(constants)
    kinds = set(map(type, constants))
    kind = type(constants[0]) if len(kinds) == 1 and kinds <= PLAIN["="] else None

    def among(s: State) -> Value:
        subject = value(s)
        if type(subject) is kind:
            return subject in constants
        result: bool | None = False
        for test, constant in zip(node.tests, constants, strict=True):
            holds = held_against(s, test.at, subject, constant)
            if holds is True:
                return True
            result = result if holds is False else None
        return result

    return among


def _between(build: Build, value: Code, limits: Range, at: int) -> Code:
    """`value in [constant..constant]`."""
    start, end, kind = limits.start, limits.end, type(limits.start) if type(limits.start) in PLAIN["<"] else None
    above, below = RAW[">=" if limits.start_included else ">"], RAW["<=" if limits.end_included else "<"]
    build.work += 1

    def inside(s: State) -> Value:
        subject = value(s)
        if type(subject) is kind:
            return above(subject, start) and below(subject, end)
        return held_against(s, at, subject, limits)

    return inside


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
        if boolean_only and type(wanted) is bool and type(subject) is not bool:
            s.steps += _TEST
            return wanted
        return held_against(s, at, subject, wanted)

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
