# mypy: disable-error-code="no-untyped-call"
"""Faults: signal ends, links and conditions ignored; payloads merged over variables; events that fire once only; wrong time zones.

An event that waits is a WAITING token with a due time, a name and a correlation of its own; the case hands happenings to it.
"""

import re

from SpiffWorkflow.bpmn.specs.defaults import EndEvent, IntermediateCatchEvent, IntermediateThrowEvent, ReceiveTask, StartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from engine.bpmn.corrections.activities import Activity
from engine.bpmn.corrections.flows import Inclusive
from engine.bpmn.corrections.tokens import Token, TokenSpec
from engine.bpmn.model import EventInfo
from engine.bpmn.refusals import CannotMove

NOTHING = NoneEventDefinition()
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


class Begin(Inclusive, StartEvent):
    """开始事件: where a scope begins; that of an event sub-process is waited for by the scope around it."""

    def arrive(self, _token: Token) -> bool:
        """What it waited for has happened already."""
        return True


class Listener(Waiting):
    """事件子流程的开始事件: waits in the scope around the event sub-process.

    Fault: the library starts event sub-processes by error or escalation at once, never interrupts, and changes the shared specification.
    """

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

    def take_over(self, scope: object) -> None:
        """Everything else in the scope is cancelled."""
        scope.clear()  # type: ignore[attr-defined]
        scope.interrupted = True  # type: ignore[attr-defined]

    def start(self, scope: object) -> None:
        """Run the event sub-process inside the scope."""
        token = scope.fired(self.event_subprocess)  # type: ignore[attr-defined]
        token.note["begin"] = self.begin


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


class End(Inclusive, EndEvent):
    """结束事件: consumes its token, after saying what it has to say.

    Fault: the library's signal end says nothing.
    """

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
