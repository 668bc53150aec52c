"""退回."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.model import Draft, Task
from engine.running.access import in_the_name_of
from engine.running.drafts import step_of
from engine.running.duties import barred, note_hands
from engine.running.flags import SENT_BACK, flag
from engine.running.going_back import done_in, earlier, go_back, plan
from engine.running.people import doer
from engine.running.places import item_of
from engine.running.step import Step
from engine.running.suspension import must_run
from engine.running.verbs import must_hold, reason_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack(Command[None]):
    """退回: an earlier step is done again, by whoever did it, or anybody of the post where they may not any more; `to` names its element.

    Without `to` it is the step before.

    Raises:
        InvalidInput: no reason, or a step that does not lead here.
        InvalidState: a parallel section would be torn apart, a legal limit would begin anew, or the case is stopped.
        Conflict: somebody else holds the task.
    """

    task_id: UUID
    reason: str
    to: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """What belongs to the section goes back with it; opinions given stay on record, the draft of this step goes."""
        opened = uow.opened_task(self.task_id, step_of(self.task_id))
        task, case = opened.task(self.task_id), opened.case
        by = in_the_name_of(by, task)
        must_hold(uow, by, task, case, "send_back")
        must_run(case)
        reason = reason_of(self.reason)
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        target = self._target(uow, step, task)
        item = item_of(step, task)
        moved = plan(step.program, step.instance, item, target)
        if any(scope.attributes.get("limit") for scope in moved.leaves):
            raise InvalidState("send_back_limit", target=target.name)
        task.state, task.done_at, task.done_by_id, task.done_by, task.opinion = "cancelled", uow.now, by.user_id, by.name, reason
        note_hands(case, task, task.done_by_id, task.assignee_id)
        uow.record(case, by, "task_sent_back", element=task.element, name=task.name, task=str(task.id), to=target.element, reason=reason)
        go_back(step, moved, target)
        step.settle()
        if opened.draft is not None:
            uow.batch.delete(Draft, case_id=case.id, step=step_of(task.id))
        for again in step.opened:
            if again.element == target.element:
                flag(again, SENT_BACK)
                if again.round is None:  # who signs together is asked as the diagram names them
                    person = doer(uow, target)
                    again.assignee_id = None if person in barred(uow, again, case, {person} if person else ()) else person
                    again.claimed_at = uow.now if again.assignee_id else None
                    if again.assignee_id is not None and again.assignee_id != by.user_id:
                        told = {"task": str(again.id), "name": again.name, "case": case.number}
                        uow.send("task.given", {**told, "person": str(again.assignee_id)}, case)

    def _target(self, uow: UnitOfWork, step: Step, task: Task) -> Task:
        choices = earlier(step.program, item_of(step, task), done_in(uow, step.case.id))
        target = choices[0] if choices and not self.to else next((each for each in choices if each.element == self.to), None)
        if target is None:
            zh, en = "请选择可以退回的环节。", "Choose a step this one can go back to."
            raise InvalidInput([FieldError("to", zh, en, code="send_back_nowhere")])
        return target
