"""Acts 协同行为: what one person began about a task and somebody has yet to end or answer."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Act(Base):
    """协同行为: a stop of the clocks until it is ended, a request for more time until it is decided, a reminder, a copy until it is read.

    `kind` names it, `state` is open, done or refused; `to_id` is whoever is asked, None where a post is. `data` holds what its end needs.
    """

    __tablename__ = "act"
    __table_args__ = (
        Index("ix_act_case_id", "case_id", "kind", "state"),
        Index("ix_act_to_id", "to_id", "kind", postgresql_where=text("state = 'open'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    task_id: Mapped[UUID]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    by_id: Mapped[UUID | None]
    by: Mapped[str]
    to_id: Mapped[UUID | None]
    to: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None]
    ended_by: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
