"""冻结与解冻."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from engine.commands.command import Command
from engine.model import LegalHold
from engine.running.access import must_be
from engine.running.verbs import reason_of
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidState
from engine.store.destruction import list_of
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLegalHold(Command[UUID]):
    """冻结: nothing of a case, nor of its family, is destroyed until it is lifted, whatever its age. The case goes on as before.

    Raises:
        Conflict: `legal_hold_stands`, one stands already.
        InvalidState: the case is destroyed.
        InvalidInput: no reason.
    """

    case_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """The case's journal tells of it."""
        must_be(by, "administrator")
        case = uow.locked_case(self.case_id)
        reason = reason_of(self.reason)
        if (gone := list_of(uow.session, case.id)) is not None:
            raise InvalidState("case_destroyed", number=case.number or "", register=gone[0])
        if _standing(uow, case.id) is not None:
            raise Conflict("legal_hold_stands", number=case.number or "")
        hold = LegalHold(
            id=uuid4(), case_id=case.id, reason=reason, placed_at=uow.now, placed_by_id=by.user_id, placed_by=by.name,
            lifted_by="", lifted_reason="",
        )  # fmt: skip
        uow.session.add(hold)
        uow.record(case, by, "legal_hold_placed", reason=reason)
        return hold.id


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftLegalHold(Command[None]):
    """解冻: the case may be destroyed again when its time is up.

    Raises:
        InvalidState: no hold stands.
        InvalidInput: no reason.
    """

    case_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """The row stays, with who lifted it and why."""
        must_be(by, "administrator")
        case = uow.locked_case(self.case_id)
        reason = reason_of(self.reason)
        hold = _standing(uow, case.id)
        if hold is None:
            raise InvalidState("legal_hold_none", number=case.number or "")
        hold.lifted_at, hold.lifted_by_id, hold.lifted_by, hold.lifted_reason = uow.now, by.user_id, by.name, reason
        uow.record(case, by, "legal_hold_lifted", reason=reason)


def _standing(uow: UnitOfWork, case_id: UUID) -> LegalHold | None:
    found: LegalHold | None = uow.session.scalar(select(LegalHold).where(LegalHold.case_id == case_id, LegalHold.lifted_at.is_(None)))
    return found
