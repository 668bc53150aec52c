"""决策模型: a DMN file that has been read, checked and compiled, ready to decide."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from engine.dmn.causes import Report, Spot, TooCostly, shortened
from engine.dmn.elements import DecisionElement, Definitions, Drg, InputData, Knowledge, Service
from engine.dmn.explanation import Explanation
from engine.dmn.findings import DmnRefused, Finding, UnknownDecision, finding
from engine.dmn.graph import Graph
from engine.dmn.lint import lint_graph
from engine.dmn.run import Run
from engine.dmn.xml_reader import read_definitions
from engine.feel.errors import LimitExceeded
from engine.feel.exchange import outward
from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.registry import HostFunction
from engine.feel.state import State

DECISION_LIMITS = replace(DEFAULT_LIMITS, steps=10 * DEFAULT_LIMITS.steps)
"""of one act of deciding, which evaluates many expressions"""


class Decision:
    """决定: the value of a decision and why it is so."""

    __slots__ = ("_run", "explanation_made", "value")

    def __init__(self, value: object, run: Run) -> None:
        self.value = value
        self._run = run
        self.explanation_made: Explanation | None = None

    @property
    def warnings(self) -> tuple[Report, ...]:
        """Why values became null, each with its decision and, in a table, the row and the column."""
        return self._run.reported()

    @property
    def explanation(self) -> Explanation:
        """Which decisions were evaluated, which rules held and why the others did not."""
        if self.explanation_made is None:
            self.explanation_made = self._run.explanation()
        return self.explanation_made


class Model:
    """A compiled model; deciding changes nothing in it."""

    def __init__(self, xml: bytes, definitions: Definitions, graph: Graph, findings: Sequence[Finding]) -> None:
        self.xml = xml
        self.definitions = definitions
        self.graph = graph
        self.findings = tuple(findings)

    @property
    def name(self) -> str:
        """The name of the model."""
        return self.definitions.name

    @property
    def namespace(self) -> str:
        """The namespace under which other models import it."""
        return self.definitions.namespace

    @property
    def decisions(self) -> tuple[str, ...]:
        """The names of all decisions."""
        return self._names(DecisionElement)

    @property
    def inputs(self) -> dict[str, str | None]:
        """The facts the model asks for, with the types it says they have."""
        return {one.name: one.variable.type_ref for one in self.definitions.elements if isinstance(one, InputData)}

    @property
    def services(self) -> tuple[str, ...]:
        """The names of all decision services."""
        return self._names(Service)

    @property
    def knowledge(self) -> tuple[str, ...]:
        """The names of all business knowledge models."""
        return self._names(Knowledge)

    def _names(self, kind: type[Drg]) -> tuple[str, ...]:
        return tuple(one.name for one in self.definitions.elements if isinstance(one, kind))

    def decide(
        self,
        name: str,
        facts: Mapping[str, object],
        functions: Sequence[HostFunction] | None = None,
        limits: Limits = DECISION_LIMITS,
        now: datetime | None = None,
    ) -> Decision:
        """The value of a decision, of a service or of a knowledge model, by name or id; without functions those lent to the model."""
        node = self.graph.find(name)
        if node is None:
            raise UnknownDecision(name, self.decisions)
        lent = self.graph.items.functions if functions is None else functions
        s = State(facts, lent, limits, "", 0)
        s.now = now
        s.trace = []
        run = Run(self.graph, s, facts)
        try:
            found = run.decide(node)
            s.weigh(found)
            value = outward(found)
        except LimitExceeded as fault:
            raise TooCostly(fault, Spot(node.element.id, decision=node.element.name)) from fault
        except RecursionError:
            raise LimitExceeded("limit_depth", limit=limits.depth) from None
        return Decision(value, run)

    def lint(self) -> list[Finding]:
        """Overlaps, gaps, rules that never take effect, cells of the wrong type."""
        return [*self.findings, *lint_graph(self.graph)]


def read(
    xml: bytes,
    imports: Mapping[str, "bytes | Model"] | Sequence["bytes | Model"] = (),
    functions: Sequence[HostFunction] = (),
    *,
    tolerant: bool = False,
    within: Collection[str] = (),
) -> Model:
    """Read, check and compile a file, whose expressions may use the lent functions.

    DmnRefused carries all faults at once; a tolerant reading makes faulty logic null. `within` are the namespaces of models that are
    being read because of this one, so that they cannot be imported.
    """
    definitions, findings = read_definitions(xml)
    imported, faults = _imported(imports, functions, definitions)
    findings += faults
    for one in definitions.imports:
        if one.namespace not in imported:
            code = "import_cycle" if one.namespace in (definitions.namespace, *within) else "missing_import"
            findings.append(finding(code, one.name, namespace=shortened(one.namespace, 200)))
    graph = Graph(definitions, {namespace: model.graph for namespace, model in imported.items()}, functions)
    findings += graph.findings
    findings += dict.fromkeys(_elsewhere(one, model) for model in imported.values() for one in model.findings)
    if findings and not tolerant and any(one.error for one in findings):
        raise DmnRefused(findings)
    return Model(xml, definitions, graph, findings)


def _elsewhere(one: Finding, model: Model) -> Finding:
    return one if one.model else one.at(model=model.name or model.namespace)


def _imported(
    imports: Mapping[str, "bytes | Model"] | Sequence["bytes | Model"], functions: Sequence[HostFunction], own: Definitions
) -> tuple[dict[str, Model], list[Finding]]:
    """The models that are needed, by namespace; those given as files are read in an order in which each finds what it imports."""
    given = list(imports.values()) if isinstance(imports, Mapping) else list(imports)
    ready = {model.namespace: model for model in given if isinstance(model, Model)}
    files = [(xml, read_definitions(xml)[0]) for xml in given if isinstance(xml, bytes)]
    waiting, findings = _needed(own, files)
    while waiting:
        turn = [pair for pair in waiting if all(one.namespace in ready for one in pair[1].imports)] or waiting
        within = {own.namespace, *(definitions.namespace for _, definitions in waiting)} if turn is waiting else set()
        for xml, definitions in turn:
            ready[definitions.namespace] = read(xml, list(ready.values()), functions, tolerant=True, within=within)
        waiting = [pair for pair in waiting if pair not in turn]
    return ready, findings


def _needed(own: Definitions, files: list[tuple[bytes, Definitions]]) -> tuple[list[tuple[bytes, Definitions]], list[Finding]]:
    """Of the files those that a model imports, itself or through others; two of one namespace are a fault."""
    names = {one.namespace for one in own.imports}
    while True:
        needed = [pair for pair in files if pair[1].namespace in names and pair[1].namespace != own.namespace]
        more = names | {one.namespace for _, definitions in needed for one in definitions.imports}
        if more == names:
            break
        names = more
    found = [definitions.namespace for _, definitions in needed]
    twice = [finding("import_twice", namespace=shortened(one, 200)) for one in dict.fromkeys(found) if found.count(one) > 1]
    return needed, twice
