"""Access 权限: who may know of a case, and who may do a task."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, false, or_, true

from engine.model import Case, Organisation, Task
from engine.sdk.actor import Actor, Stand
from engine.sdk.ago import ago
from engine.sdk.errors import Conflict, InvalidState, NotFound, NotPermitted
from engine.store.unit_of_work import UnitOfWork


def visible_regions(by: Actor, column: SQLColumnExpression[str], role: str | None = None) -> ColumnElement[bool]:
    """The SQL condition that a region lies in the actor's area (for one role, when given)."""
    areas = {region for held, region in by.posts if role is None or held == role}
    if not areas:
        return false()
    return or_(*(column.like(prefix_of(area) + "%") for area in sorted(areas)))


def prefix_of(area: str) -> str:
    """The prefix that every code in an area shares."""
    prefix = area
    while len(prefix) > 2 and prefix.endswith("00"):
        prefix = prefix[:-2]
    return prefix


def visible_cases(by: Actor) -> ColumnElement[bool]:
    """The SQL condition that the actor may know of a case: an enterprise its own, an officer those of the area, administrators all."""
    if by.kind == "enterprise":
        return (Case.organisation_id == by.organisation_id) & ((Case.status != "draft") | (Case.origin == "enterprise"))
    if by.kind in {"administrator", "system"}:
        return true()
    return visible_regions(by, Case.region) & (Case.status != "draft")


def must_see(by: Actor, case: Case) -> None:
    """`NotFound` unless the actor may know of the case: nobody learns that a foreign case exists."""
    if by.kind in {"administrator", "system"}:
        return
    if by.kind == "enterprise" and case.organisation_id == by.organisation_id and (case.status != "draft" or case.origin == "enterprise"):
        return
    if drafted_by(by, case):
        return
    if by.kind == "officer" and case.status != "draft" and by.sees(case.region):
        return
    raise NotFound("case_not_found", case=str(case.id))


def must_own(by: Actor, case: Case) -> None:
    """`NotFound` unless the case belongs to the actor's organisation, or is a linked case the officer began."""
    if by.is_system or drafted_by(by, case):
        return
    if by.kind != "enterprise" or case.origin != "enterprise" or case.organisation_id != by.organisation_id:
        raise NotFound("case_not_found", case=str(case.id))


def drafted_by(by: Actor, case: Case) -> bool:
    """Whether an officer began this linked case."""
    return by.kind == "officer" and case.origin == "officer" and case.applicant_id == by.user_id and by.sees(case.region)


def must_be(by: Actor, kind: str) -> None:
    """`NotPermitted` unless the actor is of this kind (or the engine itself)."""
    if not by.is_system and by.kind != kind:
        raise NotPermitted("not_for_you", needed=kind)


def must_do(by: Actor, task: Task, case: Case, assignee: str = "", now: datetime | None = None) -> None:
    """Check that the actor may act on an open task.

    Raises:
        NotFound: when they may not know of the case.
        InvalidState: when the task is done or cancelled; says by whom and when.
        NotPermitted: when the task is for another role.
        Conflict: when another officer has claimed it.
    """
    must_see(by, case)
    if task.state != "open":
        raise InvalidState(f"task_{task.state}", by=task.done_by, at=task.done_at, task=str(task.id))
    if by.is_system:
        return
    if task.organisation_id is not None:
        if by.organisation_id != task.organisation_id:
            raise NotPermitted("task_of_applicant", task=str(task.id))
        return
    stand = stand_at(by, task)
    if stand is None and not by.holds(task.role, task.region):
        raise NotPermitted("role_needed", role=task.role, region=task.region)
    if task.assignee_id is not None and task.assignee_id not in {by.user_id, stand.person_id if stand else None}:
        raise Conflict("task_claimed", assignee=assignee, ago=ago(task.claimed_at, now), at=task.claimed_at, task=str(task.id))


def stand_at(by: Actor, task: Task) -> Stand | None:
    """Whom the actor acts for at an officer's task; None where it is theirs in their own right, or nobody's they act for."""
    if task.organisation_id is not None or (task.assignee_id in {None, by.user_id} and by.holds(task.role, task.region)):
        return None
    others = task.assignee_id not in {None, by.user_id}
    for stand in by.stands_for:
        if stand.covers(task.program, task.role, task.region) and (not others or stand.person_id == task.assignee_id):
            return stand
    return None


def in_the_name_of(by: Actor, task: Task) -> Actor:
    """The actor as the trail names them: whoever acts for somebody else says for whom."""
    return named_for(by, stand_at(by, task))


def named_for(by: Actor, stand: Stand | None) -> Actor:
    """The actor, named with whom they act for, if with anybody."""
    return replace(by, name=f"{by.name}（代{stand.name}）") if stand else by


def stand_in_post(by: Actor, program: str, roles: Collection[str], region: str) -> Stand | None:
    """Whom the actor acts for in one of these posts, in a program; None where they hold one themselves, or nobody they act for does."""
    if any(by.holds(role, region) for role in roles):
        return None
    return next((stand for stand in by.stands_for if any(stand.covers(program, role, region) for role in roles)), None)


def organisation_of(uow: UnitOfWork, organisation_id: UUID) -> Organisation:
    """The organisation; it exists because cases refer to it."""
    organisation = uow.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("organisation_not_found", organisation=str(organisation_id))
    return organisation
