# mypy: disable-error-code="no-untyped-call"
"""Events on a flow: what the library does, and what happens instead.

Fault 1: a link throw ends its branch silently.
Fault 2: payloads are merged over variables.
Fault 3: a receive task without message passes.

Events on a flow: they wait, or say something, and go on.
"""

from SpiffWorkflow.bpmn.specs.defaults import IntermediateCatchEvent, IntermediateThrowEvent, ReceiveTask
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from engine.bpmn.corrections.activities import Activity
from engine.bpmn.corrections.flows import Inclusive
from engine.bpmn.corrections.tokens import Token
from engine.bpmn.corrections.waiting import Waiting

NOTHING = NoneEventDefinition()
"""The library's event machinery is given nothing to do."""


class Catch(Inclusive, Waiting, IntermediateCatchEvent):
    """中间捕获事件: waits on a flow, or behind an event-based gateway."""

    def arrive(self, token: Token) -> bool:
        """Wait; the catching end of a link does not."""
        if self.event.kind in {"none", "link"}:
            return True
        self.wait(token)
        return False

    def fire(self, token: Token) -> None:
        """It has happened: the token goes on; the other events of the gateway are given up."""
        case = token.workflow.top_workflow
        case.watch.discard(token.id)
        if token.host:
            gateway = case.tokens[token.host]
            token.host = 0
            gateway.cancel()
        token.due = None
        token.move()


class Receive(Activity, Waiting, ReceiveTask):
    """接收任务: waits for its message."""

    def arrive(self, token: Token) -> bool:
        """Wait for the message, once its instances are open."""
        if super().arrive(token):
            self.wait(token)
        return False

    fire = Catch.fire


class Throw(Inclusive, IntermediateThrowEvent):
    """中间抛出事件: says something and goes on."""

    def act(self, token: Token) -> bool | None:
        """Say it; an interrupting catcher may end this very token."""
        event = self.element.event
        if event is not None and event.kind not in {"none", "link"}:
            token.workflow.top_workflow.throw(token, self.element)
        return True if token.alive else None
