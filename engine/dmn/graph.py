"""决策需求图: the elements of a model with what each requires, compiled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.dmn.causes import Spot, shortened
from engine.dmn.elements import DecisionElement, Definitions, Drg, InputData, Invocation, Knowledge, LiteralText, Service
from engine.dmn.external import external_of
from engine.dmn.findings import Finding, belonging, finding
from engine.dmn.items import Item, Items
from engine.dmn.logic import called, compile_logic
from engine.dmn.place import Place, nothing, null, typed
from engine.dmn.table import Table
from engine.feel.code import Code
from engine.feel.expression import Expression
from engine.feel.registry import HostFunction
from engine.feel.types import ANY, Type

_KINDS: dict[type[Drg], tuple[str, str]] = {
    InputData: ("输入", "input data"),
    DecisionElement: ("决策", "decision"),
    Knowledge: ("业务知识", "business knowledge"),
    Service: ("决策服务", "decision service"),
}


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
        if isinstance(self.element, InputData | DecisionElement):
            return self.item.type
        formals = self.formals
        if formals is None or self.item.type.kind == "function":
            return ANY if formals is None else Type("function", ANY, parameters=self._taken)
        return Type("function", self.item.type, parameters=self._taken)

    @property
    def _taken(self) -> tuple[Type, ...]:
        """The types of what knowledge or a service takes."""
        if isinstance(self.element, Knowledge) and self.element.logic is not None:
            return tuple(self.graph.items.known(one.type_ref) for one in self.element.logic.parameters)
        return tuple(one.item.type for one in self.parameters)

    @property
    def formals(self) -> "tuple[str, ...] | None":
        """The names of what knowledge or a service takes; None for everything else."""
        if isinstance(self.element, Knowledge):
            return None if self.element.logic is None else tuple(one.name for one in self.element.logic.parameters)
        return tuple(one.name for one in self.parameters) if isinstance(self.element, Service) else None


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
        self.invocations: list[tuple[Place, Invocation]] = []
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
        self.findings += self.items.findings
        self.items.findings.clear()
        for node in self.nodes:
            before = len(self.findings)
            self._compile(node)
            belonging(self.findings, before, node.element.name)

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
        before = len(self.items.findings)
        node = Node(element, self, self.items.find(element.variable.type_ref, element.id))
        belonging(self.items.findings, before, element.name)
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

    def _resolve(self, node: Node, hrefs: list[str], kinds: tuple[type[Drg], ...]) -> "list[tuple[str, Node]]":
        found = []
        for href in hrefs:
            target = self.target(href)
            if target is None:
                fault = finding("unknown_reference", node.element.id or node.name, href=shortened(href, 200))
            elif not isinstance(target[1].element, kinds):
                zh, en = ("、".join(_KINDS[kind][0] for kind in kinds), " or ".join(_KINDS[kind][1] for kind in kinds))
                fault = finding("reference_kind", node.element.id or node.name, href=shortened(href, 200), kind=en, kind_zh=zh)
            else:
                found.append(target)
                continue
            self.findings.append(fault.at(decision=node.element.name))
        return found

    def _connect(self, node: Node) -> None:
        element = node.element
        if isinstance(element, DecisionElement | Knowledge):
            node.requires = self._resolve(node, element.requirements, (InputData, DecisionElement, Knowledge, Service))
        elif isinstance(element, Service):
            inputs = self._resolve(node, element.input_data, (InputData,))
            inputs += self._resolve(node, element.input_decisions, (DecisionElement,))
            node.parameters = tuple(Parameter(one.name, one.item, one) for _, one in inputs)
            node.members = tuple(one for _, one in self._resolve(node, element.outputs, (DecisionElement,)))
            self._resolve(node, element.encapsulated, (DecisionElement,))

    def _refuse_cycles(self) -> None:
        """Decisions that require themselves; knowledge may call itself."""
        done: set[int] = set()
        for node in self.nodes:
            if id(node) not in done:
                self._visit(node, done)

    def _visit(self, start: Node, done: set[int]) -> None:
        path, waiting = [start], [self._decisions(start)]
        inside = {id(start)}
        while path:
            if not waiting[-1]:
                waiting.pop()
                left = path.pop()
                inside.discard(id(left))
                done.add(id(left))
                continue
            other = waiting[-1].pop()
            if id(other) in inside:
                self._cut(path, other)
            elif id(other) not in done:
                path.append(other)
                waiting.append(self._decisions(other))
                inside.add(id(other))

    def _decisions(self, node: Node) -> list[Node]:
        return [other for _, other in reversed(node.requires) if isinstance(other.element, DecisionElement)]

    def _cut(self, path: list[Node], node: Node) -> None:
        names = [one.element.name for one in path[next(index for index, one in enumerate(path) if one is node) :]]
        some = [*names[:8], "…"] if len(names) > 8 else names
        chain = " → ".join([*some, node.element.name])
        fault = finding("requirement_cycle", node.element.id, name=node.element.name, path=chain)
        self.findings.append(fault.at(decision=node.element.name))
        last = path[-1]
        last.requires = [(prefix, other) for prefix, other in last.requires if other is not node]

    def _place(self, node: Node, *more: str) -> Place:
        schema = {prefix or other.name: ANY if prefix else other.type for prefix, other in node.requires}
        schema |= dict.fromkeys(more, ANY)
        place = Place(schema, self.items, self.findings, node.element.id or node.name, self.tables)
        place.texts, place.invocations = self.texts, self.invocations
        known = [(f"{prefix}.{other.name}" if prefix else other.name, other.formals) for prefix, other in node.requires]
        place.parameters = {name: formals for name, formals in (*known, (node.name, node.formals)) if formals is not None}
        place.decision = node.element.name
        for prefix, other in node.requires:
            if prefix:
                place.names.add(other.name)
        return place

    def _compile(self, node: Node) -> None:
        element = node.element
        if isinstance(element, DecisionElement):
            if element.logic is None:
                node.code = nothing("no_logic", element.id)
            else:
                place = self._place(node)
                place.wanted = node.item.type if isinstance(element.logic, LiteralText) else ANY
                node.code = typed(compile_logic(place, element.logic), node.item, Spot(element.id))
        elif isinstance(element, Knowledge):
            node.code = self._knowledge(node, element)

    def _knowledge(self, node: Node, element: Knowledge) -> Code:
        logic = element.logic
        if logic is None:
            return nothing("no_logic", element.id)
        place = self._place(node, node.name)
        node.parameters = tuple(Parameter(one.name, place.item(one.type_ref)) for one in logic.parameters)
        place = place.typed({one.name: one.item.type for one in node.parameters})
        external, java = external_of(logic) if logic.kind.upper() != "FEEL" else ("", None)
        if external and java is None:
            return nothing("external_function", element.id, name=element.name, kind=external)
        if logic.body is None:
            return nothing("no_logic", element.id)
        code = compile_logic(place, logic.body) if java is None else called(java, tuple(one.name for one in node.parameters))
        body = typed(code, place.item(logic.type_ref), Spot(element.id))
        return body if node.item.type.kind == "function" else typed(body, node.item, Spot(element.id))
