"""中止."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running import acts, suspension
from engine.running.access import in_the_name_of
from engine.running.clocks import BY_VERB, SUSPENSION
from engine.running.drafts import step_of
from engine.running.step import Step
from engine.running.verbs import must_hold, reason_of, tell
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

NOTICE = "suspension_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopClock(Command[UUID]):
    """中止: time that the law does not count (hearing, appraisal, expert review, force majeure) stops every clock of the case.

    The applicant is told the reason and the legal basis; the program's `suspension_notice` is issued where it has one.

    Raises:
        InvalidInput: no reason or no legal basis.
        InvalidState: the case is stopped already, or no clock runs.
        Conflict: somebody else holds the task.
    """

    task_id: UUID
    basis: str
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """Returns the stop's id; tasks stay where they are, nothing is decided until the case is resumed."""
        opened = uow.opened_task(self.task_id, step_of(self.task_id))
        task, case = opened.task(self.task_id), opened.case
        by = in_the_name_of(by, task)
        element = must_hold(uow, by, task, case, "stop")
        basis, reason = reason_of(self.basis, "basis"), reason_of(self.reason)
        for standing in acts.acts_of(uow, case.id, "stop", "open"):
            raise InvalidState("case_stopped_by", by=standing.by, at=standing.at)
        if not opened.clocks:
            raise InvalidState("no_clock")
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        act = acts.begin(uow, case, task.id, by, "stop", reason=reason, basis=basis)
        hold = f"{BY_VERB}{act.id}"
        act.data = {"timers": suspension.stop(step, hold, Text(reason))}
        since = step.env.today.isoformat()
        step.env.write(SUSPENSION, {"reason": reason, "basis": basis, "from": since, "until": None, "hold": hold})
        uow.record(case, by, "case_stopped", public=True, element=task.element, task=str(task.id), reason=reason, basis=basis)
        tell(step.env, element, NOTICE, "case.stopped", {"reason": reason, "basis": basis})
        step.settle()
        return act.id
