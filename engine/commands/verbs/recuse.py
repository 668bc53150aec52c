"""回避."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running.drafts import step_of
from engine.running.plain import plain
from engine.running.recusal import let_go, must_be_recusable, subject_of
from engine.running.signers import RECUSED
from engine.running.verbs import SUPERVISOR, reason_of
from engine.sdk.actor import Actor
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Recuse(Command[int]):
    """回避: an officer with an interest in a case has nothing to do with it from now on; by oneself, or by a supervisor for somebody.

    Raises:
        InvalidInput: no reason, nobody, or somebody recused already.
        InvalidState: the case is closed.
        NotPermitted: for somebody else, without supervising the region.
    """

    task_id: UUID
    reason: str
    person_id: UUID | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """What the person holds in the case is in the pool again; no verb gives it back. Returns how many tasks that were."""
        opened = uow.opened_task(self.task_id, step_of(self.task_id))
        task, case = opened.task(self.task_id), opened.case
        must_be_recusable(uow, by, task, case)
        person = subject_of(uow, by, task, case, self.person_id)
        reason = reason_of(self.reason)
        day = uow.now.astimezone(ZONE).date().isoformat()
        said = {"name": person.name, "reason": reason, "by": by.name, "on": day}
        case.facts = {**case.facts, RECUSED: {**case.facts.get(RECUSED, {}), str(person.id): plain(said)}}
        freed = let_go(uow, by, person.id, opened.tasks)
        uow.record(case, by, "person_recused", element=task.element, task=str(task.id), person=person.name, reason=reason, freed=len(freed))
        uow.send("person.recused", {"case": case.number, "name": person.name, "person": None, "role": SUPERVISOR, "reason": reason}, case)
        return len(freed)
