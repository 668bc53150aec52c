"""Absences 外出代理: who acts for whom, from when until when, and for what."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Absence(Base):
    """外出代理: from the first day to the last, the substitute does what the person holds, in these programs (none named: all)."""

    __tablename__ = "absence"
    __table_args__ = (
        Index("ix_absence_substitute_id", "substitute_id", "ends_on", postgresql_where=text("ended_at IS NULL")),
        Index("ix_absence_person_id", "person_id", "ends_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    substitute_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    programs: Mapped[list[Any]] = mapped_column(default=list)
    reason: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")
