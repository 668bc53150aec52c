"""退回与拿回 on the diagram: which earlier steps a token can go back to, and which other tokens have to go with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from engine import bpmn
from engine.bpmn import BpmnRefusal, Item, NoSuchTarget, ProcessInfo
from engine.model import Task
from engine.packages.program import Program
from engine.running.step import Step
from engine.sdk.errors import DecisionFailed, InvalidState
from engine.store.unit_of_work import UnitOfWork

GATHERING = frozenset({"parallelGateway", "inclusiveGateway"})
Level = tuple[str, str, int | None]
"""Where a token stands, seen from one of the scopes around it: process, node, id of the scope (None for the process itself)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What moves: these items, or everything in the scope around the target (`items` None); and the scopes that are left."""

    items: tuple[int, ...] | None
    leaves: tuple[bpmn.ScopeRef, ...]


def done_in(uow: UnitOfWork, case_id: UUID) -> Sequence[Task]:
    """The finished tasks of a case, the last one first."""
    return uow.session.scalars(select(Task).where(Task.case_id == case_id, Task.state == "done").order_by(Task.done_at.desc())).all()


def levels(item: Item) -> tuple[Level, ...]:
    """The places of an item, the innermost first."""
    nodes = [(item.process, item.element), *((scope.process, scope.element) for scope in reversed(item.scopes))]
    around = [*(scope.id for scope in reversed(item.scopes)), None]
    return tuple((process, node, scope) for (process, node), scope in zip(nodes, around, strict=True))


def reached(info: ProcessInfo, start: str, without: Iterable[str] = ()) -> set[str]:
    """The nodes that flows, and events on the border of a node, lead to from a node; `without` are met but not passed."""
    stop, met, waiting = set(without), set[str](), [start]
    beside: dict[str, list[str]] = {}
    for element in info.elements.values():
        if element.attached_to:
            beside.setdefault(element.attached_to, []).append(element.id)
    onward: dict[str, list[str]] = {}
    for flow in info.flows.values():
        onward.setdefault(flow.source, []).append(flow.target)
    while waiting:
        node = waiting.pop()
        for following in (*onward.get(node, ()), *beside.get(node, ())):
            if following not in met:
                met.add(following)
                if following not in stop:
                    waiting.append(following)
    return met


def lies_ahead(program: Program, item: Item, element: str) -> bool:
    """Whether a step is still to come wherever the item goes: flows lead there from where it stands, and none leads back."""
    for process, node, _ in levels(item):
        info = program.definition.processes[process]
        ahead = (each for each in reached(info, node) if _holds(program, info, each, element))
        if any(node not in reached(info, each) for each in ahead):
            return True
    return False


def _holds(program: Program, info: ProcessInfo, node: str, element: str) -> bool:
    """Whether an element is this node, or stands in the sub-process or the called process it is."""
    if node == element or any(_holds(program, info, child.id, element) for child in info.inside(node)):
        return True
    called = info.elements[node].called
    return called is not None and any(element in program.definition.processes[name].elements for name in program.reachable(called))


def earlier(program: Program, item: Item, done: Sequence[Task]) -> tuple[Task, ...]:
    """The finished steps of officers that lead to where the item stands, in a scope that is still open; the last one done stands first."""
    found: dict[str, Task] = {}
    for task in done:
        if task.role and task.element != item.element and task.element not in found and _level(program, item, task) is not None:
            found[task.element] = task
    return tuple(found.values())


def _level(program: Program, item: Item, target: Task) -> Level | None:
    info = program.definition.processes[target.process]
    parent = info.elements[target.element].parent
    for process, node, scope in levels(item):
        if process == target.process and info.elements[node].parent == parent and node in reached(info, target.element):
            return process, node, scope
    return None


def plan(program: Program, instance: bpmn.Instance | None, item: Item, target: Task) -> Plan:
    """What has to move so that the target begins again and nothing of what follows it stays behind.

    Raises:
        InvalidState: the target does not lead to the item, or tokens of a parallel section would be torn apart.
    """
    level = _level(program, item, target)
    if level is None or instance is None:
        raise InvalidState("send_back_nowhere", target=target.name)
    process, node, scope = level
    info = program.definition.processes[process]
    inside = [each for each in instance.items if not each.attached_to and _node_in(each, scope, process) is not None]
    section, behind = _section(info, target.element, node)
    if section:
        torn = [each for each in inside if _node_in(each, scope, process) not in {*behind, node}]
        twins = [each for each in instance.scopes if scope is not None and each.element == _element_of(instance, scope)]
        if torn or len(twins) > 1:
            raise InvalidState("send_back_tears", target=target.name)
        moved = inside
    else:
        moved = [each for each in inside if _node_in(each, scope, process) == node and (each.id == item.id or node != item.element)]
    depth = 0 if scope is None else 1 + next(n for n, each in enumerate(item.scopes) if each.id == scope)
    left = {each.id: each for other in moved for each in other.scopes[depth:]}
    return Plan(None if section else tuple(each.id for each in moved), tuple(left.values()))


def _element_of(instance: bpmn.Instance, scope: int) -> str:
    return next(each.element for each in instance.scopes if each.id == scope)


def _node_in(item: Item, scope: int | None, process: str) -> str | None:
    """The node at which an item stands in a scope, or None when it is elsewhere."""
    return next((node for where, node, around in levels(item) if around == scope and where == process), None)


def _section(info: ProcessInfo, target: str, node: str) -> tuple[bool, set[str]]:
    """Whether a parallel section that is still open begins between target and node; and what lies behind the target in it."""
    ahead = reached(info, node, {target})
    joins = {name for name in ahead if info.elements[name].kind in GATHERING and len(info.elements[name].incoming) > 1}
    behind = reached(info, target, joins | {node})
    for split in behind:
        element = info.elements[split]
        opens = element.kind in GATHERING and len(element.outgoing) > 1 and node in reached(info, split)
        if opens and joins & reached(info, split, {node}):
            return True, behind
    return False, behind


def go_back(step: Step, moved: Plan, target: Task) -> None:
    """Move the tokens.

    Raises:
        InvalidState: the diagram cannot be entered there.
        Incident: the case cannot move on from there.
    """
    if step.instance is None:
        raise DecisionFailed("case_without_state", case=step.case.number)
    try:
        bpmn.jump(step.instance, moved.items, target.element, step.env)
    except NoSuchTarget as refusal:
        raise InvalidState("send_back_tears", target=target.name, cause=str(refusal)) from refusal
    except BpmnRefusal as refusal:
        raise DecisionFailed("case_cannot_move", case=step.case.number, cause=str(refusal), kind=type(refusal).__name__) from refusal
