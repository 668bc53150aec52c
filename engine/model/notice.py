"""Notices 文书, serial numbers, incidents, the outbox and idempotent answers."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Notice(Base):
    """文书: a numbered paper. The facts are fixed when it is issued; the PDF is made after commit and kept by digest."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_digest", "digest", postgresql_where=text("digest IS NOT NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    key: Mapped[str]
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, Any]]
    adverse: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[dict[str, Any]]
    issued_at: Mapped[datetime]
    digest: Mapped[str | None]
    size: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime | None]


class Serial(Base):
    """编号: the last number given out in a scope and year; locked while it is raised, so numbers have no gaps."""

    __tablename__ = "serial"

    scope: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class IncidentRow(Base):
    """异常挂起: a case that cannot move on, with the cause and the command that failed."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_open", "state", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    job: Mapped[str]
    element: Mapped[str] = mapped_column(default="")
    cause: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="open")
    attempts: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]


class OutboxMessage(Base):
    """发件箱: an effect on the outside world, delivered after commit at least once under a stable id."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_pending", "created_at", postgresql_where=text("delivered_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID | None]
    topic: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")


class Answer(Base):
    """幂等: the first answer to an idempotency key, given again when the same request comes twice."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("owner", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    owner: Mapped[str]
    key: Mapped[str]
    request: Mapped[bytes] = mapped_column(LargeBinary)
    result: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
