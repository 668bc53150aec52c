"""Ends: what the library does, and what happens instead.

Fault 1: a signal end says nothing.
Fault 2: an error end that nobody catches lets the flow go on behind its sub-process.
"""

from SpiffWorkflow.bpmn.specs.defaults import EndEvent

from engine.bpmn.corrections.flows import Inclusive
from engine.bpmn.corrections.tokens import Token


class End(Inclusive, EndEvent):
    """结束事件: consumes its token, and does what this end does."""

    def done(self, token: Token) -> None:
        """Consume the token and do what this end does."""
        scope = token.workflow
        case, event = scope.top_workflow, self.element.event
        kind = event.kind if event is not None else "none"
        case.discard(token)
        if case.is_own(scope):
            case.ended.append((self.element.id, event.code if event is not None and kind == "error" else None))
        if kind == "terminate":
            scope.clear()
        elif kind == "error":
            case.throw_error(token, event.code if event is not None else None, end=True)
        elif kind != "none":
            case.throw(token, self.element)
        scope.settle()
