"""转办."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running.access import in_the_name_of
from engine.running.verbs import colleague, hand_over, must_hold, reason_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTask(Command[None]):
    """转办: the holder gives the task, with its draft, to a colleague of the same post, for good.

    Raises:
        InvalidInput: no reason, oneself, or a colleague without the post or kept apart by 不相容岗位分离.
        InvalidState: the task is done, or the diagram does not allow the verb here.
        Conflict: somebody else holds the task.
        NotPermitted: the task was not claimed, or is for another role.
    """

    task_id: UUID
    person_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Tokens and clocks stay as they are; the colleague is told."""
        task, case = uow.locked_task(self.task_id)
        by = in_the_name_of(by, task)
        must_hold(uow, by, task, case, "transfer")
        reason = reason_of(self.reason)
        if self.person_id == by.user_id:
            raise InvalidInput([FieldError("person_id", "不能转办给自己。", "Choose somebody else than yourself.", code="oneself")])
        person = colleague(uow, case, task, self.person_id)
        hand_over(uow, by, case, task, person)
        uow.record(case, by, "task_transferred", element=task.element, name=task.name, task=str(task.id), to=person.name, reason=reason)
