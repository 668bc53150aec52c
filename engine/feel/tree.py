"""The tree of an expression: what the parser makes, the printer writes and the compiler reads. Every node knows its offset in the text."""

from dataclasses import dataclass, field

from engine.feel.types import Type
from engine.feel.values import Value


@dataclass(slots=True)
class Node:
    """A piece of an expression."""

    at: int = field(compare=False)


@dataclass(slots=True)
class Literal(Node):
    """A number, a text, true, false, null, or a temporal value written `@"…"`."""

    value: Value


@dataclass(slots=True)
class Name(Node):
    """A variable, or `?`."""

    name: str


@dataclass(slots=True)
class Path(Node):
    """`source.name`."""

    source: Node
    name: str


@dataclass(slots=True)
class Filter(Node):
    """`source[condition]`."""

    source: Node
    condition: Node


@dataclass(slots=True)
class Call(Node):
    """`function(arguments)`; with `names` the arguments are named."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None = None


@dataclass(slots=True)
class If(Node):
    """`if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(slots=True)
class Iteration(Node):
    """One `name in source` of a loop; with an `end` the source is `source..end`."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(slots=True)
class For(Node):
    """`for iterations return body`."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(slots=True)
class Quantified(Node):
    """`some` or `every` `iterations satisfies body`."""

    every: bool
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(slots=True)
class Parameter:
    """A formal parameter of a function."""

    name: str
    type: Type | None = None


@dataclass(slots=True)
class FunctionDefinition(Node):
    """`function(parameters) body`."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(slots=True)
class Context(Node):
    """`{ key: value, … }`."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(slots=True)
class List(Node):
    """`[ item, … ]`."""

    items: tuple[Node, ...]


@dataclass(slots=True)
class Interval(Node):
    """`[ start .. end ]` with either kind of bracket."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(slots=True)
class Comparison(Node):
    """`< end point` and its like: a unary test, or a range when in brackets."""

    operator: str
    end: Node


@dataclass(slots=True)
class Binary(Node):
    """`left operator right`."""

    operator: str
    left: Node
    right: Node


@dataclass(slots=True)
class Negation(Node):
    """`-operand`."""

    operand: Node


@dataclass(slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(slots=True)
class In(Node):
    """`value in tests`."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: Type


@dataclass(slots=True)
class UnaryTests(Node):
    """A cell: nothing (`-`) or tests of which one must hold, or with `negated` none may."""

    tests: tuple[Node, ...]
    negated: bool = False
