"""跳转: tokens are withdrawn and one appears elsewhere: send back, recall, skip, repair."""

from collections.abc import Sequence
from typing import Any

from engine.bpmn.corrections.scopes import Scope, SubScope
from engine.bpmn.corrections.tokens import Token
from engine.bpmn.lint.deadlocks import starving_joins
from engine.bpmn.model import ProcessInfo
from engine.bpmn.refusals import NoSuchTarget, NotOpen
from engine.bpmn.runtime.case import Case
from engine.bpmn.runtime.instance import Instance
from engine.bpmn.words import Environment

NOWHERE = frozenset({"boundaryEvent"})


def jump(instance: Instance, item_ids: Sequence[int] | None, target_element: str, env: Environment) -> None:
    """跳转: move the tokens of some items to a node; None moves everything in the deepest open scope around the node.

    Sub-processes around the target that are not open are opened without their own beginning; a join as target fires at once.
    """
    case = instance.case
    case.env = env
    case.wake()
    starving = _starving(instance, target_element)
    moved = [_moved(case, number) for number in item_ids] if item_ids is not None else []
    scope, path = _find(instance, case, target_element, moved[0] if moved else None)
    if item_ids is None:
        scope.clear()
    for token in moved:
        _withdraw(token, scope)
    _revive(scope)
    for name in path:
        scope = _enter(scope, name)
    spec = scope.spec.nodes[target_element]
    scope.fired(spec) if spec.element.kind == "startEvent" else scope.place(spec)
    if new := _starving(instance, target_element) - starving:
        raise NoSuchTarget(target_element, f"the parallel join {', '.join(sorted(join for _, join in new))} could never be complete")
    case.run(env)


def _starving(instance: Instance, target: str) -> set[tuple[int, str]]:
    """Joins that can never fire, in every open scope that holds the target's node."""
    case, found = instance.case, set[tuple[int, str]]()
    for scope in (case, *case.subprocesses.values()):
        if target not in scope.spec.nodes:
            continue
        info = instance.definition.processes[scope.spec.process]
        inside = [
            t for t in scope.tasks.values() if not t.task_spec.is_listener and not t.body and t.task_spec.element.kind != "boundaryEvent"
        ]
        # a token that a jump has put into a join passes it: it stands behind
        at = [(t.task_spec.element.id, t.flow) for t in inside if t.flow >= 0 or not t.task_spec.joins]
        parent = scope.spec.key.partition("/")[2] or info.id
        number = 0 if scope.holder is None else scope.holder.id
        found |= {(number, join) for join in starving_joins(info, parent, at)}
    return found


def _moved(case: Case, number: int) -> Token:
    """What moves with an item: the whole of a repeated activity, the activity of a boundary event, the gateway of an event."""
    token = case.tokens.get(number)
    if token is None or token.task_spec.is_listener:
        raise NotOpen(number)
    token = case.tokens.get(token.host, token)
    return case.tokens.get(token.body, token)


def _find(instance: Instance, case: Case, target: str, near: Token | None) -> tuple[Scope, list[str]]:
    """The deepest open scope around the target, and the sub-processes still to be opened."""
    around = [near.workflow] if near is not None else []
    while around and around[-1].holder is not None:
        around.append(around[-1].holder.workflow)
    opened: list[Scope] = [case, *(case.subprocesses[number] for number in sorted(case.subprocesses))]
    for root in [*around, *opened]:
        info = instance.definition.processes[root.spec.process]
        if target not in info.elements or root.spec.key != info.id:
            continue
        path = _path(info, target)
        scope: Scope = root
        while path:
            inner = _inner(scope, path[0], around)
            if inner is None:
                break
            scope, path = inner, path[1:]
        return scope, path
    raise NoSuchTarget(target, "not in any process that is open in this case")


def _path(info: ProcessInfo, target: str) -> list[str]:
    element = info.elements[target]
    path: list[str] = []
    if element.kind in NOWHERE or element.by_event:
        raise NoSuchTarget(target, "a token cannot be put there")
    while element.parent != info.id:
        element = info.elements[element.parent]
        if element.by_event:
            raise NoSuchTarget(target, "it lies in an event sub-process")
        path.insert(0, element.id)
    return path


def _inner(scope: Scope, name: str, around: list[Any]) -> Scope | None:
    inside = [token.inner for token in scope.tasks.values() if token.inner is not None and token.task_spec.element.id == name]
    return next((inner for inner in inside if inner in around), inside[0] if inside else None)


def _withdraw(token: Token, stay: Scope) -> None:
    """Cancel a token, and every scope that it leaves without anything that moves, up to the one the target lies in."""
    scope = token.workflow
    if not token.alive:
        return
    token.cancel()
    while scope is not stay and scope.holder is not None and all(map(_only_waits, scope.tasks.values())):
        holder = scope.holder
        holder = scope.top_workflow.tokens.get(holder.body, holder)
        scope = holder.workflow
        holder.cancel()


def _only_waits(token: Token) -> bool:
    """Whether a token listens, or waits at a join for others of its scope: left alone, a parallel join would never fire, an inclusive one
    would go on without whoever was sent back.
    """
    return token.task_spec.is_listener or (token.task_spec.joins and token.flow >= 0)


def _revive(scope: Scope) -> None:
    """What listens to the scope listens again, unless an event sub-process has taken it over and still runs."""
    if any(token.task_spec.element.by_event for token in scope.tasks.values()) and scope.interrupted:
        return
    listening = {token.task_spec for token in scope.tasks.values()}
    cleared = not scope.tasks
    for listener in scope.spec.listeners:
        if listener not in listening and (cleared or scope.interrupted):
            scope.place_listener(listener)
    scope.interrupted = False


def _enter(scope: Scope, name: str) -> Scope:
    spec = scope.spec.nodes[name]
    if spec.loop is not None:
        raise NoSuchTarget(name, "a jump cannot choose among the instances of a repeated sub-process")
    token = Token(scope, spec, scope.top_workflow.number())
    for boundary in spec.boundaries:
        boundary.arm(token)
    token.hold()
    inner = SubScope(spec.inside, token)
    for listener in inner.spec.listeners:
        inner.place_listener(listener)
    return inner
