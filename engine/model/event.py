"""Events 操作留痕: who, when, what, why, before and after; hash-chained per case, several of one moment in one entry."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import VIEW, Base

Fact = list[Any]
"""What one event says: its kind, whether the applicant sees it, and its data."""
Sent = list[Any]
"""What was sent: the step it is kept under, the task it belongs to, the data; a fourth value marks what was sent before revision 1551,
which no hash covers."""


def _exact(value: object) -> orjson.Fragment:
    """A decimal digit for digit, as the database keeps it."""
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    raise TypeError(type(value).__name__)


class Entry(Base):
    """一笔留痕: everything one actor did to one chain at one moment: events in their order, and what was sent.

    Every case is a chain of its own, called by its id; acts outside cases belong to a named `chain` ("system"). Entries of cases from
    before revision 1401 repeat the id in `chain`. The key is the order in which the audit log is read. `seq` numbers the first event.
    The hash is the one after the last event; those in between are not kept. `facts` and `sent` of an entry that was archived stand in
    the volume it names.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("uq_entry_case_id_seq", "case_id", "seq", unique=True, postgresql_where=text("case_id IS NOT NULL")),
        Index("uq_entry_chain_seq", "chain", "seq", unique=True, postgresql_where=text("case_id IS NULL")),
    )

    at: Mapped[datetime] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[UUID | None]
    actor_id: Mapped[UUID | None]
    seq: Mapped[int]
    volume: Mapped[int | None]
    chain: Mapped[str] = mapped_column(default="")
    actor: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    facts: Mapped[list[Any] | None]
    sent: Mapped[list[Any] | None]


class Volume(Base):
    """归档卷: what the entries of a closed case say, bound together; by the number of an entry its facts and what was sent.

    As text: it compresses to three quarters of the binary form.
    """

    __tablename__ = "volume"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    entries: Mapped[dict[str, Any]] = mapped_column(JSON)


class Trail(Base):
    """留痕: every entry with what it says, wherever that stands. A view."""

    __tablename__ = "trail"
    __table_args__ = VIEW

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    chain: Mapped[str]
    seq: Mapped[int]
    case_id: Mapped[UUID | None]
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    actor: Mapped[str]
    organisation: Mapped[str]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    facts: Mapped[list[Any] | None]
    sent: Mapped[list[Any] | None]

    @property
    def of(self) -> str:
        """The chain's name, as the hash covers it."""
        return str(self.case_id) if self.case_id is not None else self.chain

    @property
    def count(self) -> int:
        """How many events the entry holds."""
        return len(self.facts or ())

    def digest(self, previous: bytes) -> bytes:
        """The hash that this entry must have after the one before it."""
        end = previous
        for place, (kind, public, data) in enumerate(self.facts or ()):
            end = link(end, (self.of, self.seq + place, self.at, kind, self.actor_id, self.actor, self.organisation, public, data))
        for sent in self.sent or ():
            end = link_sent(end, sent)
        return end


class Event(Base):
    """操作留痕: one fact of the audit trail of a case, or of a named `chain` ("system") for acts outside cases. A view."""

    __tablename__ = "event"
    __table_args__ = VIEW

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    chain: Mapped[str]
    seq: Mapped[int]
    case_id: Mapped[UUID | None]
    at: Mapped[datetime]
    kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor: Mapped[str]
    organisation: Mapped[str]
    public: Mapped[bool]
    data: Mapped[dict[str, Any]]


class Submission(Base):
    """申报: what was sent, once and for ever; `step` names the form's facts key. A view."""

    __tablename__ = "submission"
    __table_args__ = VIEW

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    case_id: Mapped[UUID]
    task_id: Mapped[UUID | None]
    step: Mapped[str]
    data: Mapped[dict[str, Any]]
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[str]


class Chain(Base):
    """The end of a chain that is not a case's own: its last number and hash."""

    __tablename__ = "chain"

    name: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[bytes] = mapped_column(LargeBinary, default=b"")


def link(previous: bytes, said: tuple[Any, ...]) -> bytes:
    """SHA-256 over the previous hash and everything an event says, in one canonical order: chain, number, moment, kind, actor's id, name
    and organisation, whether it is public, data.
    """
    chain, seq, at, kind, actor_id, actor, organisation, public, data = said
    told = [chain, seq, at.timestamp(), kind, actor_id, actor, organisation, public, data]
    return hashlib.sha256(previous + orjson.dumps(told, default=_exact, option=orjson.OPT_SORT_KEYS)).digest()


def link_sent(previous: bytes, sent: Sequence[Any]) -> bytes:
    """SHA-256 over the previous hash and what was sent; what was sent before hashes covered it leaves the hash as it is."""
    if len(sent) > SENT:
        return previous
    return hashlib.sha256(previous + orjson.dumps(sent, default=_exact, option=orjson.OPT_SORT_KEYS)).digest()


SENT = 3
"""What is said of something sent: step, task, data."""
