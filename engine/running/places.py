"""Places 所在: the token that waits for a task."""

from engine.bpmn import Item
from engine.model import Task
from engine.running.step import Step
from engine.sdk.errors import DecisionFailed


def item_of(step: Step, task: Task) -> Item:
    """The token that waits for an open task."""
    found = step.instance.item(task.item) if step.instance else None
    if found is None:
        raise DecisionFailed("case_without_state", case=step.case.number)
    return found
