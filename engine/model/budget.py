"""Budget lines 预算指标: what may be spent of a fund in a year, and every grant that made it so. All amounts are fen."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class BudgetLine(Base):
    """预算指标: one line of an area's budget of a year. `granted` is the sum of its entries; what payments hold of it the ledger says."""

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("region", "year", "fund_source", "item", name="uq_budget_line"),
        CheckConstraint("granted >= 0", name="ck_budget_line_granted"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    region: Mapped[str]
    year: Mapped[int]
    fund_source: Mapped[str]
    item: Mapped[str]
    function_code: Mapped[str] = mapped_column(default="")
    granted: Mapped[int] = mapped_column(BigInteger)


class BudgetEntry(Base):
    """指标文: one grant, or one cut, of a budget line, by the document that says so. Never changed."""

    __tablename__ = "budget_entry"
    __table_args__ = (CheckConstraint("amount <> 0", name="ck_budget_entry_amount"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("budget_line.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    document: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UUID | None]
    by: Mapped[str]
