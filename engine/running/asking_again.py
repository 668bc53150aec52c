"""再次补正: whether the holder of a task can ask the head's leave for a second correction."""

from engine.model import Case, Task
from engine.running.telling_once import may_be_asked, told_first
from engine.running.verbs import must_hold
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from engine.store.unit_of_work import UnitOfWork


def must_be_askable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    """Check that the actor holds the task, that corrections of the case were asked for before, and that no request of the task stands."""
    must_hold(uow, by, task, case, "second_notice")
    if told_first(case) is None:
        raise InvalidState("not_told_yet")
    standing = may_be_asked(uow, case, task)
    if standing is not None:
        raise InvalidState("second_notice_asked", by=standing.by, at=standing.at)
