"""Event gateway: what the library does, and what happens instead.

Fault 1: the library moves the events behind the gateway into it, so that a wait has no node, no id and no due time of its own.

The gateway's token stays, and one token waits at each node behind it; the first to happen ends the others.
"""

from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway

from engine.bpmn.corrections.flows import Inclusive
from engine.bpmn.corrections.tokens import Token


class EventGateway(Inclusive, EventBasedGateway):
    """事件网关: whichever happens first."""

    def act(self, token: Token) -> bool | None:
        """Let every event behind it wait."""
        scope = token.workflow
        for arc in self.arcs:
            waiting = Token(scope, arc.target, scope.top_workflow.number())
            waiting.host = token.id
            waiting.reach()
        return None
