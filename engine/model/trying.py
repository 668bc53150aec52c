"""Trying drafts 试运行: rehearsals of the stories of a program, and sandboxes in which administrators play every role themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Identity, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Rehearsal(Base):
    """情形试运行: the stories of a program told again by a draft as it was (`digest`). `state` is running, done, or outdated: the draft
    was changed before the end.
    """

    __tablename__ = "rehearsal"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("program_draft.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class RehearsedStory(Base):
    """One story of a rehearsal: `state` is "" until it was told, then passed, failed (something came out otherwise than promised) or
    broken (it could not be told, `cause` says why). `steps` is what happened, step by step.
    """

    __tablename__ = "rehearsed_story"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("rehearsal.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[str]
    cause: Mapped[str]
    steps: Mapped[list[Any]]


class Sandbox(Base):
    """沙箱: a database of its own in which one administrator plays a draft by hand. `state` is making, ready or failed (`cause` says why);
    its clock is `ahead` seconds before the house's.
    """

    __tablename__ = "sandbox"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("program_draft.id", ondelete="CASCADE"), index=True)
    owner_id: Mapped[UUID] = mapped_column(unique=True)
    digest: Mapped[str]
    state: Mapped[str]
    cause: Mapped[str]
    ahead: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime]
    touched_at: Mapped[datetime]


ACTS = "sandbox"
"""The context under which acts of a sandbox are sealed."""


class SandboxAct(Base):
    """沙箱操作: one thing that was done in a sandbox and what came of it, sealed; only the database of a sandbox holds any."""

    __tablename__ = "sandbox_act"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime]
    told: Mapped[bytes] = mapped_column(LargeBinary)
