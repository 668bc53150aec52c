"""下载拨付文件."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from engine.commands.command import Command
from engine.model import Case, Movement, PaymentBatch
from engine.running.payment_sheets import PaymentLine, write_payments
from engine.running.payments import FUND_SOURCES, account_of, locked_cases, must_be_finance
from engine.running.reckoning import in_a_line
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PaymentFileTaken:
    """The workbook (xlsx) and the number it goes by."""

    number: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePaymentFile(Command[PaymentFileTaken]):
    """下载拨付文件: the workbook with accounts in clear, for the finance officers of its region only; every case in it records who took it.

    Raises:
        NotFound: there is no such file.
        NotPermitted: not a finance officer of its region.
    """

    keeps_answer: ClassVar[bool] = False

    batch_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> PaymentFileTaken:
        """The same content every time; the line in the trail names the file, never an account."""
        batch = uow.session.get(PaymentBatch, self.batch_id)
        if batch is None:
            raise NotFound("batch_not_found", batch=str(self.batch_id))
        must_be_finance(by, batch.region)
        rows = uow.session.execute(
            select(Movement, Case.number)
            .join(Case, Case.id == Movement.case_id)
            .where(Movement.batch_id == batch.id)
            .order_by(Movement.number)
        ).all()
        cases = locked_cases(uow, {movement.case_id for movement, _ in rows})
        for case_id in dict.fromkeys(movement.case_id for movement, _ in rows):
            uow.record(cases[case_id], by, "payment_file_taken", batch=batch.number)
        return PaymentFileTaken(batch.number, write_payments([_line(uow, movement, number or "") for movement, number in rows]))


def _line(uow: UnitOfWork, movement: Movement, case: str) -> PaymentLine:
    return PaymentLine(
        number=movement.number or "",
        payee=str(movement.payee.get("name", "")),
        bank=str(movement.payee.get("bank", "")),
        account=account_of(uow, movement.payee),
        amount=movement.amount,
        fund_source=FUND_SOURCES.get(movement.fund_source, movement.fund_source),
        budget_year=movement.budget_year,
        budget_item=movement.budget_item + (f"（结转自 {movement.carried_from} 年度）" if movement.carried_from else ""),
        budget_code=movement.budget_code,
        case=case,
        reckoning=in_a_line(movement.computation),
    )
