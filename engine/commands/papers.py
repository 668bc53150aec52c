"""文书."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from engine.commands.command import Command
from engine.model import Case, Notice
from engine.running.access import must_see
from engine.running.papers import make_paper
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.ports import StoredFile
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNotice(Command[None]):
    """签收文书: the applicant opened the paper; the first time counts as delivery 送达."""

    notice_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Officers reading it deliver nothing."""
        notice = uow.session.get(Notice, self.notice_id)
        if notice is None:
            raise NotFound("notice_not_found", notice=str(self.notice_id))
        case = uow.locked_case(notice.case_id)
        must_see(by, case)
        if by.kind == "enterprise" and notice.read_at is None:
            notice.read_at = uow.now
            uow.record(case, by, "notice_delivered", public=True, number=notice.number, title=notice.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderNotice(Command[StoredFile | None]):
    """制作文书: make the PDF of an issued notice; None when it was made before."""

    in_background: ClassVar[bool] = True

    notice_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> StoredFile | None:
        """The facts were fixed when it was issued, so the paper says the same whenever it is made."""
        notice = uow.session.get(Notice, self.notice_id, with_for_update=True)
        if notice is None:
            raise NotFound("notice_not_found", notice=str(self.notice_id))
        if notice.digest is not None:
            return None
        case = uow.session.get(Case, notice.case_id)
        if case is None:
            raise NotFound("case_not_found", case=str(notice.case_id))
        return make_paper(uow, case, notice)
