"""Tasks 待办: the truth of the inbox."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base

OPEN = "state = 'open'"
POOL = "state = 'open' AND assignee_id IS NULL AND organisation_id IS NULL"
"""Open and nobody's: an officer's pool is read from these indexes alone, a district's by region, a city's by due date."""
SHOWN = ["program", "element", "case_id", "yellow_on", "arrived_at", "stopped"]
"""What lists are filtered, searched and sorted by beside the due date: the index alone tells it."""
WHOSE = ["assignee_id", "organisation_id"]
FOR_WHOM = ["region", "role", *WHOSE]
"""Whose list an open task stands in: lists in the order of arrival or risk read this, and no task they do not show."""


class Task(Base):
    """待办: one thing a person is asked to do. `item` is the token in the case's state that waits for it."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_case_id_state_element", "case_id", "state", "element"),
        Index("ix_task_pool", "role", "region", "due_on", "id", postgresql_where=text(POOL), postgresql_include=SHOWN),
        Index("ix_task_role_due_on", "role", "due_on", "id", postgresql_where=text(POOL), postgresql_include=["region", *SHOWN]),
        Index("ix_task_region_due_on", "region", "due_on", "id", postgresql_where=text(OPEN), postgresql_include=[*SHOWN, *WHOSE]),
        Index("ix_task_open_due_on", "due_on", "id", postgresql_where=text(OPEN), postgresql_include=["region", *SHOWN, *WHOSE]),
        Index("ix_task_open_arrived_at", "arrived_at", "id", postgresql_where=text(OPEN), postgresql_include=FOR_WHOM),
        Index("ix_task_open_yellow_on", "yellow_on", "id", postgresql_where=text(OPEN), postgresql_include=FOR_WHOM),
        Index("ix_task_open_program", "program", "element", postgresql_where=text(OPEN)),
        Index("ix_task_stopped", "region", postgresql_where=text("state = 'open' AND stopped")),
        Index("ix_task_applicant_region", "region", postgresql_where=text("state = 'open' AND organisation_id IS NOT NULL")),
        Index("ix_task_assignee_id", "assignee_id", "due_on", "id", postgresql_where=text(OPEN)),
        Index("ix_task_organisation_id", "organisation_id", postgresql_where=text(OPEN)),
        Index("ix_task_done_by", "done_by_id", "done_at"),
        Index("ix_task_done_at", "done_at", postgresql_using="brin", postgresql_where=text("state = 'done'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    region: Mapped[str]
    program: Mapped[str]
    item: Mapped[int] = mapped_column(BigInteger)
    element: Mapped[str]
    process: Mapped[str]
    name: Mapped[dict[str, Any]]
    kind: Mapped[str]
    role: Mapped[str]
    organisation_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str]
    stage: Mapped[str] = mapped_column(default="")
    form: Mapped[str] = mapped_column(default="")
    outcomes: Mapped[list[Any]] = mapped_column(default=list)
    arrived_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[UUID | None]
    done_by: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    opinion: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    yellow_on: Mapped[date | None]
    stopped: Mapped[bool] = mapped_column(default=False)
    flags: Mapped[list[Any]] = mapped_column(default=list)
    round: Mapped[int | None] = mapped_column(BigInteger)
    """Where several people sign: the token of the step around all of them; nobody signs twice in a round."""
