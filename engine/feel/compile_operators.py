"""Compiled operators: comparisons, arithmetic, logic of three values."""

from collections.abc import Callable
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from engine.feel.code import Build, Code
from engine.feel.compile_names import raw_reader, walk
from engine.feel.numbers import EXACT
from engine.feel.operators import ARITHMETIC, COMPARE, Unfit, equal, negate, order, within
from engine.feel.state import State
from engine.feel.tree import Between, Binary, InstanceOf, Literal, Name, Negation, Node, Path
from engine.feel.types import conforms, kind_of
from engine.feel.values import DateTime, Range, Time, Value


def compile_binary(build: Build, node: Binary) -> Code:
    """`left operator right`."""
    operator = node.operator
    if operator in ("and", "or"):
        return _logic(build, node)
    if operator in COMPARE:
        return _comparison(build, node)
    return _arithmetic(build, node)


def _chain(node: Node, operator: str) -> list[Node]:
    """The operands of a chain of one operator, which the parser has nested to the left."""
    found: list[Node] = []
    while isinstance(node, Binary) and node.operator == operator:
        found.append(node.right)
        node = node.left
    found.append(node)
    found.reverse()
    return found


def _logic(build: Build, node: Binary) -> Code:
    operator, at = node.operator, node.at
    decisive = operator == "or"
    codes = tuple([build.code(operand) for operand in _chain(node, operator)])

    def report(s: State, value: Value) -> None:
        s.warn("logic", at, operator=operator, kind=kind_of(value))

    if len(codes) == 2:
        first, second = codes

        def two(s: State) -> Value:
            a = first(s)
            if a is decisive:
                return decisive
            b = second(s)
            if b is decisive:
                return decisive
            if type(a) is bool and type(b) is bool:
                return not decisive
            report(s, b if type(a) is bool else a)
            return None

        return two

    def many(s: State) -> Value:
        result: Value = not decisive
        for code in codes:
            value = code(s)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                report(s, value)
                result = None
        return result

    return many


def _comparison(build: Build, node: Binary) -> Code:
    operator, at = node.operator, node.at
    if isinstance(node.right, Literal) and isinstance(node.right.value, str | Decimal):
        reader = raw_reader(build, node.left)
        if reader is not None:
            return _with_constant((*reader, build.local_names), operator, node.right.value, at)
    left, right = build.code(node.left), build.code(node.right)
    raw, plain = _RAW[operator], _ORDERED if operator in _ORDERS else _EQUATED

    def comparison(s: State) -> Value:
        a, b = left(s), right(s)
        if type(a) in plain and type(a) is type(b):
            return raw(a, b)
        return compared(s, at, operator, a, b)

    return comparison


def compared(s: State, at: int, operator: str, left: Value, right: Value) -> bool | None:
    """A comparison; null is reported."""
    if type(left) in _NESTED:
        s.weigh(left, at, 3)
    else:
        s.steps += _MOMENT if type(left) is DateTime else _COMPARISON
    result = COMPARE[operator](left, right)
    if result is None:
        report_comparison(s, at, operator, left, right)
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


_NESTED = (list, dict)
_COMPARISON, _TEMPORAL, _MOMENT, _POWER = 8, 12, 24, 160
"""units of work of a comparison and an operation on what is neither number nor text, the same with moments, and of a power that is no
small whole one"""
_SMALL_POWER = 1000
_ORDERED = frozenset((Decimal, str))
_EQUATED = frozenset((Decimal, str, bool))
_ORDERS = frozenset(("<", "<=", ">", ">="))
_SMALL = 10**18
_RAW: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def _with_constant(reader: tuple[Name, tuple[Path, ...], tuple[str, ...]], operator: str, constant: str | Decimal, at: int) -> Code:
    """A fact beside a constant of the same type: compared as it is, everything else goes the general way."""
    root, pieces, local = reader
    name, key = root.name, pieces[0].name if pieces else ""
    kind: type[Any] = type(constant)
    raw, textual = _RAW[operator], kind is str

    def fact(s: State) -> Value:
        try:
            value: Any = s.facts[name]
            if type(value) is kind and (textual or value.is_finite()):
                return raw(value, constant)
            if type(value) is int and not textual and -_SMALL < value < _SMALL:
                return raw(value, constant)
        except KeyError:
            pass
        return compared(s, at, operator, walk(s, root, pieces, local), constant)

    def fact_member(s: State) -> Value:
        try:
            holder: Any = s.facts[name]
            if type(holder) is dict:
                value: Any = holder[key]
                if type(value) is kind and (textual or value.is_finite()):
                    return raw(value, constant)
                if type(value) is int and not textual and -_SMALL < value < _SMALL:
                    return raw(value, constant)
        except KeyError:
            pass
        return compared(s, at, operator, walk(s, root, pieces, local), constant)

    return fact_member if pieces else fact


_EXACT: dict[str, Callable[[Decimal, Decimal], Decimal]] = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply}
_SAME_LEVEL = {"+": "+-", "-": "+-", "*": "*/", "/": "*/", "**": "**"}


def _arithmetic(build: Build, node: Binary) -> Code:
    first, steps = _steps(build, node)
    if len(steps) == 1:
        return _one_operation(first, *steps[0])

    def arithmetic(s: State) -> Value:
        value = first(s)
        for operator, at, code in steps:
            value = _calculated(s, at, operator, value, code(s))
        return value

    return arithmetic


def _steps(build: Build, node: Binary) -> tuple[Code, list[tuple[str, int, Code]]]:
    """The first operand of a chain of one precedence, and the operations on it in turn."""
    level = _SAME_LEVEL[node.operator]
    chain: list[Binary] = []
    piece: Node = node
    while isinstance(piece, Binary) and piece.operator in level:
        chain.append(piece)
        piece = piece.left
    return build.code(piece), [(one.operator, one.at, build.code(one.right)) for one in reversed(chain)]


def _one_operation(first: Code, operator: str, at: int, second: Code) -> Code:
    exact = _EXACT.get(operator)

    def operation(s: State) -> Value:
        left, right = first(s), second(s)
        if exact is not None and type(left) is Decimal and type(right) is Decimal:
            total = exact(left, right)
            if total.is_finite():
                return total
        return _calculated(s, at, operator, left, right)

    return operation


def _calculated(s: State, at: int, operator: str, left: Value, right: Value) -> Value:
    rule = ARITHMETIC[operator].get((type(left), type(right)))
    if rule is None:
        s.warn("operator", at, operator=operator, left=kind_of(left), right=kind_of(right))
        return None
    if type(left) is str:
        s.string(len(left) + len(right), at)
    elif type(left) is not Decimal:
        s.charge(_MOMENT if type(left) is DateTime or type(right) is DateTime else _TEMPORAL, at)
    elif operator == "**" and not (-_SMALL_POWER < right < _SMALL_POWER and right == right.to_integral_value()):
        s.charge(_POWER, at)
    try:
        return rule(left, right)
    except Unfit as unfit:
        s.warn(unfit.code, at, **unfit.facts)
        return None


def compile_negation(build: Build, node: Negation) -> Code:
    """`-operand`."""
    at = node.at
    if isinstance(node.operand, Literal) and isinstance(node.operand.value, Decimal):
        constant = negate(node.operand.value)
        return lambda _: constant
    operand = build.code(node.operand)

    def negation(s: State) -> Value:
        value = operand(s)
        result = negate(value)
        if result is None:
            s.warn("negation", at, kind=kind_of(value))
        return result

    return negation


def compile_between(build: Build, node: Between) -> Code:
    """`value between low and high`."""
    value, low, high, at = build.code(node.value), build.code(node.low), build.code(node.high), node.at

    def between(s: State) -> Value:
        found, start, end = value(s), low(s), high(s)
        s.steps += 2 * _MOMENT if DateTime in (type(found), type(start)) else _COMPARISON
        result = None if start is None or end is None else within(found, Range(start, end))
        if result is None:
            report_range(s, at, found, Range(start, end))
        return result

    return between


def compile_instance_of(build: Build, node: InstanceOf) -> Code:
    """`value instance of type`."""
    value, expected = build.code(node.value), node.type

    def instance(s: State) -> Value:
        found = value(s)
        if type(found) in _NESTED:
            s.weigh(found)
        return expected.kind == "Null" if found is None else conforms(found, expected)

    return instance


def is_in(value: Value, test: Value) -> bool | None:
    """`value in test`: a range holds it, a list contains it or has a test that holds it, or it is equal."""
    if type(test) is Range:
        return within(value, test) if value is not None else None
    if type(test) is list:
        if type(value) is list and equal(value, test):
            return True
        return any(equal(value, item) is True or (type(item) is Range and within(value, item) is True) for item in test)
    return equal(value, test)
