"""Letters 消息: BPMN messages on their way to another case, results of payments on their way to theirs, and who waits for such."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Letter(Base):
    """消息: a BPMN message or signal to a case, written in the transaction that sends it and delivered once by a job; `caught` tells how
    many waits took it.

    A letter of the kind `parent_ended` ends its case. A message with a correlation key and without a case still looks for the case that
    waits for it; a signal without a case stands for the letters it became.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_pending", "sent_at", postgresql_where=text("delivered_at IS NULL")),
        Index("ix_letter_looking", "name", "correlation", postgresql_where=text("delivered_at IS NULL AND case_id IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    sender_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(default="message")
    name: Mapped[str]
    correlation: Mapped[str | None]
    sent_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    caught: Mapped[int] = mapped_column(default=0)


class Wait(Base):
    """等待: a token of a case that waits for a message or signal; who looks for the receiver of one finds it here."""

    __tablename__ = "wait"
    __table_args__ = (Index("ix_wait_name", "name", "correlation"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    item: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    correlation: Mapped[str | None]
    since: Mapped[datetime]
