"""Event sub-processes: what the library does, and what happens instead.

Fault 1: event sub-processes by error or escalation start at once.
Fault 2: none interrupts.
Fault 3: starting one changes the shared specification.

A start event of an event sub-process waits, as a token that merely listens, in the scope around; when it fires, the event sub-process runs
in that scope like any other node.
"""

from SpiffWorkflow.bpmn.specs.defaults import StartEvent

from engine.bpmn.corrections.activities import Activity
from engine.bpmn.corrections.flows import Inclusive
from engine.bpmn.corrections.scopes import Scope
from engine.bpmn.corrections.tokens import Token
from engine.bpmn.corrections.waiting import Waiting


class Begin(Inclusive, StartEvent):
    """开始事件: where a scope begins; that of an event sub-process is waited for by the scope around it."""

    def arrive(self, _token: Token) -> bool:
        """What it waited for has happened already."""
        return True


class Listener(Waiting):
    """事件子流程的开始事件: waits in the scope around the event sub-process."""

    is_listener = True

    def __init__(self, event_subprocess: Activity, begin: Begin) -> None:
        self.event_subprocess = event_subprocess
        self.begin = begin
        self.element = begin.element

    def fire(self, token: Token) -> None:
        """Start the event sub-process; an interrupting one takes the scope over."""
        scope = token.workflow
        keep = not self.element.interrupting and self.rearm(token)
        if self.element.interrupting:
            self.take_over(scope)
        elif not keep:
            scope.top_workflow.discard(token)
        self.start(scope)

    def take_over(self, scope: Scope) -> None:
        """Everything else in the scope is cancelled."""
        scope.clear()
        scope.interrupted = True

    def start(self, scope: Scope) -> None:
        """Run the event sub-process inside the scope."""
        token = scope.fired(self.event_subprocess)
        token.note["begin"] = self.begin
