"""Letters 消息: BPMN messages on their way to another case, and results of payments on their way to theirs."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Letter(Base):
    """消息: a BPMN message to a case, written in the transaction that sends it and delivered once by a job; `caught` tells how many waits
    took it.
    """

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_pending", "sent_at", postgresql_where=text("delivered_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    sender_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    name: Mapped[str]
    sent_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    caught: Mapped[int] = mapped_column(default=0)
