"""迁移: a running case moves to another version of its diagrams; ids, due dates and counters stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn.corrections.scopes import Scope, SubScope
from engine.bpmn.corrections.tokens import Token
from engine.bpmn.model import Definition
from engine.bpmn.runtime.building import plan_of
from engine.bpmn.runtime.case import Case
from engine.bpmn.runtime.instance import Instance
from engine.bpmn.words import Environment


@dataclass(frozen=True, slots=True)
class Move:
    """One token and where it goes."""

    item: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class MigrationProblem:
    """Why one token has no place. `code` is no_process, no_place, other_kind, other_loop, flow_gone or cannot_arm."""

    code: str
    element: str
    target: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return SAID[self.code].format(element=self.element, target=self.target, detail=self.detail)


SAID = {
    "no_process": "the new version has no process {target}",
    "no_place": "{element}: the new version has no {target} in the same scope",
    "other_kind": "{element}: {target} is a {detail} of another nature in the new version",
    "other_loop": "{element}: {target} repeats in another way in the new version, it is of another nature",
    "flow_gone": "{element}: the flow {detail}, by which a token has come, is gone",
    "cannot_arm": "{element}: it is new and must be armed; an environment is needed",
}


@dataclass(frozen=True, slots=True)
class Migration:
    """迁移报告: what was moved, or why nothing was."""

    moved: tuple[Move, ...]
    dropped: tuple[Move, ...]
    """Waiting boundary events that the new version does not have."""
    armed: tuple[str, ...]
    """Boundary events and event sub-processes that are new."""
    problems: tuple[MigrationProblem, ...]

    @property
    def possible(self) -> bool:
        """True when every token has a place in the new version."""
        return not self.problems


class _Mover:
    def __init__(self, instance: Instance, definition: Definition, mapping: Mapping[str, str], env: Environment | None) -> None:
        self.old, self.mapping, self.env = instance.case, mapping, env
        self.old.wake()
        self.process = mapping.get(instance.process, instance.process)
        self.moved: list[Move] = []
        self.dropped: list[Move] = []
        self.armed: list[str] = []
        self.problems: list[MigrationProblem] = []
        self.case: Case | None = None
        if self.process not in definition.processes:
            self.problems.append(MigrationProblem("no_process", instance.process, self.process))
            return
        self.case = Case(plan_of(definition, self.process))
        self.case.env = env
        self.case.last, self.case.ended = self.old.last, list(self.old.ended)
        self.case.completed, self.case.alive, self.case.interrupted = self.old.completed, self.old.alive, self.old.interrupted
        for token in self.old.tokens.values():
            self._move(token)
        self._arm_new()

    def _move(self, token: Token) -> None:
        assert self.case is not None  # noqa: S101
        scope: Scope | None = self.case if token.workflow.holder is None else self.case.subprocesses.get(token.workflow.holder.id)
        if scope is None:
            return  # its sub-process has no place: reported there
        name = token.task_spec.element.id
        target = self.mapping.get(name, name)
        spec = self._spec(scope, token, target)
        if spec is None:
            return
        copy = Token(scope, spec, token.id)
        copy.restore(token.status)
        copy.host, copy.body, copy.due, copy.note = token.host, token.body, token.due, dict(token.note)
        copy.flow = self._flow(token, spec, scope)
        self.moved.append(Move(token.id, name, target))
        if token.inner is not None:
            SubScope(spec.inside, copy).interrupted = token.inner.interrupted
        if token.id in self.old.watch:
            self.case.watch.add(token.id)

    def _spec(self, scope: Scope, token: Token, target: str) -> Any:
        old = token.task_spec
        name = old.element.id
        if old.is_listener:
            found = next((listener for listener in scope.spec.listeners if listener.element.id == target), None)
        else:
            found = scope.spec.nodes.get(target)
        beside = old.is_listener or old.element.kind == "boundaryEvent"
        if beside and (found is None or found.element.event.kind != old.event.kind or not self._still_attached(token, found)):
            self.dropped.append(Move(token.id, name, target))
            return None
        if found is None:
            self.problems.append(MigrationProblem("no_place", name, target))
        elif found.element.kind != old.element.kind:
            self.problems.append(MigrationProblem("other_kind", name, target, found.element.kind))
        elif self._loop(found) != self._loop(old):
            self.problems.append(MigrationProblem("other_loop", name, target))
        else:
            return found
        return None

    def _still_attached(self, token: Token, found: Any) -> bool:
        if not token.host:
            return True
        host = self.old.tokens[token.host].task_spec.element.id
        return bool(found.element.attached_to == self.mapping.get(host, host))

    @staticmethod
    def _loop(spec: Any) -> str | None:
        return spec.element.loop.kind if spec.element.loop is not None else None

    def _flow(self, token: Token, spec: Any, scope: Scope) -> int:
        """A token in a join keeps the entrance of the flow it came by: found by id, or as the one that can be reached from where it came.

        What the new version has put into that branch is behind the token.
        """
        if token.flow < 0:
            return -1
        element = token.task_spec.element
        flow = element.incoming[token.flow]
        if flow in spec.element.incoming:
            return int(spec.element.incoming.index(flow))
        source = next(arc.flow.source for node in token.workflow.spec.nodes.values() for arc in node.arcs if arc.flow.id == flow)
        entrances = _entrances(scope.spec.nodes.get(self.mapping.get(source, source)), spec)
        if len(entrances) == 1:
            return entrances.pop()
        self.problems.append(MigrationProblem("flow_gone", element.id, detail=flow))
        return -1

    def _arm_new(self) -> None:
        assert self.case is not None  # noqa: S101
        for token in list(self.case.tokens.values()):
            if token.body:
                continue
            waiting = {t.task_spec for t in token.workflow.tasks.values() if t.host == token.id}
            for boundary in token.task_spec.boundaries:
                if boundary not in waiting and boundary.element.interrupting and boundary.event.kind not in ("error", "escalation"):
                    self._arm(boundary.element.id, lambda b=boundary, t=token: b.arm(t))
        for scope in [self.case, *self.case.subprocesses.values()]:
            waiting = {t.task_spec for t in scope.tasks.values()}
            for listener in scope.spec.listeners:
                if listener not in waiting and listener.element.interrupting and scope.alive and not scope.interrupted:
                    self._arm(listener.element.id, lambda x=listener, s=scope: s.place_listener(x))

    def _arm(self, name: str, act: Any) -> None:
        if self.env is None:
            self.problems.append(MigrationProblem("cannot_arm", name))
            return
        act()
        self.armed.append(name)


def _entrances(source: Any, join: Any) -> set[int]:
    """The entrances of a join that can be reached from a node without going through the join."""
    found: set[int] = set()
    seen: set[str] = set()
    waiting = [source] if source is not None else []
    while waiting:
        node = waiting.pop()
        if node.element.id in seen or node is join:
            continue
        seen.add(node.element.id)
        for arc in node.arcs:
            if arc.target is join:
                found.add(arc.entrance)
            waiting.append(arc.target)
    return found


def migrate(
    instance: Instance, new_definition: Definition, mapping: Mapping[str, str], env: Environment | None = None, *, dry_run: bool = False
) -> Migration:
    """迁移: move a running case to another version; `mapping` renames elements. Nothing changes when there is a problem, or in a dry run.

    A new boundary event is armed when it interrupts; one that does not interrupt cannot be told from one that has already fired.
    """
    mover = _Mover(instance, new_definition, mapping, env)
    report = Migration(tuple(mover.moved), tuple(mover.dropped), tuple(mover.armed), tuple(dict.fromkeys(mover.problems)))
    if report.possible and not dry_run and mover.case is not None:
        instance.definition, instance.process, instance.case = new_definition, mover.process, mover.case
        if env is not None:
            mover.case.run(env)
    return report
