"""One act of deciding: the elements that are needed are evaluated once each, and what happened is kept for the explanation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn.causes import Report, Spot, TooCostly, all_reports, located, noted, shown, warn
from engine.dmn.elements import DecisionElement, InputData, Knowledge
from engine.dmn.explanation import Explanation, explain
from engine.dmn.graph import Graph, Node
from engine.dmn.items import fit
from engine.dmn.logic import misfit, scoped_call
from engine.feel.compile_parts import coerce
from engine.feel.errors import LimitExceeded
from engine.feel.exchange import inward
from engine.feel.state import Scope, State
from engine.feel.types import kind_of
from engine.feel.values import Function, Value


@dataclass(frozen=True, slots=True)
class Step:
    """A decision that was evaluated: what it saw, what came out, and which tables and reports belong to it."""

    node: Node
    scope: Scope
    value: Value
    traces: tuple[Any, ...]
    warnings: tuple[Any, ...]


class Run:
    """Evaluates elements on demand."""

    def __init__(self, graph: Graph, s: State, facts: Mapping[str, object], given: dict[int, Value] | None = None) -> None:
        self.graph = graph
        self.s = s
        self.facts = facts
        self.values: dict[int, Value] = dict(given or {})
        self.steps: list[Step] = []
        self.inputs: dict[str, Value] = {}
        s.warnings = s.warnings if s.warnings is not None else []

    def decide(self, node: Node) -> Value:
        """The value of a decision; a service or knowledge model is called with the facts that have the names of its parameters."""
        if isinstance(node.element, DecisionElement):
            return self.value(node)
        before, warned = len(self.s.trace or ()), noted(self.s)
        for parameter in node.parameters:
            self.inputs[parameter.name] = self._given(parameter.name, parameter.name, node)
        value = self.function(node).call(self.s, 0, [self.inputs[parameter.name] for parameter in node.parameters])
        located(self.s, warned, Spot(node.element.id, decision=node.element.name))
        if isinstance(node.element, Knowledge):
            self._note(node, Scope(self.inputs), value, before, warned)
        return value

    def _note(self, node: Node, scope: Scope, value: Value, before: int, warned: int) -> None:
        s = self.s
        self.steps.append(Step(node, scope, value, tuple((s.trace or [])[before:]), tuple((s.warnings or [])[warned:])))

    def _given(self, name: str, other: str, node: Node) -> Value:
        """A fact by either name; one that was not given is null with a report."""
        if name not in self.facts and other not in self.facts:
            warn(self.s, "missing_input", Spot(node.element.id), name=name)
            return None
        given = self.facts.get(name, self.facts.get(other))
        value = inward(given)
        if value is None and given is not None:
            warn(self.s, "input_unknown", Spot(node.element.id), name=name, kind=type(given).__name__)
        return value

    def value(self, node: Node) -> Value:
        """The value of an element, evaluated at most once."""
        if id(node) not in self.values:
            for one in self._in_order(node):
                self.values[id(one)] = self._evaluate(one)
        return self.values[id(node)]

    def _in_order(self, node: Node) -> Iterator[Node]:
        """What is not evaluated yet, each decision after those that it requires."""
        path = [(node, self._unknown(node))]
        while path:
            one, waiting = path[-1]
            other = next((one for one in waiting if id(one) not in self.values), None)
            if other is not None:
                path.append((other, self._unknown(other)))
            else:
                path.pop()
                yield one

    def _unknown(self, node: Node) -> Iterator[Node]:
        """The decisions that a decision requires."""
        if not isinstance(node.element, DecisionElement):
            return iter(())
        return (one for _, one in node.requires if isinstance(one.element, DecisionElement))

    def _evaluate(self, node: Node) -> Value:
        if isinstance(node.element, InputData):
            return self._input(node)
        if not isinstance(node.element, DecisionElement):
            return self.function(node)
        self.s.charge(1)
        scope = self.scope(node)
        s = self.s
        saved, before, warned = s.facts, len(s.trace or ()), noted(s)
        s.facts = scope
        try:
            value = node.code(s)
        except LimitExceeded as fault:
            raise TooCostly(fault, Spot(node.element.id, decision=node.element.name)) from fault
        finally:
            s.facts = saved
        if noted(s) > warned:
            located(s, warned, Spot(node.element.id, decision=node.element.name))
        self._note(node, scope, value, before, warned)
        return value

    def scope(self, node: Node) -> Scope:
        """The values of what an element requires, by name; those of an import together under its name."""
        scope = Scope()
        for prefix, other in node.requires:
            value = self.value(other)
            if prefix:
                scope.setdefault(prefix, {})[other.name] = value
            else:
                scope[other.name] = value
        return scope

    def _input(self, node: Node) -> Value:
        name = node.name
        value = self._given(name, node.element.name, node)
        fits, coerced = fit(self.s, value, node.item)
        if not fits:
            spot, expected = Spot(node.element.id), node.item.type
            if coerce(value, expected)[0]:
                warn(self.s, "input_not_allowed", spot, name=name, value=shown(value))
            else:
                warn(self.s, "input_type", spot, name=name, expected=expected, kind=kind_of(value))
        self.inputs[name] = coerced if fits else None
        return self.inputs[name]

    def function(self, node: Node) -> Function:
        """A knowledge model or a service as a function."""
        names = tuple(parameter.name for parameter in node.parameters)
        types = tuple(parameter.item.type for parameter in node.parameters)
        if isinstance(node.element, Knowledge):
            outer = Scope()
            call = scoped_call(outer, names, tuple(parameter.item for parameter in node.parameters), node.code)
            found = Function(node.name, names, call, types, node.item.type if node.item.type.kind != "function" else None)
            self.values[id(node)] = found
            outer.update(self.scope(node))
            outer[node.name] = found
            return found
        return Function(node.name, names, self._service_call(node), types, node.item.type)

    def _service_call(self, node: Node) -> Any:
        def call(s: State, at: int, arguments: list[Value]) -> Value:
            given: dict[int, Value] = {}
            for parameter, value in zip(node.parameters, arguments, strict=True):
                fits, coerced = fit(s, value, parameter.item)
                if not fits:
                    misfit(s, at, node.name, parameter.name, parameter.item, value)
                    return None
                given[id(parameter.node)] = coerced
            s.enter(at)
            s.charge(10, at)
            inner = Run(node.graph, s, {}, given)
            try:
                values = {member.name: inner.value(member) for member in node.members}
            finally:
                s.depth -= 1
            self.steps += inner.steps
            if not node.members:
                warn(s, "no_logic", Spot(node.element.id))
                return None
            if len(node.members) == 1:
                return values[node.members[0].name]
            return values

        return call

    def explanation(self) -> Explanation:
        """What happened, as plain data."""
        return explain(self.inputs, self.steps, self.s)

    def reported(self) -> tuple[Report, ...]:
        """All causes, in the order in which things went wrong."""
        return all_reports(self.s)
