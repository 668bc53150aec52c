"""Which functions of the language take which types."""

from collections.abc import Sequence

from engine.feel.code import Build
from engine.feel.compiler import TABLE
from engine.feel.errors import Cause
from engine.feel.limits import DEFAULT_LIMITS
from engine.feel.registry import FUNCTIONS, Formal, Signature
from engine.feel.state import State
from engine.feel.temporal_text import parse_duration
from engine.feel.tree import Call, Literal, Name
from engine.feel.types import ANY, Type, accepts, kind_of


def signature_result(name: str, arguments: Sequence[Type], names: Sequence[str] | None) -> Type | None:
    """The type of the result for arguments of these types; None where no signature can take them."""
    fitting = [signature for signature in FUNCTIONS[name] if _takes(signature, arguments, names)]
    if not fitting:
        return None
    results = {signature.result for signature in fitting}
    return results.pop() if len(results) == 1 else ANY


def _takes(signature: Signature, arguments: Sequence[Type], names: Sequence[str] | None) -> bool:
    formals = signature.parameters
    if names is not None:
        known = {formal.name: formal for formal in formals}
        missing = any(formal.name not in names and not formal.optional for formal in formals)
        if missing or len(known.keys() & set(names)) < len(names):
            return False
        return all(_fits(known[name], kind) for name, kind in zip(names, arguments, strict=True))
    size = len(arguments)
    if size < signature.required or (size > len(formals) and not signature.variadic):
        return False
    return all(_fits(formals[min(index, len(formals) - 1)], kind) for index, kind in enumerate(arguments))


def _fits(formal: Formal, given: Type) -> bool:
    """Whether a value of that type may fit, also as the only item of a list or as a list of one."""
    if given.kind in ("Any", "Null") or _may(formal.type, given):
        return True
    if given.kind == "list" and formal.type.kind != "list":
        return _may(formal.type, given.item or ANY)
    return formal.type.kind == "list" and _may(formal.type.item or ANY, given)


def _may(wider: Type, narrower: Type) -> bool:
    if narrower.kind == "Any" or accepts(wider, narrower):
        return True
    return wider.kind == narrower.kind and wider.kind in ("list", "range", "context", "function")


def applied(target: Type) -> Type:
    """The type of what a function of that type gives."""
    return (target.item or ANY) if target.kind == "function" else ANY


def suits(target: Type, arguments: Sequence[Type], names: Sequence[str] | None) -> bool:
    """Whether a function whose parameters are known can be called so; the names of its parameters are not part of its type."""
    if target.kind != "function" or target.item is None:
        return True
    if len(arguments) != len(target.parameters):
        return False
    return names is not None or all(becomes(own, kind) for own, kind in zip(target.parameters, arguments, strict=True))


def becomes(wanted: Type, given: Type) -> bool:
    """Whether a value of that type may be made one of the wanted type: the only item of a list, a list of one, the start of a day."""
    return _fits(Formal("", wanted), given) or (wanted.kind == "date and time" and given.kind == "date")


def misplaced(name: str, arguments: Sequence[Type]) -> bool:
    """Whether something is to be summed up that does not add up, or to be compared that never compares."""
    items = _items(arguments)
    if name in _PLACES:
        return len(_kinds([(kind.item or ANY) if kind.kind == "range" else kind for kind in items])) > 1
    kinds = _kinds(items)
    if name in _OF_NUMBERS:
        return not kinds <= {"number"}
    return name in _OF_ITEMS and (len(kinds) > 1 or (name == "sum" and not kinds <= _ADDED))


def kind_of_items(name: str, arguments: Sequence[Type]) -> Type | None:
    """The type of a sum or an extreme: that of the items; None where it is not known, and for other functions."""
    items = _items(arguments) if name in _OF_ITEMS else []
    known = len(_kinds(items)) == 1 and all(kind.kind not in _OPEN for kind in items)
    return items[0] if known and items[0].kind in _ADDED | {"string"} else None


def _items(arguments: Sequence[Type]) -> list[Type]:
    """What a function of items is given: the arguments, of lists the items; of a list that is written out all their kinds."""
    items = [(kind.item or ANY) if kind.kind == "list" else kind for kind in arguments]
    lists = [kind.item for kind in arguments if kind.kind == "list" and kind.item is not None]
    return items + [one for item in lists if item.kind == "Any" for one in item.parameters]


def _kinds(types: Sequence[Type]) -> set[str]:
    return {kind.kind for kind in types if kind.kind not in _OPEN}


def misread(node: Call, text: str) -> tuple[Cause, ...]:
    """Why a date, time or duration that is written out is none: what its evaluation would report."""
    if (
        not isinstance(node.function, Name)
        or node.function.name not in _WRITTEN
        or not all(isinstance(one, Literal) for one in node.arguments)
    ):
        return ()
    build = Build(text, TABLE)
    code = build.code(node)
    s = State({}, (), DEFAULT_LIMITS, text, build.size)
    code(s)
    return s.causes()


def duration_type(node: Call) -> Type | None:
    """The kind of a duration that is written out; None for every other call."""
    argument = node.arguments[0] if len(node.arguments) == 1 else None
    if not isinstance(node.function, Name) or node.function.name != "duration" or not isinstance(argument, Literal):
        return None
    value = parse_duration(argument.value) if isinstance(argument.value, str) else None
    return None if value is None else Type(kind_of(value))


_WRITTEN = frozenset(("date", "time", "date and time", "duration"))
_OPEN = frozenset(("Any", "Null"))
_OF_NUMBERS = frozenset(("mean", "median", "product", "stddev"))
_OF_ITEMS = frozenset(("sum", "min", "max"))
_PLACES = frozenset(["before", "after", "meets", "includes", "during", "finishes", "starts", "coincides", "overlaps"]) | {
    "met by",
    "overlaps before",
    "overlaps after",
    "finished by",
    "started by",
}
_ADDED = frozenset(("number", "days and time duration", "years and months duration"))
