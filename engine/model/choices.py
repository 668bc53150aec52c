"""What officers set up for themselves and their office: views of the queue, phrases."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base


class SavedView(Base):
    """保存的视图: a question to the queue under a name, with the columns to show; a `shared` one is there for the whole office."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_person_id", "person_id"), Index("ix_saved_view_organisation_id", "organisation_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]
    question: Mapped[dict[str, Any]]
    columns: Mapped[list[Any]]
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class QueueChoice(Base):
    """列表设置: the columns a person chose for the queue, and the view it begins with."""

    __tablename__ = "queue_choice"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    columns: Mapped[list[Any]] = mapped_column(default=list)
    view_id: Mapped[UUID | None]


class Phrase(Base):
    """常用意见: words officers write again and again; of one person, or of the whole office (`person_id` None)."""

    __tablename__ = "phrase"
    __table_args__ = (Index("ix_phrase_organisation_id", "organisation_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    created_at: Mapped[datetime]
