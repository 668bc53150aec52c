"""委派."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running import delegation
from engine.running.access import in_the_name_of
from engine.running.verbs import colleague, must_hold, reason_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateTask(Command[UUID]):
    """委派: the holder asks a colleague of the same post for an opinion; the task comes back with it and the holder decides.

    Raises:
        InvalidInput: no reason, oneself, or a colleague without the post or kept apart by 不相容岗位分离.
        InvalidState: it is delegated already, is done, or the diagram does not allow the verb here.
        Conflict: somebody else holds the task.
    """

    task_id: UUID
    person_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """Tokens and clocks stay as they are; the draft is shared; returns the delegation's id."""
        task, case = uow.locked_task(self.task_id)
        by = in_the_name_of(by, task)
        must_hold(uow, by, task, case, "delegate")
        reason = reason_of(self.reason)
        if self.person_id == by.user_id:
            raise InvalidInput([FieldError("person_id", "不能委派给自己。", "Choose somebody else than yourself.", code="oneself")])
        person = colleague(uow, case, task, self.person_id)
        act = delegation.lend(uow, case, task, by, person, reason)
        told = {
            "task": str(task.id),
            "name": task.name,
            "case": case.number,
            "person": str(person.user_id),
            "by": by.name,
            "reason": reason,
        }
        uow.send("task.delegated", told, case)
        uow.record(case, by, "task_delegated", element=task.element, name=task.name, task=str(task.id), to=person.name, reason=reason)
        return act.id
