"""The cast 人物: the organisations and people that stories need, made once."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from engine.commands.command import Command
from engine.commands.sign_in import passwords
from engine.model import Organisation, Person, PersonRole
from engine.queries.query import Query
from engine.running.access import must_be
from engine.running.people import actor_of
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class EnsureOrganisation(Command[UUID]):
    """登记单位: make an organisation once; a credit code names an enterprise, name and region an office."""

    kind: str
    name: str
    region: str
    uscc: str | None = None
    phone: str = ""
    address: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """The one that is there already, or a new one."""
        must_be(by, "administrator")
        known = select(Organisation.id)
        known = (
            known.where(Organisation.uscc == self.uscc)
            if self.uscc
            else known.where(Organisation.name == self.name, Organisation.kind == self.kind)
        )
        found = uow.session.scalar(known)
        if found is not None:
            return found
        row = Organisation(
            id=uuid4(), kind=self.kind, name=self.name, uscc=self.uscc, region=self.region, phone=self.phone, address=self.address
        )
        uow.session.add(row)
        uow.record_system(by, "organisation_added", name=self.name, region=self.region)
        return row.id


@dataclass(frozen=True, slots=True, kw_only=True)
class EnsurePerson(Command[UUID]):
    """登记人员: make an account once, with a password of the caller's; posts are set to these."""

    username: str
    name: str
    kind: str
    organisation_id: UUID
    posts: tuple[tuple[str, str], ...] = ()
    password: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """For set-up and demonstrations; administrators use `AddPerson`."""
        must_be(by, "administrator")
        found = uow.session.scalar(select(Person.id).where(Person.username == self.username))
        if found is not None:
            return found
        person = Person(
            id=uuid4(),
            username=self.username,
            name=self.name,
            kind=self.kind,
            organisation_id=self.organisation_id,
            password_hash=passwords().hash(self.password) if self.password else "",
            active=True,
            failed_attempts=0,
            language="zh",
            theme="auto",
            created_at=uow.now,
        )
        uow.session.add(person)
        uow.session.flush()
        for role, region in self.posts:
            uow.session.add(PersonRole(person_id=person.id, role=role, region=region))
        uow.record_system(by, "person_added", username=self.username, name=self.name)
        return person.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorNamed(Query[Actor]):
    """The actor of a user name; KeyError when there is none."""

    username: str

    def answer(self, uow: UnitOfWork, by: Actor) -> Actor:
        """For scenarios and the command line, never for pages."""
        person = uow.session.scalar(select(Person).where(Person.username == self.username))
        if person is None:
            raise KeyError(self.username)
        return actor_of(uow, person)
