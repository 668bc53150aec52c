"""申请延期."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running import acts
from engine.running.access import in_the_name_of
from engine.running.extension import amount_of, must_be_extendable
from engine.running.requests import EXTENSION, heads_of
from engine.running.verbs import reason_of
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExtension(Command[UUID]):
    """申请延期: the holder asks the head for more time under the limit of the task, once, on a legal basis.

    Raises:
        InvalidInput: no reason or basis, or more days than may be given.
        InvalidState: no limit runs, it has ended, was extended before, or a request waits.
        Conflict: somebody else holds the task.
    """

    task_id: UUID
    days: int
    basis: str
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """Nothing moves until the head answers; returns the request's id."""
        task, case = uow.locked_task(self.task_id)
        by = in_the_name_of(by, task)
        clock = must_be_extendable(uow, by, task, case)
        basis, reason = reason_of(self.basis, "basis"), reason_of(self.reason)
        program = uow.program(case.release_id)
        amount = amount_of(program, clock, self.days)
        data = {"clock": str(clock.id), "amount": str(amount), "title": clock.title, "due": str(clock.due_on)}
        act = acts.begin(uow, case, task.id, by, EXTENSION, reason=reason, basis=basis, data=data)
        for role in sorted(heads_of(program)):
            told = {"request": str(act.id), "kind": EXTENSION, "name": task.name, "case": case.number, "task": str(task.id)}
            uow.send("request.made", {**told, "person": None, "role": role, "by": by.name, "reason": reason}, case)
        uow.record(
            case,
            by,
            "extension_requested",
            element=task.element,
            name=task.name,
            task=str(task.id),
            limit=str(amount),
            basis=basis,
            reason=reason,
        )
        return act.id
