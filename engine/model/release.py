"""Releases 发布版本: immutable versions of programs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Release(Base):
    """发布版本: one immutable snapshot of a program, named by the digest of its files.

    New cases begin on the `current` one; one that is `planned` takes its place on `effective_on`.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("program", "number"),
        UniqueConstraint("program", "digest"),
        Index("ix_release_planned", "program", unique=True, postgresql_where=text("planned")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    program: Mapped[str]
    number: Mapped[int]
    version: Mapped[str]
    digest: Mapped[str]
    file_count: Mapped[int]
    title: Mapped[dict[str, Any]]
    current: Mapped[bool]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    effective_on: Mapped[date | None]
    planned: Mapped[bool] = mapped_column(default=False)


class ProgramHold(Base):
    """暂停受理: no new cases of a program begin while this row stands; running ones go on."""

    __tablename__ = "program_hold"

    program: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    held_at: Mapped[datetime]
    held_by: Mapped[str]


class ReleaseFile(Base):
    """One file of a release, kept byte for byte."""

    __tablename__ = "release_file"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
