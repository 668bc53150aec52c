"""决策需求图: the elements of a model with what each requires, compiled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.dmn.elements import DecisionElement, Definitions, Drg, InputData, Knowledge, Service
from engine.dmn.findings import Finding, finding
from engine.dmn.items import Item, Items
from engine.dmn.logic import compile_logic
from engine.dmn.place import Place, null, typed
from engine.dmn.table import Table
from engine.feel.code import Code
from engine.feel.expression import Expression
from engine.feel.registry import HostFunction
from engine.feel.types import ANY, Type


@dataclass(slots=True, eq=False)
class Node:
    """An element of the graph."""

    element: Drg
    graph: "Graph"
    item: Item
    requires: "list[tuple[str, Node]]" = field(default_factory=list)
    """with the name of the import under which the element is known, or nothing"""
    code: Code = null
    parameters: "tuple[Parameter, ...]" = ()
    members: "tuple[Node, ...]" = ()
    """the output decisions of a service"""

    @property
    def name(self) -> str:
        """The name under which others know the element."""
        return self.element.variable.name

    @property
    def type(self) -> Type:
        """The type of the value that others see."""
        return self.item.type if isinstance(self.element, InputData | DecisionElement) else ANY


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a knowledge model or a service takes."""

    name: str
    item: Item
    node: Node | None = None


class Graph:
    """All elements of a model and of those it imports."""

    def __init__(self, definitions: Definitions, imported: "Mapping[str, Graph]", functions: Sequence[HostFunction] = ()) -> None:
        self.definitions = definitions
        self.imported = dict(imported)
        """by namespace"""
        self.findings: list[Finding] = []
        self.tables: list[Table] = []
        self.texts: list[tuple[Place, Expression]] = []
        known = [(one.name, imported[one.namespace].items) for one in definitions.imports if one.namespace in imported]
        self.items: Items = Items(definitions.types, known, functions)
        self.nodes: list[Node] = []
        self.by_id: dict[str, Node] = {}
        self._names: set[tuple[type[Drg], str]] = set()
        for element in definitions.elements:
            self._enter(element)
        for node in self.nodes:
            self._connect(node)
        self._refuse_cycles()
        for node in self.nodes:
            self._compile(node)
        self.findings += self.items.findings

    def find(self, name: str) -> Node | None:
        """The element of that id or name, decisions first."""
        if name in self.by_id and not isinstance(self.by_id[name].element, InputData):
            return self.by_id[name]
        found = [node for node in self.nodes if name in (node.element.name, node.name) and not isinstance(node.element, InputData)]
        found.sort(key=lambda node: not isinstance(node.element, DecisionElement))
        return found[0] if found else None

    def _enter(self, element: Drg) -> None:
        if element.id and element.id in self.by_id:
            self.findings.append(finding("duplicate_id", element.id, name=element.id))
        node = Node(element, self, self.items.find(element.variable.type_ref, element.id))
        if (type(element), element.name) in self._names:
            self.findings.append(finding("duplicate_name", element.id, name=element.name))
        self._names.add((type(element), element.name))
        self.nodes.append(node)
        if element.id:
            self.by_id[element.id] = node

    def target(self, href: str) -> "tuple[str, Node] | None":
        """The element that a reference means, and the name of the import it comes from."""
        namespace, _, key = href.rpartition("#")
        if namespace in ("", self.definitions.namespace):
            node = self.by_id.get(key)
            return None if node is None else ("", node)
        for one in self.definitions.imports:
            if one.namespace == namespace and namespace in self.imported:
                other = self.imported[namespace].by_id.get(key)
                if other is not None:
                    return one.name, other
        return None

    def _resolve(self, node: Node, hrefs: list[str]) -> "list[tuple[str, Node]]":
        found = []
        for href in hrefs:
            target = self.target(href)
            if target is None:
                self.findings.append(finding("unknown_reference", node.element.id or node.name, href=href))
            else:
                found.append(target)
        return found

    def _connect(self, node: Node) -> None:
        element = node.element
        if isinstance(element, DecisionElement | Knowledge):
            node.requires = self._resolve(node, element.requirements)
        elif isinstance(element, Service):
            inputs = [*self._resolve(node, element.input_decisions), *self._resolve(node, element.input_data)]
            inputs = inputs[len(element.input_decisions) :] + inputs[: len(element.input_decisions)]
            node.parameters = tuple(Parameter(one.name, one.item, one) for _, one in inputs)
            node.members = tuple(one for _, one in self._resolve(node, element.outputs))

    def _refuse_cycles(self) -> None:
        done: set[int] = set()
        for node in self.nodes:
            self._visit(node, [], done)

    def _visit(self, node: Node, path: list[Node], done: set[int]) -> None:
        if node in path:
            self.findings.append(finding("requirement_cycle", node.element.id, name=node.element.name))
            node.requires = []
            return
        if id(node) in done or len(path) > 200:
            return
        for _, other in list(node.requires):
            if isinstance(other.element, DecisionElement):
                self._visit(other, [*path, node], done)
        done.add(id(node))

    def _place(self, node: Node, *more: str) -> Place:
        schema = {prefix or other.name: ANY if prefix else other.type for prefix, other in node.requires}
        schema |= dict.fromkeys(more, ANY)
        place = Place(schema, self.items, self.findings, node.element.id or node.name, self.tables)
        place.texts = self.texts
        for prefix, other in node.requires:
            if prefix:
                place.names.add(other.name)
        return place

    def _compile(self, node: Node) -> None:
        element = node.element
        if isinstance(element, DecisionElement):
            node.code = typed(compile_logic(self._place(node), element.logic), node.item)
        elif isinstance(element, Knowledge) and element.logic is not None:
            logic = element.logic
            place = self._place(node, node.name)
            node.parameters = tuple(Parameter(one.name, place.item(one.type_ref)) for one in logic.parameters)
            place = place.typed({one.name: one.item.type for one in node.parameters})
            body = typed(compile_logic(place, logic.body), place.item(logic.type_ref))
            node.code = body if logic.kind.upper() == "FEEL" else null
            if node.item.type.kind != "function":
                node.code = typed(node.code, node.item)
