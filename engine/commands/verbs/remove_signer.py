"""减签."""

from dataclasses import dataclass
from uuid import UUID

from engine import bpmn
from engine.bpmn import BpmnRefusal
from engine.commands.command import Command
from engine.model import Draft, Task
from engine.running.access import named_for
from engine.running.adding import Removable, must_be_removable
from engine.running.delegation import void
from engine.running.drafts import step_of
from engine.running.people import name_of
from engine.running.places import item_of
from engine.running.signing import count, votes_of
from engine.running.step import Step
from engine.running.suspension import must_run
from engine.running.verbs import reason_of, stand_as_supervisor
from engine.sdk.actor import Actor
from engine.sdk.errors import DecisionFailed, FieldError, InvalidInput, InvalidState, NotPermitted
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSigner(Command[None]):
    """减签: a signature is not waited for any more; by whoever asked for it or by a supervisor.

    `person_id` names somebody whose turn in a step signed in turn is still to come; without it the task itself is meant.

    Raises:
        InvalidInput: no reason, or somebody who is not to sign later.
        InvalidState: it was given, or nobody else signs: the step would pass without a signature.
        NotPermitted: neither asked for it nor leads there, or did a step this one is kept apart from.
    """

    task_id: UUID
    reason: str
    person_id: UUID | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """The step is decided when the signatures that are left decide it."""
        opened = uow.opened_task(self.task_id, step_of(self.task_id))
        task, case = opened.task(self.task_id), opened.case
        removable = must_be_removable(uow, by, task, case)
        by = named_for(by, stand_as_supervisor(by, task))
        must_run(case)
        reason = reason_of(self.reason)
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        if self.person_id is not None:
            self._drop_later(step, task, removable, reason)
        elif not removable.own:
            raise NotPermitted("signer_not_yours", by="")
        else:
            self._drop(step, task, reason)
            if opened.draft is not None:
                uow.batch.delete(Draft, case_id=case.id, step=step_of(task.id))

    def _drop_later(self, step: Step, task: Task, removable: Removable, reason: str) -> None:
        """Somebody who waits for their turn: the others move up, who signs now goes on."""
        later = next((each for each in removable.later if each.person_id == self.person_id), None)
        item = item_of(step, task)
        if item.loop is None or step.instance is None:
            raise DecisionFailed("case_without_state", case=step.case.number)
        if later is None:
            zh, en = "请选择排队签署的人员。", "Choose somebody who is to sign later."
            raise InvalidInput([FieldError("person_id", zh, en, code="not_queued")])
        bpmn.drop_queued(step.instance, item.loop.body, later.place)
        self._record(step, task, later.name, reason)
        step.settle()

    def _drop(self, step: Step, task: Task, reason: str) -> None:
        """The signature that is waited for now."""
        uow, case, by, item = step.uow, step.case, step.by, item_of(step, task)
        if item.loop is None or step.instance is None:
            raise DecisionFailed("case_without_state", case=case.number)
        if item.loop.total - item.loop.terminated <= 1:
            raise InvalidState("signer_last")
        holder = name_of(uow, task.assignee_id)
        void(uow, [task], by)
        task.state, task.done_at, task.done_by_id, task.done_by = "cancelled", uow.now, by.user_id, by.name
        self._record(step, task, holder, reason)
        votes = votes_of(item, case.facts.get(item.element))
        if votes:
            count(step, item, case.facts[item.element], votes)
        try:
            bpmn.remove_instance(step.instance, item.id, step.env)
        except BpmnRefusal as refusal:
            raise DecisionFailed("case_cannot_move", case=case.number, cause=str(refusal), kind=type(refusal).__name__) from refusal
        step.settle()

    @staticmethod
    def _record(step: Step, task: Task, signer: str, reason: str) -> None:
        said = {"signer": signer, "reason": reason}
        named = {"element": task.element, "name": task.name, "task": str(task.id)}
        step.uow.record(step.case, step.by, "signer_removed", **named, removed=said, reason=reason)  # type: ignore[arg-type]
