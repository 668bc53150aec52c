"""Money 资金台账 as people see it: movements with their computation, sums, the finance officers' work, the payment file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, true

from engine.model import Case, Movement, PaymentBatch
from engine.queries.cases import seen_case
from engine.queries.query import Query
from engine.running.access import visible_regions
from engine.running.budgets import OVER, WAITS
from engine.running.links import plan_of
from engine.running.payments import FINANCE, account_shown, added_up
from engine.running.reckoning import unfolds_at
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound, NotPermitted
from engine.sdk.money import Fen, capitals
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

MOST_ROWS = 200
WORK: Mapping[str, Any] = {
    "prepare": (Movement.state == "planned") & Movement.kind.in_(("advance", "settlement")) & Movement.prepared_at.is_(None),
    "budget": WAITS,
    "check": (Movement.state == "planned") & Movement.prepared_at.is_not(None) & Movement.checked_at.is_(None) & ~WAITS,
    "approve": (Movement.state == "planned") & Movement.checked_at.is_not(None) & ~WAITS,
    "export": (Movement.state == "approved") & ~WAITS,
    "sent": Movement.state == "sent",
    "receive": (Movement.state == "planned") & Movement.kind.in_(("refund", "recovery")),
    "failed": Movement.state.in_(("failed", "returned")),
}


@dataclass(frozen=True, slots=True)
class MovementView:
    """资金: one movement. `computation` is what the page unfolds: inputs, lines, decision with its explanation, clause, parameters with
    value, `from`, document and clause. Amounts are fen.
    """

    movement_id: UUID
    case_id: UUID
    case_number: str
    case_title: Text
    region: str
    kind: str
    key: str
    state: str
    step: str
    """What is next: prepare, budget (it is short), check, approve, export, sent, receive, failed, or "" when it is over."""
    amount: Fen
    explanation: str
    capitals: str
    number: str
    payee: str
    bank: str
    account: str
    """Masked."""
    fund_source: str
    budget_year: int | None
    budget_item: str
    budget_code: str
    """The function code of the budget line it holds or waits for; "" where no budget is kept."""
    carried_from: int | None
    """The budget year it was first prepared for, when it was carried over."""
    basis: str
    prepared_by: str
    checked_by: str
    approved_by: str
    planned_at: datetime
    voucher: str
    settled_on: date | None
    reason: str
    batch_id: UUID | None
    attempt_after: UUID | None
    computation: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LedgerView:
    """台账 of a family of cases: the movements in their order, and sums by kind and state (see `engine.running.payments.added_up`).

    A sum unfolds at `explanation` and its path: `…/advance/paid`.
    """

    explanation: str
    movements: tuple[MovementView, ...]
    sums: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BatchView:
    """A payment file that was exported."""

    batch_id: UUID
    number: str
    region: str
    count: int
    total: Fen
    explanation: str
    exported_at: datetime
    exported_by: str
    waiting: int
    """Payments of it without a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger(Query[LedgerView]):
    """资金台账 of a case with all its linked cases; asked of a linked case, of its whole family."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> LedgerView:
        """Whoever may know of the case may know of its money; accounts are masked."""
        case = seen_case(uow, by, self.case_id)
        rows = uow.session.execute(
            select(Movement, Case)
            .join(Case, Case.id == Movement.case_id)
            .where(Movement.plan_id == plan_of(case))
            .order_by(Movement.planned_at, Movement.id)
        ).all()
        return LedgerView(
            unfolds_at("money", plan_of(case)),
            tuple(movement_view(uow, movement, owner) for movement, owner in rows),
            added_up((movement.kind, movement.state, movement.amount) for movement, _ in rows),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentQueue(Query[tuple[MovementView, ...]]):
    """待拨付: movements of the finance officer's regions at one step (prepare, budget, check, approve, export, sent, receive, failed)."""

    step: str
    size: int = MOST_ROWS

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[MovementView, ...]:
        """The oldest first."""
        if FINANCE not in by.roles and not by.is_system:
            raise NotPermitted("role_needed", role=FINANCE, region="")
        condition = WORK.get(self.step)
        if condition is None:
            raise NotFound("payment_step_unknown", step=self.step)
        mine = true() if by.is_system else visible_regions(by, Movement.region, FINANCE)
        rows = uow.session.execute(
            select(Movement, Case)
            .join(Case, Case.id == Movement.case_id)
            .where(condition, mine)
            .order_by(Movement.planned_at, Movement.id)
            .limit(min(self.size, MOST_ROWS))
        ).all()
        return tuple(movement_view(uow, movement, case) for movement, case in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBatches(Query[tuple[BatchView, ...]]):
    """拨付文件: those of the finance officer's regions, the newest first."""

    size: int = MOST_ROWS

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[BatchView, ...]:
        """`waiting` says how many results are still to come."""
        mine = true() if by.is_system else visible_regions(by, PaymentBatch.region, FINANCE)
        batches = uow.session.scalars(
            select(PaymentBatch).where(mine).order_by(PaymentBatch.exported_at.desc()).limit(min(self.size, MOST_ROWS))
        ).all()
        waiting = uow.session.scalars(
            select(Movement.batch_id).where(Movement.batch_id.in_([batch.id for batch in batches]), Movement.state == "sent")
        ).all()
        return tuple(
            BatchView(
                batch.id,
                batch.number,
                batch.region,
                batch.count,
                batch.total,
                unfolds_at("file", batch.id),
                batch.exported_at,
                batch.exported_by,
                sum(each == batch.id for each in waiting),
            )
            for batch in batches
        )


def _step(movement: Movement) -> str:
    if movement.short_since is not None and movement.state not in OVER:
        return "budget"
    if movement.state == "planned":
        if movement.kind in {"refund", "recovery"}:
            return "receive"
        return "prepare" if movement.prepared_at is None else "check" if movement.checked_at is None else "approve"
    return {"approved": "export", "sent": "sent", "failed": "failed", "returned": "failed"}.get(movement.state, "")


def movement_view(uow: UnitOfWork, movement: Movement, case: Case) -> MovementView:
    """A movement as people see it."""
    return MovementView(
        movement_id=movement.id,
        case_id=case.id,
        case_number=case.number or "",
        case_title=uow.program(case.release_id).process(case.process).title,
        region=movement.region,
        kind=movement.kind,
        key=movement.key,
        state=movement.state,
        step=_step(movement),
        amount=movement.amount,
        explanation=unfolds_at("movement", movement.id),
        capitals=capitals(movement.amount),
        number=movement.number or "",
        payee=str(movement.payee.get("name", "")),
        bank=str(movement.payee.get("bank", "")),
        account=account_shown(movement.payee),
        fund_source=movement.fund_source,
        budget_year=movement.budget_year,
        budget_item=movement.budget_item,
        budget_code=movement.budget_code,
        carried_from=movement.carried_from,
        basis=movement.basis,
        prepared_by=movement.prepared_by,
        checked_by=movement.checked_by,
        approved_by=movement.approved_by,
        planned_at=movement.planned_at,
        voucher=movement.voucher,
        settled_on=movement.settled_on,
        reason=movement.reason,
        batch_id=movement.batch_id,
        attempt_after=movement.previous_id,
        computation=movement.computation,
    )
