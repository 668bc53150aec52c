"""回避."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.model import Case, Interest, Person, Task
from engine.running.access import named_for
from engine.running.copies import take_unread
from engine.running.drafts import step_of
from engine.running.plain import plain
from engine.running.recusal import concerned, interest, let_go, must_be_recusable, open_in, subject_of
from engine.running.signers import RECUSED
from engine.running.verbs import SUPERVISOR, reason_of, stand_as_supervisor
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Recuse(Command[int]):
    """回避: an officer with an interest in a case has nothing to do with it from now on; by oneself, or by a supervisor for somebody.

    It holds in the whole family of the case: a plan and its linked cases. With `organisation` it is the organisation the officer has a
    relation to: it holds in all its cases, those to come too.

    Raises:
        InvalidInput: no reason, nobody, or somebody recused already.
        InvalidState: the case is closed.
        NotPermitted: for somebody else, without supervising the region.
    """

    task_id: UUID
    reason: str
    person_id: UUID | None = None
    organisation: bool = False

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """What the person holds in these cases is in the pool again, copies they have not read are void. Returns how many were held."""
        others = concerned(uow, self.task_id, whole=self.organisation)
        opened = uow.opened_task(self.task_id, step_of(self.task_id))
        task, case = opened.task(self.task_id), opened.case
        must_be_recusable(uow, by, task, case)
        person = subject_of(uow, by, task, case, self.person_id)
        by = by if person.id == by.user_id else named_for(by, stand_as_supervisor(by, task))
        reason = reason_of(self.reason)
        freed = self._keep_out(uow, by, case, list(opened.tasks), person, reason, task)
        for other in others:
            if str(person.id) not in other.facts.get(RECUSED, {}):
                freed += self._keep_out(uow, by, other, open_in(uow, other), person, reason, task)
        if self.organisation:
            told = {"person_id": person.id, "organisation_id": case.organisation_id, "name": person.name}
            uow.session.merge(Interest(**told, reason=reason, by=by.name, since=uow.now))
        uow.send("person.recused", {"case": case.number, "name": person.name, "person": None, "role": SUPERVISOR, "reason": reason}, case)
        return freed

    def _keep_out(self, uow: UnitOfWork, by: Actor, case: Case, tasks: list[Task], person: Person, reason: str, task: Task) -> int:
        said = plain(interest(person.name, reason, by.name, uow.now))
        case.facts = {**case.facts, RECUSED: {**case.facts.get(RECUSED, {}), str(person.id): said}}
        freed = let_go(uow, by, person.id, tasks)
        take_unread(uow, by, case, person.id)
        where = {"element": task.element, "task": str(task.id)} if task.case_id == case.id else {}
        known = {"person": person.name, "reason": reason, "freed": len(freed), "organisation": self.organisation}
        uow.record(case, by, "person_recused", **where, **known)  # type: ignore[arg-type]
        return len(freed)
