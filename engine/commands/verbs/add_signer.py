"""加签."""

from dataclasses import dataclass
from uuid import UUID

from engine import bpmn
from engine.commands.command import Command
from engine.model import Task
from engine.running import acts
from engine.running.access import in_the_name_of
from engine.running.adding import KIND, PLACES, must_be_addable
from engine.running.drafts import step_of
from engine.running.flags import AFTER, flag
from engine.running.places import item_of
from engine.running.step import Step
from engine.running.suspension import must_run
from engine.running.verbs import colleague, reason_of
from engine.sdk.actor import Actor
from engine.sdk.errors import DecisionFailed, FieldError, InvalidInput
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSigner(Command[UUID | None]):
    """加签: one more person signs the step: before the actor, at the same time, or after.

    Raises:
        InvalidInput: no reason, no such place, or somebody without the post, barred, or asked already: nobody signs twice.
        InvalidState: the step is not signed by several people (`tb:signing`), or the case is stopped.
        Conflict: somebody else holds the task.
    """

    task_id: UUID
    person_id: UUID
    reason: str
    place: str = "parallel"

    def run(self, uow: UnitOfWork, by: Actor) -> UUID | None:
        """Signatures given stay; returns the new task, None where a step signed in turn asks for it later."""
        opened = uow.opened_task(self.task_id, step_of(self.task_id))
        task, case = opened.task(self.task_id), opened.case
        by = in_the_name_of(by, task)
        must_be_addable(uow, by, task, case)
        must_run(case)
        reason = reason_of(self.reason)
        if self.place not in PLACES:
            raise InvalidInput([FieldError("place", "请选择加签方式。", "Choose when they sign.", code="choice")])
        person = colleague(uow, case, task, self.person_id)
        if person.user_id == task.assignee_id:
            zh, en = f"{person.name} 正在签署，一人只签一次。", f"{person.name} is signing already: nobody signs twice."
            raise InvalidInput([FieldError("person_id", zh, en, code="signing_already")])
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        self._add(step, task)
        step.settle()
        added = step.opened[0] if step.opened else None
        told_by_step = added is not None and added.assignee_id is not None
        if added is not None:
            added.assignee_id, added.claimed_at = person.user_id, uow.now
            if self.place == "before":
                flag(task, AFTER, task=str(added.id), person=person.name)
            elif self.place == "after":
                flag(added, AFTER, task=str(task.id), person=by.name)
        data = {"place": self.place, "queued": None if added else task.round}
        act = acts.begin(uow, case, added.id if added else task.id, by, KIND, reason=reason, data=data)
        act.to_id, act.to = person.user_id, person.name
        acts.end(uow, act, by)
        if not told_by_step:
            told = {"task": str((added or task).id), "name": task.name, "case": case.number, "person": str(person.user_id)}
            uow.send("task.given", told, case)
        said = {"to": person.name, "place": self.place}
        uow.record(case, by, "signer_added", element=task.element, name=task.name, task=str(task.id), added=said, reason=reason)
        return added.id if added else None

    def _add(self, step: Step, task: Task) -> None:
        item = item_of(step, task)
        if item.loop is None or step.instance is None:
            raise DecisionFailed("case_without_state", case=step.case.number)
        turn: bpmn.Turn = "next" if self.place == "after" else "now"
        signer = {"person_id": str(self.person_id), "role": task.role}
        bpmn.add_instance(step.instance, item.loop.body, signer, step.env, turn)
