"""Drafts of programs 项目草稿: what administrators work on before it becomes a release."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class ProgramDraft(Base):
    """项目草稿: a program being changed, or (without a base) a new one. `state` is open, released or discarded; only open drafts
    hold files.
    """

    __tablename__ = "program_draft"
    __table_args__ = (Index("ix_program_draft_state_changed_at", "state", "changed_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    program: Mapped[str]
    title: Mapped[str]
    base_id: Mapped[UUID | None] = mapped_column(ForeignKey("release.id"))
    author_id: Mapped[UUID | None]
    author: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")


class ProgramDraftFile(Base):
    """One file of a draft, byte for byte; `version` counts how often it was saved (0 = as the release had it)."""

    __tablename__ = "program_draft_file"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("program_draft.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class ProgramDraftAside(Base):
    """A text set aside 另存的内容: what somebody wanted to save after a colleague had saved the file; kept until they decide."""

    __tablename__ = "program_draft_aside"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("program_draft.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime]


class ProgramDraftEntry(Base):
    """An entry being filled in 填写中的条目: what somebody typed into the form of an entry and the file cannot hold yet, field by field as
    it was sent; `version` is that of the file it was made from.
    """

    __tablename__ = "program_draft_entry"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("program_draft.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    entry: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[int]
    typed: Mapped[list[Any]]
    faults: Mapped[list[Any]]
    saved_at: Mapped[datetime]


class ProgramDraftEditor(Base):
    """Who is or was in a draft 参与人: where they were last seen, and whether they changed anything (then they may not release it)."""

    __tablename__ = "program_draft_editor"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("program_draft.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    path: Mapped[str]
    seen_at: Mapped[datetime]
    changed: Mapped[bool]


class ProgramDraftCosign(Base):
    """A signature of another department 会签 under exactly these files: new rates take two departments (人社 and 财政)."""

    __tablename__ = "program_draft_cosign"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("program_draft.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    organisation_id: Mapped[UUID]
    organisation: Mapped[str]
    digest: Mapped[str]
    departments: Mapped[list[Any]]
    """for which of the two"""
    signed_at: Mapped[datetime]
