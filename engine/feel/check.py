"""静态检查: an expression held against the types of the facts it will see, before it ever runs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from engine.feel.check_calls import applied, duration_type, kind_of_items, misplaced, misread, signature_result, suits
from engine.feel.errors import Cause, cause
from engine.feel.members import MEMBER_TYPES
from engine.feel.operators import ARITHMETIC
from engine.feel.registry import FUNCTIONS, HostFunction, given_types
from engine.feel.suggest import Advice, close, of_name
from engine.feel.tree import (
    Between,
    Binary,
    Call,
    Comparison,
    Context,
    Filter,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Interval,
    List,
    Literal,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
    UnaryTests,
)
from engine.feel.types import ANY, BOOLEAN, FUNCTION, KIND_OF, NULL, Type, accepts, as_type, kind_of

_MAX_SUGGESTIONS, _MAX_FINDINGS, _MOST_LOOKED = 20, 50, 50_000
_LONGEST = 80
"""characters of a type that a finding names in full"""
_ORDERED = frozenset(("number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"))
_PLAIN = _ORDERED | {"boolean"}
_OPEN = frozenset(("Any", "Null"))
_RESULTS: dict[tuple[str, str, str], str] = {
    ("-", "date", "date"): "days and time duration",
    ("-", "date", "date and time"): "days and time duration",
    ("-", "date and time", "date"): "days and time duration",
    ("-", "date and time", "date and time"): "days and time duration",
    ("-", "time", "time"): "days and time duration",
    ("/", "days and time duration", "days and time duration"): "number",
    ("/", "years and months duration", "years and months duration"): "number",
}
_LEADING = ("date and time", "date", "time", "days and time duration", "years and months duration")


class Given(dict[str, Type]):
    """Facts, and the members of an item in a filter: those that are no functions do not hide the functions of their name."""


class Checker:
    """Walks a tree with the types of what is in scope."""

    def __init__(self, text: str, schema: Mapping[str, object], functions: Sequence[HostFunction] = ()) -> None:
        self.text = text
        self.scope: list[dict[str, Type]] = [Given({name: as_type(kind) for name, kind in schema.items()})]
        self.hosts = {host.name: host for host in functions}
        self.findings: list[Cause] = []
        self.looked = 0
        """how many types were looked at, with all that is inside them"""

    def note(self, code: str, at: int, **facts: object) -> None:
        """Keep a finding, unless there are more than anybody reads."""
        if len(self.findings) < _MAX_FINDINGS:
            self.findings.append(cause(code, self.text, at, facts))

    def type(self, node: Node) -> Type:
        """The type of a piece; Any where it cannot be known, or when so much was looked at that it is no longer asked."""
        found = _INFER[type(node)](self, node)
        self.looked += found.size
        return found if self.looked < _MOST_LOOKED else ANY

    def within(self, names: dict[str, Type], node: Node) -> Type:
        """The type of a piece with more names in scope."""
        self.scope.append(names)
        found = self.type(node)
        self.scope.pop()
        return found

    def name(self, node: Name) -> Type:
        """A variable."""
        for names in reversed(self.scope):
            if node.name in names:
                return names[node.name]
        if node.name in FUNCTIONS or node.name in self.hosts:
            return FUNCTION
        if node.name != "?":
            self.unknown("unknown_name", node.at, node.name, dict.fromkeys(chain.from_iterable(self.scope)))
        return ANY

    def unknown(self, code: str, at: int, name: str, known: Iterable[str], **facts: object) -> None:
        """Note a name nobody knows, with the one that looks most like it."""
        if len(self.findings) >= _MAX_FINDINGS:
            return
        advice = Advice()
        if len(self.findings) < _MAX_SUGGESTIONS:
            advice = of_name(name, known) if code == "unknown_name" else close(name, known)
        self.note(f"{code}{advice.ending}", at, **{"name": name, **facts, **dict(advice.facts)})

    def path(self, node: Path) -> Type:
        """`source.name`."""
        return self.member(node, self.type(node.source))

    def member(self, node: Path, source: Type) -> Type:
        """The type of a member."""
        if source.kind == "list":
            return Type("list", self.member(node, source.item or ANY))
        if source.kind in _OPEN:
            return ANY
        if source.kind == "range" and node.name in ("start", "end"):
            return source.item or ANY
        known: Mapping[str, Type] = dict(source.fields) if source.kind == "context" else MEMBER_TYPES.get(source.kind, {})
        if node.name in known:
            return known[node.name]
        if source.kind != "context" or not source.open:
            self.unknown("unknown_member", node.at, node.name, known, kind=source.kind)
        return ANY

    def filter(self, node: Filter) -> Type:
        """`source[condition]`."""
        source = self.type(node.source)
        item = (source.item or ANY) if source.kind == "list" else source
        names = Given({"item": item, **dict(item.fields)})
        if item.kind in _OPEN:
            found = Checker(self.text, {})
            found.scope, found.hosts, found.looked = [*self.scope, names], self.hosts, self.looked
            condition = found.type(node.condition)
            self.looked = found.looked
            self.findings += [one for one in found.findings if not one.code.startswith("unknown_name")]
        else:
            condition = self.within(names, node.condition)
        if condition.kind == "number":
            return item
        self.want_boolean(condition, "condition", node.at)
        kept = ANY if item.kind == "Any" else item  # of several kinds one may be left
        return Type("list", kept) if condition.kind == "boolean" else ANY

    def want_boolean(self, kind: Type, code: str, at: int, **facts: object) -> None:
        """Note what is neither true nor false."""
        if kind.kind not in ("boolean", *_OPEN):
            self.note(code, at, kind=kind.kind, **facts)

    def binary(self, node: Binary) -> Type:
        """`left operator right`; chains are walked without recursion."""
        links: list[Binary] = []
        left_most: Node = node
        while isinstance(left_most, Binary):
            links.append(left_most)
            left_most = left_most.left
        left = self.type(left_most)
        for one in reversed(links):
            left = self.operation(one, left, self.type(one.right))
        return left

    def operation(self, node: Binary, left: Type, right: Type) -> Type:
        """The type of an operation on two types."""
        operator = node.operator
        if operator in ("and", "or"):
            for kind in (left, right):
                self.want_boolean(kind, "logic", node.at, operator=operator)
            return BOOLEAN
        if operator in ARITHMETIC:
            return self.arithmetic(node, left, right)
        self.comparable(node.at, left, right, ordered=operator not in ("=", "!="))
        return BOOLEAN

    def arithmetic(self, node: Binary, left: Type, right: Type) -> Type:
        """The type of a sum and its like."""
        if left.kind in _OPEN or right.kind in _OPEN:
            return ANY
        kinds = {(KIND_OF[a], KIND_OF[b]) for a, b in ARITHMETIC[node.operator]}
        if (left.kind, right.kind) not in kinds:
            self.note("operator", node.at, operator=node.operator, left=left.kind, right=right.kind)
            return ANY
        special = _RESULTS.get((node.operator, left.kind, right.kind))
        if special is not None:
            return Type(special)
        return Type(next((kind for kind in _LEADING if kind in (left.kind, right.kind)), left.kind))

    def comparable(self, at: int, left: Type, right: Type, *, ordered: bool) -> None:
        """Note two kinds that never compare."""
        if left.kind in _OPEN or right.kind in _OPEN:
            return
        if left.kind != right.kind or (ordered and left.kind not in _ORDERED):
            self.note("compare_kinds", at, left=left.kind, right=right.kind)

    def between(self, node: Between) -> Type:
        """`value between low and high`."""
        value = self.type(node.value)
        for end in (node.low, node.high):
            self.comparable(end.at, value, self.type(end), ordered=True)
        return BOOLEAN

    def is_in(self, node: In) -> Type:
        """`value in tests`."""
        value = self.type(node.value)
        for test in node.tests:
            self.test(value, test)
        return BOOLEAN

    def test(self, value: Type, node: Node) -> None:
        """One test of a value."""
        self.scope.append({"?": value})
        found = self.type(node)
        self.scope.pop()
        if found.kind in ("range", "list"):
            inner = found.item or ANY
            inner = (inner.item or ANY) if inner.kind == "range" else inner
            if not (found.kind == "list" and value.kind == "list"):
                self.comparable(node.at, value, inner, ordered=False)
        elif found.kind != "boolean":
            self.comparable(node.at, value, found, ordered=False)

    def choice(self, node: If) -> Type:
        """`if`."""
        self.want_boolean(self.type(node.condition), "condition", node.condition.at)
        return common((self.type(node.yes), self.type(node.no)))

    def loop(self, node: For | Quantified) -> Type:
        """`for`, `some`, `every`."""
        depth = len(self.scope)
        for one in node.iterations:
            source = self.type(one.source)
            if one.end is not None:
                self.comparable(one.at, source, self.type(one.end), ordered=True)
            item = (source.item or ANY) if source.kind in ("list", "range") else source
            self.scope.append({one.name: item})
        if isinstance(node, For):
            self.scope.append({"partial": Type("list", ANY)})
        body = self.type(node.body)
        del self.scope[depth:]
        if isinstance(node, For):
            return Type("list", body)
        self.want_boolean(body, "condition", node.body.at)
        return BOOLEAN

    def context(self, node: Context) -> Type:
        """`{ … }`."""
        names: dict[str, Type] = {}
        self.scope.append(names)
        for key, value in node.entries:
            if isinstance(value, FunctionDefinition):
                names[key] = FUNCTION
            names[key] = self.type(value)
        self.scope.pop()
        return Type("context", fields=tuple(names.items()), open=False)

    def function(self, node: FunctionDefinition) -> Type:
        """`function(…) …`."""
        names = {one.name: one.type or ANY for one in node.parameters}
        result = ANY if node.external else self.within(names, node.body)
        return Type("function", result, parameters=tuple(names.values()))

    def call(self, node: Call) -> Type:
        """`function(arguments)`."""
        arguments = [self.type(argument) for argument in node.arguments]
        name = node.function.name if isinstance(node.function, Name) else ""
        known = self.hides(name)
        if name in FUNCTIONS and not known:
            result = signature_result(name, arguments, node.names)
            if result is None or misplaced(name, arguments):
                signatures = "; ".join(signature.text for signature in FUNCTIONS[name])
                given = given_types([_told(kind) for kind in arguments], node.names)
                self.note("arguments", node.at, name=name, given=given, signatures=signatures)
            elif len(self.findings) < _MAX_FINDINGS:
                self.findings += misread(node, self.text)
            return duration_type(node) or kind_of_items(name, arguments) or result or ANY
        if name in self.hosts and not known:
            return self.host(node, self.hosts[name], arguments)
        if name and not known:
            self.unknown("unknown_function", node.at, name, (*FUNCTIONS, *self.hosts, *(one for names in self.scope for one in names)))
            return ANY
        target = self.type(node.function)
        if target.kind not in ("function", *_OPEN):
            self.note("not_a_function", node.at, kind=target.kind)
        elif not suits(target, arguments, node.names):
            given = given_types([_told(kind) for kind in arguments], node.names)
            self.note("arguments", node.at, name=name or "function", given=given, signatures=str(target))
        return applied(target)

    def hides(self, name: str) -> bool:
        """Whether what is called is something in scope, not the function of the language or of the program."""
        lent = name in FUNCTIONS or name in self.hosts
        for names in reversed(self.scope):
            if name in names and not (lent and isinstance(names, Given) and names[name].kind not in ("function", *_OPEN)):
                return True
        return False

    def host(self, node: Call, host: HostFunction, arguments: list[Type]) -> Type:
        """A function of the program."""
        formals = {name: as_type(kind) for name, kind in host.parameters}
        names = node.names or tuple(formals)
        if len(arguments) != len(formals) or set(names) != set(formals):
            given = given_types([_told(kind) for kind in arguments], node.names)
            self.note("arguments", node.at, name=host.name, given=given, signatures=f"{host.name}({', '.join(formals)})")
        else:
            for name, kind in zip(names, arguments, strict=True):
                if kind.kind not in _OPEN and not accepts(formals[name], kind):
                    self.note("function_type", node.at, name=host.name, parameter=name, expected=formals[name], kind=kind.kind)
        return as_type(host.result)

    def interval(self, node: Interval) -> Type:
        """`[ start .. end ]`."""
        start, end = self.type(node.start), self.type(node.end)
        self.comparable(node.at, start, end, ordered=True)
        return Type("range", end if start.kind in _OPEN else start)

    def tests(self, node: UnaryTests) -> Type:
        """A cell, against the type of `?` in scope."""
        value = next((names["?"] for names in reversed(self.scope) if "?" in names), ANY)
        for test in node.tests:
            self.test(value, test)
        return BOOLEAN

    def negation(self, node: Negation) -> Type:
        """`-operand`."""
        kind = self.type(node.operand)
        if kind.kind not in (*_OPEN, "number", "days and time duration", "years and months duration"):
            self.note("negation", node.at, kind=kind.kind)
        return kind


def _told(kind: Type) -> str:
    """A type as a finding names it."""
    text = str(kind)
    return text if len(text) <= _LONGEST else kind.kind


def common(kinds: Iterable[Type]) -> Type:
    """The one type of several pieces, or Any."""
    found = {kind for kind in kinds if kind != NULL}
    return found.pop() if len(found) == 1 else ANY


def _list(checker: Checker, node: List) -> Type:
    """`[ item, … ]`; of plain items of several kinds the type remembers which, so that what adds up or compares none of them is found."""
    items = [checker.type(item) for item in node.items]
    kinds = sorted({item.kind for item in items} - {"Null"})
    mixed = len(kinds) > 1 and _PLAIN.issuperset(kinds)
    return Type("list", Type("Any", parameters=tuple(map(Type, kinds))) if mixed else common(items))


def _literal(_: Checker, node: Literal) -> Type:
    return Type(kind_of(node.value))


_INFER: dict[type[Node], Callable[[Checker, Any], Type]] = {
    Between: Checker.between,
    Binary: Checker.binary,
    Call: Checker.call,
    Comparison: lambda checker, node: Type("range", checker.type(node.end)),
    Context: Checker.context,
    Filter: Checker.filter,
    For: Checker.loop,
    FunctionDefinition: Checker.function,
    If: Checker.choice,
    In: Checker.is_in,
    InstanceOf: lambda checker, node: (checker.type(node.value), BOOLEAN)[1],
    Interval: Checker.interval,
    List: _list,
    Literal: _literal,
    Name: Checker.name,
    Negation: Checker.negation,
    Path: Checker.path,
    Quantified: Checker.loop,
    UnaryTests: Checker.tests,
}
