"""异常 incidents, as administrators see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_

from engine.model import Case, IncidentRow
from engine.queries.admin_views import IncidentView
from engine.queries.cursors import read_cursor, write_cursor
from engine.queries.query import Query
from engine.queries.views import Page
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentJobs(Query[dict[str, int]]):
    """异常分类: how many incidents are open of each job, the most first."""

    def answer(self, uow: UnitOfWork, by: Actor) -> dict[str, int]:
        """Job to count."""
        must_be(by, "administrator")
        count = func.count()
        chosen = (
            select(IncidentRow.job, count)
            .where(IncidentRow.state == "open")
            .group_by(IncidentRow.job)
            .order_by(count.desc(), IncidentRow.job)
        )
        return {job: number for job, number in uow.session.execute(chosen)}  # noqa: C416 - rows are not tuples to dict()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents(Query[Page]):
    """异常, the newest first."""

    state: str = "open"
    job: str = ""
    after: str | None = None
    size: int = 50

    def answer(self, uow: UnitOfWork, by: Actor) -> Page:
        """Rows are `IncidentView`."""
        must_be(by, "administrator")
        chosen = select(IncidentRow, Case.number).outerjoin(Case, Case.id == IncidentRow.case_id)
        if self.state:
            chosen = chosen.where(IncidentRow.state == self.state)
        if self.job:
            chosen = chosen.where(IncidentRow.job == self.job)
        total = uow.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        if self.after:
            at, incident_id = read_cursor(self.after, datetime.fromisoformat, UUID)
            chosen = chosen.where(tuple_(IncidentRow.created_at, IncidentRow.id) < (at, incident_id))
        rows: list[Any] = list(
            uow.session.execute(chosen.order_by(IncidentRow.created_at.desc(), IncidentRow.id.desc()).limit(self.size + 1))
        )
        more, rows = len(rows) > self.size, rows[: self.size]
        views = tuple(
            IncidentView(row.id, row.case_id, number, row.job, row.element, row.cause, row.detail, row.state, row.attempts, row.created_at)
            for row, number in rows
        )
        return Page(views, total, write_cursor(rows[-1][0].created_at.isoformat(), str(rows[-1][0].id)) if more else None)
