"""委派: a colleague is asked for an opinion; the task stays the owner's and comes back with the answer."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import update

from engine.model import Act, Case, Task
from engine.running import acts
from engine.running.access import must_see
from engine.running.duties import must_be_fit, must_not_be_recused
from engine.running.flags import DELEGATED, flag, flag_of, unflag
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotPermitted
from engine.store.unit_of_work import UnitOfWork

KIND = "delegation"


def must_be_ones_own(task: Task) -> None:
    """`InvalidState("task_delegated")` while a colleague is asked: nothing is decided before the answer."""
    found = flag_of(task, DELEGATED)
    if found is not None:
        raise InvalidState("task_delegated", owner=found["owner"], to=found["to"])


def lend(uow: UnitOfWork, case: Case, task: Task, by: Actor, to: Actor, reason: str) -> Act:
    """The colleague holds the task until the answer; the owner stays its owner."""
    act = acts.begin(uow, case, task.id, by, KIND, reason=reason)
    act.by_id = task.assignee_id or by.user_id  # whose the task is, whoever acts for them
    act.to_id, act.to = to.user_id, to.name
    flag(task, DELEGATED, owner=by.name, to=to.name, act=str(act.id))
    task.assignee_id, task.claimed_at = to.user_id, uow.now
    return act


def must_be_answerable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> Act:
    """Check that the task is delegated to the actor, or by the actor; returns the act.

    Raises:
        InvalidState: the task is done, or was not delegated.
        NotPermitted: it was delegated by and to others, or whoever answers, or the delegate they act for, may not do the step (any more).
    """
    must_see(by, case)
    must_not_be_recused(by, case)
    if task.state != "open":
        raise InvalidState(f"task_{task.state}", by=task.done_by, at=task.done_at, task=str(task.id))
    found = flag_of(task, DELEGATED)
    act = uow.session.get(Act, UUID(found["act"])) if found else None
    if act is None:
        raise InvalidState("task_not_delegated")
    if not {by.user_id, *(stand.person_id for stand in by.stands_for)} & {act.by_id, act.to_id}:
        raise NotPermitted("delegated_to_others", owner=act.by, to=act.to)
    if by.user_id != act.by_id:
        must_be_fit(uow, by, task, case)
    return act


def give_back(uow: UnitOfWork, task: Task, act: Act) -> None:
    """The owner holds the task again."""
    unflag(task, DELEGATED)
    task.assignee_id, task.claimed_at = act.by_id, uow.now


def void(uow: UnitOfWork, tasks: Iterable[Task], by: Actor) -> None:
    """Delegations of tasks that somebody took out of the delegate's hands, or that ended, are over."""
    lent = [task for task in tasks if flag_of(task, DELEGATED) is not None]
    for task in lent:
        unflag(task, DELEGATED)
    if lent:
        over = {"state": "void", "ended_at": uow.now, "ended_by_id": by.user_id, "ended_by": by.name}
        uow.session.execute(
            update(Act).where(Act.task_id.in_([task.id for task in lent]), Act.kind == KIND, Act.state == "open").values(over)
        )
