"""督办意见."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running import acts
from engine.running.access import named_for
from engine.running.oversight import REMARK, must_oversee
from engine.running.verbs import reason_of, stand_as_supervisor
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkTask(Command[None]):
    """督办意见: a supervisor says something about an open task; whoever holds it, or everybody of its post, is told.

    Raises:
        InvalidInput: nothing was said.
        InvalidState: the task is done, cancelled, or the applicant's.
        NotPermitted: no supervisor of the region.
    """

    task_id: UUID
    words: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Tokens, clocks and drafts stay as they are; the remark stands on the card and in the trail."""
        task, case = uow.locked_task(self.task_id)
        must_oversee(by, task, case)
        by = named_for(by, stand_as_supervisor(by, task))
        words = reason_of(self.words, "words")
        acts.end(uow, acts.begin(uow, case, task.id, by, REMARK, reason=words), by)
        told = {"task": str(task.id), "name": task.name, "case": case.number, "reason": words, "by": by.name}
        uow.send("task.remarked", {**told, "person": str(task.assignee_id) if task.assignee_id else None, "role": task.role}, case)
        uow.record(case, by, "task_remarked", element=task.element, name=task.name, task=str(task.id), reason=words)
