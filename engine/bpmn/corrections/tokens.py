"""Tokens: what the library does, and what happens instead.

Fault 1: the library keeps every task that ever ran.
Fault 2: it predicts all that may run.
Fault 3: data of finished branches come back at joins.

A case slows down with its age, dies silently at depth 1000, and grows exponentially with parallel sections in sequence. Here a task is a
token: it has no parent, nothing is predicted, and it is gone when it is done. Ids are small integers, and a change of state writes no
log record.
"""

from datetime import datetime
from typing import Any

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.model import Element, Flow
from engine.bpmn.words import Event


class Token(Task):
    """令牌: one live position in a diagram."""

    id: int  # type: ignore[assignment]  # the library says UUID and means any key
    workflow: Any
    task_spec: Any

    def __init__(self, scope: Any, spec: "TokenSpec", number: int) -> None:
        super().__init__(scope, spec, None, TaskState.FUTURE, number)  # type: ignore[arg-type]
        self.flow = -1
        """At a join: position, among the incoming flows, of the flow it came by."""
        self.host = 0
        """Token this one waits beside: a boundary event's activity, an event-based gateway."""
        self.body = 0
        """Token of the activity that this one is an instance of."""
        self.due: datetime | None = None
        self.note: dict[str, Any] = {}
        """Small facts of its kind: correlation, loop counters, repeats left."""
        self.inner: Any = None
        """The scope it has opened."""
        scope.top_workflow.tokens[number] = self

    def _set_state(self, value: int) -> None:
        if self.alive:
            self._state = value

    @property
    def status(self) -> int:
        """The library's state."""
        return self._state

    def wait(self) -> None:
        """Wait for something outside: an event, another token."""
        self._set_state(TaskState.WAITING)

    def hold(self) -> None:
        """Stay open, as the frame of something running."""
        self._set_state(TaskState.STARTED)

    def move(self) -> None:
        """Nothing to wait for (any more)."""
        self._ready()

    def reach(self) -> None:
        """The token has arrived at its node."""
        if self.task_spec.arrive(self):
            self._ready()

    def over(self) -> None:
        """What it framed is complete: it moves on when it is its turn."""
        self.note = {"over": True}
        self._state = TaskState.READY
        self.workflow.top_workflow.work.append(self)

    def restore(self, status: int) -> None:
        """Put back into a stored state."""
        self._state = status

    @property
    def alive(self) -> bool:
        """True until it is consumed or cancelled."""
        return self._state < TaskState.COMPLETED


class Arc:
    """A flow as the runtime sees it: where it leads and which entrance it is there."""

    __slots__ = ("entrance", "flow", "target")

    def __init__(self, flow: Flow, target: "TokenSpec", entrance: int) -> None:
        self.flow = flow
        self.target = target
        self.entrance = entrance


class TokenSpec(TaskSpec):
    """What all nodes have in common; mixed in before the library's class of the node."""

    element: Element
    arcs: tuple[Arc, ...] = ()
    boundaries: tuple[Any, ...] = ()
    is_listener = False
    joins = False
    """Whether it matters by which flow a token has come."""

    def test(self) -> None:
        """The lint has looked already, once per definition and not once per token."""

    def _predict(self, *_args: Any, **_kwargs: Any) -> None:
        """A token does not know its future."""

    def _update(self, my_task: Token) -> None:
        my_task.reach()

    def _update_hook(self, my_task: Token) -> bool:
        return self.arrive(my_task)

    def arrive(self, _token: Token) -> bool:
        """A token has come: True when it need not wait to be run."""
        return True

    def _on_ready(self, my_task: Token) -> None:
        if not self.manual:
            my_task.workflow.top_workflow.work.append(my_task)

    def _run(self, my_task: Token) -> bool | None:
        return self.act(my_task)

    def act(self, _token: Token) -> bool | None:
        """True when done; None when it stays open."""
        return True

    def _on_complete(self, my_task: Token) -> None:
        self.done(my_task)

    def done(self, token: Token) -> None:
        """The token is done here and goes on."""
        token.workflow.leave(token)

    def serialize(self, *_args: Any, **_kwargs: Any) -> Any:
        """Specifications are never stored."""
        raise NotImplementedError

    def choose(self, _token: Token) -> tuple[Arc, ...]:
        """The flows to take when done."""
        return self.arcs

    def takes(self, _token: Token, _event: Event) -> bool:
        """Whether a message or signal is what a waiting token waits for."""
        return False

    def try_fire(self, _token: Token) -> bool:
        """For what is looked at when nothing else can move: whether it moved."""
        return False

    def _on_cancel(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.withdraw(my_task)
