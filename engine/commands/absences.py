"""外出代理: arranged by whoever goes away, or by a supervisor for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from engine.commands.command import Command
from engine.model import Absence, Person, PersonRole
from engine.running.verbs import SUPERVISOR, reason_of
from engine.sdk.actor import Actor, within
from engine.sdk.errors import FieldError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

LONGEST = 366


def must_arrange_for(uow: UnitOfWork, by: Actor, person: Person) -> None:
    """`NotPermitted` unless it is about the actor, or they supervise where the person holds a post, or administer the house."""
    if by.is_system or by.kind == "administrator" or by.user_id == person.id:
        return
    areas = uow.session.scalars(select(PersonRole.region).where(PersonRole.person_id == person.id)).all()
    led = [area for role, area in by.posts if role == SUPERVISOR]
    if not any(within(region, area) for region in areas for area in led):
        raise NotPermitted("role_needed", role=SUPERVISOR, region=", ".join(areas))


def officer(uow: UnitOfWork, person_id: UUID | None, field: str) -> Person:
    """An officer who works here; `InvalidInput` otherwise."""
    person = uow.session.get(Person, person_id) if person_id else None
    if person is None or not person.active or person.kind != "officer":
        raise InvalidInput([FieldError(field, "请选择一名在岗人员。", "Choose somebody who works here.", code="person_gone")])
    return person


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangeAbsence(Command[UUID]):
    """外出代理: from the first day to the last, the substitute does what the person holds and what their posts ask for.

    Raises:
        InvalidInput: no reason, dates that do not fit or overlap another absence, or nobody to stand in.
        NotPermitted: for somebody else, without supervising them.
    """

    substitute_id: UUID
    starts_on: date
    ends_on: date
    reason: str
    programs: Sequence[str] = ()
    person_id: UUID | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """The trail names both wherever the substitute acts; the substitute's own bars hold, and the person's."""
        person = officer(uow, self.person_id or by.user_id, "person_id")
        must_arrange_for(uow, by, person)
        substitute = officer(uow, self.substitute_id, "substitute_id")
        reason = reason_of(self.reason)
        self._must_fit(uow, person, substitute)
        row = Absence(
            id=uuid4(),
            person_id=person.id,
            substitute_id=substitute.id,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            programs=list(self.programs),
            reason=reason,
            made_by=by.name,
            made_at=uow.now,
            ended_by="",
        )
        uow.session.add(row)
        days = f"{self.starts_on.isoformat()} ~ {self.ends_on.isoformat()}"
        said: dict[str, Any] = {"person": person.name, "to": substitute.name, "days": days, "reason": reason}
        uow.record_system(by, "absence_arranged", programs=list(self.programs), people=_both(row), **said)
        uow.send("absence.arranged", {"person": str(substitute.id), "absent": person.name, "days": days, "reason": reason})
        return row.id

    def _must_fit(self, uow: UnitOfWork, person: Person, substitute: Person) -> None:
        if substitute.id == person.id:
            raise InvalidInput([FieldError("substitute_id", "不能由本人代理。", "Choose somebody else.", code="oneself")])
        today = uow.now.astimezone(ZONE).date()
        if not today <= self.ends_on or not self.starts_on <= self.ends_on or (self.ends_on - self.starts_on).days > LONGEST:
            zh, en = (
                "请填写起止日期：结束不早于今天和开始日期，最长一年。",
                "The last day is not before today or the first, and within a year.",
            )
            raise InvalidInput([FieldError("ends_on", zh, en, code="days")])
        for absent, field in ((person, "starts_on"), (substitute, "substitute_id")):
            overlapping = select(Absence).where(
                Absence.person_id == absent.id,
                Absence.ended_at.is_(None),
                Absence.starts_on <= self.ends_on,
                Absence.ends_on >= self.starts_on,
            )
            found = uow.session.scalar(overlapping.limit(1))
            if found is not None:
                days = f"{found.starts_on.isoformat()} ~ {found.ends_on.isoformat()}"
                zh, en = f"{absent.name} 在 {days} 已有外出代理。", f"{absent.name} is away {days} already."
                raise InvalidInput([FieldError(field, zh, en, code="absent_already")])


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAbsence(Command[None]):
    """销假: the person is back; the substitute acts for them no longer, from this moment on."""

    absence_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """What the substitute did stays done."""
        row = uow.session.scalar(select(Absence).where(Absence.id == self.absence_id).with_for_update())
        if row is None:
            raise NotFound("absence_not_found", absence=str(self.absence_id))
        person = uow.session.get_one(Person, row.person_id)
        must_arrange_for(uow, by, person)
        if row.ended_at is not None:
            raise InvalidState("absence_ended", by=row.ended_by, at=row.ended_at)
        row.ended_at, row.ended_by = uow.now, by.name
        substitute = uow.session.get_one(Person, row.substitute_id)
        uow.record_system(by, "absence_ended", person=person.name, to=substitute.name, people=_both(row))
        uow.send("absence.ended", {"person": str(substitute.id), "absent": person.name})


def _both(row: Absence) -> list[str]:
    """Whose pages change by it while they stand open."""
    return [str(row.person_id), str(row.substitute_id)]
