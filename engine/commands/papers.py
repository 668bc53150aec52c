"""文书与敏感信息."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from engine.commands.command import Command
from engine.model import Case, Notice
from engine.running.access import must_see
from engine.running.scope import at_path
from engine.running.sealing import Sealer
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound, NotPermitted, ServiceFailed
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
        program = uow.program(case.release_id)
        spec = program.notices[notice.key]
        template = program.files.get(f"{program.key}/{spec.template}") or program.files.get(f"common/{spec.template}")
        if template is None:
            raise ServiceFailed("template_missing", template=spec.template)
        stored = uow.ports.files.put_bytes(uow.ports.documents.render(template, notice.facts, notice.issued_at), "application/pdf")
        notice.digest, notice.size = stored.digest, stored.size
        return stored


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmaskField(Command[str]):
    """查看敏感信息: open one sealed value of a case's facts; needs a post in the case's region and a reason, and leaves a line."""

    case_id: UUID
    path: str
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> str:
        """The reason and the path are recorded, never the value."""
        case = uow.locked_case(self.case_id)
        must_see(by, case)
        if by.kind == "officer" and not by.sees(case.region):
            raise NotPermitted("role_needed", role="", region=case.region)
        if len(self.reason.strip()) < 2:
            raise InvalidInput([FieldError("reason", "请填写查看理由。", "Give the reason for looking.", code="reason_missing")])
        value = Sealer(uow.keyring).reveal(at_path(case.facts, self.path))
        if not isinstance(value, str):
            raise NotFound("field_not_found", path=self.path)
        uow.record(case, by, "field_unmasked", path=self.path, reason=self.reason.strip()[:500])
        return value
