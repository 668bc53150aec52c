"""Compiled comparisons: values of plain kinds are compared as they are, everything else goes the general way, which reports."""

from collections.abc import Callable
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any, TypeAlias

from engine.feel.code import Build, Code
from engine.feel.compile_names import walk
from engine.feel.exchange import OWN
from engine.feel.operators import COMPARE, equal, order, within
from engine.feel.state import State
from engine.feel.tree import Binary, Literal, Name, Path
from engine.feel.types import kind_of
from engine.feel.values import DateTime, Range, Time, Value

Plain: TypeAlias = str | Decimal | bool
RAW: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_EQUATED = frozenset((Decimal, str, bool))
_ORDERED = frozenset((Decimal, str))
PLAIN = {operator: _EQUATED if operator in ("=", "!=") else _ORDERED for operator in RAW}
"""of an operator the kinds of which two values are compared by Python as FEEL does"""
_NESTED = (list, dict)
_COMPARISON, _MOMENT, _TEST, _LONG = 8, 24, 4, 32
"""units of work of a comparison, one of moments, of holding a value against another, and a moment against another"""
_SMALL = 10**18


def compile_compare(build: Build, node: Binary) -> Code:
    """`left = right` and its like."""
    if isinstance(node.right, Literal) and type(node.right.value) in PLAIN[node.operator]:
        return _with_constant(build, node, node.right.value)
    left, right = build.code(node.left), build.code(node.right)
    raw, plain = RAW[node.operator], PLAIN[node.operator]

    def comparison(s: State) -> Value:
        a, b = left(s), right(s)
        if type(a) in plain and type(a) is type(b):
            return raw(a, b)
        return compared(s, node, a, b)

    return comparison


def _with_constant(build: Build, node: Binary, constant: Plain) -> Code:
    left = node.left
    if isinstance(left, Name) and build.is_fact(left.name):
        return _fact(build, node, left, constant)
    if isinstance(left, Path) and isinstance(left.source, Name) and build.is_fact(left.source.name):
        return _fact_member(build, node, left.source, left, constant)
    code, raw, kind = build.code(left), RAW[node.operator], type(constant)

    def beside_constant(s: State) -> Value:
        value = code(s)
        return raw(value, constant) if type(value) is kind else compared(s, node, value, constant)

    return beside_constant


def _fact(build: Build, node: Binary, root: Name, constant: Plain) -> Code:
    """A fact beside a constant."""
    name, raw, scope = root.name, RAW[node.operator], tuple(build.entries)
    kind: type[Any] = type(constant)
    is_number = kind is Decimal

    def fact(s: State) -> Value:
        try:
            value: Any = s.facts[name]
            if type(value) is kind and (not is_number or value.is_finite()):
                return raw(value, constant)
            if is_number and type(value) is int and -_SMALL < value < _SMALL:
                return raw(value, constant)
        except KeyError:
            pass
        return compared(s, node, walk(s, root, (), scope), constant)

    return fact


def _fact_member(build: Build, node: Binary, root: Name, piece: Path, constant: Plain) -> Code:
    """A member of a fact beside a constant."""
    name, key, raw, scope = root.name, piece.name, RAW[node.operator], tuple(build.entries)
    kind: type[Any] = type(constant)
    is_number = kind is Decimal

    def fact_member(s: State) -> Value:
        try:
            holder: Any = s.facts[name]
            if type(holder) is dict:
                value: Any = holder[key]
                if type(value) is kind and (not is_number or value.is_finite()):
                    return raw(value, constant)
                if is_number and type(value) is int and -_SMALL < value < _SMALL:
                    return raw(value, constant)
                return compared(s, node, value if type(value) in OWN else s.converted((name, key), value, root.at), constant)
        except KeyError:
            pass
        return compared(s, node, walk(s, root, (piece,), scope), constant)

    return fact_member


def compared(s: State, node: Binary, left: Value, right: Value) -> bool | None:
    """A comparison the general way; null is reported."""
    if type(left) in _NESTED:
        s.weigh(left, node.at, 3)
    else:
        s.steps += _MOMENT if type(left) is DateTime else _COMPARISON
    result = COMPARE[node.operator](left, right)
    if result is None:
        report_comparison(s, node.at, node.operator, left, right)
    return result


def report_comparison(s: State, at: int, operator: str, left: Value, right: Value) -> None:
    """Report why two values do not compare."""
    if type(left) is not type(right):
        s.warn("compare_kinds", at, left=kind_of(left), right=kind_of(right))
    elif isinstance(left, DateTime | Time):
        s.warn("compare_zones", at)
    else:
        s.warn("operator", at, operator=operator, left=kind_of(left), right=kind_of(right))


def report_range(s: State, at: int, value: Value, limits: Range) -> None:
    """Report which end of a range does not compare with a value."""
    for end in (limits.start, limits.end):
        if end is not None and order(value, end) is None:
            report_comparison(s, at, "<", value, end)
            return
    s.warn("compare_kinds", at, left=kind_of(value), right="Null")


def held_against(s: State, at: int, value: Value, test: Value) -> bool | None:
    """Whether a value passes a test that is a value: a range holds it, a list contains it, it is equal; null is reported."""
    if type(test) in _NESTED:
        s.weigh(test, at, 2)
    else:
        s.steps += _LONG if type(value) is DateTime else _TEST
    result = _is_in(value, test)
    if result is None and type(test) is Range:
        report_range(s, at, value, test)
    elif result is None:
        report_comparison(s, at, "=", value, test)
    return result


def _is_in(value: Value, test: Value) -> bool | None:
    """`value in test`: a range holds it, a list contains it or has a test that holds it, or it is equal."""
    if type(test) is Range:
        return within(value, test) if value is not None else None
    if type(test) is list:
        if type(value) is list and equal(value, test):
            return True
        return any(equal(value, item) is True or (type(item) is Range and within(value, item) is True) for item in test)
    return equal(value, test)
