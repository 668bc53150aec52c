"""The officer's queue 待办队列: one page by one index, however many tasks are open."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, or_, select, tuple_

from engine.model import Case, Organisation, Task
from engine.queries.cursors import read_cursor, write_cursor
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.views import QueueCounts, QueueView, TaskRow
from engine.running.access import visible_regions
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

FAR = date(9999, 12, 31)
TABS = ("todo", "pool", "done", "all")
SORTS = ("due", "-due", "arrived", "-arrived")
WEEK = timedelta(days=7)


def pool_of(by: Actor) -> ColumnElement[bool]:
    """Open tasks for one of the actor's posts that nobody holds."""
    posts = [and_(Task.role == role, visible_regions(by, Task.region, role)) for role in sorted(by.roles)]
    return and_(
        Task.state == "open", Task.organisation_id.is_(None), Task.assignee_id.is_(None), or_(*posts) if posts else Task.id.is_(None)
    )


def held_by(by: Actor) -> ColumnElement[bool]:
    """Open tasks the actor holds."""
    return and_(Task.state == "open", Task.assignee_id == by.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQueue(Query[QueueView]):
    """待办队列: `todo` = held by me, `pool` = for my posts and free, `done` = done by me, `all` = todo and pool.

    `text` searches case numbers and enterprises; `light` is green, yellow, red or grey.
    """

    tab: str = "all"
    text: str = ""
    program: str = ""
    element: str = ""
    light: str = ""
    sort: str = "due"
    after: str | None = None
    size: int = 50

    def answer(self, uow: UnitOfWork, by: Actor) -> QueueView:
        """Rows, figures for the strip, and the choices of the filters."""
        if self.tab not in TABS or self.sort not in SORTS:
            raise InvalidInput([FieldError("tab", "没有这样的列表。", "There is no such list.")])
        today = uow.now.astimezone(ZONE).date()
        base = self._filtered(select(Task, Case).join(Case, Case.id == Task.case_id), by, today)
        total = uow.session.scalar(select(func.count()).select_from(base.with_only_columns(Task.id).subquery())) or 0
        rows = uow.session.execute(self._paged(base).limit(self.size + 1)).all()
        more, rows = len(rows) > self.size, rows[: self.size]
        heads = Heads(uow)
        heads.prepare([case for _, case in rows], [task for task, _ in rows])
        return QueueView(
            rows=tuple(TaskRow(heads.task(task, case), heads.case(case)) for task, case in rows),
            total=total,
            counts=self._counts(uow, by, today),
            programs=tuple({case.program: (case.program, heads.program(case).manifest.title) for _, case in rows}.values()),
            elements=tuple({task.element: (task.element, Text.of(task.name)) for task, _ in rows}.values()),
            next=self._cursor(rows[-1][0]) if more else None,
            previous=None,
        )

    def _tab(self, by: Actor) -> ColumnElement[bool]:
        if self.tab == "todo":
            return held_by(by)
        if self.tab == "pool":
            return pool_of(by)
        if self.tab == "done":
            return and_(Task.state == "done", Task.done_by_id == by.user_id)
        return or_(held_by(by), pool_of(by))

    def _filtered(self, chosen: Select[Task, Case], by: Actor, today: date) -> Select[Task, Case]:
        chosen = chosen.where(self._tab(by))
        if self.program:
            chosen = chosen.where(Task.program == self.program)
        if self.element:
            chosen = chosen.where(Task.element == self.element)
        if self.light:
            chosen = chosen.where(lit(self.light, today))
        if self.text.strip():
            pattern = like(self.text)
            chosen = chosen.join(Organisation, Organisation.id == Case.organisation_id).where(
                or_(Case.number.ilike(pattern), Organisation.name.ilike(pattern), Organisation.uscc.ilike(pattern))
            )
        return chosen

    def _key(self) -> SQLColumnExpression[Any]:
        return func.coalesce(Task.due_on, FAR) if "due" in self.sort else Task.arrived_at

    def _paged(self, chosen: Select[Task, Case]) -> Select[Task, Case]:
        key, down = self._key(), self.sort.startswith("-")
        if self.after:
            value, task_id = read_cursor(self.after)
            edge = (date.fromisoformat(value) if "due" in self.sort else datetime.fromisoformat(value), UUID(task_id))
            chosen = chosen.where(tuple_(key, Task.id) < edge if down else tuple_(key, Task.id) > edge)
        return chosen.order_by(key.desc(), Task.id.desc()) if down else chosen.order_by(key, Task.id)

    def _cursor(self, last: Task) -> str:
        value = (last.due_on or FAR).isoformat() if "due" in self.sort else last.arrived_at.isoformat()
        return write_cursor(value, str(last.id))

    @staticmethod
    def _counts(uow: UnitOfWork, by: Actor, today: date) -> QueueCounts:
        mine, pool = held_by(by), pool_of(by)
        either = or_(mine, pool)
        row = uow.session.execute(
            select(
                func.count().filter(mine),
                func.count().filter(pool),
                func.count().filter(either, lit("red", today)),
                func.count().filter(either, lit("yellow", today)),
            )
            .select_from(Task)
            .where(either)
        ).one()
        correcting = uow.session.scalar(
            select(func.count())
            .select_from(Task)
            .where(Task.state == "open", Task.organisation_id.is_not(None), visible_regions(by, Task.region))
        )
        done = uow.session.scalar(
            select(func.count())
            .select_from(Task)
            .where(Task.state == "done", Task.done_by_id == by.user_id, Task.done_at >= uow.now - WEEK)
        )
        return QueueCounts(row[0], row[1], row[2], row[3], correcting or 0, done or 0)


def like(text: str) -> str:
    """A pattern that finds the text anywhere, with its own wildcards made harmless."""
    plain = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"


def lit(light: str, today: date) -> ColumnElement[bool]:
    """The SQL condition of a light: what the projection of the clock would say today."""
    if light == "grey":
        return Task.stopped.is_(True)
    if light == "red":
        return and_(Task.due_on.is_not(None), Task.due_on < today)
    if light == "yellow":
        return and_(Task.due_on >= today, Task.yellow_on <= today)
    return and_(
        ~Task.stopped, or_(Task.due_on.is_(None), and_(Task.due_on >= today, or_(Task.yellow_on.is_(None), Task.yellow_on > today)))
    )
