"""Fault: in the second round of a correction loop a parallel join fires after one branch.

The library asks which branches have ever been finished. Here tokens are counted per incoming flow and consumed; surplus ones wait.
"""

from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.corrections.flows import Inclusive
from engine.bpmn.corrections.tokens import Token


class ParallelJoin(Inclusive, ParallelGateway):
    """并行网关: one token from every incoming flow, one to every outgoing flow."""

    def _update_hook(self, my_task: Token) -> bool:
        needed = len(self.element.incoming)
        if needed < 2 or my_task.flow < 0:
            return True
        arrived: dict[int, Token] = {}
        for token in my_task.workflow.tasks.values():
            if token.task_spec is self and (token is my_task or token._state == TaskState.WAITING):
                arrived.setdefault(token.flow, token)
        if len(arrived) < needed:
            my_task._set_state(TaskState.WAITING)
            return False
        for token in arrived.values():
            if token is not my_task:
                my_task.workflow.top_workflow.discard(token)
        return True
