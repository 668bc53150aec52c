"""Where an expression stands: the names and types it may use, and how its text is compiled there."""

from collections.abc import Mapping
from typing import Any

from engine.dmn.causes import Spot, unfit, warn
from engine.dmn.elements import Invocation
from engine.dmn.findings import Finding, finding
from engine.dmn.items import Item, Items, fit
from engine.feel.code import Code
from engine.feel.errors import FeelError
from engine.feel.expression import Expression, Tests, compile_expression, compile_unary_tests
from engine.feel.names import Names
from engine.feel.state import State
from engine.feel.types import ANY, Type
from engine.feel.values import Value


def null(_: State) -> Value:
    """The code of what is not there."""
    return None


def nothing(code: str, element: str, **facts: object) -> Code:
    """Code that is null and says why."""
    spot = Spot(element)

    def run(s: State) -> Value:
        warn(s, code, spot, **facts)

    return run


class Place:
    """The names in scope, the types of the model, and where faults are noted."""

    def __init__(self, schema: Mapping[str, Type], items: Items, findings: list[Finding], element: str, tables: list[Any]) -> None:
        self.schema = dict(schema)
        self.plain = tuple(schema)
        self.texts: list[tuple[Place, Expression]] = []
        """the expressions outside of tables, for the lint"""
        self.invocations: list[tuple[Place, Invocation]] = []
        """the boxed invocations, for the lint"""
        self.parameters: dict[str, tuple[str, ...]] = {}
        """names of functions in scope with the names of what they take"""
        self.tables = tables
        """where compiled tables are gathered for the lint"""
        self.items = items
        self.findings = findings
        self.element = element
        self.wanted = ANY
        """the type of the decision, where a text is all there is to it"""
        self.decision = ""
        """the name of the element of the graph to which the expression belongs"""
        self.names = Names(self.plain)
        for member in items.members:
            self.names.add(member)

    def inside(self, *names: str) -> "Place":
        """The place with more names in scope."""
        return self.typed(dict.fromkeys(names, ANY))

    def typed(self, names: Mapping[str, Type]) -> "Place":
        """The place with more names in scope, whose types are known."""
        inner = Place({**self.schema, **names}, self.items, self.findings, self.element, self.tables)
        inner.texts, inner.invocations = self.texts, self.invocations
        inner.parameters = {name: own for name, own in self.parameters.items() if name not in names}
        inner.decision = self.decision
        return inner

    def lending(self, name: str, parameters: tuple[str, ...]) -> "Place":
        """The place with one more name in scope, that of a function with these parameters."""
        inner = self.inside(name)
        inner.parameters[name] = parameters
        return inner

    def expression(
        self, text: str, row: int | None = None, column: int | None = None, element: str = "", part: str = ""
    ) -> Expression | None:
        """A compiled text; None with a finding where it is no FEEL."""
        try:
            compiled = compile_expression(text, self.names, types=self.items.types)
        except FeelError as fault:
            self.note(fault, row, column, element, part)
            return None
        if row is None and column is None:
            self.texts.append((self, compiled))
        return compiled

    def tests(self, text: str, row: int | None = None, column: int | None = None, element: str = "", part: str = "") -> Tests | None:
        """Compiled tests; None with a finding where they are no FEEL."""
        try:
            return compile_unary_tests(text, self.names, types=self.items.types)
        except FeelError as fault:
            self.note(fault, row, column, element, part)
            return None

    def note(self, fault: FeelError, row: int | None, column: int | None, element: str, part: str) -> None:
        """Keep what is wrong with a text."""
        found = finding("expression", element or self.element, row, column, detail=fault.message_en, detail_zh=fault.message_zh)
        self.findings.append(found.at(part=part))

    def code(self, text: str, element: str = "") -> Code:
        """A text as code that brings its own local variables."""
        expression = self.expression(text, element=element)
        return nothing("broken", element) if expression is None else embedded(expression)

    def item(self, type_ref: str | None, column: int | None = None, element: str = "") -> Item:
        """The type of a reference; a finding where there is none of that name."""
        before = len(self.items.findings)
        found = self.items.find(type_ref, element or self.element)
        self.findings += [one.at(column=column, part="type", decision=self.decision) for one in self.items.findings[before:]]
        del self.items.findings[before:]
        return found


def embedded(compiled: Expression) -> Code:
    """A compiled text as a piece of a larger evaluation."""
    code, text, size = compiled.code, compiled.text, compiled.size

    def run(s: State) -> Value:
        saved = s.locals, s.text
        s.locals, s.text = [None] * size, text
        try:
            return code(s)
        finally:
            s.locals, s.text = saved

    return run


def typed(code: Code, item: Item, spot: Spot = Spot()) -> Code:  # noqa: B008  # an immutable value
    """Code whose value is fitted to a type; what does not fit is null with a report."""
    if item.type.kind == "Any" and item.plain:
        return code

    def run(s: State) -> Value:
        value = code(s)
        s.weigh(value)
        fits, coerced = fit(s, value, item)
        if not fits:
            unfit(s, value, item.type, spot)
            return None
        return coerced

    return run
