"""Events 操作留痕: who, when, what, why, before and after; hash-chained per case."""

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, Identity, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


def _exact(value: object) -> orjson.Fragment:
    """A decimal digit for digit, as the database keeps it."""
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    raise TypeError(type(value).__name__)


class Event(Base):
    """操作留痕: one fact of the audit trail of a case, or of a named `chain` ("system") for acts outside cases.

    Every case is a chain of its own, called by its id. Events of cases from before revision 1301 repeat that id in `chain`.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("uq_event_case_id_seq", "case_id", "seq", unique=True, postgresql_where=text("case_id IS NOT NULL")),
        Index("uq_event_chain_seq", "chain", "seq", unique=True, postgresql_where=text("case_id IS NULL")),
        Index("ix_event_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    chain: Mapped[str] = mapped_column(default="")
    seq: Mapped[int]
    case_id: Mapped[UUID | None]
    at: Mapped[datetime]
    kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    public: Mapped[bool] = mapped_column(default=False)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hash: Mapped[bytes] = mapped_column(LargeBinary)

    def digest(self, previous: bytes) -> bytes:
        """The hash that this event must have after the one before it."""
        return link(previous, (self.of, *(getattr(self, name) for name in SAID[1:])))

    @property
    def of(self) -> str:
        """The chain's name, as the hash covers it."""
        return str(self.case_id) if self.case_id is not None else self.chain


SAID = ("chain", "seq", "at", "kind", "actor_id", "actor", "organisation", "public", "data")
"""What the hash of an event covers, in this order."""


def link(previous: bytes, said: tuple[Any, ...]) -> bytes:
    """SHA-256 over the previous hash and everything an event says (`SAID`), in one canonical order."""
    chain, seq, at, kind, actor_id, actor, organisation, public, data = said
    told = [chain, seq, at.timestamp(), kind, str(actor_id) if actor_id else None, actor, organisation, public, data]
    return hashlib.sha256(previous + orjson.dumps(told, default=_exact, option=orjson.OPT_SORT_KEYS)).digest()


class Chain(Base):
    """The end of a chain that is not a case's own: its last number and hash."""

    __tablename__ = "chain"

    name: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
