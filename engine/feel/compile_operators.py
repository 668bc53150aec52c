"""Compiled operators: comparisons, arithmetic, logic of three values."""

from collections.abc import Callable
from decimal import Decimal

from engine.feel.code import Build, Code
from engine.feel.compile_compare import compile_compare, report_range
from engine.feel.numbers import EXACT
from engine.feel.operators import ARITHMETIC, COMPARE, Unfit, negate, within
from engine.feel.state import State
from engine.feel.tree import Between, Binary, InstanceOf, Literal, Negation, Node
from engine.feel.types import conforms, kind_of
from engine.feel.values import DateTime, Range, Value


def compile_binary(build: Build, node: Binary) -> Code:
    """`left operator right`."""
    operator = node.operator
    if operator in ("and", "or"):
        return _logic(build, node)
    if operator in COMPARE:
        return compile_compare(build, node)
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
    operator, decisive = node.operator, node.operator == "or"
    if not (isinstance(node.left, Binary) and node.left.operator == operator):
        return _of_two(node, build.code(node.left), build.code(node.right), decisive=decisive)
    codes = tuple([build.code(operand) for operand in _chain(node, operator)])

    def many(s: State) -> Value:
        result: Value = not decisive
        for code in codes:
            value = code(s)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                s.warn("logic", node.at, operator=operator, kind=kind_of(value))
                result = None
        return result

    return many


def _of_two(node: Binary, first: Code, second: Code, *, decisive: bool) -> Code:
    def two(s: State) -> Value:
        a = first(s)
        if a is decisive:
            return decisive
        b = second(s)
        if b is decisive:
            return decisive
        if type(a) is bool and type(b) is bool:
            return not decisive
        s.warn("logic", node.at, operator=node.operator, kind=kind_of(b if type(a) is bool else a))
        return None

    return two


_COMPARISON, _TEMPORAL, _MOMENT, _POWER = 8, 12, 24, 160
"""units of work of a comparison, of an operation on what is neither number nor text, the same with moments, and of a power that is no
small whole one"""
_SMALL_POWER = 1000
_NESTED = (list, dict)
_EXACT: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
    "/": EXACT.divide,
}
"""what is calculated at once where the result is finite; everything else goes the general way, which reports"""
_SAME_LEVEL = {"+": "+-", "-": "+-", "*": "*/", "/": "*/", "**": "**"}


def _arithmetic(build: Build, node: Binary) -> Code:
    level = _SAME_LEVEL[node.operator]
    if not (isinstance(node.left, Binary) and node.left.operator in level):
        return _one_operation(node, build.code(node.left), build.code(node.right))
    chain: list[Binary] = []
    piece: Node = node
    while isinstance(piece, Binary) and piece.operator in level:
        chain.append(piece)
        piece = piece.left
    first, steps = build.code(piece), [(_EXACT.get(one.operator), one, build.code(one.right)) for one in reversed(chain)]

    def arithmetic(s: State) -> Value:
        value = first(s)
        for exact, one, code in steps:
            right = code(s)
            if exact is not None and type(value) is Decimal and type(right) is Decimal and (total := exact(value, right)).is_finite():
                value = total
            else:
                value = _calculated(s, one, value, right)
        return value

    return arithmetic


def _one_operation(node: Binary, first: Code, second: Code) -> Code:
    exact = _EXACT.get(node.operator)

    def operation(s: State) -> Value:
        left, right = first(s), second(s)
        if exact is not None and type(left) is Decimal and type(right) is Decimal and (total := exact(left, right)).is_finite():
            return total
        return _calculated(s, node, left, right)

    return operation


def _calculated(s: State, node: Binary, left: Value, right: Value) -> Value:
    operator, at = node.operator, node.at
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
