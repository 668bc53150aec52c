"""指派."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running.access import named_for
from engine.running.people import name_of
from engine.running.verbs import colleague, hand_over, must_lead, reason_of, stand_as_supervisor
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTask(Command[None]):
    """指派: a supervisor gives an open task to somebody who holds its post, whoever holds the task now.

    Raises:
        InvalidInput: no reason, or a person without the post or kept apart by 不相容岗位分离.
        InvalidState: the task is done, is that person's already, or the diagram does not allow the verb here.
        NotPermitted: the actor does not supervise the region, or the step is the applicant's.
    """

    task_id: UUID
    person_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Whoever held it before is told, too."""
        task, case = uow.locked_task(self.task_id)
        must_lead(uow, by, task, case, "assign")
        by = named_for(by, stand_as_supervisor(by, task))
        reason = reason_of(self.reason)
        person = colleague(uow, case, task, self.person_id)
        before, holder = task.assignee_id, name_of(uow, task.assignee_id)
        if before == person.user_id:
            raise InvalidState("task_held_already", person=person.name)
        hand_over(uow, by, case, task, person)
        if before is not None:
            uow.send("task.taken", {"task": str(task.id), "name": task.name, "case": case.number, "person": str(before)}, case)
        uow.record(
            case,
            by,
            "task_assigned",
            element=task.element,
            name=task.name,
            task=str(task.id),
            before=holder,
            to=person.name,
            reason=reason,
        )
