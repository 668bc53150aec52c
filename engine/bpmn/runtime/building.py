# mypy: disable-error-code="no-untyped-call"
"""From the diagram's facts to the library's specifications, once per definition; running cases share them and never change them."""

from collections.abc import Callable
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway

from engine.bpmn.corrections.activities import Called, Decided, Embedded, Manual, Sent, Served, User
from engine.bpmn.corrections.any_id import ScopeSpec, internal
from engine.bpmn.corrections.boundaries import PASSIVE, Boundary
from engine.bpmn.corrections.ends import End
from engine.bpmn.corrections.event_gateway import EventGateway
from engine.bpmn.corrections.event_subprocesses import Begin, Listener
from engine.bpmn.corrections.events import NOTHING, Catch, Receive, Throw
from engine.bpmn.corrections.flows import Exclusive
from engine.bpmn.corrections.inclusive_join import InclusiveJoin
from engine.bpmn.corrections.loops import Several, Standard
from engine.bpmn.corrections.parallel_join import ParallelJoin
from engine.bpmn.corrections.tokens import Arc
from engine.bpmn.model import Definition, Element, ProcessInfo


class Choice(Exclusive, ExclusiveGateway):
    """排他网关: one flow of several."""


Make = Callable[[ScopeSpec, str, Element], Any]

MAKERS: dict[str, Make] = {
    "startEvent": lambda s, n, _: Begin(s, n, NOTHING),
    "endEvent": lambda s, n, _: End(s, n, NOTHING),
    "intermediateCatchEvent": lambda s, n, _: Catch(s, n, NOTHING),
    "intermediateThrowEvent": lambda s, n, _: Throw(s, n, NOTHING),
    "boundaryEvent": lambda s, n, e: Boundary(s, n, NOTHING, e.interrupting),
    "userTask": lambda s, n, _: User(s, n),
    "manualTask": lambda s, n, _: Manual(s, n),
    "task": lambda s, n, _: Manual(s, n),
    "serviceTask": lambda s, n, _: Served(s, n),
    "businessRuleTask": lambda s, n, _: Decided(s, n),
    "sendTask": lambda s, n, e: Sent(s, n) if e.event else Served(s, n),
    "receiveTask": lambda s, n, _: Receive(s, n, NOTHING),
    "subProcess": lambda s, n, e: Embedded(s, n, e.id),
    "callActivity": lambda s, n, e: Called(s, n, e.called),
    "exclusiveGateway": lambda s, n, _: Choice(s, n),
    "parallelGateway": lambda s, n, _: ParallelJoin(s, n),
    "inclusiveGateway": lambda s, n, _: InclusiveJoin(s, n),
    "eventBasedGateway": lambda s, n, _: EventGateway(s, n, NOTHING),
}
"""One class per kind of node; what is not here is refused when the diagram is read."""

JOINS = frozenset({"parallelGateway", "inclusiveGateway"})


def plan_of(definition: Definition, process: str) -> ScopeSpec:
    """The specification of a process, built on first use and published whole: another thread never sees half of one."""
    if process not in definition.plans:
        drafts: dict[str, ScopeSpec] = {}
        _process(definition, process, drafts)
        definition.plans.update(drafts)
    plan: ScopeSpec = definition.plans[process]
    return plan


def _process(definition: Definition, name: str, drafts: dict[str, ScopeSpec]) -> ScopeSpec:
    if name not in drafts:
        drafts[name] = ScopeSpec(name, name)  # before its calls are followed: a process may call itself
        _fill(drafts[name], definition, name, drafts)
    return drafts[name]


def _fill(plan: ScopeSpec, definition: Definition, scope: str, drafts: dict[str, ScopeSpec]) -> None:
    process = definition.processes[plan.process]
    for element in process.inside(scope):
        spec = MAKERS[element.kind](plan, internal(element.id), element)
        spec.element = element
        spec.joins = element.kind in JOINS and len(element.incoming) > 1
        plan.nodes[element.id] = spec
        if element.loop is not None:
            spec.loop = Standard(element.loop) if element.loop.kind == "standard" else Several(element.loop)
        if element.kind == "subProcess":
            spec.inside = ScopeSpec(f"{process.id}/{element.id}", process.id)
            _fill(spec.inside, definition, element.id, drafts)
        elif element.kind == "callActivity":
            spec.inside = _process(definition, element.called or "", drafts)
    _connect(plan, process)
    _attach(plan)
    _begin(plan)


def _connect(plan: ScopeSpec, process: ProcessInfo) -> None:
    for spec in plan.nodes.values():
        flows = [process.flows[name] for name in spec.element.outgoing]
        spec.arcs = tuple(
            Arc(flow, plan.nodes[flow.target], plan.nodes[flow.target].element.incoming.index(flow.id))
            for flow in flows
            if flow.target in plan.nodes
        )
        spec.conditional = any(flow.condition is not None or flow.default for flow in flows) and spec.element.kind != "parallelGateway"


def _attach(plan: ScopeSpec) -> None:
    for spec in plan.nodes.values():
        if spec.element.kind == "boundaryEvent" and spec.element.attached_to in plan.nodes:
            host = plan.nodes[spec.element.attached_to]
            host.boundaries = (*host.boundaries, spec)


def _begin(plan: ScopeSpec) -> None:
    nodes = [spec for spec in plan.nodes.values() if not spec.element.by_event]
    starts = [spec for spec in nodes if spec.element.kind == "startEvent"]
    plain = [spec for spec in starts if spec.element.event is None or spec.element.event.kind == "none"]
    loose = [spec for spec in nodes if not spec.element.incoming and spec.element.kind != "boundaryEvent"]
    plan.beginnings = tuple(plain[:1] or starts[:1] or loose)
    listeners: list[Listener] = []
    handlers: list[Listener] = []
    for spec in plan.nodes.values():
        if not spec.element.by_event:
            continue
        begin = spec.inside.beginnings[0]
        listener = Listener(spec, begin)
        (handlers if begin.element.event.kind in PASSIVE else listeners).append(listener)
    plan.listeners, plan.handlers = tuple(listeners), tuple(handlers)
