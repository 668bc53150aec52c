"""Boundaries: what the library does, and what happens instead.

Fault 1: boundary events are wrapped around their activity as a split and a join, which wait for each other.
Fault 2: one event fires for all boundary events that wait for it, whichever activity they belong to.
Fault 3: non-interrupting ones fire once.

A boundary event is a token beside the token of its activity: it lives and dies with it and knows no other.
"""

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent

from engine.bpmn.corrections.flows import Inclusive
from engine.bpmn.corrections.tokens import Token
from engine.bpmn.corrections.waiting import Waiting

PASSIVE = frozenset({"error", "escalation"})
"""Found by whoever throws; nothing waits."""


class Boundary(Inclusive, Waiting, BoundaryEvent):
    """边界事件: waits beside an activity."""

    def arm(self, host: Token) -> None:
        """Begin to wait beside a token."""
        if self.event.kind in PASSIVE:
            return
        scope = host.workflow
        token = Token(scope, self, scope.top_workflow.number())
        token.host = host.id
        self.wait(token)

    def fire(self, token: Token) -> None:
        """It has happened: the activity ends and the token goes on, or a new token appears and the activity stays."""
        scope = token.workflow
        case = scope.top_workflow
        if self.element.interrupting:
            host = case.tokens[token.host]
            token.host = 0
            host.cancel()
        elif self.rearm(token):
            scope.fired(self)
            return
        case.watch.discard(token.id)
        token.host, token.due = 0, None
        token.move()

    def take(self, host: Token) -> None:
        """An error or escalation has come up to the activity."""
        scope = host.workflow
        if self.element.interrupting:
            host.cancel()
        scope.fired(self)
