"""Waits: what the library does, and what happens instead.

Fault 1: conditions over facts never fire.
Fault 2: times without zone are shifted.
Fault 3: what a cycle timer has started dies with its activity.

What waits is a WAITING token with a due time, a correlation and a count of its own; the case hands happenings to it.
"""

import re

from engine.bpmn.corrections.tokens import Token, TokenSpec
from engine.bpmn.model import EventInfo
from engine.bpmn.refusals import CannotMove
from engine.bpmn.words import Event

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
        elif "correlation" in self.element.attributes:
            self._find_key(token)

    def try_fire(self, token: Token) -> bool:
        """Look at the condition: fire when it holds; a non-interrupting event only when it comes to hold. A missing key is looked for."""
        case = token.workflow.top_workflow
        if self.event.kind != "conditional":
            self._find_key(token)
            return False
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

    def takes(self, token: Token, event: Event) -> bool:
        """Whether a message or signal is what the token waits for: a key takes that key alone; without `tb:correlation` any is taken."""
        if (self.event.kind, self.event.name) != (event.kind, event.name):
            return False
        return "k" not in token.note or (token.note["k"] is not None and token.note["k"] == event.correlation)

    def _find_key(self, token: Token) -> None:
        """Work out the key; while it is null nothing is taken, and it is looked for again whenever the case has moved."""
        case = token.workflow.top_workflow
        value = case.env.evaluate(self.element.attributes["correlation"], case.where(token))
        token.note["k"] = None if value is None else str(value)
        (case.watch.add if value is None else case.watch.discard)(token.id)

    def _set_due(self, token: Token) -> None:
        event, case = self.event, token.workflow.top_workflow
        due = case.env.timer(event.expression or "", event.timer or "duration", case.where(token, since=token.due))
        if due is None and token.due is None:
            raise CannotMove(self.element.id, "the timer has no moment")
        if due is not None and due.tzinfo is None:
            raise CannotMove(self.element.id, f"the timer's moment {due} has no time zone")
        token.due = due
