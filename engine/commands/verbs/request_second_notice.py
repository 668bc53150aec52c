"""申请再次补正."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running import acts
from engine.running.access import in_the_name_of
from engine.running.asking_again import must_be_askable
from engine.running.requests import SECOND_NOTICE, heads_of
from engine.running.verbs import reason_of
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSecondNotice(Command[UUID]):
    """申请再次补正: the holder asks the head's leave to ask the applicant for something that could be seen the first time 一次性告知.

    Raises:
        InvalidInput: no reason.
        InvalidState: nobody has asked for corrections yet, or a request of this task waits or was granted.
        Conflict: somebody else holds the task.
    """

    task_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """Nothing moves until the head answers; leave is for this task alone. Returns the request's id."""
        task, case = uow.locked_task(self.task_id)
        by = in_the_name_of(by, task)
        must_be_askable(uow, by, task, case)
        reason = reason_of(self.reason)
        act = acts.begin(uow, case, task.id, by, SECOND_NOTICE, reason=reason)
        for role in sorted(heads_of(uow.program(case.release_id))):
            told = {"request": str(act.id), "kind": SECOND_NOTICE, "name": task.name, "case": case.number, "task": str(task.id)}
            uow.send("request.made", {**told, "person": None, "role": role, "by": by.name, "reason": reason}, case)
        uow.record(case, by, "second_notice_requested", element=task.element, name=task.name, task=str(task.id), reason=reason)
        return act.id
