"""减签."""

from dataclasses import dataclass
from uuid import UUID

from engine import bpmn
from engine.bpmn import BpmnRefusal
from engine.commands.command import Command
from engine.model import Draft
from engine.running.adding import must_be_removable
from engine.running.delegation import void
from engine.running.drafts import step_of
from engine.running.people import name_of
from engine.running.places import item_of
from engine.running.signing import count, votes_of
from engine.running.step import Step
from engine.running.suspension import must_run
from engine.running.verbs import reason_of
from engine.sdk.actor import Actor
from engine.sdk.errors import DecisionFailed, InvalidState
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSigner(Command[None]):
    """减签: a signature is not waited for any more; by whoever asked for it or by a supervisor.

    Raises:
        InvalidInput: no reason.
        InvalidState: it was given, or nobody else signs: the step would pass without a signature.
        NotPermitted: neither asked for it nor supervises the region.
    """

    task_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """The step is decided when the signatures that are left decide it."""
        opened = uow.opened_task(self.task_id, step_of(self.task_id))
        task, case = opened.task(self.task_id), opened.case
        must_be_removable(uow, by, task, case)
        must_run(case)
        reason = reason_of(self.reason)
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        item = item_of(step, task)
        if item.loop is None or step.instance is None:
            raise DecisionFailed("case_without_state", case=case.number)
        if item.loop.total - item.loop.terminated <= 1:
            raise InvalidState("signer_last")
        holder = name_of(uow, task.assignee_id)
        void(uow, [task], by)
        task.state, task.done_at, task.done_by_id, task.done_by = "cancelled", uow.now, by.user_id, by.name
        said = {"signer": holder, "reason": reason}
        uow.record(case, by, "signer_removed", element=task.element, name=task.name, task=str(task.id), removed=said, reason=reason)
        votes = votes_of(item, case.facts.get(item.element))
        if votes:
            count(step, item, case.facts[item.element], votes)
        try:
            bpmn.remove_instance(step.instance, item.id, step.env)
        except BpmnRefusal as refusal:
            raise DecisionFailed("case_cannot_move", case=case.number, cause=str(refusal), kind=type(refusal).__name__) from refusal
        step.settle()
        if opened.draft is not None:
            uow.batch.delete(Draft, case_id=case.id, step=step_of(task.id))
