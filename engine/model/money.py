"""Money 资金台账: movements of a case and the files in which they are sent. All amounts are fen."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base

OUTGOING = ("advance", "settlement")
INCOMING = ("refund", "recovery")
STATES = ("planned", "approved", "sent", "paid", "failed", "returned")
LIVE = "state NOT IN ('failed', 'returned')"


class Movement(Base):
    """资金: one amount on its way. `plan_id` is the case at the head of the family: a linked case's parent, else the case itself.

    planned -> approved -> sent -> paid | failed; paid -> returned. Failed and returned ones are final: the next attempt is a new row that
    names them in `previous_id`. The payee's account is sealed. With a `budget_line_id` it holds its amount of that line, or, from
    `short_since` on, waits for money there; `carried_from` is the budget year it was first prepared for.
    """

    __tablename__ = "movement"
    __table_args__ = (
        CheckConstraint("amount > 0", name="ck_movement_amount"),
        Index("uq_movement_live", "case_id", "kind", "key", unique=True, postgresql_where=text(LIVE)),
        Index("ix_movement_plan_id", "plan_id"),
        Index("ix_movement_work", "state", "region", "planned_at", postgresql_where=text("state IN ('planned', 'approved', 'sent')")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    region: Mapped[str]
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    computation: Mapped[dict[str, Any]]
    payee: Mapped[dict[str, Any]]
    element: Mapped[str]
    previous_id: Mapped[UUID | None] = mapped_column(ForeignKey("movement.id"))
    planned_at: Mapped[datetime]
    number: Mapped[str | None] = mapped_column(unique=True)
    fund_source: Mapped[str] = mapped_column(default="")
    budget_year: Mapped[int | None]
    budget_item: Mapped[str] = mapped_column(default="")
    budget_code: Mapped[str] = mapped_column(default="")
    budget_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("budget_line.id"), index=True)
    short_since: Mapped[datetime | None]
    carried_from: Mapped[int | None]
    basis: Mapped[str] = mapped_column(default="")
    prepared_by_id: Mapped[UUID | None]
    prepared_by: Mapped[str] = mapped_column(default="")
    prepared_at: Mapped[datetime | None]
    checked_by_id: Mapped[UUID | None]
    checked_by: Mapped[str] = mapped_column(default="")
    checked_at: Mapped[datetime | None]
    approved_by_id: Mapped[UUID | None]
    approved_by: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("payment_batch.id"), index=True)
    voucher: Mapped[str] = mapped_column(default="")
    settled_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")


class PaymentBatch(Base):
    """拨付文件: the payments sent to the treasury in one file."""

    __tablename__ = "payment_batch"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(unique=True)
    region: Mapped[str]
    count: Mapped[int]
    total: Mapped[int] = mapped_column(BigInteger)
    exported_at: Mapped[datetime]
    exported_by_id: Mapped[UUID | None]
    exported_by: Mapped[str]
