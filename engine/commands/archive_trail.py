"""归档."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from engine.commands.command import Command
from engine.model import Case, Entry
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.store.archive import bind
from engine.store.jobs import archiving, archiving_old
from engine.store.unit_of_work import UnitOfWork

BATCH = 500
"""Cases that are looked at together."""
STILL_GOING = ("open", "draft")


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
        return 0 if case.status in STILL_GOING else bind(uow.driver, case.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveOldTrails(Command[int]):
    """归档: have the closed cases bound whose trails lie loose, a batch at a time; returns how many of this batch are.

    What it asks for is worked off when nothing else is to be done, and the next batch is looked for behind it: `after` is the last case
    that was looked at.
    """

    in_background: ClassVar[bool] = True

    after: UUID | None = None
    most: int = BATCH

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """One page of cases by their id, and of these whoever has loose entries."""
        must_be(by, "administrator")
        ended = select(Case.id).where(Case.status.not_in(STILL_GOING)).order_by(Case.id).limit(self.most)
        page = list(uow.session.scalars(ended if self.after is None else ended.where(Case.id > self.after)))
        loose = select(Entry.case_id).where(Entry.case_id.in_(page), Entry.volume.is_(None)).distinct()
        found = sorted(case for case in uow.session.scalars(loose) if case is not None)
        uow.jobs += [archiving(case) for case in found]
        if len(page) == self.most:
            uow.jobs.append(archiving_old(page[-1]))
        return len(found)
