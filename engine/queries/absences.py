"""外出代理: who stands in for whom, and who could."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from engine.model import Absence, Person, PersonRole
from engine.queries.query import Query
from engine.queries.verbs import PersonChoice
from engine.running.access import must_be
from engine.running.people import officers_of
from engine.sdk.actor import Actor
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

MOST = 50


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """外出代理: who acts for whom, when, and for which programs (none named: all)."""

    absence_id: UUID
    person: str
    substitute: str
    starts_on: date
    ends_on: date
    programs: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SubstitutesView:
    """代理 of one officer: absences that are not over, the officer's own and those they stand in for, and who could stand in."""

    absences: tuple[AbsenceView, ...]
    colleagues: tuple[PersonChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstitutesOf(Query[SubstitutesView]):
    """代理 of one officer, for administrators; nothing for people without a post."""

    person_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> SubstitutesView:
        """Colleagues are the officers of the regions the officer has posts in."""
        must_be(by, "administrator")
        concern = or_(Absence.person_id == self.person_id, Absence.substitute_id == self.person_id)
        regions = set(uow.session.scalars(select(PersonRole.region).where(PersonRole.person_id == self.person_id)))
        return SubstitutesView(absences(uow, concern), colleagues(uow, regions, self.person_id))


def absences(uow: UnitOfWork, concern: ColumnElement[bool]) -> tuple[AbsenceView, ...]:
    """Absences of these that are not over, the first to begin first; at most fifty."""
    away, there = aliased(Person), aliased(Person)
    today = uow.now.astimezone(ZONE).date()
    chosen = select(Absence, away.name, there.name).join(away, away.id == Absence.person_id).join(there, there.id == Absence.substitute_id)
    chosen = chosen.where(Absence.ended_at.is_(None), Absence.ends_on >= today, concern).order_by(Absence.starts_on, Absence.id)
    rows: Sequence[Any] = uow.session.execute(chosen.limit(MOST)).all()
    return tuple(
        AbsenceView(row.id, person, substitute, row.starts_on, row.ends_on, tuple(row.programs), row.reason)
        for row, person, substitute in rows
    )


def colleagues(uow: UnitOfWork, regions: Collection[str], besides: UUID | None) -> tuple[PersonChoice, ...]:
    """The officers of these regions by name, but for one."""
    found = {each.id: each.name for region in regions for each in officers_of(uow, region)}
    return tuple(PersonChoice(person, name) for person, name in sorted(found.items(), key=lambda item: item[1]) if person != besides)
