"""Parallel join: what the library does, and what happens instead.

Fault 1: in the second round of a correction loop a parallel join fires after one branch.

The library asks which branches have ever been finished. Here tokens are counted per incoming flow and consumed; surplus ones wait.
"""

from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.corrections.flows import Inclusive
from engine.bpmn.corrections.tokens import Token


class ParallelJoin(Inclusive, ParallelGateway):
    """并行网关: one token from every incoming flow, one to every outgoing flow."""

    def arrive(self, token: Token) -> bool:
        """True when this token completes the set; the others of the set are consumed."""
        if token.flow < 0:
            return True
        needed = len(self.element.incoming)
        arrived: dict[int, Token] = {}
        for other in token.workflow.tasks.values():
            if other.task_spec is self and (other is token or other.status == TaskState.WAITING):
                arrived.setdefault(other.flow, other)
        if len(arrived) < needed:
            token.wait()
            return False
        for other in arrived.values():
            if other is not token:
                token.workflow.top_workflow.discard(other)
        return True
