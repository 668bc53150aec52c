"""外出代理: whom a person acts for today."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from engine.model import Absence, Person, PersonRole
from engine.sdk.actor import Stand
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


def stands_of(uow: UnitOfWork, person_id: UUID) -> tuple[Stand, ...]:
    """Everybody a person acts for today, with the posts they hold; one statement where there is nobody."""
    today: date = uow.now.astimezone(ZONE).date()
    rows = uow.session.execute(
        select(Absence.person_id, Absence.programs, Person.name)
        .join(Person, Person.id == Absence.person_id)
        .where(Absence.substitute_id == person_id, Absence.starts_on <= today, Absence.ends_on >= today, Absence.ended_at.is_(None))
        .order_by(Absence.starts_on, Absence.id)
    ).all()
    if not rows:
        return ()
    posts: dict[UUID, set[tuple[str, str]]] = {}
    held = select(PersonRole.person_id, PersonRole.role, PersonRole.region).where(PersonRole.person_id.in_({row[0] for row in rows}))
    for absent, role, region in uow.session.execute(held):
        posts.setdefault(absent, set()).add((role, region))
    return tuple(Stand(absent, name, frozenset(posts.get(absent, ())), frozenset(programs)) for absent, programs, name in rows)
