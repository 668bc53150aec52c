"""The benefit registry 享受补贴登记 over all programs."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base

HELD = "state <> 'revoked'"


class BenefitEntry(Base):
    """享受补贴登记: what one person (blind index of the ID number) or one enterprise received or has been promised.

    `plan_id` is the head of the family of cases; entries of one family are never in each other's way. Entries taken over from other
    systems have no case. `row` is the number of the roster row.
    """

    __tablename__ = "benefit"
    __table_args__ = (
        Index("ix_benefit_person", "person", "kind", postgresql_where=text(f"person IS NOT NULL AND {HELD}")),
        Index("ix_benefit_enterprise", "uscc", "year", "kind", postgresql_where=text(f"uscc <> '' AND {HELD}")),
        Index("ix_benefit_plan_id", "plan_id"),
        Index(
            "uq_benefit_held", "plan_id", "kind", "uscc", "year", "person", "occupation", "level", "certificate",
            unique=True, postgresql_where=text(HELD), postgresql_nulls_not_distinct=True,
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    person: Mapped[bytes | None] = mapped_column(LargeBinary)
    uscc: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    program: Mapped[str]
    region: Mapped[str]
    occupation: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    certificate: Mapped[str] = mapped_column(default="")
    year: Mapped[int]
    starts: Mapped[date | None]
    ends: Mapped[date | None]
    amount: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    row: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    """The business rule task of the case that reckoned the amount; "" where none did."""
    recorded_at: Mapped[datetime]
    changed_at: Mapped[datetime]
