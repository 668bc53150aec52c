"""Where a token is: the scopes around it and the loop it is part of."""

from datetime import datetime
from typing import Any

from engine.bpmn.model import EMPTY
from engine.bpmn.words import Loop, ScopeRef, Where


def scopes_of(token: Any) -> tuple[ScopeRef, ...]:
    """The open scopes around a token, outermost first."""
    found, holder = [], token.workflow.holder
    while holder is not None:
        found.append(scope_ref(holder))
        holder = holder.workflow.holder
    return tuple(reversed(found))


def scope_ref(holder: Any) -> ScopeRef:
    """The scope a token has opened."""
    element = holder.task_spec.element
    return ScopeRef(holder.id, element.id, element.process, element.kind, element.name, element.attributes, element.called)


def loop_of(case: Any, token: Any) -> tuple[Loop, str | None] | None:
    """The innermost loop around a token, and the name its item goes by."""
    current = token
    while current is not None:
        body = case.tokens.get(current.body) if current.body else current if "n" in current.note else None
        if body is not None and body.task_spec.loop is not None:
            note = body.note
            done, gone = note.get("c", 0), note.get("t", 0)
            total = note.get("n", 0)
            opened = total - len(note.get("rest", ()))
            index = current.note.get("i", -1) if current is not body else -1
            loop = Loop(index, current.note.get("v"), total, body.id, opened - done - gone, done, gone)
            return loop, body.task_spec.loop.info.item
        current = current.workflow.holder
    return None


def where(case: Any, token: Any, since: datetime | None) -> Where:
    """The place of a token, for the environment."""
    element = token.task_spec.element
    found = loop_of(case, token)
    if found is None:
        return Where(element.process, element, scopes_of(token), None, EMPTY, since)
    loop, name = found
    variables: dict[str, object] = {
        "nrOfInstances": loop.total,
        "nrOfActiveInstances": loop.active,
        "nrOfCompletedInstances": loop.completed,
        "nrOfTerminatedInstances": loop.terminated,
    }
    if loop.index >= 0:
        variables["loopCounter"] = loop.index + 1
        if name is not None:
            variables[name] = loop.item
    return Where(element.process, element, scopes_of(token), loop, variables, since)
