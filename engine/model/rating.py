"""Ratings 好差评: what an enterprise said of how its case was handled, and what became of it when it was bad."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base

NEW, CONTACTED, ANSWERED = "new", "contacted", "answered"
"""States of a call-back; a rating that needs none has ""."""


class Rating(Base):
    """好差评: one for a case that was closed, 5 very satisfied to 1 very dissatisfied. A bad one is called back by the two days it names.

    It stands outside the case: no trail, fact, dossier or page of the case tells of it.
    """

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("grade BETWEEN 1 AND 5", name="ck_rating_grade"),
        Index("ix_rating_program_rated_at", "program", "rated_at"),
        Index("ix_rating_open", "region", "close_due", postgresql_where=text("state IN ('new', 'contacted')")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), unique=True)
    program: Mapped[str]
    region: Mapped[str]
    grade: Mapped[int]
    words: Mapped[str]
    rated_at: Mapped[datetime]
    rated_by_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default="")
    contact_due: Mapped[date | None]
    close_due: Mapped[date | None]
    taken_by_id: Mapped[UUID | None]
    taken_by: Mapped[str] = mapped_column(default="")
    contacted_at: Mapped[datetime | None]
    contact: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    measures: Mapped[str] = mapped_column(default="")
    reply: Mapped[str] = mapped_column(default="")
