"""Which facts an expression reads: for forms that follow their conditions, and for checks at deployment."""

from dataclasses import dataclass, field

from engine.feel.registry import FUNCTIONS
from engine.feel.tree import Binary, Call, Context, Filter, For, FunctionDefinition, In, Iteration, Literal, Name, Node, Path, Quantified


@dataclass(slots=True)
class Reading:
    """The facts that are read."""

    names: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    places: tuple[tuple[str, int], ...] = ()
    """every use of a name with its offset"""


@dataclass(slots=True)
class _Walk:
    local: list[str] = field(default_factory=list)
    filters: int = 0
    names: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    places: list[tuple[str, int]] = field(default_factory=list)

    def visit(self, node: object) -> None:
        if isinstance(node, Name):
            self.found(node, (node.name,))
        elif isinstance(node, Path):
            self.path(node)
        elif isinstance(node, Call):
            self.call(node)
        elif isinstance(node, Binary):
            while isinstance(node, Binary):
                self.visit(node.right)
                node = node.left
            self.visit(node)
        elif isinstance(node, Filter):
            self.visit(node.source)
            self.filters += 1
            self.inside(("item",), node.condition)
            self.filters -= 1
        elif isinstance(node, For | Quantified):
            self.loop(node)
        elif isinstance(node, FunctionDefinition):
            self.inside(tuple(parameter.name for parameter in node.parameters), node.body)
        elif isinstance(node, Context):
            before = len(self.local)
            for key, value in node.entries:
                self.visit(value)
                self.local.append(key)
            del self.local[before:]
        elif isinstance(node, In):
            self.visit(node.value)
            self.inside(("?",), node.tests)
        else:
            self.rest(node)

    def rest(self, node: object) -> None:
        if isinstance(node, tuple):
            for item in node:
                self.visit(item)
        elif isinstance(node, Node) and not isinstance(node, Literal):
            for name in node.__dataclass_fields__:
                if name not in ("at", "type"):
                    self.visit(getattr(node, name))

    def inside(self, names: tuple[str, ...], node: object) -> None:
        self.local.extend(names)
        self.visit(node)
        if names:
            del self.local[-len(names) :]

    def loop(self, node: For | Quantified) -> None:
        before = len(self.local)
        iteration: Iteration
        for iteration in node.iterations:
            self.visit(iteration.source)
            self.visit(iteration.end)
            self.local.append(iteration.name)
        self.local.append("partial")
        self.visit(node.body)
        del self.local[before:]

    def call(self, node: Call) -> None:
        if not (isinstance(node.function, Name) and node.function.name in FUNCTIONS):
            self.visit(node.function)
        self.visit(node.arguments)

    def path(self, node: Path) -> None:
        keys = [node.name]
        source = node.source
        while isinstance(source, Path):
            keys.append(source.name)
            source = source.source
        if isinstance(source, Name):
            self.found(source, (source.name, *reversed(keys)))
        else:
            self.visit(source)

    def found(self, node: Name, path: tuple[str, ...]) -> None:
        name = node.name
        if name in self.local or name == "?" or (name in FUNCTIONS and len(path) == 1):
            return
        self.names.add(name)
        self.paths.add(".".join(path))
        if not self.filters:
            self.places.append((name, node.at))


def read(tree: Node) -> Reading:
    """What a tree reads; names inside a filter count as read, though they may be members of its items."""
    walk = _Walk()
    walk.visit(tree)
    return Reading(frozenset(walk.names), frozenset(walk.paths), tuple(walk.places))
