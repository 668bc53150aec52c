# mypy: disable-error-code="no-untyped-call"
"""The case as the library runs it: one list of tokens over all scopes, a queue of those that can move, and a step budget."""

from collections import deque
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.corrections.any_id import ScopeSpec
from engine.bpmn.corrections.no_scripts import NO_SCRIPTS
from engine.bpmn.corrections.scoped_throw import throw_up
from engine.bpmn.corrections.scopes import Scope
from engine.bpmn.corrections.tokens import Token
from engine.bpmn.model import Element
from engine.bpmn.refusals import StepBudgetExceeded, UncaughtError
from engine.bpmn.runtime.asleep import Asleep
from engine.bpmn.runtime.places import where
from engine.bpmn.words import Event, Where

BUDGET = 2_000
"""Nodes that may move in one step."""
MOST_GRANTED = 100_000
"""Nodes that many instances may have on top of it."""


class Case(Scope, BpmnWorkflow):
    """办件: the outermost scope, and the register of all tokens."""

    env: Any
    subprocesses: dict[int, Any]

    def __init__(self, spec: ScopeSpec) -> None:
        self.tokens: dict[int, Token] = {}
        self.asleep: list[Asleep] = []
        """Instances that need no token yet."""
        self.woken: set[int] = set()
        self.gave_up = False
        """Whether instances that slept were cancelled."""
        self.work: deque[Token] = deque()
        self.watch: set[int] = set()
        """Tokens to look at when nothing else can move: inclusive joins and conditions."""
        self.ended: list[tuple[str, str | None]] = []
        self.granted = 0
        """What the step may move beyond its budget, for the instances that it has opened."""
        self.last = 0
        self.holder = None
        self.alive = True
        self.interrupted = False
        super().__init__(spec, script_engine=NO_SCRIPTS, deserializing=True)

    def number(self) -> int:
        """The next token id."""
        self.last += 1
        return self.last

    def grant(self, nodes: int) -> None:
        """Instances are opened: that many nodes are honest work and no endless loop."""
        self.granted = min(self.granted + nodes, MOST_GRANTED)

    def get_task_from_id(self, task_id: Any) -> Token:
        """A token of any scope."""
        return self.tokens[task_id]

    def token(self, number: int) -> Token | None:
        """The token of that number, woken where it sleeps; None when there is none."""
        if number not in self.tokens and (part := self._asleep_with(number)) is not None:
            self.woken.add(number)
            part.wake(number)
            self.asleep = [each for each in self.asleep if each.run.bits]
        return self.tokens.get(number)

    def wake(self) -> None:
        """Every instance that sleeps is a token from now on; the tokens stand in their order again."""
        if not self.asleep and not self.woken:
            return
        for part in self.asleep:
            part.wake_all()
        self.asleep = []
        self.woken.clear()
        for tasks in (self.tokens, self.tasks, *(scope.tasks for scope in self.subprocesses.values())):
            ordered = sorted(tasks.items())
            tasks.clear()
            tasks.update(ordered)

    def sleeps(self, number: int) -> bool:
        """Whether an instance has not been touched since the state was read."""
        return self._asleep_with(number) is not None

    def _asleep_with(self, number: int) -> Asleep | None:
        return next((part for part in self.asleep if number in part.run), None)

    def instances_of(self, body: Token) -> list[Token]:
        """The open instances of an activity that are tokens."""
        return [token for token in body.workflow.tasks.values() if token.body == body.id]

    def end_instances(self, body: Token) -> None:
        """The instances of an activity are cancelled, those asleep without being woken."""
        before = len(self.asleep)
        self.asleep = [part for part in self.asleep if part.body != body.id]
        self.gave_up = self.gave_up or len(self.asleep) < before
        for instance in self.instances_of(body):
            instance.cancel()

    def where(self, token: Token, since: datetime | None = None) -> Where:
        """The place of a token, for the environment."""
        return where(self, token, since)

    def discard(self, token: Token) -> None:
        """A token is consumed; what waited beside it goes too."""
        if self.tokens.pop(token.id, None) is None:
            return
        spec, scope = token.task_spec, token.workflow
        scope.tasks.pop(token.id, None)
        self.watch.discard(token.id)
        if token.alive:
            token.restore(TaskState.COMPLETED)
        if (spec.boundaries and not token.body) or spec.element.kind == "eventBasedGateway":
            for other in [t for t in scope.tasks.values() if t.host == token.id]:
                other.cancel()

    def withdraw(self, token: Token) -> None:
        """A token is cancelled, with everything inside and beside it."""
        if getattr(token.task_spec, "loop", None) is not None and not token.body:
            self.end_instances(token)
        if token.inner is not None:
            token.inner.alive = False
            token.inner.clear()
            self.close(token.inner)
        self.discard(token)

    def close(self, scope: Any) -> None:
        """Forget a scope."""
        scope.holder.inner = None
        self.subprocesses.pop(scope.holder.id, None)

    def run(self, env: Any, budget: int = BUDGET) -> None:
        """Move every token that can move, until all of them wait."""
        self.env, moved = env, 0
        while True:
            while self.work:
                token = self.work.popleft()
                if not token.alive:
                    continue
                moved += 1
                if moved > budget + self.granted:
                    raise StepBudgetExceeded(token.task_spec.element.id, f"more than {budget + self.granted} nodes in one step")
                token.run()
            if not (self.watch and self._look()):
                self.granted = 0
                return

    def _look(self) -> bool:
        for number in sorted(self.watch):
            token = self.tokens.get(number)
            if token is not None and token.task_spec.try_fire(token):
                return True
        return False

    def throw(self, token: Token, element: Element) -> None:
        """An event or send task says something: inside the case first, then to the world."""
        info = element.event
        if info is None:
            return
        if info.kind == "escalation":
            if throw_up(token, "escalation", info.code, end=True):
                return
            event = Event("escalation", None, code=info.code)
        else:
            expression = element.attributes.get("correlation")
            value = None if expression is None else self.env.evaluate(expression, self.where(token))
            event = Event(info.kind, info.name, None if value is None else str(value))
            if self.deliver(event) and info.kind == "message":
                return
        self.env.thrown(event, element, self.where(token))

    def deliver(self, event: Event) -> int:
        """Hand a happening to who waits for it: a message to the first, one with its key before one without, a signal to all."""
        caught = 0
        for token in sorted(self.tokens.values(), key=lambda t: ("k" not in t.note, t.id)):
            if not token.alive or token.status != TaskState.WAITING or not token.task_spec.takes(token, event):
                continue
            token.task_spec.fire(token)
            caught += 1
            if event.kind == "message":
                break
        return caught

    def is_own(self, scope: Scope) -> bool:
        """Whether a scope is the process itself, or an event sub-process drawn directly in it."""
        while scope.holder is not None and scope.holder.task_spec.element.by_event:
            scope = scope.holder.workflow
        return scope is self

    def throw_error(self, token: Token, code: str | None, *, end: bool = False) -> None:
        """A business error: caught by the thrower's own scopes, or the end of the case when its own end event threw it."""
        if throw_up(token, "error", code, end=end):
            return
        if end and self.is_own(token.workflow):
            self.clear()
            self.settle()
            return
        raise UncaughtError(token.task_spec.element.id, code)
