"""不相容岗位分离、回避、一人一签: why somebody may not do a step of a case, whatever post they hold."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from engine.model import Case, Task
from engine.packages.program import Program
from engine.running.access import done_tasks, stand_at
from engine.running.signers import RECUSED, queued_at
from engine.sdk.actor import Actor
from engine.sdk.errors import NotPermitted
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Bar:
    """Why one person may not do a step: a code of a sentence, and its facts."""

    code: str
    facts: tuple[tuple[str, object], ...]

    def refusal(self) -> NotPermitted:
        """The refusal, told to whoever is barred."""
        return NotPermitted(self.code, **dict(self.facts))

    def refusal_of(self, person: str) -> NotPermitted:
        """The refusal, told to somebody who would give the step to them."""
        return NotPermitted(f"{self.code}_of", person=person, **dict(self.facts))


def apart_of(program: Program, task: Task) -> list[str]:
    """The steps that nobody may do who does this one 不相容岗位."""
    return program.element(task.process, task.element).attributes.get("separateFrom", "").split()


def barred(uow: UnitOfWork, task: Task, case: Case) -> dict[UUID, Bar]:
    """Everybody who may not do this task, with the reason."""
    found: dict[UUID, Bar] = {}
    for done in done_tasks(uow, case.id, apart_of(uow.program(case.release_id), task)):
        for person in _known(done.done_by_id, done.assignee_id):  # whoever did it, and for whom
            found[person] = Bar("separation_of_duties", (("step", done.name), ("at", done.done_at)))
    for other in signed_beside(uow, task):
        if other.state == "done":
            for person in _known(other.done_by_id, other.assignee_id):
                found[person] = Bar("signed_already", (("step", other.name), ("at", other.done_at)))
        elif other.state == "open" and other.assignee_id is not None:
            found.setdefault(other.assignee_id, Bar("signing_already", (("step", other.name),)))
    for later in queued_at(uow, case, task):
        if later.person_id != task.assignee_id:  # whoever is named twice keeps this turn; the later one is open to the post
            found.setdefault(later.person_id, Bar("signing_later", (("step", task.name),)))
    for person, said in case.facts.get(RECUSED, {}).items():
        found[UUID(person)] = Bar("recused", (("reason", said["reason"]), ("day", said["on"])))
    return found


def _known(*people: UUID | None) -> set[UUID]:
    return {person for person in people if person is not None}


def signed_beside(uow: UnitOfWork, task: Task) -> list[Task]:
    """The other tasks of the round a signature belongs to, given or waited for."""
    if task.round is None:
        return []
    same = (Task.case_id == task.case_id) & (Task.element == task.element) & (Task.round == task.round) & (Task.id != task.id)
    return list(uow.session.scalars(select(Task).where(same, or_(Task.state == "done", Task.state == "open"))))


def must_be_fit(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    """`NotPermitted` with the reason where separation, 回避 or an earlier signature stands against the actor or whom they act for."""
    if by.user_id is None:
        return
    bars, stand = barred(uow, task, case), stand_at(by, task)
    if by.user_id in bars:
        raise bars[by.user_id].refusal()
    if stand is not None and stand.person_id in bars:
        raise bars[stand.person_id].refusal_of(stand.name)


def must_not_be_recused(by: Actor, case: Case) -> None:
    """`NotPermitted("recused")` with the reason where 回避 stands against the actor: no verb is theirs in this case."""
    said = case.facts.get(RECUSED, {}).get(str(by.user_id))
    if said is not None:
        raise NotPermitted("recused", reason=said["reason"], day=said["on"])
