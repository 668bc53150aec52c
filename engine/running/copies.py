"""抄送: who may send a copy of a case, and to whom."""

from uuid import UUID

from engine.model import Case, Person, Task
from engine.running import acts
from engine.running.access import must_see
from engine.running.duties import must_not_be_recused
from engine.running.people import actor_of
from engine.running.signers import RECUSED
from engine.running.verbs import must_allow
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState, NotPermitted
from engine.sdk.messages import sentence_of
from engine.store.unit_of_work import UnitOfWork

KIND = "copy"


def must_be_copyable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    """Check that the actor is an officer who may see the case, and that the step, open or done, allows 抄送."""
    must_see(by, case)
    must_not_be_recused(by, case)
    if by.kind != "officer":
        raise NotPermitted("not_for_you", needed="officer")
    if task.organisation_id is not None:
        raise NotPermitted("task_of_applicant", task=str(task.id))
    if task.state == "cancelled":
        raise InvalidState("task_cancelled", by=task.done_by, at=task.done_at, task=str(task.id))
    must_allow(uow.program(case.release_id).element(task.process, task.element), "copy")


def reader_of(uow: UnitOfWork, by: Actor, case: Case, person_id: UUID) -> Person:
    """Somebody else who works here, may see the case and is not recused from it; `InvalidInput` otherwise.

    A copy decides nothing, so 不相容岗位分离 does not stand against it; but it brings the course and the reasons of a case to somebody
    who has to keep away from it.
    """
    person = uow.session.get(Person, person_id)
    if person is None or not person.active or person.kind != "officer":
        raise InvalidInput([FieldError("people", "请选择在岗人员。", "Choose somebody who works here.", code="person_gone")])
    if person.id == by.user_id:
        raise InvalidInput([FieldError("people", "不能抄送给自己。", "Choose somebody else than yourself.", code="oneself")])
    if not actor_of(uow, person).sees(case.region):
        zh, en = f"{person.name} 的辖区不包括本件所在区域。", f"{person.name} has no post in the region of this case."
        raise InvalidInput([FieldError("people", zh, en, code="region_missing")])
    said = case.facts.get(RECUSED, {}).get(str(person.id))
    if said is not None:
        refused = sentence_of(NotPermitted("recused_of", person=person.name, reason=said["reason"], day=said["on"]))
        raise InvalidInput([FieldError("people", refused.zh, refused.en, code="recused")])
    return person


def take_unread(uow: UnitOfWork, by: Actor, case: Case, person_id: UUID) -> None:
    """Whoever is recused is not asked to read of the case any more; what they have read stays read."""
    for act in acts.acts_of(uow, case.id, KIND, "open"):
        if act.to_id == person_id:
            acts.end(uow, act, by, "void")
