"""Dry runs 预演: what would have become of the cases of a program by the diagrams, tables and services of a draft."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class DryRun(Base):
    """预演: every open case of a program and those closed within a year, replayed against a draft as it was (`digest`).

    `state` is running, done, or outdated: the draft was changed before the end.
    """

    __tablename__ = "dry_run"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("program_draft.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class DryRunCase(Base):
    """办件预演: `kind` is "" until it was replayed, then same, other_way, stuck, or unreadable (its own past could not be replayed);
    a case that is amount or later says so in `signs`. `told` holds what differs.
    """

    __tablename__ = "dry_run_case"
    __table_args__ = (Index("ix_dry_run_case_run_id_kind", "run_id", "kind"),)

    run_id: Mapped[UUID] = mapped_column(ForeignKey("dry_run.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    kind: Mapped[str]
    signs: Mapped[list[Any]]
    told: Mapped[dict[str, Any]]
