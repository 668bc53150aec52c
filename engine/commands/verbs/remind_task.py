"""催办."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running import acts
from engine.running.verbs import SUPERVISOR, must_be_remindable, reason_of
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindTask(Command[None]):
    """催办: an open task is called to mind, once in a day; whoever holds it and the supervisors of the region are told.

    Raises:
        InvalidInput: no reason.
        InvalidState: it was reminded of within a day (says by whom), is one's own, or is done.
    """

    task_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Tokens, clocks and drafts stay as they are."""
        task, case = uow.locked_task(self.task_id)
        must_be_remindable(uow, by, task, case)
        reason = reason_of(self.reason)
        acts.end(uow, acts.begin(uow, case, task.id, by, "reminder", reason=reason), by)
        told = {"task": str(task.id), "name": task.name, "case": case.number, "reason": reason, "by": by.name}
        uow.send("task.reminded", {**told, "person": str(task.assignee_id) if task.assignee_id else None, "role": task.role}, case)
        uow.send("task.reminded", {**told, "person": None, "role": SUPERVISOR}, case)
        uow.record(case, by, "task_reminded", element=task.element, name=task.name, task=str(task.id), reason=reason)
