"""资金拨付：编制、复核、批准、导出拨付文件、导入结果、登记收款."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from engine.commands.command import Command
from engine.model import Case, Movement, PaymentBatch
from engine.model.money import INCOMING, OUTGOING
from engine.running.access import prefix_of
from engine.running.benefits import must_be_free
from engine.running.budgets import draw, let_go, must_be_funded, year_of
from engine.running.letters import send_letter
from engine.running.payment_sheets import ResultLine, read_results
from engine.running.payments import (
    ABANDONED,
    FUND_SOURCES,
    handled,
    locked_cases,
    must_be_another,
    must_be_finance,
    must_be_in,
    must_go_on,
    write_sums,
)
from engine.running.reckoning import unfolds_at
from engine.running.rules import must_be_payable
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState, NotFound
from engine.sdk.money import Fen, yuan
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

LONGEST_NOTE = 500
SENDABLE = (Movement.state == "approved") & Movement.short_since.is_(None)
"""What an export takes: approved, and not waiting for the budget of a new year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparePayment(Command[str]):
    """编制拨付申请: give a planned payment its budget line and number; returns the number.

    Where a budget is kept (预算指标) it holds its amount of that line from now on, or waits until there is enough.

    Raises:
        NotPermitted: not a finance officer here, or one who decided something else in this case.
        InvalidState: it is prepared already or past that, or `payment_barred` by a decision of the program.
        InvalidInput: with every fault.
    """

    movement_id: UUID
    fund_source: str
    budget_year: int
    budget_item: str
    basis: str

    def run(self, uow: UnitOfWork, by: Actor) -> str:
        """The number stays with the payment, whatever becomes of it."""
        found = handled(uow, by, self.movement_id)
        movement = found.movement
        must_be_in(movement, "planned")
        if movement.kind not in OUTGOING:
            raise InvalidState("payment_incoming")
        if movement.prepared_at is not None:
            raise InvalidState("payment_prepared", by=movement.prepared_by, at=movement.prepared_at)
        self._check()
        must_be_payable(uow, found.case)
        movement.fund_source, movement.budget_year = self.fund_source, self.budget_year
        movement.budget_item, movement.basis = self.budget_item.strip(), self.basis.strip()
        draw(uow, movement)
        movement.prepared_by_id, movement.prepared_by, movement.prepared_at = by.user_id, by.name, uow.now
        if movement.number is None:
            year = uow.now.astimezone(ZONE).year
            movement.number = f"BF-{movement.region}-{year}-{uow.next_number(f'payment:{movement.region}', year):05d}"
        uow.record(
            found.case,
            by,
            "payment_prepared",
            movement=str(movement.id),
            number=movement.number,
            fund_source=self.fund_source,
            budget_year=self.budget_year,
            short=movement.short_since is not None,
        )
        return movement.number

    def _check(self) -> None:
        errors = []
        if self.fund_source not in FUND_SOURCES:
            errors.append(FieldError("fund_source", "请选择资金来源。", "Choose the fund.", code="fund_source"))
        if not 2000 <= self.budget_year <= 2100:
            errors.append(FieldError("budget_year", "预算年度应在 2000 至 2100 之间。", "A budget year lies between 2000 and 2100."))
        if not self.budget_item.strip():
            errors.append(FieldError("budget_item", "请填写预算项目。", "Give the budget item.", code="required"))
        if not self.basis.strip():
            errors.append(FieldError("basis", "请填写依据文号。", "Give the document this follows.", code="required"))
        if errors:
            raise InvalidInput(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPayment(Command[None]):
    """复核拨付申请: another finance officer agrees, or sends it back to be prepared again (with a note)."""

    movement_id: UUID
    agree: bool = True
    note: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Whoever prepared it may not check it."""
        found = handled(uow, by, self.movement_id)
        movement = found.movement
        must_be_in(movement, "planned")
        if movement.prepared_at is None:
            raise InvalidState("payment_not_prepared")
        if movement.checked_at is not None:
            raise InvalidState("payment_checked", by=movement.checked_by, at=movement.checked_at)
        must_be_another(by, [(movement.prepared_by_id, "prepared")])
        if not self.agree:
            send_back(uow, by, found.case, movement, self.note)
            return
        must_be_funded(uow, movement)
        movement.checked_by_id, movement.checked_by, movement.checked_at = by.user_id, by.name, uow.now
        uow.record(found.case, by, "payment_checked", movement=str(movement.id), number=movement.number, note=self.note[:LONGEST_NOTE])


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovePayment(Command[None]):
    """批准拨付: a third finance officer approves, after the registry was asked once more; or sends it back.

    Raises:
        InvalidState: `benefit_held` when somebody on the plan received an incompatible benefit meanwhile, `payment_barred` when a
            decision of the program (an enterprise that lost its eligibility) stands against it.
    """

    movement_id: UUID
    agree: bool = True
    note: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Preparing, checking and approving are for three people."""
        found = handled(uow, by, self.movement_id)
        movement = found.movement
        must_be_in(movement, "planned")
        if movement.checked_at is None:
            raise InvalidState("payment_not_checked")
        must_be_another(by, [(movement.prepared_by_id, "prepared"), (movement.checked_by_id, "checked")])
        if not self.agree:
            send_back(uow, by, found.case, movement, self.note)
            return
        must_be_funded(uow, movement)
        must_be_payable(uow, found.case)
        must_be_free(uow, found.case)
        movement.state = "approved"
        movement.approved_by_id, movement.approved_by, movement.approved_at = by.user_id, by.name, uow.now
        uow.record(
            found.case, by, "payment_approved", public=True, movement=str(movement.id), number=movement.number, amount=movement.amount
        )
        write_sums(uow, found.case)


def send_back(uow: UnitOfWork, by: Actor, case: Case, movement: Movement, note: str) -> None:
    """退回编制: the preparation and the check no longer count; the note says why."""
    if not note.strip():
        raise InvalidInput([FieldError("note", "请写明退回理由。", "Say why it goes back.", code="reason_missing")])
    let_go(uow, movement)
    movement.budget_line_id = movement.short_since = movement.carried_from = None
    movement.budget_code = ""
    movement.prepared_by_id = movement.checked_by_id = None
    movement.prepared_by = movement.checked_by = ""
    movement.prepared_at = movement.checked_at = None
    uow.record(case, by, "payment_sent_back", movement=str(movement.id), number=movement.number, note=note.strip()[:LONGEST_NOTE])


@dataclass(frozen=True, slots=True)
class PaymentsExported:
    """The payments that are on their way now; `TakePaymentFile` gives the workbook."""

    batch_id: UUID
    number: str
    count: int
    total: Fen
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPaymentFile(Command[PaymentsExported]):
    """导出拨付文件: all approved payments of a region (or those named) leave for the treasury in one file.

    Raises:
        InvalidState: nothing is approved, or one of those named is not.
    """

    region: str
    movement_ids: tuple[UUID, ...] = ()

    def run(self, uow: UnitOfWork, by: Actor) -> PaymentsExported:
        """A payment is in one file only."""
        must_be_finance(by, self.region)
        plan = aliased(Case)
        chosen = (
            select(Movement.id, Movement.case_id)
            .join(Case, Case.id == Movement.case_id)
            .outerjoin(plan, plan.id == Case.parent_id)
            .where(Movement.region.like(f"{prefix_of(self.region)}%"), Case.status.not_in(ABANDONED))
            .where(SENDABLE, Movement.budget_line_id.is_(None) | (Movement.budget_year == year_of(uow.now)))
            .where(or_(plan.id.is_(None), plan.status == "open"))
        )
        if self.movement_ids:
            chosen = chosen.where(Movement.id.in_(self.movement_ids))
        pairs = uow.session.execute(chosen).all()
        cases = locked_cases(uow, {case_id for _, case_id in pairs})
        movements = list(
            uow.session.scalars(
                select(Movement)
                .where(Movement.id.in_([movement_id for movement_id, _ in pairs]), SENDABLE)
                .order_by(Movement.number)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
        )
        if not movements or (self.movement_ids and len(movements) != len(set(self.movement_ids))):
            raise InvalidState("payments_not_approved")
        year = uow.now.astimezone(ZONE).year
        batch = PaymentBatch(
            id=uuid4(),
            number=f"BFWJ-{self.region}-{year}-{uow.next_number(f'payment_batch:{self.region}', year):04d}",
            region=self.region,
            count=len(movements),
            total=sum(movement.amount for movement in movements),
            exported_at=uow.now,
            exported_by_id=by.user_id,
            exported_by=by.name,
        )
        uow.session.add(batch)
        uow.session.flush()
        for movement in movements:
            case = cases[movement.case_id]
            must_go_on(uow, case)
            must_be_free(uow, case)
            movement.state, movement.batch_id = "sent", batch.id
            uow.record(case, by, "payment_sent", public=True, movement=str(movement.id), number=movement.number, batch=batch.number)
        _write_all_sums(uow, cases.values())
        return PaymentsExported(batch.id, batch.number, batch.count, batch.total, unfolds_at("file", batch.id))


@dataclass(frozen=True, slots=True)
class ResultsImported:
    """What the treasury said; `known` lines were told before and changed nothing."""

    paid: int
    failed: int
    returned: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPaymentResults(Command[ResultsImported]):
    """导入拨付结果: the payment file with its results. All lines count, or, when a cell is wrong, none.

    A paid line sends its case the message `payment_done`, a failed or returned one `payment_failed`. Importing a file twice is harmless.

    Raises:
        InvalidInput: every wrong cell, named like `L5`.
    """

    batch_id: UUID
    workbook: bytes

    def run(self, uow: UnitOfWork, by: Actor) -> ResultsImported:
        """The cases are locked in one order, so that two imports cannot wait for each other."""
        batch = uow.session.get(PaymentBatch, self.batch_id)
        if batch is None:
            raise NotFound("batch_not_found", batch=str(self.batch_id))
        must_be_finance(by, batch.region)
        lines, errors = read_results(self.workbook)
        cases = locked_cases(uow, uow.session.scalars(select(Movement.case_id).where(Movement.batch_id == batch.id)))
        movements = {
            movement.number: movement
            for movement in uow.session.scalars(
                select(Movement).where(Movement.batch_id == batch.id).with_for_update().execution_options(populate_existing=True)
            )
        }
        errors += [fault for line in lines if (fault := _misfit(line, movements.get(line.number))) is not None]
        errors += _repeated(lines)
        if errors:
            raise InvalidInput(errors, "results_refused", count=len(errors))
        counts = dict.fromkeys(("paid", "failed", "returned", "known"), 0)
        touched: dict[UUID, Case] = {}
        for line in lines:
            movement = movements[line.number]
            if movement.state == line.result:
                counts["known"] += 1
                continue
            case = touched[movement.case_id] = cases[movement.case_id]
            settle(uow, by, case, movement, line)
            counts[line.result] += 1
        _write_all_sums(uow, touched.values())
        return ResultsImported(**counts)


def _misfit(line: ResultLine, movement: Movement | None) -> FieldError | None:
    """What is wrong between a line and the payment it speaks of."""
    if movement is None:
        return FieldError(
            f"{line.row}", f"付款编号 {line.number} 不在这份拨付文件中。", f"{line.number} is not in this file.", code="result_stranger"
        )
    if movement.amount != line.amount:
        zh = f"{line.number} 的金额应为 {yuan(movement.amount)}，文件中是 {yuan(line.amount)}。"
        return FieldError(
            f"{line.row}", zh, f"{line.number} is about {yuan(movement.amount)}, the file says {yuan(line.amount)}.", code="result_amount"
        )
    if movement.state == line.result:
        if line.result == "paid" and movement.voucher != line.voucher:
            zh = f"{line.number} 已登记凭证号 {movement.voucher}，与本次 {line.voucher} 不同。"
            return FieldError(f"{line.row}", zh, f"{line.number} has another voucher: {movement.voucher}.", code="result_differs")
        return None
    if (movement.state, line.result) not in {("sent", "paid"), ("sent", "failed"), ("paid", "returned")}:
        return FieldError(
            f"{line.row}",
            f"{line.number} 现在的状态不能改为这个结果。",
            f"{line.number} cannot get this result now.",
            code="result_state",
        )
    return None


def _repeated(lines: Iterable[ResultLine]) -> list[FieldError]:
    seen: set[str] = set()
    errors = []
    for line in lines:
        if line.number in seen:
            zh = f"付款编号 {line.number} 出现了不止一次。"
            errors.append(FieldError(f"{line.row}", zh, f"{line.number} occurs more than once.", code="result_twice"))
        seen.add(line.number)
    return errors


def settle(uow: UnitOfWork, by: Actor, case: Case, movement: Movement, line: ResultLine) -> None:
    """登记结果: the movement ends so, the facts `payment` say it, and the case is told by a message."""
    movement.state = line.result
    movement.settled_on = line.on or uow.now.astimezone(ZONE).date()
    if line.result == "paid":
        movement.voucher = line.voucher
    else:
        movement.reason = line.reason[:LONGEST_NOTE]
        let_go(uow, movement)
    told = {
        "movement": str(movement.id),
        "number": movement.number,
        "payment": movement.kind,
        "amount": movement.amount,
        "voucher": movement.voucher,
        "on": movement.settled_on.isoformat(),
        "reason": movement.reason,
    }
    case.facts = {**case.facts, "payment": {**told, "state": line.result}}
    if line.result == "paid":
        uow.record(case, by, "payment_paid", public=True, **told)
    elif line.result == "failed":
        uow.record(case, by, "payment_failed", public=True, **told)
    else:
        uow.record(case, by, "payment_returned", public=True, **told)
    send_letter(uow, by, case, "payment_done" if line.result == "paid" else "payment_failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReceipt(Command[None]):
    """登记收款: a refund or recovery came in, in full; its case gets the message `payment_done`."""

    movement_id: UUID
    voucher: str
    received_on: date

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """What comes in needs no three people, but a voucher."""
        found = handled(uow, by, self.movement_id)
        movement = found.movement
        if movement.kind not in INCOMING:
            raise InvalidState("payment_outgoing")
        must_be_in(movement, "planned")
        if not self.voucher.strip():
            raise InvalidInput([FieldError("voucher", "请填写收款凭证号。", "Give the receipt's number.", code="required")])
        if self.received_on > uow.now.astimezone(ZONE).date():
            raise InvalidInput([FieldError("received_on", "收款日期不能晚于今天。", "The day cannot lie in the future.")])
        line = ResultLine(0, movement.number or "", movement.amount, "paid", self.voucher.strip(), self.received_on, "")
        settle(uow, by, found.case, movement, line)
        write_sums(uow, found.case)


def _write_all_sums(uow: UnitOfWork, cases: Iterable[Case]) -> None:
    for case in cases:
        write_sums(uow, case)
