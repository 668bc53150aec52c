"""Bulk work 批量办理: one act of one person on many tasks."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Bulk(Base):
    """批量办理: `state` is proposed (being looked at), waiting (confirmed, can be undone until `due_at`), done (set going) or undone.

    `given` is what goes to every task alike: outcome and form, colleague, reason.
    """

    __tablename__ = "bulk"
    __table_args__ = (
        Index("ix_bulk_due_at", "due_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_bulk_person_id", "person_id", "made_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    verb: Mapped[str]
    state: Mapped[str]
    given: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime | None]


class BulkItem(Base):
    """批量办理之一件: `state` is chosen, left (why it is not part of it), waiting, done, refused or undone.

    `sample` is why it has to be opened before anybody may confirm: outlier, random, or "".
    """

    __tablename__ = "bulk_item"
    __table_args__ = (Index("ix_bulk_item_task_id", "task_id", postgresql_where=text("state = 'waiting'")),)

    bulk_id: Mapped[UUID] = mapped_column(ForeignKey("bulk.id"), primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    group: Mapped[int] = mapped_column(default=0)
    sample: Mapped[str] = mapped_column(default="")
    said: Mapped[list[Any]] = mapped_column(default=list)
    """In both languages: what sets it apart, or why it was left out or refused."""
    opened_at: Mapped[datetime | None]
    state: Mapped[str]
