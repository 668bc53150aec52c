"""The types of FEEL: written as in `instance of`, checked against values, compared with one another."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.feel.values import Date, DateTime, DayTimeDuration, Function, Range, Time, Value, YearMonthDuration


@dataclass(frozen=True, slots=True)
class Type:
    """类型: a kind and, for lists, ranges, contexts and functions, what is inside."""

    kind: str
    item: "Type | None" = None
    fields: "tuple[tuple[str, Type], ...]" = ()
    parameters: "tuple[Type, ...]" = ()
    """of a function those of its arguments; of Any, in a list that is written out, the kinds that its items have"""
    open: bool = True
    """whether a context may have members that are not listed"""
    size: int = field(init=False, compare=False, repr=False, default=1)
    """how many types it is made of; what is shared inside counts wherever it occurs"""

    def __post_init__(self) -> None:
        inside = sum([kind.size for _, kind in self.fields]) + sum([kind.size for kind in self.parameters])
        object.__setattr__(self, "size", 1 + inside + (0 if self.item is None else self.item.size))

    def __str__(self) -> str:
        if self.kind == "context" and self.fields:
            return "context<" + ", ".join(f"{name}: {kind}" for name, kind in self.fields) + ">"
        if self.kind == "function" and self.item is not None:
            return f"function<{', '.join(map(str, self.parameters))}> -> {self.item}"
        if self.kind == "Any" and self.parameters:
            return " | ".join(map(str, self.parameters))
        return self.kind if self.item is None else f"{self.kind}<{self.item}>"

    def field(self, name: str) -> "Type | None":
        """The type of a member of a context."""
        return next((kind for key, kind in self.fields if key == name), None)


ANY = Type("Any")
NULL = Type("Null")
NUMBER = Type("number")
STRING = Type("string")
BOOLEAN = Type("boolean")
DATE = Type("date")
TIME = Type("time")
DATE_TIME = Type("date and time")
DAYS = Type("days and time duration")
MONTHS = Type("years and months duration")
LIST = Type("list", ANY)
CONTEXT = Type("context")
RANGE = Type("range", ANY)
FUNCTION = Type("function")

NAMED: dict[str, Type] = {
    "Any": ANY,
    "any": ANY,
    "Null": NULL,
    "null": NULL,
    "number": NUMBER,
    "string": STRING,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "dateTime": DATE_TIME,
    "days and time duration": DAYS,
    "day time duration": DAYS,
    "dayTimeDuration": DAYS,
    "years and months duration": MONTHS,
    "year month duration": MONTHS,
    "yearMonthDuration": MONTHS,
    "list": LIST,
    "context": CONTEXT,
    "range": RANGE,
    "function": FUNCTION,
}

KIND_OF: dict[type[Any], str] = {
    type(None): "Null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DayTimeDuration: "days and time duration",
    YearMonthDuration: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}


def kind_of(value: Value) -> str:
    """The name of the type of a value."""
    return KIND_OF.get(type(value), "Any")


def conforms(value: Value, expected: Type) -> bool:
    """Whether a value is an instance of a type; null is an instance of Any and Null only."""
    kind = expected.kind
    if kind == "Any":
        return True
    if KIND_OF.get(type(value)) != kind:
        return False
    if kind == "list":
        return expected.item is None or expected.item.kind == "Any" or all(item is None or conforms(item, expected.item) for item in value)
    if kind == "context":
        return all(name in value and (value[name] is None or conforms(value[name], field)) for name, field in expected.fields)
    if kind == "range":
        return _range_conforms(value, expected.item)
    if kind == "function" and expected.item is not None:
        return _function_conforms(value, expected)
    return True


def _range_conforms(value: Range, item: Type | None) -> bool:
    if item is None or item.kind == "Any":
        return True
    ends = [end for end in (value.start, value.end) if end is not None]
    return bool(ends) and all(conforms(end, item) for end in ends)


def _function_conforms(value: Function, expected: Type) -> bool:
    own = value.types or (ANY,) * len(value.parameters)
    if len(own) != len(expected.parameters):
        return False
    result = value.result or ANY
    return all(accepts(mine or ANY, theirs) for mine, theirs in zip(own, expected.parameters, strict=True)) and accepts(
        expected.item or ANY, result
    )


def accepts(wider: Type, narrower: Type) -> bool:
    """Whether every value of the narrower type is a value of the wider one."""
    if wider.kind == "Any" or narrower.kind == "Null" or wider == narrower:
        return True
    if wider.kind != narrower.kind:
        return False
    if wider.kind in ("list", "range"):
        return accepts(wider.item or ANY, narrower.item or ANY)
    if wider.kind == "context":
        own = dict(narrower.fields)
        return all(name in own and accepts(kind, own[name]) for name, kind in wider.fields)
    if wider.kind == "function" and wider.item is not None:
        return (
            len(wider.parameters) == len(narrower.parameters)
            and all(accepts(b, a) for a, b in zip(wider.parameters, narrower.parameters, strict=True))
            and accepts(wider.item, narrower.item or ANY)
        )
    return True


def as_type(schema: object) -> Type:
    """A type from its name, a mapping (a context), a list of one (a list), or a Type."""
    if isinstance(schema, Type):
        return schema
    if isinstance(schema, dict):
        return Type("context", fields=tuple((str(key), as_type(value)) for key, value in schema.items()), open=False)
    if isinstance(schema, list | tuple):
        return Type("list", as_type(schema[0]) if schema else ANY)
    text = str(schema).strip()
    if text.startswith(("list<", "range<")) and text.endswith(">"):
        kind, _, inner = text[:-1].partition("<")
        return Type(kind, as_type(inner))
    if text not in NAMED:
        raise ValueError(text)
    return NAMED[text]
