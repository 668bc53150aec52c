"""Regions, organisations and people 行政区划、单位、人员."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Region(Base):
    """行政区划: one GB/T 2260 code; `path` is the codes from the top, so that a prefix is a subtree."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(primary_key=True)
    parent: Mapped[str | None]
    path: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    short: Mapped[str] = mapped_column(default="")


class Organisation(Base):
    """单位: an enterprise that files, or an office that decides."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    name: Mapped[str]
    uscc: Mapped[str | None] = mapped_column(unique=True)
    region: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")


class Person(Base):
    """人员: somebody who signs in. The phone is stored encrypted, searched by its blind index."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    failed_attempts: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    locked_until: Mapped[datetime | None]
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    language: Mapped[str] = mapped_column(default="zh")
    theme: Mapped[str] = mapped_column(default="auto")
    created_at: Mapped[datetime]


class UnknownName(Base):
    """不存在的登录名: wrong passwords for a name nobody has, kept for a day and known by its blind index alone: it may be a password."""

    __tablename__ = "unknown_name"

    name_index: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failed_attempts: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]


class PersonRole(Base):
    """岗位: a role a person holds in a region and everything below it; `since` when (not told: since the account was made)."""

    __tablename__ = "person_role"
    __table_args__ = (UniqueConstraint("person_id", "role", "region"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    region: Mapped[str]
    since: Mapped[date | None]


class SignedSession(Base):
    """会话: a signed-in browser or API token; only a hash of the token is kept."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_expires_at", "expires_at"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    csrf: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(default="")
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
