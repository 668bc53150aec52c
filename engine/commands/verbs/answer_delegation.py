"""答复委派."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running import acts, delegation
from engine.running.access import in_the_name_of
from engine.running.duties import note_hands
from engine.running.verbs import must_allow, reason_of
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDelegation(Command[None]):
    """答复委派: the delegate gives the opinion and the task returns to its owner; the owner can take it back unanswered, with a reason.

    Raises:
        InvalidInput: no opinion.
        InvalidState: the task is done, or nobody delegated it.
        NotPermitted: it was delegated by and to others.
    """

    task_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """The opinion stays on the delegation and in the trail; the owner is told."""
        task, case = uow.locked_task(self.task_id)
        by = in_the_name_of(by, task)
        act = delegation.must_be_answerable(uow, by, task, case)
        must_allow(uow.program(case.release_id).element(task.process, task.element), "answer")
        opinion = reason_of(self.reason)
        answered = act.to_id in {by.user_id, *(stand.person_id for stand in by.stands_for)} and by.user_id != act.by_id
        if answered:
            note_hands(case, task, by.user_id, act.to_id)
        delegation.give_back(uow, task, act)
        acts.end(uow, act, by, "done" if answered else "taken_back", opinion)
        told = {"task": str(task.id), "name": task.name, "case": case.number, "answered": answered}
        uow.send("task.returned", {**told, "person": str(act.by_id if answered else act.to_id), "opinion": opinion}, case)
        kind = "delegation_answered" if answered else "delegation_taken_back"
        uow.record(case, by, kind, element=task.element, name=task.name, task=str(task.id), owner=act.by, opinion=opinion)
