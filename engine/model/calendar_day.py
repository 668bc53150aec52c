"""The calendar administrators edit 工作日历."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class CalendarDay(Base):
    """A day that is not what its weekday says: a holiday on a weekday, or a workday on a weekend (调休)."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[dict[str, Any]]


class CalendarYear(Base):
    """A year whose holiday notice is out; years without a row are provisional."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True)
    basis: Mapped[str]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str]
