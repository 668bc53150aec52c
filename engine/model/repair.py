"""Repairs 办件修复: what one administrator asks for and another one answers."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base, ForTwo


class Repair(ForTwo, Base):
    """办件修复: `kind` is jump (tokens go elsewhere) or facts (values are mended); `state` is waiting, done or refused.

    `body` holds the tokens and the target, or the path and the value. Every case of `cases` has the revision it was looked at in, and
    the incident it is about, if it is.
    """

    __tablename__ = "repair"
    __table_args__ = (Index("ix_repair_waiting", "asked_at", postgresql_where=text("state = 'waiting'")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    cases: Mapped[list[Any]]
