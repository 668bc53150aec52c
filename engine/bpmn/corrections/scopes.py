# mypy: disable-error-code="no-untyped-call"
"""Scopes: what the library does, and what happens instead.

Fault 1: an error nobody catches inside a sub-process is swallowed, and the flow goes on as if nothing had been.

A scope lives as long as it holds a token that is not merely listening; then the activity that opened it is complete.
"""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow, BpmnSubWorkflow

from engine.bpmn.corrections.any_id import ScopeSpec
from engine.bpmn.corrections.tokens import Arc, Token

if TYPE_CHECKING:
    from engine.bpmn.runtime.case import Case


class Scope(BpmnBaseWorkflow):
    """What the case and each open sub-process or call have in common."""

    spec: ScopeSpec
    tasks: dict[int, Token]
    top_workflow: "Case"
    depth: int
    holder: Token | None
    """The token that opened the scope; None for the case itself."""
    alive: bool
    interrupted: bool
    """True once an interrupting event sub-process has taken over."""

    def enter(self, arc: Arc) -> None:
        """A token moves along a flow."""
        token = Token(self, arc.target, self.top_workflow.number())
        if arc.target.joins:
            token.flow = arc.entrance
        token.reach()

    def place(self, spec: Any) -> Token:
        """A token appears at a node without a flow: at the beginning of a scope, or where a jump leads."""
        token = Token(self, spec, self.top_workflow.number())
        token.reach()
        return token

    def fired(self, spec: Any) -> Token:
        """A token appears at an event that has just happened."""
        token = Token(self, spec, self.top_workflow.number())
        token.move()
        return token

    def open(self, begin: Any = None) -> None:
        """Arm the event sub-processes and begin; at one event, or wherever the scope begins."""
        for listener in self.spec.listeners:
            self.place_listener(listener)
        if begin is not None:
            self.fired(begin)
            return
        for spec in self.spec.beginnings:
            self.fired(spec) if spec.element.kind == "startEvent" else self.place(spec)

    def place_listener(self, listener: Any) -> Token:
        """Wait for the start event of an event sub-process."""
        token = Token(self, listener, self.top_workflow.number())
        listener.wait(token)
        return token

    def leave(self, token: Token) -> None:
        """A token is done at its node and goes on."""
        spec, case = token.task_spec, self.top_workflow
        case.discard(token)
        if token.body:
            body = case.tokens[token.body]
            body.task_spec.loop.instance_done(body)
        else:
            for arc in spec.choose(token):
                self.enter(arc)
        self.settle()

    def clear(self) -> None:
        """Cancel everything in the scope."""
        for token in list(self.tasks.values()):
            if token.alive:
                token.cancel()

    def settle(self) -> None:
        """Close the scope when nothing in it but listeners is left."""
        if self.alive and all(token.task_spec.is_listener for token in self.tasks.values()):
            self.finish()

    def finish(self) -> None:
        """The scope is complete: what opened it goes on."""
        self.clear()
        self.alive = False
        if self.holder is None:
            self.completed = True
            return
        holder = self.holder
        self.top_workflow.close(self)
        holder.over()


class SubScope(Scope, BpmnSubWorkflow):
    """范围: the inside of an open sub-process, event sub-process or call activity."""

    def __init__(self, spec: ScopeSpec, holder: Token) -> None:
        self.holder = holder
        self.alive = True
        self.interrupted = False
        super().__init__(spec, holder.id, holder.workflow.top_workflow, deserializing=True)
        holder.inner = self
        self.top_workflow.subprocesses[holder.id] = self

    def _calculate_depth(self) -> int:
        return 0 if self.holder is None else int(self.holder.workflow.depth) + 1
