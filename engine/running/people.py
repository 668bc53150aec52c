"""People 人员 as actors."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from engine.model import Organisation, Person, PersonRole, Task
from engine.running.absences import stands_of
from engine.sdk.actor import Actor, within
from engine.store.unit_of_work import UnitOfWork


def actor_of(uow: UnitOfWork, person: Person) -> Actor:
    """The actor a person is, with the posts held now."""
    posts = uow.session.execute(select(PersonRole.role, PersonRole.region).where(PersonRole.person_id == person.id))
    organisation = uow.session.get(Organisation, person.organisation_id)
    return Actor(
        person.id,
        person.name,
        person.kind,  # type: ignore[arg-type]  # written by AddPerson, which checks it
        person.organisation_id,
        organisation.name if organisation else "",
        frozenset((role, region) for role, region in posts),
        person.language,
        stands_of(uow, person.id),
    )


def name_of(uow: UnitOfWork, person_id: UUID | None) -> str:
    """The name of a person, or ""."""
    person = uow.session.get(Person, person_id) if person_id else None
    return person.name if person else ""


def holders(uow: UnitOfWork, role: str, region: str) -> Sequence[Person]:
    """The active officers who hold a role for cases of a region, by name."""
    rows = uow.session.execute(
        select(Person, PersonRole.region)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.role == role, Person.active, Person.kind == "officer")
        .order_by(Person.name, Person.id)
    )
    found = {person.id: person for person, area in rows if within(region, area)}
    return tuple(found.values())


def officers_of(uow: UnitOfWork, region: str) -> Sequence[Person]:
    """The active officers with any post for a region, by name."""
    rows = uow.session.execute(
        select(Person, PersonRole.region)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(Person.active, Person.kind == "officer")
        .order_by(Person.name, Person.id)
    )
    return tuple({person.id: person for person, area in rows if within(region, area)}.values())


def doer(uow: UnitOfWork, task: Task) -> UUID | None:
    """Whoever did a task, as long as they work here and hold its post; None otherwise."""
    person = uow.session.get(Person, task.done_by_id) if task.done_by_id else None
    if person is None or not person.active or not actor_of(uow, person).holds(task.role, task.region):
        return None
    return person.id
