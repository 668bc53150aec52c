"""Migrations 迁移: running cases on their way from one release to another."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Migration(Base):
    """迁移: from a release to another of the same program. `mapping` says which element of the old one is which of the new one.

    `judging` while verdicts are being made; `paused` stops what has been set going.
    """

    __tablename__ = "migration"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    program: Mapped[str]
    from_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    mapping: Mapped[dict[str, Any]]
    note: Mapped[str]
    judging: Mapped[bool]
    paused: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class MigrationCase(Base):
    """办件迁移: one case of a migration.

    `verdict` is "" until it is made, then moves, needs_mapping or refused, with `reasons`. `state` is waiting, queued, moved, kept (it
    closed or went elsewhere before its turn), undoing or undone. `snapshot` is what the case was before; `event_seq` its last event
    right after.
    """

    __tablename__ = "migration_case"
    __table_args__ = (Index("ix_migration_case_migration_id_state", "migration_id", "state", "verdict"),)

    migration_id: Mapped[UUID] = mapped_column(ForeignKey("migration.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    verdict: Mapped[str]
    reasons: Mapped[list[Any]]
    state: Mapped[str]
    moved_at: Mapped[datetime | None]
    event_seq: Mapped[int | None]
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
