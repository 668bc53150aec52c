"""认领与释放."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.model import Person, Task
from engine.running.access import in_the_name_of, must_do
from engine.running.delegation import must_be_ones_own
from engine.running.duties import must_be_fit
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from engine.store.unit_of_work import UnitOfWork


def assignee_name(uow: UnitOfWork, task: Task) -> str:
    """The name of whoever holds the task, or ""."""
    person = uow.session.get(Person, task.assignee_id) if task.assignee_id else None
    return person.name if person else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTask(Command[None]):
    """认领: take one task out of the role's pool. Claiming one's own task again changes nothing.

    Raises:
        Conflict: `task_claimed` with the name of whoever was faster.
        NotPermitted: another role, or 不相容岗位分离.
    """

    task_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """The task is the actor's from now on."""
        task, case = uow.locked_task(self.task_id)
        by = in_the_name_of(by, task)
        must_do(by, task, case, assignee_name(uow, task), uow.now)
        must_be_fit(uow, by, task, case)
        if task.assignee_id == by.user_id:
            return
        task.assignee_id = by.user_id
        task.claimed_at = uow.now
        uow.record(case, by, "task_claimed", element=task.element, name=task.name, task=str(task.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTask(Command[None]):
    """释放: give a claimed task back to the pool; its draft stays for whoever claims it next."""

    task_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Only the holder can let go."""
        task, case = uow.locked_task(self.task_id)
        by = in_the_name_of(by, task)
        must_do(by, task, case, assignee_name(uow, task), uow.now)
        must_be_ones_own(task)
        if task.assignee_id is None:
            raise InvalidState("task_not_claimed", task=str(task.id))
        task.assignee_id = None
        task.claimed_at = None
        uow.record(case, by, "task_released", element=task.element, name=task.name, task=str(task.id))
