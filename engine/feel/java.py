"""外部 Java 函数: the pure functions of Java that an external definition may name; nothing that is not in the table is executed.

The table maps `class.method(parameters)` to a function of Python with the same result. None of them reads or changes anything but its
arguments; arguments and results of floating point are those of Java and belong to no sum of money.
"""

import math
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.numbers import EXACT
from engine.feel.state import State
from engine.feel.tree import Context, FunctionDefinition, Literal, Node
from engine.feel.values import Value

_BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_TEXT = "java.lang.String"
_MANY = "[Ljava.lang.Object;"
_MAX_DIGITS = 400
_CALL = 8
"""units of work of a call"""
_PLACEHOLDER = re.compile(r"%(.?)", re.DOTALL)
_WHOLE = re.compile(r"[+-]?[0-9]+", re.ASCII)
_FRACTION = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?[dDfF]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class JavaFunction:
    """A function of the table: its name with its signature, the kinds of its parameters, and what runs."""

    name: str
    parameters: tuple[str, ...]
    run: Callable[..., Any]

    def call(self, s: State, at: int, arguments: list[Value]) -> Value:
        """The result for values of FEEL; null with a cause where they do not fit or there is none."""
        s.charge(_CALL + len(arguments), at)
        s.string(sum(len(value) for value in arguments if type(value) is str), at)
        try:
            taken = self._taken(arguments)
            found = self.run(*taken)
            value = _result(found)
        except (ValueError, OverflowError, ArithmeticError) as fault:
            s.warn("external_failed", at, name=self.name, detail=str(fault)[:100])
            return None
        if type(value) is str:
            s.string(len(value), at)
        return value

    def _taken(self, arguments: list[Value]) -> list[Any]:
        fixed = self.parameters[:-1] if self.parameters[-1:] == (_MANY,) else self.parameters
        if len(arguments) < len(fixed) or (fixed is self.parameters and len(arguments) > len(fixed)):
            raise ValueError(f"{len(arguments)} arguments instead of {len(fixed)}")
        taken = [_argument(kind, value) for kind, value in zip(fixed, arguments, strict=False)]
        return taken + list(arguments[len(fixed) :])


def _argument(kind: str, value: Value) -> Any:
    if kind == _TEXT and type(value) is str:
        return value
    if kind == "char" and type(value) is str and len(value) == 1:
        return value
    if kind == "boolean" and type(value) is bool:
        return value
    if kind in _BITS and type(value) is Decimal and value == value.to_integral_value():
        return _bounded(int(value) if abs(value) < 10**20 else 10**20, kind)
    if kind in ("double", "float") and type(value) is Decimal:
        return _single(float(value)) if kind == "float" else float(value)
    raise ValueError(f"an argument is no {kind}")


def _bounded(number: int, kind: str) -> int:
    most = 1 << (_BITS[kind] - 1)
    if not -most <= number < most:
        raise OverflowError(f"{number} is no {kind}")
    return number


def _single(number: float) -> float:
    """The nearest number that a `float` of Java holds."""
    return float(struct.unpack("f", struct.pack("f", number))[0])


def _result(found: Any) -> Value:
    if isinstance(found, bool | str):
        return found
    if isinstance(found, float) and not math.isfinite(found):
        raise OverflowError("the result is no finite number")
    return EXACT.plus(Decimal(repr(found)))


def _whole(kind: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        if len(text) > _MAX_DIGITS or not _WHOLE.fullmatch(text):
            raise ValueError("the text is no whole number")
        return _bounded(int(text), kind)

    return read


def _fraction(text: str) -> float:
    text = text.strip()
    if len(text) > _MAX_DIGITS or not _FRACTION.fullmatch(text):
        raise ValueError("the text is no number")
    return float(text.rstrip("dDfF"))


def _format(pattern: str, *values: Value) -> str:
    """`String.format` with `%s`, `%d`, `%n` and `%%`, and nothing else."""
    left = iter(values)

    def filled(match: re.Match[str]) -> str:
        letter = match.group(1)
        if letter in ("%", "n"):
            return "%" if letter == "%" else "\n"
        if letter not in ("s", "d"):
            raise ValueError(f"the placeholder %{letter} is none of %s, %d, %n, %%")
        value = next(left, _NONE)
        whole = type(value) is Decimal and value == value.to_integral_value()
        if value is _NONE or isinstance(value, list | dict) or (letter == "d" and not whole):
            raise ValueError(f"there is no value for %{letter}")
        return _shown(value)

    return _PLACEHOLDER.sub(filled, pattern)


_NONE: Any = object()


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        if value.adjusted() > _MAX_DIGITS:
            raise OverflowError("a number has too many digits")
        return format(value, "f")
    return str(value)


def _round(number: float) -> int:
    """Java rounds half up, and stays within a `long`."""
    return max(-(1 << 63), min((1 << 63) - 1, math.floor(number + 0.5)))


def _root(number: float) -> float:
    return math.copysign(round(abs(number) ** (1 / 3), 15), number)


def _table() -> dict[str, JavaFunction]:
    found: dict[str, JavaFunction] = {}

    def enter(owner: str, method: str, parameters: tuple[str, ...], run: Callable[..., Any]) -> None:
        name = f"java.lang.{owner}.{method}({','.join(parameters)})"
        found[name] = JavaFunction(name, parameters, run)

    for kind in ("double", "float", "int", "long"):
        enter("Math", "abs", (kind,), abs)
        enter("Math", "max", (kind, kind), max)
        enter("Math", "min", (kind, kind), min)
    for method, run in _OF_ONE.items():
        enter("Math", method, ("double",), run)
    for method, of_two in (("pow", math.pow), ("atan2", math.atan2), ("hypot", math.hypot)):
        enter("Math", method, ("double", "double"), of_two)
    for owner, kind, parse in _WHOLES:
        enter(owner, "valueOf", (kind,), int)
        enter(owner, "valueOf", (_TEXT,), _whole(kind))
        enter(owner, parse, (_TEXT,), _whole(kind))
    for owner in ("Double", "Float"):
        single = owner == "Float"
        enter(owner, "valueOf", (owner.lower(),), float)
        for method in ("valueOf", f"parse{owner}"):
            enter(owner, method, (_TEXT,), (lambda text: _single(_fraction(text))) if single else _fraction)
    for kind in ("char", "boolean", "int", "long"):
        enter("String", "valueOf", (kind,), lambda value: _shown(Decimal(value) if type(value) is int else value))
    enter("String", "format", (_TEXT, _MANY), _format)
    return found


_OF_ONE: dict[str, Callable[[float], Any]] = {
    "ceil": lambda number: float(math.ceil(number)),
    "floor": lambda number: float(math.floor(number)),
    "rint": lambda number: float(round(number)),
    "round": _round,
    "signum": lambda number: math.copysign(1.0, number) if number else 0.0,
    "cbrt": _root,
    "toRadians": math.radians,
    "toDegrees": math.degrees,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
}
_WHOLES = (("Byte", "byte", "parseByte"), ("Short", "short", "parseShort"), ("Integer", "int", "parseInt"), ("Long", "long", "parseLong"))
JAVA = _table()
"""`class.method(parameters)` -> what runs"""


def java_name(owner: str, signature: str) -> str:
    """How a function is called in the table: class and signature without blanks."""
    return "".join(f"{owner}.{signature}".split()) if owner and signature else owner or signature or "?"


def named_in(node: FunctionDefinition) -> str:
    """Class and method that `external { java: { class: …, method signature: … } }` names, as texts; another kind by its name."""
    inner = _members(node.body)
    java = inner.get("java")
    if java is None:
        return ", ".join(inner) or "?"
    told = {name: part.value for name, part in _members(java).items() if isinstance(part, Literal) and isinstance(part.value, str)}
    return java_name(str(told.get("class", "")), str(told.get("method signature", "")))


def _members(node: Node) -> dict[str, Node]:
    return dict(node.entries) if isinstance(node, Context) else {}
