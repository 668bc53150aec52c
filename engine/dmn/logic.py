"""Boxed expressions become code."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.dmn.causes import Spot, shown, warn
from engine.dmn.elements import (
    BoxedContext,
    BoxedFilter,
    BoxedFunction,
    BoxedList,
    Conditional,
    DecisionTable,
    Expression,
    Invocation,
    Iterator,
    LiteralText,
    Relation,
)
from engine.dmn.external import external_of
from engine.dmn.items import Item, fit
from engine.dmn.place import Place, nothing, typed
from engine.dmn.table import compile_table
from engine.feel.code import Code
from engine.feel.compile_loops import pick
from engine.feel.compile_parts import coerce
from engine.feel.java import JavaFunction
from engine.feel.registry import call_value
from engine.feel.state import Scope, State
from engine.feel.types import kind_of
from engine.feel.values import Function, Range, Value

_MAX_TOLD = 5


def compile_logic(place: Place, logic: Expression | None) -> Code:
    """The code of any decision logic; of none it is null."""
    if logic is None:
        return nothing("broken", place.element)
    code = _MAKERS[type(logic)](place, logic)
    if not logic.type_ref or isinstance(logic, BoxedFunction):
        return code
    return typed(code, place.item(logic.type_ref, element=logic.id), Spot(logic.id))


def _literal(place: Place, logic: LiteralText) -> Code:
    if logic.language:
        return nothing("foreign_language", logic.id, language=logic.language)
    return place.code(logic.text, logic.id) if logic.text else nothing("empty_expression", logic.id)


def _context(place: Place, logic: BoxedContext) -> Code:
    entries: list[tuple[str | None, Code]] = []
    for name, entry in logic.entries:
        own = isinstance(entry, BoxedFunction)
        inner = place if name is None else place.inside(name)
        if name is not None and isinstance(entry, BoxedFunction):
            inner = place.lending(name, tuple(parameter.name for parameter in entry.parameters))
        entries.append((name, compile_logic(inner if own else place, entry)))
        place = inner

    def context(s: State) -> Value:
        outer = s.facts
        scope = Scope(outer)
        result: dict[str, Value] = {}
        s.facts = scope
        try:
            for name, code in entries:
                value = code(s)
                if name is None:
                    return value
                scope[name] = result[name] = value
        finally:
            s.facts = outer
        return result

    return context


def _list(place: Place, logic: BoxedList) -> Code:
    codes = [compile_logic(place, item) for item in logic.items]
    return lambda s: [code(s) for code in codes]


def _relation(place: Place, logic: Relation) -> Code:
    items = [place.item(type_ref, number, logic.id) for number, type_ref in enumerate(logic.types, 1)]
    rows = [
        [
            (name, typed(compile_logic(place, cell), item, Spot(logic.id, row, column)))
            for column, (name, item, cell) in enumerate(zip(logic.columns, items, cells, strict=False), 1)
        ]
        for row, cells in enumerate(logic.rows, 1)
    ]
    return lambda s: [{name: code(s) for name, code in row} for row in rows]


def _function(place: Place, logic: BoxedFunction) -> Code:
    names = tuple(parameter.name for parameter in logic.parameters)
    external, java = external_of(logic) if logic.kind.upper() != "FEEL" else ("", None)
    if external and java is None:
        return nothing("external_function", logic.id, name=place.decision, kind=external)
    items = tuple(place.item(parameter.type_ref, element=logic.id) for parameter in logic.parameters)
    types = tuple(item.type for item in items)
    inner = place.typed(dict(zip(names, types, strict=True)))
    code = compile_logic(inner, logic.body) if java is None else called(java, names)
    body = typed(code, place.item(logic.type_ref), Spot(logic.id))

    def definition(s: State) -> Value:
        return Function("function", names, scoped_call(s.facts, names, items, body), types)

    return definition


def called(java: JavaFunction, names: tuple[str, ...]) -> Code:
    """Code that calls a function of the table with the parameters around it."""
    return lambda s: java.call(s, 0, [s.facts.get(name) for name in names])


def scoped_call(outer: Any, names: tuple[str, ...], items: tuple[Item, ...], body: Code) -> Callable[..., Value]:
    """What runs when boxed logic with parameters is called: its body, among the facts around it and its arguments."""

    def call(s: State, at: int, arguments: list[Value]) -> Value:
        scope = Scope(outer)
        for name, item, value in zip(names, items, arguments, strict=True):
            s.weigh(value, at)
            fits, coerced = fit(s, value, item)
            if not fits:
                misfit(s, at, "function", name, item, value)
                return None
            scope[name] = coerced
        s.enter(at)
        s.charge(1, at)
        saved, s.facts = s.facts, scope
        try:
            return body(s)
        finally:
            s.facts = saved
            s.depth -= 1

    return call


def misfit(s: State, at: int, function: str, parameter: str, item: Item, value: Value) -> None:
    """Report that an argument does not fit its parameter."""
    if coerce(value, item.type)[0]:
        warn(s, "input_not_allowed", Spot(), name=parameter, value=shown(value))
    else:
        s.warn("function_type", at, name=function, parameter=parameter, expected=item.type, kind=kind_of(value))


def _invocation(place: Place, logic: Invocation) -> Code:
    place.invocations.append((place, logic))
    called = compile_logic(place, logic.called)
    names = tuple(name for name, _ in logic.bindings)
    codes = [compile_logic(place, value) for _, value in logic.bindings]
    return lambda s: call_value(s, 0, called(s), [code(s) for code in codes], names)


def _conditional(place: Place, logic: Conditional) -> Code:
    condition, yes, no = (compile_logic(place, part) for part in (logic.condition, logic.yes, logic.no))

    def choice(s: State) -> Value:
        value = condition(s)
        if value is True:
            return yes(s)
        if value is None or value is False:
            return no(s)
        s.warn("condition", 0, kind=kind_of(value))
        return None

    return choice


def _iterator(place: Place, logic: Iterator) -> Code:
    source = compile_logic(place, logic.source)
    inner = place.inside(logic.variable, "partial") if logic.kind == "for" else place.inside(logic.variable)
    body, variable, kind, spot = compile_logic(inner, logic.body), logic.variable, logic.kind, Spot(logic.id)

    def iterate(s: State) -> Value:
        items = _items(s, source(s))
        if items is None:
            s.warn("iteration", 0, kind="Null")
            return None
        results: list[Value] = []
        outer = s.facts
        s.items(len(items))
        for item in items:
            scope = Scope(outer)
            scope[variable] = item
            if kind == "for":
                s.charge(len(results) >> 4)
                scope["partial"] = results.copy()
            s.facts = scope
            try:
                results.append(body(s))
            finally:
                s.facts = outer
        if kind == "for":
            return results
        found = _quantified(results, kind == "every")
        if found is None:
            warn(s, "quantified", spot, name=kind)
        return found

    return iterate


def _items(s: State, value: Value) -> list[Value] | None:
    if type(value) is Range and type(value.start) is Decimal and type(value.end) is Decimal:
        first = int(value.start) + (not value.start_included)
        last = int(value.end) - (not value.end_included)
        s.items(max(0, last - first + 1))
        return [Decimal(number) for number in range(first, last + 1)]
    return value if type(value) is list else None


def _quantified(results: list[Value], every: bool) -> bool | None:
    if any(result is (not every) for result in results):
        return not every
    return every if all(result is every for result in results) else None


def _filter(place: Place, logic: BoxedFilter) -> Code:
    source = compile_logic(place, logic.source)
    members = [*place.items.members]
    match, spot = compile_logic(place.inside("item", *members), logic.match), Spot(logic.id)

    def filtered(s: State) -> Value:
        items = source(s)
        if items is None:
            warn(s, "filter", spot)
            return None
        outer = s.facts

        def condition(item: Value) -> Value:
            scope = Scope(outer)
            scope["item"] = item
            if type(item) is dict:
                scope.update(item)
            s.facts = scope
            try:
                return match(s)
            finally:
                s.facts = outer

        return pick(s, 0, items if type(items) is list else [items], condition)

    return filtered


def _table(place: Place, logic: DecisionTable) -> Code:
    evaluate = compile_table(place, logic).evaluate
    if logic.languages:
        return _foreign_table(logic.id or place.element, list(logic.languages.items()))
    return evaluate if logic.outputs else nothing("broken", logic.id or place.element)


def _foreign_table(key: str, cells: list[tuple[tuple[int | None, int], str]]) -> Code:
    """A table with cells in another language cannot be decided."""

    def run(s: State) -> Value:
        for (row, column), language in cells[:_MAX_TOLD]:
            warn(s, "foreign_language", Spot(key, row, column), language=language)

    return run


_MAKERS: dict[type[Expression], Callable[[Place, Any], Code]] = {
    LiteralText: _literal,
    BoxedContext: _context,
    BoxedList: _list,
    Relation: _relation,
    BoxedFunction: _function,
    Invocation: _invocation,
    Conditional: _conditional,
    Iterator: _iterator,
    BoxedFilter: _filter,
    DecisionTable: _table,
}
