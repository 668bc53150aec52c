"""Fault: the library's gateway takes the events away from the nodes behind it and loses which one was meant.

The gateway's token stays, and one token waits at each node behind it; the first to happen ends the others.
"""

from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway

from engine.bpmn.corrections.flows import Inclusive
from engine.bpmn.corrections.tokens import Token


class EventGateway(Inclusive, EventBasedGateway):
    """事件网关: whichever happens first."""

    def _run_hook(self, my_task: Token) -> bool | None:
        scope = my_task.workflow
        for arc in self.arcs:
            token = Token(scope, arc.target, scope.top_workflow.number())
            token.flow = arc.entrance
            token.host = my_task.id
            arc.target._update(token)
        return None
