"""Roster rows 花名册 and what is attached to a case."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class RosterRow(Base):
    """花名册行: one person of a case. Sensitive values are sealed; `person` is the blind index of the ID number, `named` that of the
    full name: whoever may is led to the cases of a person by either, and nobody reads anything from them.

    `sheet_row` is the row of the workbook it came from (None: typed in the page).
    `status`: faulty (a cell is wrong), good (clean, not judged), ineligible (a rule blocks it), eligible, then what the program
    makes of it (enrolled, left, passed, failed).
    """

    __tablename__ = "roster_row"
    __table_args__ = (
        Index("ix_roster_row_case_id_field_no", "case_id", "field", "no"),
        Index("ix_roster_row_named", "named", "case_id", postgresql_where=text("named IS NOT NULL")),
        Index("ix_roster_row_person", "person", "occupation", "level", postgresql_where=text("person IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    field: Mapped[str]
    no: Mapped[int]
    sheet_row: Mapped[int | None]
    values: Mapped[dict[str, Any]]
    person: Mapped[bytes | None] = mapped_column(LargeBinary)
    named: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    occupation: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    faults: Mapped[list[Any]] = mapped_column(default=list)
    reasons: Mapped[list[Any]] = mapped_column(default=list)


class Attachment(Base):
    """附件: a file that belongs to a case, kept by digest; `mark` is the officer's judgement of it."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_digest", "digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    field: Mapped[str]
    item: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    digest: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    removed_at: Mapped[datetime | None]
    mark: Mapped[str] = mapped_column(default="")
    mark_note: Mapped[str] = mapped_column(default="")


class MissingMaterial(Base):
    """缺件: an item of the checklist that an officer misses and for which there is no file; it is gone when a file comes."""

    __tablename__ = "missing_material"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class RegisterLine(Base):
    """台账: a line of a public register, unique by register, region, year and key within a case."""

    __tablename__ = "register_line"
    __table_args__ = (
        Index("uq_register_line", "register", "region", "year", "key", "case_id", unique=True),
        Index("ix_register_line_register_key", "register", "key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    register: Mapped[str]
    region: Mapped[str]
    year: Mapped[int]
    key: Mapped[str]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    values: Mapped[dict[str, Any]]
    entered_at: Mapped[datetime]
    sources: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """For columns with amounts: the fact of the case that the amount was taken from."""
