"""Alerts 消息提醒: what somebody is told in the page, and what of it leaves by mail or to a robot."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Alert(Base):
    """消息提醒: one person is told of one thing, once; `source` names the thing. Those not `shown` exist for another channel alone."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("person_id", "source", name="uq_alert_person_id_source"),
        Index("ix_alert_person_id_at", "person_id", "at", "id"),
        Index("ix_alert_unread", "person_id", postgresql_where=text("read_at IS NULL AND shown")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str]
    topic: Mapped[str]
    case_id: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
    shown: Mapped[bool] = mapped_column(default=True)
    read_at: Mapped[datetime | None]


class AlertChoice(Base):
    """提醒设置: by which channels a person is told of what, where, and when not. Addresses are sealed: a robot's is a key to its room."""

    __tablename__ = "alert_choice"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kinds: Mapped[dict[str, Any]] = mapped_column(default=dict)
    mail_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    robot_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    robot_kind: Mapped[str] = mapped_column(default="wecom")
    quiet_from: Mapped[str] = mapped_column(default="")
    quiet_to: Mapped[str] = mapped_column(default="")
    workdays: Mapped[bool] = mapped_column(default=False)
    digest_at: Mapped[str] = mapped_column(default="")
    pool_seen_at: Mapped[datetime | None]


class Dispatch(Base):
    """外发: alerts of one person that leave together by one channel, at least once under a stable id, not before `due_at`."""

    __tablename__ = "dispatch"
    __table_args__ = (Index("ix_dispatch_waiting", "due_at", postgresql_where=text("sent_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str]
    alerts: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    queued: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]


class Warned(Base):
    """预警: a task turned yellow or red with this due date, and people were told; a new due date is a new warning."""

    __tablename__ = "warned"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    light: Mapped[str] = mapped_column(primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
