"""Faults: conditions over facts never fire, times without zone are shifted, what a cycle timer has started dies with its activity.

What waits is a WAITING token with a due time, a correlation and a count of its own; the case hands happenings to it.
"""

import re

from engine.bpmn.corrections.tokens import Token, TokenSpec
from engine.bpmn.model import EventInfo
from engine.bpmn.refusals import CannotMove

REPEATS = re.compile(r"^R(\d*)/")


class Waiting(TokenSpec):
    """Anything that waits for a timer, message, signal or condition."""

    @property
    def event(self) -> EventInfo:
        """What it waits for."""
        return self.element.event or EventInfo("none")

    def wait(self, token: Token) -> None:
        """Begin to wait: work out the due time and the correlation."""
        event, case = self.event, token.workflow.top_workflow
        token.wait()
        if event.kind == "timer":
            repeats = REPEATS.match(event.expression or "") if event.timer == "cycle" else None
            if repeats and repeats[1]:
                token.note["r"] = int(repeats[1])
            self._set_due(token)
        elif event.kind == "conditional":
            case.watch.add(token.id)
        elif expression := self.element.attributes.get("correlation"):
            value = case.env.evaluate(expression, case.where(token))
            token.note["k"] = None if value is None else str(value)

    def try_fire(self, token: Token) -> bool:
        """Look at the condition: fire when it holds; a non-interrupting event only when it comes to hold."""
        case = token.workflow.top_workflow
        holds = case.env.evaluate(self.event.expression or "", case.where(token)) is True
        if not holds:
            token.note.pop("w", None)
            return False
        if token.note.get("w"):
            return False
        token.note["w"] = 1
        self.fire(token)
        return True

    def fire(self, token: Token) -> None:
        """What it waits for has happened."""
        raise NotImplementedError

    def rearm(self, token: Token) -> bool:
        """After it has fired without interrupting: True when it waits on."""
        event = self.event
        if event.kind != "timer":
            return True
        if event.timer != "cycle":
            return False
        if "r" in token.note:
            token.note["r"] -= 1
            if token.note["r"] <= 0:
                return False
        self._set_due(token)
        return token.due is not None

    def _set_due(self, token: Token) -> None:
        event, case = self.event, token.workflow.top_workflow
        due = case.env.timer(event.expression or "", event.timer or "duration", case.where(token, since=token.due))
        if due is None and token.due is None:
            raise CannotMove(self.element.id, "the timer has no moment")
        if due is not None and due.tzinfo is None:
            raise CannotMove(self.element.id, f"the timer's moment {due} has no time zone")
        token.due = due
