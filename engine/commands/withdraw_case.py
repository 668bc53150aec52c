"""撤销申请."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete

from engine.commands.command import Command
from engine.model import Draft
from engine.running.access import must_own, organisation_of
from engine.running.duties import must_not_be_recused
from engine.running.stages import is_decided
from engine.running.step import Step
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCase(Command[None]):
    """撤销: the applicant takes the application back, at any time before it is decided. Cannot be undone.

    Raises:
        InvalidState: the case is decided or closed.
        InvalidInput: no reason was given.
        NotPermitted: an officer who began it and is recused from it.
    """

    case_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """All tokens end; open tasks are cancelled, drafts go; the people on the roster are free for another plan."""
        case = uow.locked_case(self.case_id)
        must_own(by, case)
        must_not_be_recused(by, case)
        if case.status != "open":
            raise InvalidState("case_not_open", status=case.status)
        if not self.reason.strip():
            raise InvalidInput([FieldError("reason", "请填写撤销理由。", "Give a reason.", code="reason_missing")])
        program = uow.program(case.release_id)
        if is_decided(program, case):
            raise InvalidState("case_decided", stage=case.stage)
        organisation = organisation_of(uow, case.organisation_id)
        step = Step(uow, case, by, organisation=organisation.name, uscc=organisation.uscc or "")
        step.load()
        step.cancel()
        step.env.stages.append("withdrawn")
        uow.record(case, by, "case_withdrawn", public=True, reason=self.reason.strip()[:500])
        step.settle(status="withdrawn")
        uow.session.execute(delete(Draft).where(Draft.case_id == case.id))
