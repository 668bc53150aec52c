"""Cases 办件 and what belongs to one: drafts, clocks, timers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, LargeBinary, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base

LARGE_FACT = 1024
"""Bytes of JSON from which on what a writer said stands among the large facts."""


class Case(Base):
    """办件: one instance of a process of a program.

    `state` holds tokens only (the codec of `engine.bpmn`); `facts` is what tasks, services and decisions wrote, each under its own
    id. `due_on`, `yellow_on` and `stopped` repeat the leading case clock so that a queue can be sorted by one index. `hands` says who
    has done what: the elements by the id of whoever finished a task there, or held it.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_region_status", "region", "status"),
        Index("ix_case_organisation_id_created_at", "organisation_id", "created_at"),
        Index("ix_case_next_due", "next_due", postgresql_where=text("next_due IS NOT NULL AND status = 'open'")),
        Index("ix_case_open_due_on", "due_on", postgresql_where=text("status = 'open'")),
        Index("ix_case_begun_by", "applicant_id", "created_at", "id", postgresql_where=text("origin = 'officer'")),
        Index("ix_case_program_filed_on", "program", "filed_on", postgresql_where=text("filed_on IS NOT NULL")),
        Index("ix_case_closed_at", "closed_at", postgresql_using="brin", postgresql_where=text("closed_at IS NOT NULL")),
        Index("ix_case_parent_id", "parent_id", "process", postgresql_where=text("parent_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str | None] = mapped_column(unique=True)
    program: Mapped[str]
    process: Mapped[str]
    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    region: Mapped[str]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    applicant_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    origin: Mapped[str] = mapped_column(default="enterprise")
    """Who began it: enterprise, officer or clock."""
    status: Mapped[str]
    stage: Mapped[str] = mapped_column(default="")
    stages: Mapped[dict[str, Any]] = mapped_column(default=dict)
    facts_small: Mapped[dict[str, Any]] = mapped_column(default=dict)
    facts_large: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hands: Mapped[dict[str, Any]] = mapped_column(default=dict)
    summary: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[bytes | None] = mapped_column(LargeBinary)
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    filed_on: Mapped[date | None]
    received_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    next_due: Mapped[datetime | None]
    due_on: Mapped[date | None]
    yellow_on: Mapped[date | None]
    stopped: Mapped[bool] = mapped_column(default=False)
    event_seq: Mapped[int] = mapped_column(default=0)
    event_hash: Mapped[bytes] = mapped_column(LargeBinary, default=b"")

    @hybrid_property
    def facts(self) -> dict[str, Any]:
        """All facts, by writer. The document is replaced, never changed: as long as nobody writes, it is the same object."""
        small, large = self.facts_small, self.facts_large
        if not large:
            return small
        known = self.__dict__.get("_facts")
        if known is None or known[0] is not small or known[1] is not large:
            known = self.__dict__["_facts"] = (small, large, {**large, **small})
        found: dict[str, Any] = known[2]
        return found

    @facts.inplace.setter
    def _set_facts(self, facts: dict[str, Any]) -> None:
        """What is large and did not change stays as the database has it: a step that says little writes little."""
        small, large = self.facts_small or {}, self.facts_large or {}
        heavy = {name: said for name, said in facts.items() if _is_large(name, said, small, large)}
        self.facts_small = {name: said for name, said in facts.items() if name not in heavy} if heavy else facts
        if heavy.keys() != large.keys() or any(said is not large[name] for name, said in heavy.items()):
            self.facts_large = heavy

    @facts.inplace.expression
    @classmethod
    def _read_facts(cls) -> ColumnElement[Any]:
        return cls.facts_large.concat(cls.facts_small)


def _is_large(name: str, said: Any, small: Mapping[str, Any], large: Mapping[str, Any]) -> bool:
    """Whether a fact is among the large ones; one that did not change stays where it is."""
    if name in large and large[name] is said:
        return True
    same = name in small and small[name] is said
    return not same and isinstance(said, Mapping) and len(orjson.dumps(said, default=str)) >= LARGE_FACT


class Draft(Base):
    """暂存: what somebody has typed and not yet sent; `step` is "start" or a task's id."""

    __tablename__ = "draft"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]


class CaseClock(Base):
    """时限: one legal deadline of a case; `ledger` is the stored form of `engine.calendar.clock`."""

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_case_id", "case_id"),
        Index("ix_clock_open_case_id", "case_id", postgresql_where=text("finished_at IS NULL")),
        Index("ix_clock_open_due_on", "due_on", postgresql_where=text("finished_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    token: Mapped[int] = mapped_column(BigInteger)
    element: Mapped[str]
    kind: Mapped[str]
    title: Mapped[dict[str, Any]]
    ledger: Mapped[dict[str, Any]]
    due_on: Mapped[date | None]
    yellow_on: Mapped[date | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class StateBefore(Base):
    """拿回之前: the tokens of an open case as they stood before its last decision; `revision` is what that made of the case."""

    __tablename__ = "state_before"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    revision: Mapped[int]
    state: Mapped[bytes] = mapped_column(LargeBinary)


class Timer(Base):
    """定时: when a waiting event of a case comes due."""

    __tablename__ = "timer"
    __table_args__ = (Index("ix_timer_due_at", "due_at"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    item: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    element: Mapped[str]
    due_at: Mapped[datetime]
    limit: Mapped[str] = mapped_column(default="")
    trigger_on: Mapped[date | None]
    queued: Mapped[bool] = mapped_column(default=False)
