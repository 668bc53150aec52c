"""The functions of the language: written once with their signature, found by name, called with checked arguments."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from operator import is_
from time import thread_time
from typing import Any, TypeAlias, TypeVar

from engine.feel.exchange import inward, outward
from engine.feel.messages import TERMS
from engine.feel.state import State
from engine.feel.types import KIND_OF, Type, as_type, conforms, kind_of
from engine.feel.values import DateTime, Function, Range, Value

PythonClass: TypeAlias = type[Any]


@dataclass(frozen=True, slots=True)
class Formal:
    """A parameter of a function of the language."""

    name: str
    type: Type
    optional: bool = False
    nullable: bool = False
    python: PythonClass | None = None
    """the class of which every value fits, for the fastest check"""


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function: its text, its parameters, its result and what runs."""

    name: str
    text: str
    parameters: tuple[Formal, ...]
    result: Type
    run: Callable[..., Value]
    variadic: bool = False
    with_state: bool = False
    work: int = 0
    """units of work of one call beyond those of any call"""
    deep: bool = False
    """whether what lies inside the arguments is looked at too"""
    light: bool = False
    """whether the arguments are handed on without looking at every item"""
    required: int = 0
    """how many arguments there must be"""
    plain: tuple[PythonClass | None, ...] = ()
    """the classes of which all arguments fit as they are"""

    @property
    def family(self) -> str:
        """The module that the function stands in."""
        return self.run.__module__.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class HostFunction:
    """外部函数: a function that the surrounding program lends to expressions, with the types it takes and gives."""

    name: str
    parameters: tuple[tuple[str, object], ...]
    result: object
    call: Callable[..., object]


class NoResult(Exception):
    """The arguments have the right types, but there is no result for them."""

    def __init__(self, detail: str, detail_zh: str) -> None:
        super().__init__(detail)
        self.detail = detail
        self.detail_zh = detail_zh


FUNCTIONS: dict[str, list[Signature]] = {}
_Run = TypeVar("_Run", bound=Callable[..., Value])


def function(text: str, *, with_state: bool = False, work: int = 0, deep: bool = False, light: bool = False) -> Callable[[_Run], _Run]:
    """Enter a function under its signature, `name(parameter: type, optional?: type, …: type) -> type`; a type with `?` takes null."""

    def enter(run: _Run) -> _Run:
        name, _, rest = text.partition("(")
        inner, _, result = rest.rpartition(") -> ")
        formals = [_formal(part) for part in inner.split(", ")] if inner else []
        required = sum(not formal.optional for formal in formals)
        variadic = bool(formals) and formals[-1].name.startswith("…")
        signature = Signature(
            name,
            text,
            tuple(formals),
            as_type(result),
            run,
            variadic,
            with_state,
            work,
            deep,
            light,
            required,
            tuple(formal.python for formal in formals),
        )
        FUNCTIONS.setdefault(name, []).append(signature)
        return run

    return enter


def _formal(text: str) -> Formal:
    name, _, kind = text.partition(": ")
    nullable = kind.endswith("?")
    kind = kind.rstrip("?")
    expected = as_type(kind)
    simple = expected.item is None or expected.item.kind == "Any"
    python = next((own for own, known in KIND_OF.items() if known == expected.kind), None) if simple else None
    return Formal(name.rstrip("?"), expected, name.endswith("?"), nullable or kind == "Any", python)


def bind(signature: Signature, arguments: list[Value], names: Sequence[str] | None) -> list[Value] | None:
    """The arguments in the order of the signature, coerced; None where they do not fit it."""
    if names is None:
        size, formals = len(arguments), signature.parameters
        if size < signature.required or (size > len(formals) and not signature.variadic):
            return None
        if size <= len(formals) and all(map(is_, map(type, arguments), signature.plain)):
            return arguments
        placed = arguments
    else:
        found = _placed(signature, arguments, names)
        if found is None:
            return None
        placed = found
    return _coerced(signature, placed)


def _coerced(signature: Signature, placed: list[Value]) -> list[Value] | None:
    formals = signature.parameters
    found: list[Value] = []
    count = len(formals)
    for index, value in enumerate(placed):
        formal = formals[index] if index < count else formals[-1]
        if type(value) is formal.python:
            found.append(value)
            continue
        if value is _ABSENT:
            found.append(None)
            continue
        fits, coerced = _fit(value, formal)
        if not fits:
            return None
        found.append(coerced)
    return found


_ABSENT = object()
_LENT, _REPORT, _MOMENT = 10, 10, 12
"""units of work of a function of the program, of a report, and of a moment or range among the arguments"""


def _placed(signature: Signature, arguments: list[Value], names: Sequence[str]) -> list[Value] | None:
    formals = signature.parameters
    given = dict(zip(names, arguments, strict=True))
    if signature.variadic or len(given) != len(names) or not given.keys() <= {formal.name for formal in formals}:
        return None
    if any(formal.name not in given and not formal.optional for formal in formals):
        return None
    placed = [given.get(formal.name, _ABSENT) for formal in formals]
    while placed and placed[-1] is _ABSENT:
        placed.pop()
    return placed


def _fit(value: Value, formal: Formal) -> tuple[bool, Value]:
    expected = formal.type
    if value is None:
        return formal.nullable, None
    if expected.kind == "Any" or conforms(value, expected):
        return True, value
    if type(value) is list:
        if len(value) == 1 and expected.kind != "list" and value[0] is not None and conforms(value[0], expected):
            return True, value[0]
    elif expected.kind == "list" and conforms([value], expected):
        return True, [value]
    return False, None


def invoke(s: State, at: int, name: str, arguments: list[Value], names: Sequence[str] | None = None) -> Value:
    """Call a function of the language; null with a report where no signature fits."""
    for signature in FUNCTIONS[name] if names is None else _as_named(name, tuple(names)):
        bound = bind(signature, arguments, names)
        if bound is not None:
            return perform(s, at, signature, bound)
    given = given_types([kind_of(argument) for argument in arguments], names)
    s.charge(_REPORT, at)
    s.warn("arguments", at, name=name, given=given, signatures=_ways_to_call(name))
    return None


def given_types(kinds: Sequence[str], names: Sequence[str] | None) -> tuple[str, ...]:
    """What a call gave, as its report says it."""
    return tuple(kinds) if names is None else tuple(f"{name}: {kind}" for name, kind in zip(names, kinds, strict=True))


@lru_cache(maxsize=256)
def _as_named(name: str, names: tuple[str, ...]) -> list[Signature]:
    """The signatures, first those whose parameters come as they are named: `before(point: 1, range: r)` begins with the point."""
    return sorted(FUNCTIONS[name], key=lambda one: tuple(formal.name for formal in one.parameters[: len(names)]) != names)


@cache
def _ways_to_call(name: str) -> str:
    return "; ".join(signature.text for signature in FUNCTIONS[name])


def perform(s: State, at: int, signature: Signature, arguments: list[Value]) -> Value:
    """Run a function on arguments that fit the signature."""
    work = signature.work
    for argument in arguments:
        kind = type(argument)
        if kind is str:
            work += len(argument) >> 5
        elif kind is list or kind is dict:
            if signature.deep:
                s.weigh(argument, at, 2)
            elif not signature.light:
                work += len(argument)
        elif kind is Range or kind is DateTime:
            work += _MOMENT
    s.steps += work
    if s.steps >= s.next_look:
        s.charge(0, at)
    try:
        result = signature.run(s, at, *arguments) if signature.with_state else signature.run(*arguments)
    except NoResult as none:
        s.charge(_REPORT, at)
        s.warn("argument_value", at, name=signature.name, detail=none.detail, detail_zh=none.detail_zh)
        return None
    if type(result) is Decimal and not result.is_finite():
        s.warn("overflow", at)
        return None
    return result


def call_value(s: State, at: int, target: Value, arguments: list[Value], names: tuple[str, ...] | None = None) -> Value:
    """Call a function that is a value."""
    if type(target) is not Function:
        s.warn("not_a_function", at, kind=kind_of(target))
        return None
    if target.overloads:
        return invoke(s, at, target.name, arguments, names)
    parameters = target.parameters
    if names is not None:
        if len(set(names)) == len(names) and set(names) == set(parameters):
            given = dict(zip(names, arguments, strict=True))
            return target.call(s, at, [given[name] for name in parameters])
    elif len(arguments) == len(parameters):
        return target.call(s, at, arguments)
    told = given_types([kind_of(argument) for argument in arguments], names)
    s.warn("arguments", at, name=target.name, given=told, signatures=f"{target.name}({', '.join(parameters)})")
    return None


def known_functions(s: State, local: tuple[str, ...] = ()) -> tuple[Iterable[str], ...]:
    """The names under which a function could be meant."""
    return FUNCTIONS, [host.name for host in s.functions], s.facts, local


def function_value(s: State, name: str) -> Function | None:
    """The function of that name: lent by the program, or of the language."""
    for host in s.functions:
        if host.name == name:
            return host_value(host)
    signatures = FUNCTIONS.get(name)
    if signatures is None:
        return None
    best = signatures[0]
    return Function(
        name,
        tuple(formal.name for formal in best.parameters),
        lambda state, at, arguments: invoke(state, at, name, arguments),
        tuple(formal.type for formal in best.parameters),
        best.result,
        overloads=tuple(signatures),
    )


def host_value(host: HostFunction) -> Function:
    """A function of the program as a value: arguments leave FEEL checked, the result enters it checked."""
    types = tuple(as_type(kind) for _, kind in host.parameters)
    result = as_type(host.result)
    formals = tuple(Formal(name, kind) for (name, _), kind in zip(host.parameters, types, strict=True))

    def call(s: State, at: int, arguments: list[Value]) -> Value:
        ready = []
        for formal, value in zip(formals, arguments, strict=True):
            s.weigh(value, at)
            fits, coerced = _fit(value, formal)
            if not fits:
                s.warn("function_type", at, name=host.name, parameter=formal.name, expected=formal.type, kind=kind_of(value))
                return None
            ready.append(outward(coerced))
        s.charge(_LENT, at)
        return _lent(s, at, host, ready, result)

    return Function(host.name, tuple(name for name, _ in host.parameters), call, types, result)


def _lent(s: State, at: int, host: HostFunction, arguments: list[Any], result: Type) -> Value:
    since = thread_time()
    try:
        value = inward(host.call(*arguments))
    except (ValueError, ArithmeticError, LookupError, TypeError) as failure:
        s.warn("host", at, name=host.name, detail=str(failure) or type(failure).__name__)
        return None
    finally:
        s.spent(since, at)
    if value is not None and not conforms(value, result):
        s.warn("host_result", at, name=host.name, expected=result, kind=kind_of(value))
        return None
    return value


def all_of(items: list[Value], kind: PythonClass) -> list[Any]:
    """The items, which must all be of that class."""
    if not {kind}.issuperset(map(type, items)):
        wrong = next(index for index, item in enumerate(items) if type(item) is not kind)
        expected, found = KIND_OF[kind], kind_of(items[wrong])
        raise NoResult(
            f"item {wrong + 1} is {found}, not {expected}",
            f"第 {wrong + 1} 项应为{TERMS[expected]}，实际为{TERMS.get(found, found)}",
        )
    return items


def incomparable(items: list[Value], index: int) -> NoResult:
    """The report that an item does not compare with the first one."""
    found, first = kind_of(items[index]), kind_of(items[0])
    if found == first:
        return NoResult(f"item {index + 1} does not compare with the first one", f"第 {index + 1} 项不能与第 1 项比较")
    return NoResult(
        f"item {index + 1} is {found}, which does not compare with {first}",
        f"第 {index + 1} 项为{TERMS.get(found, found)}，不能与{TERMS.get(first, first)}比较",
    )
