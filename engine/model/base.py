"""The declarative base and the column types every aggregate shares."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, MetaData, Uuid
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Json = dict[str, Any]
VIEW: dict[str, Any] = {"info": {"view": True}}
"""Arguments of a mapped class that the database computes from tables: it is read only, and migrations make it."""


class Base(DeclarativeBase):
    """Parent of all mapped classes; names of constraints are fixed so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: TIMESTAMP(timezone=True),
        UUID: Uuid(),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class ForTwo:
    """双人: what one administrator asks for, with a reason, and another one answers. Columns of a table, no table of its own."""

    reason: Mapped[str]
    state: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    asked_by: Mapped[str]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_by: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
