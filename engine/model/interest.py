"""Interests 利害关系: who has nothing to do with the cases of an organisation, today's and those to come."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class Interest(Base):
    """利害关系: an officer declared, or a supervisor found, a relation to an organisation; every new case of it knows."""

    __tablename__ = "interest"
    __table_args__ = (Index("ix_interest_organisation_id", "organisation_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    name: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    since: Mapped[datetime]
