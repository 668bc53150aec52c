"""查看敏感信息."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from engine.commands.command import Command
from engine.model import Case, RosterRow
from engine.running.access import must_see
from engine.running.duties import must_not_be_recused
from engine.running.scope import at_path
from engine.running.sealing import ENVELOPE, Sealer
from engine.running.unmasking import may_unmask
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound, NotPermitted
from engine.store.unit_of_work import UnitOfWork

MOST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmaskField(Command[str]):
    """查看敏感信息: open one sealed value of a case's facts, or with `row_id` of a row of its roster (`path` is the column).

    Raises:
        NotPermitted: the actor does no step of such cases in this region, or is recused from this one.
        InvalidInput: without a reason.
        NotFound: there is no masked value at this place.
    """

    keeps_answer: ClassVar[bool] = False

    case_id: UUID
    path: str
    reason: str
    row_id: UUID | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> str:
        """The reason and the place are recorded, never the value."""
        case = uow.locked_case(self.case_id)
        must_see(by, case)
        must_not_be_recused(by, case)
        if not may_unmask(by, case, uow.program(case.release_id)):
            raise NotPermitted("unmask_right", region=case.region)
        if len(self.reason.strip()) < 2:
            raise InvalidInput([FieldError("reason", "请填写查看理由。", "Give the reason for looking.", code="reason_missing")])
        sealed, no = self._sealed(uow, case)
        if not isinstance(sealed, dict) or ENVELOPE not in sealed:
            raise NotFound("field_not_found", path=self.path)
        value: str = Sealer(uow.keyring).reveal(sealed)
        uow.record(case, by, "field_unmasked", path=self.path, row=no, reason=self.reason.strip()[:MOST_REASON])
        return value

    def _sealed(self, uow: UnitOfWork, case: Case) -> tuple[Any, int | None]:
        if self.row_id is None:
            return at_path(case.facts, self.path), None
        row = uow.session.get(RosterRow, self.row_id)
        if row is None or row.case_id != case.id:
            raise NotFound("row_not_found", row=str(self.row_id))
        return row.values.get(self.path), row.no
