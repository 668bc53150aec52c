"""恢复."""

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

NOTICE = "resumption_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeClock(Command[None]):
    """恢复: the reason for the stop is gone; the clocks count again from the next day. Whoever holds a task of the case can do it.

    Raises:
        InvalidInput: no reason.
        InvalidState: the case is not stopped.
        Conflict: somebody else holds the task.
    """

    task_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Timers that wait for the end of a limit get what was left of it."""
        opened = uow.opened_task(self.task_id, step_of(self.task_id))
        task, case = opened.task(self.task_id), opened.case
        by = in_the_name_of(by, task)
        element = must_hold(uow, by, task, case, "resume")
        reason = reason_of(self.reason)
        standing = next(iter(acts.acts_of(uow, case.id, "stop", "open")), None)
        if standing is None:
            raise InvalidState("case_not_stopped")
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        suspension.resume(step, f"{BY_VERB}{standing.id}", Text(reason), standing.data["timers"])
        acts.end(uow, standing, by, answer=reason)
        step.env.write(SUSPENSION, {**case.facts.get(SUSPENSION, {}), "until": step.env.today.isoformat()})
        uow.record(case, by, "case_resumed", public=True, element=task.element, task=str(task.id), reason=reason, stop=str(standing.id))
        tell(step.env, element, NOTICE, "case.resumed", {"reason": reason})
        step.settle()
