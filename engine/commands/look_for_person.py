"""按人员检索."""

from dataclasses import dataclass

from sqlalchemy import select, update

from engine.commands.command import Command
from engine.model import RosterRow
from engine.running.access import must_be
from engine.running.sealing import Sealer
from engine.running.sought import NAME_COLUMN, Sought, may_look, named
from engine.sdk.actor import Actor
from engine.sdk.errors import NotPermitted
from engine.store.unit_of_work import UnitOfWork

TOGETHER = 5000


@dataclass(frozen=True, slots=True)
class PersonSought:
    """按人员检索: what `TaskQueue` takes as `person`, for whoever looked and nobody else."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookForPerson(Command[PersonSought]):
    """按人员检索: look for somebody on rosters by the whole identity number or the full name; that one looked is on record.

    Raises:
        InvalidInput: a part of a number, or what cannot be a full name.
        NotPermitted: the actor does no step of any case: looking on is no reason to look for a person.
    """

    text: str

    def run(self, uow: UnitOfWork, by: Actor) -> PersonSought:
        """The line holds the beginning of the blind index, never the name or the number: who looked for somebody can be found out later."""
        if not may_look(uow, by):
            raise NotPermitted("person_search_right")
        sought = Sought.of(uow.keyring, self.text)
        uow.record_system(by, "person_looked_for", sort=sought.kind, index=sought.index.hex()[:16])
        return PersonSought(sought.token(uow.keyring, by))


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexNames(Command[int]):
    """姓名索引: give rows of rosters that were written before names had an index theirs; returns how many, 0 when all have one."""

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """So many at a time."""
        must_be(by, "administrator")
        without = select(RosterRow).where(RosterRow.named.is_(None), RosterRow.values[NAME_COLUMN].astext > "").limit(TOGETHER)
        rows = uow.session.scalars(without).all()
        sealer = Sealer(uow.keyring)
        found = [{"id": row.id, "named": named(sealer, sealer.reveal(row.values)) or b""} for row in rows]
        if found:
            uow.session.execute(update(RosterRow), found)
        return len(found)
