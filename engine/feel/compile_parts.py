"""Compiled conditions, contexts, lists, ranges, functions, loops and filters."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from engine.feel.code import Build, Code
from engine.feel.java import JAVA, named_in
from engine.feel.numbers import whole
from engine.feel.operators import order
from engine.feel.printing import shown
from engine.feel.state import State
from engine.feel.temporal import at_midnight
from engine.feel.tree import Comparison, Context, FunctionDefinition, If, Interval, List, Literal, Node
from engine.feel.types import ANY, Type, conforms, kind_of
from engine.feel.values import DateTime, Function, Range, Value

_CALL, _DEFINITION, _RANGE, _MOMENTS = 6, 10, 4, 16
"""units of work of entering and leaving a function that an expression defines, of making one, of making a range, and one of moments"""


def compile_if(build: Build, node: If) -> Code:
    """`if condition then yes else no`; anything but true takes `else`."""
    condition, yes, no, at = build.code(node.condition), build.code(node.yes), build.code(node.no), node.at

    def choice(s: State) -> Value:
        value = condition(s)
        if value is True:
            return yes(s)
        if value is not False:
            s.warn("condition", at, kind=kind_of(value))
        return no(s)

    return choice


def compile_list(build: Build, node: List) -> Code:
    """`[ item, … ]`."""
    codes = tuple([build.code(item) for item in node.items])

    def items(s: State) -> Value:
        s.charge(len(codes))
        return [code(s) for code in codes]

    return items


def compile_context(build: Build, node: Context) -> Code:
    """`{ key: value, … }`."""
    entries: list[tuple[str, int, Code]] = []
    for key, value in node.entries:
        if isinstance(value, FunctionDefinition):
            slot = build.slot(key)  # in scope of its own body, so that it may call itself
            code = build.code(value)
        else:
            code = build.code(value)
            slot = build.slot(key)
        entries.append((key, slot, code))
    if entries:
        build.close(len(entries))

    def context(s: State) -> Value:
        s.charge(len(entries))
        result: dict[str, Value] = {}
        for key, slot, code in entries:
            value = code(s)
            s.locals[slot] = value
            result[key] = value
        return result

    return context


def compile_interval(build: Build, node: Interval) -> Code:
    """`[ start .. end ]`."""
    constant = constant_range(node)
    if constant is not None:
        return lambda _: constant
    start, end, at = build.code(node.start), build.code(node.end), node.at
    start_included, end_included = node.start_included, node.end_included

    def interval(s: State) -> Value:
        return make_range(s, at, start(s), end(s), start_included, end_included)

    return interval


def constant_range(node: Node) -> Range | None:
    """A range that is the same for all facts; None where it is more, or no range."""
    if not (isinstance(node, Interval) and isinstance(node.start, Literal) and isinstance(node.end, Literal)):
        return None
    start, end = node.start.value, node.end.value
    return Range(start, end, node.start_included, node.end_included) if order(start, end) in (-1, 0) else None


def make_range(s: State, at: int, start: Value, end: Value, start_included: bool, end_included: bool) -> Range | None:
    """A range, if its end points are of one kind that has an order."""
    known = start if start is not None else end
    s.steps += _MOMENTS if type(known) is DateTime else _RANGE
    found = None if known is None else order(start if start is not None else end, end if end is not None else start)
    if found in (-1, 0):
        return Range(start, end, start_included, end_included)
    if found is not None:
        s.warn("range_order", at, start=shown(start), end=shown(end))
    elif known is not None and order(known, known) is None:
        s.warn("range_kind", at, kind=kind_of(known))
    else:
        s.warn("range", at, left=kind_of(start), right=kind_of(end))
    return None


def compile_comparison(build: Build, node: Comparison) -> Code:
    """`(< end point)` as a range."""
    end, operator, at = build.code(node.end), node.operator, node.at

    def comparison(s: State) -> Value:
        return comparison_range(s, at, operator, end(s))

    return comparison


def comparison_range(s: State, at: int, operator: str, end: Value) -> Range | None:
    """The values that stand so to an end point."""
    if operator in ("=", "!="):
        return Range(end, end, operator == "=", operator == "=", operator)
    if order(end, end) is None:
        s.warn("range_kind", at, kind=kind_of(end))
        return None
    if operator[0] == "<":
        return Range(None, end, False, operator == "<=", operator)
    return Range(end, None, operator == ">=", False, operator)


def compile_function(build: Build, node: FunctionDefinition) -> Code:
    """`function(parameters) body`: a value that remembers the variables around it."""
    build.closures += 1
    build.work += _DEFINITION
    if node.external:
        return _external(node)
    names = tuple(parameter.name for parameter in node.parameters)
    slots = tuple(build.slot(name) for name in names)
    before = build.work
    body = build.code(node.body)
    work = build.work - before + _CALL
    if slots:
        build.close(len(slots))
    types = tuple(parameter.type for parameter in node.parameters)
    own_types = types if any(types) else ()

    def definition(s: State) -> Value:
        return Function("function", names, closure(s, slots, Body(body, work, names, own_types)), tuple(kind or ANY for kind in types))

    return definition


def _external(node: FunctionDefinition) -> Code:
    at, name = node.at, named_in(node)
    known = JAVA.get(name)
    names = tuple(parameter.name for parameter in node.parameters)
    types = tuple(parameter.type or ANY for parameter in node.parameters)

    def external(s: State) -> Value:
        if known is None:
            s.warn("external", at, name=name)
            return None
        return Function("function", names, known.call, types)

    return external


class Body(NamedTuple):
    """What a function defined in an expression does, what a call costs, and its formal parameters."""

    code: Code
    work: int
    names: tuple[str, ...]
    types: tuple[Type | None, ...]


def closure(s: State, slots: tuple[int, ...], function: Body) -> Callable[..., Value]:
    """What runs when a function defined in an expression is called."""
    outer, text, facts = s.locals, s.text, s.facts
    body, _, names, types = function
    work = function.work + (len(outer) >> 3)

    def call(s: State, at: int, arguments: list[Value]) -> Value:
        if types and (checked := fitting(s, at, names, types, arguments)) is not None:
            arguments = checked
        elif types:
            return None
        s.enter(at)
        s.charge(work, at)
        saved = s.locals, s.text, s.facts
        s.locals, s.text, s.facts = outer.copy(), text, facts
        for slot, value in zip(slots, arguments, strict=True):
            s.locals[slot] = value
        try:
            return body(s)
        finally:
            s.locals, s.text, s.facts = saved
            s.depth -= 1

    return call


def fitting(s: State, at: int, names: tuple[str, ...], types: tuple[Type | None, ...], arguments: list[Value]) -> list[Value] | None:
    """The arguments, coerced to the types of the parameters; None with a report where one does not fit."""
    found: list[Value] = []
    for name, kind, value in zip(names, types, arguments, strict=True):
        s.weigh(value, at, 2)
        fits, coerced = (True, value) if kind is None else coerce(value, kind)
        if not fits:
            s.warn("function_type", at, name="function", parameter=name, expected=kind, kind=kind_of(value))
            return None
        found.append(coerced)
    return found


def coerce(value: Value, expected: Type) -> tuple[bool, Value]:
    """A value as one of the expected type: itself, the only item of a list, or the list of one; null fits everywhere."""
    if value is None or conforms(value, expected):
        return True, value
    if type(value) is list and len(value) == 1 and expected.kind != "list" and conforms(value[0], expected):
        return True, value[0]
    if expected.kind == "list" and conforms([value], expected):
        return True, [value]
    return _coerce_temporal(value, expected)


def _coerce_temporal(value: Value, expected: Type) -> tuple[bool, Value]:
    if expected.kind == "date and time" and kind_of(value) == "date":
        return True, at_midnight(value)
    return False, None


def position(value: Value) -> int | None:
    """A number as a whole position in a list."""
    if type(value) is not Decimal:
        return None
    found = whole(value)
    return found if found == value else None
