"""Oversight 督办: who may remark on a task, and who explains why it is late."""

from engine.model import Case, Task
from engine.running.access import must_see, stand_at
from engine.running.duties import must_not_be_recused
from engine.running.verbs import SUPERVISOR, leads, stand_as_supervisor
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotPermitted
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

REMARK, EXPLANATION = "remark", "explanation"
"""Kinds of acts: what a supervisor said of a task, and what its holder said of the delay."""


def must_oversee(by: Actor, task: Task, case: Case) -> None:
    """Check that the actor leads at an open task of an officer."""
    must_see(by, case)
    must_not_be_recused(by, case, stand_as_supervisor(by, task))
    if not leads(by, task):
        raise NotPermitted("role_needed", role=SUPERVISOR, region=task.region)
    _must_be_open(task)
    if task.organisation_id is not None:
        raise NotPermitted("task_of_applicant", task=str(task.id))


def must_be_the_holder(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    """Check that the actor holds a task that is late or will be soon, or acts for whoever does."""
    must_see(by, case)
    must_not_be_recused(by, case)
    _must_be_open(task)
    stand = stand_at(by, task)
    if task.assignee_id is None or task.assignee_id not in {by.user_id, stand.person_id if stand else None}:
        raise NotPermitted("claim_first", task=str(task.id))
    today = uow.now.astimezone(ZONE).date()
    if task.stopped or task.yellow_on is None or task.yellow_on > today:
        raise InvalidState("not_late")


def _must_be_open(task: Task) -> None:
    if task.state != "open":
        raise InvalidState(f"task_{task.state}", by=task.done_by, at=task.done_at, task=str(task.id))
