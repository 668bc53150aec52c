"""Errors and escalations: what the library does, and what happens instead.

Fault 1: an error interrupts every active boundary event with its code, wherever it is.
Fault 2: event sub-processes never catch an error.

An error or escalation goes up from its thrower, scope by scope: first the event sub-processes of the scope, then the boundary events
of the activity around it. An exact code wins over a catch-all in the same place.
"""

from typing import Any

from engine.bpmn.corrections.scopes import Scope
from engine.bpmn.corrections.tokens import Token


def catcher(candidates: tuple[Any, ...], kind: str, code: str | None) -> Any:
    """The event among some that catches this; None when none does."""
    matching = [spec for spec in candidates if spec.element.event.kind == kind and spec.element.event.code in (code, None)]
    return next((spec for spec in matching if spec.element.event.code == code), matching[0] if matching else None)


def throw_up(thrower: Token, kind: str, code: str | None, *, end: bool) -> bool:
    """Find who catches and let it act; False when nobody does. An end event is no activity: nothing is attached to it."""
    case, scope = thrower.workflow.top_workflow, thrower.workflow
    if not end and _at_activity(case.tokens.get(thrower.body, thrower), kind, code):
        return True
    while True:
        if _in_scope(scope, kind, code):
            return True
        holder = scope.holder
        if holder is None:
            return False
        if _at_activity(case.tokens.get(holder.body, holder), kind, code):
            return True
        scope = holder.workflow


def _in_scope(scope: Scope, kind: str, code: str | None) -> bool:
    if scope.interrupted:
        return False
    listener = catcher(scope.spec.handlers, kind, code)
    if listener is None:
        return False
    if listener.element.interrupting:
        listener.take_over(scope)
    listener.start(scope)
    return True


def _at_activity(host: Token, kind: str, code: str | None) -> bool:
    boundary = catcher(host.task_spec.boundaries, kind, code)
    if boundary is None:
        return False
    boundary.take(host)
    return True
