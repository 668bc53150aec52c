"""The dossier 卷宗 of a case that ended: what was frozen, and where its manifest is kept."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Dossier(Base):
    """卷宗: the manifest of everything a case held when it ended, a file kept by digest. A case that ends again gets another one.

    `event_seq` and `event_hash` are the end of the case's chain at that moment. It is kept until the end of `keep_until`, which is
    `keep_years` after the year the case ended; None: for ever.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        Index("uq_dossier_closing", "case_id", "closed_at", unique=True),
        Index("ix_dossier_keep_until", "keep_until", "case_id", postgresql_where=text("keep_until IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    closed_at: Mapped[datetime]
    made_at: Mapped[datetime]
    digest: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    event_seq: Mapped[int]
    event_hash: Mapped[bytes] = mapped_column(LargeBinary)
    keep_years: Mapped[int | None]
    keep_until: Mapped[date | None]
