"""回避: whoever has an interest in a case has nothing to do with it any more, nor with its family or, for a relation, its organisation."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.model import Act, Case, Interest, Person, Task
from engine.running.access import must_see
from engine.running.delegation import void
from engine.running.flags import DELEGATED, flag_of
from engine.running.signers import RECUSED
from engine.running.verbs import SUPERVISOR, leads, must_allow
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState, NotPermitted
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


def must_be_recusable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    """Check that the actor is an officer (or administrator) who may see the case, that it is open, and that the step allows 回避."""
    must_see(by, case)
    if by.kind == "enterprise":
        raise NotPermitted("not_for_you", needed="officer")
    if case.status != "open":
        raise InvalidState("case_not_open", status=case.status)
    must_allow(uow.program(case.release_id).element(task.process, task.element), "recuse")
    if not leads(by, task) and str(by.user_id) in case.facts.get(RECUSED, {}):
        raise InvalidState("recused_already")


def subject_of(uow: UnitOfWork, by: Actor, task: Task, case: Case, person_id: UUID | None) -> Person:
    """Whom it is about: the actor, or somebody a supervisor names.

    Raises:
        NotPermitted: somebody else, by an actor who does not lead there.
        InvalidInput: nobody, or somebody who is recused already.
    """
    if person_id not in {None, by.user_id} and not leads(by, task):
        raise NotPermitted("role_needed", role=SUPERVISOR, region=task.region)
    person = uow.session.get(Person, person_id or by.user_id)
    if person is None or person.kind != "officer":
        raise InvalidInput([FieldError("person_id", "请选择一名人员。", "Choose a person.", code="person_gone")])
    if str(person.id) in case.facts.get(RECUSED, {}):
        zh, en = f"{person.name} 已回避。", f"{person.name} is recused already."
        raise InvalidInput([FieldError("person_id", zh, en, code="recused_already")])
    return person


def concerned(uow: UnitOfWork, task_id: UUID, *, whole: bool) -> Sequence[Case]:
    """The other cases a 回避 at this task holds in, locked: drafts and open ones of its family, or of its organisation where `whole`.

    Linked cases are locked before those they belong to, as everywhere. A linked case that is begun meanwhile knows what its parent knows.
    """
    here = select(Case.id, Case.parent_id, Case.organisation_id).join(Task, Task.case_id == Case.id).where(Task.id == task_id)
    found = uow.session.execute(here).first()
    if found is None:
        return ()
    case_id, parent_id, organisation_id = found
    plan = parent_id or case_id
    these = (Case.organisation_id == organisation_id) if whole else (Case.id == plan) | (Case.parent_id == plan)
    chosen = select(Case).where(these, Case.status.in_(("draft", "open"))).order_by(Case.parent_id.is_(None), Case.id)
    cases = uow.session.scalars(chosen.with_for_update().execution_options(populate_existing=True)).all()
    return [case for case in cases if case.id != case_id]


def open_in(uow: UnitOfWork, case: Case) -> list[Task]:
    """The open tasks of a case that is locked."""
    return list(uow.session.scalars(select(Task).where(Task.case_id == case.id, Task.state == "open")))


def known_interests(uow: UnitOfWork, organisation_id: UUID | None, parent_id: UUID | None) -> dict[str, Any]:
    """Who has nothing to do with a new case: whoever has a relation to its organisation, and whoever is recused from its parent."""
    found = uow.session.scalars(select(Interest).where(Interest.organisation_id == organisation_id)).all() if organisation_id else ()
    parent = uow.session.get(Case, parent_id) if parent_id is not None else None
    related = {str(each.person_id): interest(each.name, each.reason, each.by, each.since) for each in found}
    return {**related, **(parent.facts.get(RECUSED, {}) if parent is not None else {})}


def interest(name: str, reason: str, by: str, at: datetime) -> dict[str, str]:
    """What a case keeps of somebody who has nothing to do with it."""
    return {"name": name, "reason": reason, "by": by, "on": at.astimezone(ZONE).date().isoformat()}


def let_go(uow: UnitOfWork, by: Actor, person_id: UUID, tasks: Iterable[Task]) -> list[Task]:
    """Open tasks the person holds, or has delegated, are in the pool again; what was delegated to them is their owner's again."""
    freed = []
    for task in tasks:
        lent = flag_of(task, DELEGATED)
        act = uow.session.get(Act, UUID(lent["act"])) if lent else None
        owner = act.by_id if act else task.assignee_id
        if task.state != "open" or person_id not in {task.assignee_id, owner}:
            continue
        void(uow, [task], by)
        task.assignee_id = None if owner == person_id else owner
        task.claimed_at = uow.now if task.assignee_id else None
        freed.append(task)
    return freed
