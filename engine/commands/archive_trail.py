"""归档."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from engine.commands.command import Command
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.store.archive import bind
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTrail(Command[int]):
    """归档: bind what the entries of a closed case say into volumes, where it takes a fifth of the room; returns how many were bound.

    Nothing that is said changes, nor where it is read: the trail, its events and submissions look the same, and so do the hashes.
    """

    in_background: ClassVar[bool] = True

    case_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """A case that is open, or open again, is left alone: it is bound when it ends."""
        must_be(by, "administrator")
        case = uow.locked_case(self.case_id)
        return 0 if case.status in {"open", "draft"} else bind(uow.driver, case.id)
