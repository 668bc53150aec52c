"""拿回."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running.access import in_the_name_of, must_see
from engine.running.drafts import step_of
from engine.running.recall import must_be_recallable, take_back
from engine.running.step import Step
from engine.running.suspension import must_run
from engine.running.verbs import reason_of
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallTask(Command[None]):
    """拿回: the last actor takes a decision back while nobody acted after it and nothing has left the house.

    Raises:
        InvalidInput: no reason.
        InvalidState: somebody acted since, something left the house, or the case is stopped.
        NotPermitted: somebody else did the task.
    """

    task_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """The tokens stand as they stood before: what it opened is cancelled, what it ended goes on, the task is held as it was."""
        opened = uow.opened_task(self.task_id, step_of(self.task_id))
        task, case = opened.task(self.task_id), opened.case
        must_see(by, case)
        by = in_the_name_of(by, task)
        kept = must_be_recallable(uow, by, task, case)
        must_run(case)
        reason = reason_of(self.reason)
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        task.state = "cancelled"
        uow.record(case, by, "task_recalled", element=task.element, name=task.name, task=str(task.id), outcome=task.outcome, reason=reason)
        again = take_back(step, task, kept)
        again.assignee_id, again.claimed_at = task.assignee_id or by.user_id, uow.now
