"""删除草稿."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete

from engine.commands.command import Command
from engine.model import Attachment, Case, Draft, Entry, RosterRow
from engine.running.access import must_own
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardDraft(Command[None]):
    """删除草稿: a draft that was never submitted goes, with its roster and files."""

    case_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Only drafts can be discarded; the system chain remembers that one was."""
        case = uow.locked_case(self.case_id)
        must_own(by, case)
        if case.status != "draft":
            raise InvalidState("case_submitted", number=case.number)
        for table in (Draft, RosterRow, Attachment, Entry):
            uow.session.execute(delete(table).where(table.case_id == case.id))
        uow.session.execute(delete(Case).where(Case.id == case.id))
        uow.session.expunge(case)
        uow.record_system(by, "draft_discarded", case=str(self.case_id), program=case.program, process=case.process)
