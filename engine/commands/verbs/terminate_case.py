"""终止."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete

from engine.commands.command import Command
from engine.model import Draft
from engine.running.access import in_the_name_of
from engine.running.drafts import step_of
from engine.running.step import Step
from engine.running.verbs import must_hold, reason_of, tell
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.unit_of_work import UnitOfWork

NOTICE = "termination_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminateCase(Command[None]):
    """终止: the case ends without a decision, for a reason in law. Cannot be undone; `confirm` repeats the case number.

    Raises:
        InvalidInput: no reason, no legal basis, or `confirm` is not the number of the case.
        InvalidState: the case is closed, or the diagram does not allow the verb here.
        Conflict: somebody else holds the task.
    """

    task_id: UUID
    basis: str
    reason: str
    confirm: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """All tokens, clocks and open requests end; the applicant is told, on paper where the program has `termination_notice`."""
        opened = uow.opened_task(self.task_id, step_of(self.task_id))
        task, case = opened.task(self.task_id), opened.case
        by = in_the_name_of(by, task)
        element = must_hold(uow, by, task, case, "terminate")
        basis, reason = reason_of(self.basis, "basis"), reason_of(self.reason)
        if self.confirm.strip() != case.number:
            zh, en = "请输入办件编号以确认终止。", "Type the case number to confirm."
            raise InvalidInput([FieldError("confirm", zh, en, code="confirm_number")])
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        step.cancel()
        step.env.stages.append("terminated")
        step.env.write("termination", {"reason": reason, "basis": basis, "by": by.name, "on": step.env.today.isoformat()})
        uow.record(case, by, "case_terminated", public=True, element=task.element, task=str(task.id), reason=reason, basis=basis)
        tell(step.env, element, NOTICE, "case.terminated", {"reason": reason, "basis": basis})
        step.settle(status="terminated")
        uow.session.execute(delete(Draft).where(Draft.case_id == case.id))
