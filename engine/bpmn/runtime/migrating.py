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
class Migration:
    """迁移报告: what was moved, or why nothing was."""

    moved: tuple[Move, ...]
    dropped: tuple[Move, ...]
    """Waiting boundary events that the new version does not have."""
    armed: tuple[str, ...]
    """Boundary events and event sub-processes that are new."""
    problems: tuple[str, ...]

    @property
    def possible(self) -> bool:
        """True when every token has a place in the new version."""
        return not self.problems


class _Mover:
    def __init__(self, instance: Instance, definition: Definition, mapping: Mapping[str, str], env: Environment | None) -> None:
        self.old, self.mapping, self.env = instance.case, mapping, env
        self.process = mapping.get(instance.process, instance.process)
        self.moved: list[Move] = []
        self.dropped: list[Move] = []
        self.armed: list[str] = []
        self.problems: list[str] = []
        self.case: Case | None = None
        if self.process not in definition.processes:
            self.problems.append(f"the new version has no process {self.process}")
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
        copy.flow = self._flow(token, spec)
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
            self.problems.append(f"{name}: the new version has no {target} in the same scope")
        elif found.element.kind != old.element.kind or self._loop(found) != self._loop(old):
            self.problems.append(f"{name}: {target} is a {found.element.kind} of another nature in the new version")
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

    def _flow(self, token: Token, spec: Any) -> int:
        """A token in a join keeps the entrance of the flow it came by, found by id or by where the flow comes from."""
        if token.flow < 0:
            return -1
        element = token.task_spec.element
        flow = element.incoming[token.flow]
        if flow in spec.element.incoming:
            return int(spec.element.incoming.index(flow))
        self.problems.append(f"{element.id}: the flow {flow}, by which a token has come, is gone")
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
            self.problems.append(f"{name}: it is new and must be armed; an environment is needed")
            return
        act()
        self.armed.append(name)


def migrate(
    instance: Instance, new_definition: Definition, mapping: Mapping[str, str], env: Environment | None = None, *, dry_run: bool = False
) -> Migration:
    """迁移: move a running case to another version; `mapping` renames elements. Nothing changes when there is a problem, or in a dry run.

    A new boundary event is armed when it interrupts; one that does not interrupt cannot be told from one that has already fired.
    """
    mover = _Mover(instance, new_definition, mapping, env)
    report = Migration(tuple(mover.moved), tuple(mover.dropped), tuple(mover.armed), tuple(mover.problems))
    if report.possible and not dry_run and mover.case is not None:
        instance.definition, instance.process, instance.case = new_definition, mover.process, mover.case
        if env is not None:
            mover.case.run(env)
    return report
