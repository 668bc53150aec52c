"""Retention 保管与销毁: holds on cases, lists of what is to be destroyed, and what became of each case on them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base, ForTwo


class LegalHold(Base):
    """冻结: while it stands nothing of the case is destroyed, whatever its age."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        Index("uq_legal_hold_standing", "case_id", unique=True, postgresql_where=text("lifted_at IS NULL")),
        Index("ix_legal_hold_placed_at", "placed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    reason: Mapped[str]
    placed_at: Mapped[datetime]
    placed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    placed_by: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    lifted_by: Mapped[str] = mapped_column(default="")
    lifted_reason: Mapped[str] = mapped_column(default="")


class Destruction(ForTwo, Base):
    """销毁清册: what one administrator proposes to destroy and another one answers. `state` is waiting, refused, running or done."""

    __tablename__ = "destruction"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(unique=True)
    finished_at: Mapped[datetime | None]


class DestructionCase(Base):
    """销毁清册之一件: `state` is listed, destroyed, or kept, and `why` says so in both languages.

    `told` is what the register says of it for ever. `seq` and `hash` are the end of its chain before it was destroyed, `seal` is
    SHA-256 over what is left of the entries up to there.
    """

    __tablename__ = "destruction_case"
    __table_args__ = (
        Index("ix_destruction_case_state", "destruction_id", "state", "case_id"),
        Index("uq_destruction_case_once", "case_id", unique=True, postgresql_where=text("state <> 'kept'")),
    )

    destruction_id: Mapped[UUID] = mapped_column(ForeignKey("destruction.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    state: Mapped[str]
    closed_on: Mapped[date]
    keep_until: Mapped[date]
    told: Mapped[dict[str, Any]]
    why: Mapped[list[Any]]
    destroyed_at: Mapped[datetime | None]
    seq: Mapped[int | None]
    hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    seal: Mapped[str] = mapped_column(default="")


class DestroyedFile(Base):
    """销毁的文件: a file that destroyed cases named. `state` is waiting, removed, or shared: it stays as long as another case names it."""

    __tablename__ = "destroyed_file"

    destruction_id: Mapped[UUID] = mapped_column(ForeignKey("destruction.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
