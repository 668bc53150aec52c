"""加签/减签: instances of an open multi-instance activity come and go."""

from typing import Literal

from engine.bpmn.corrections.loops import plain
from engine.bpmn.refusals import NotOpen
from engine.bpmn.runtime.instance import Instance
from engine.bpmn.words import Environment

Turn = Literal["last", "next", "now"]


def add_instance(instance: Instance, body: int, item: object, env: Environment, turn: Turn = "last") -> None:
    """加签: one more instance for an item; a sequential activity gets it as its last, as its next, or beside the open one (now)."""
    case = instance.case
    token = case.tokens.get(body)
    if token is None or "n" not in token.note or token.task_spec.element.loop.kind == "standard":
        raise NotOpen(body)
    item = plain(item, token.task_spec.element.id)
    case.env = env
    index = token.note["n"]
    token.note["n"] += 1
    if token.task_spec.element.loop.kind == "sequential":
        rest = token.note.get("rest", ())
        if turn == "now":
            token.task_spec.loop.spawn(token, index, item)
        else:
            token.note["rest"] = [item, *rest] if turn == "next" else [*rest, item]
    else:
        token.task_spec.loop.spawn(token, index, item)
    case.run(env)


def queued(instance: Instance, body: int) -> tuple[object, ...]:
    """The items a sequential activity has not come to yet, the next one first; none where instances are side by side."""
    token = instance.case.tokens.get(body)
    return tuple(token.note.get("rest", ())) if token is not None else ()


def beside(instance: Instance, item_id: int) -> list[object]:
    """What the other open instances of an activity were opened for; None for those that were for nothing."""
    case = instance.case
    token = case.token(item_id)
    if token is None or not token.body:
        return []
    awake = [each.note.get("v") for each in case.instances_of(case.tokens[token.body]) if each is not token]
    return [*awake, *(item for part in case.asleep if part.body == token.body for item in part.run.items())]


def drop_queued(instance: Instance, body: int, place: int) -> None:
    """减签 before the turn: the item at this place of `queued` is given up; it counts as terminated. The open instance goes on."""
    token = instance.case.tokens.get(body)
    rest = queued(instance, body)
    if token is None or not 0 <= place < len(rest):
        raise NotOpen(body)
    token.note["rest"] = [*rest[:place], *rest[place + 1 :]]
    token.note["t"] += 1


def remove_instance(instance: Instance, item_id: int, env: Environment) -> None:
    """减签: one instance is given up; it counts as terminated, and the activity closes when it was the last."""
    case = instance.case
    token = case.token(item_id)
    body = case.tokens.get(token.body) if token is not None else None
    if token is None or body is None or body.task_spec.element.loop.kind == "standard":
        raise NotOpen(item_id)
    case.env = env
    token.cancel()
    body.note["t"] += 1
    body.task_spec.loop.advance(body)
    case.run(env)
