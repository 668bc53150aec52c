"""A tree as text again; what is printed parses to the same tree."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.lexer import quote
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
    Iteration,
    List,
    Literal,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
    UnaryTests,
)


def print_tree(node: Node) -> str:
    """The text of a tree."""
    return _PRINT[type(node)](node)


def _inner(node: Node) -> str:
    """A piece as an operand: in parentheses unless it cannot be misread."""
    text = print_tree(node)
    return text if isinstance(node, _CLOSED) else f"({text})"


def _list(nodes: tuple[Node, ...]) -> str:
    return ", ".join(map(print_tree, nodes))


def _literal(node: Literal) -> str:
    value = node.value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return str(value)
    return quote(value) if isinstance(value, str) else f"@{quote(str(value))}"


def _call(node: Call) -> str:
    if node.names is None:
        return f"{_inner(node.function)}({_list(node.arguments)})"
    named = (f"{name}: {print_tree(value)}" for name, value in zip(node.names, node.arguments, strict=True))
    return f"{_inner(node.function)}({', '.join(named)})"


def _iteration(node: Iteration) -> str:
    end = "" if node.end is None else f"..{_inner(node.end)}"
    return f"{node.name} in {_inner(node.source)}{end}"


def _iterations(nodes: tuple[Iteration, ...]) -> str:
    return ", ".join(map(_iteration, nodes))


def _quantified(node: Quantified) -> str:
    return f"{'every' if node.every else 'some'} {_iterations(node.iterations)} satisfies {print_tree(node.body)}"


def _function(node: FunctionDefinition) -> str:
    formals = (one.name if one.type is None else f"{one.name}: {one.type}" for one in node.parameters)
    return f"function({', '.join(formals)}) {'external ' if node.external else ''}{_inner(node.body)}"


def _context(node: Context) -> str:
    return "{" + ", ".join(f"{quote(key)}: {print_tree(value)}" for key, value in node.entries) + "}"


def _interval(node: Interval) -> str:
    opening, closing = "[" if node.start_included else "(", "]" if node.end_included else ")"
    return f"{opening}{_inner(node.start)}..{_inner(node.end)}{closing}"


def _tests(node: UnaryTests) -> str:
    if not node.tests:
        return "-"
    return f"not({_list(node.tests)})" if node.negated else _list(node.tests)


_PRINT: dict[type[Node], Callable[[Any], str]] = {
    Literal: _literal,
    Name: lambda node: node.name,
    Path: lambda node: f"{_inner(node.source)}.{node.name}",
    Filter: lambda node: f"{_inner(node.source)}[{print_tree(node.condition)}]",
    Call: _call,
    If: lambda node: f"if {print_tree(node.condition)} then {print_tree(node.yes)} else {print_tree(node.no)}",
    Iteration: _iteration,
    For: lambda node: f"for {_iterations(node.iterations)} return {print_tree(node.body)}",
    Quantified: _quantified,
    FunctionDefinition: _function,
    Context: _context,
    List: lambda node: f"[{_list(node.items)}]",
    Interval: _interval,
    Comparison: lambda node: f"({node.operator} {_inner(node.end)})",
    Binary: lambda node: f"{_inner(node.left)} {node.operator} {_inner(node.right)}",
    Negation: lambda node: f"-{_inner(node.operand)}",
    Between: lambda node: f"{_inner(node.value)} between {_inner(node.low)} and {_inner(node.high)}",
    In: lambda node: f"{_inner(node.value)} in ({_list(node.tests)})",
    InstanceOf: lambda node: f"{_inner(node.value)} instance of {node.type}",
    UnaryTests: _tests,
}
_CLOSED = (Literal, Name, Path, Call, List, Context, Comparison)
