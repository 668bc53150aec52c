"""Flags 标记 of a task: words the queue shows beside it, and a key by which the engine knows what they stand for."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.model import Task
from engine.sdk.errors import InvalidState
from engine.sdk.text import Text

SENT_BACK = "sent_back"
DELEGATED = "delegated"
AFTER = "after"
BULK = "bulk"
WORDS: Mapping[str, Text] = {
    SENT_BACK: Text("退回", "Sent back"),
    DELEGATED: Text("受委派", "Delegated"),
    AFTER: Text("待前签", "Signs later"),
    BULK: Text("批量办理中", "Decided together"),
}


def flag(task: Task, key: str, /, **facts: str) -> None:
    """Put a flag on a task, with the facts it stands for; one that was there is replaced."""
    unflag(task, key)
    task.flags = [*task.flags, {**WORDS[key].to_json(), "key": key, **facts}]


def unflag(task: Task, key: str) -> None:
    """Take a flag off a task."""
    task.flags = [each for each in task.flags if each.get("key") != key]


def flag_of(task: Task, key: str) -> Mapping[str, Any] | None:
    """The facts of a flag, or None when the task does not carry it."""
    return next((each for each in task.flags if each.get("key") == key), None)


def must_be_in_turn(task: Task, beside: Callable[[], Iterable[Task]]) -> None:
    """`InvalidState("signs_after")` while somebody whom 加签 put before this signature has not signed."""
    found = flag_of(task, AFTER)
    if found is not None and any(str(other.id) == found["task"] and other.state == "open" for other in beside()):
        raise InvalidState("signs_after", person=found["person"])
