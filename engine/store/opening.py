# ruff: noqa: S608  the texts are built from the names of our own tables and columns, never from input
"""Opening a case 打开办件: its row is locked, then all that a step needs is read at once.

The lock is a statement of its own: only a later one sees what whoever held it before has written. Two plain statements cost the
processors on both sides less than a pipeline of many.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Date, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import class_mapper

from engine.model import Base, Case, CaseClock, Task
from engine.store.batch import Batch, Row, built, columns_of

LOCK_CASE = 'SELECT id FROM "case" WHERE id = %s FOR UPDATE'
LOCK_TASK = 'SELECT c.id FROM task t JOIN "case" c ON c.id = t.case_id WHERE t.id = %s FOR UPDATE OF c'


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """暂存 of the step that is opened: its version, when and by whom."""

    version: int
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A locked case with its open tasks (and the one asked for, whatever its state) and open clocks."""

    case: Case
    tasks: tuple[Task, ...]
    clocks: tuple[CaseClock, ...]
    organisation: str = ""
    uscc: str = ""
    calendar_version: int = 0
    draft: SavedDraft | None = None

    def task(self, task_id: UUID) -> Task:
        """The task that was asked for."""
        return next(task for task in self.tasks if task.id == task_id)


def _read(case: str, asked: str = "") -> str:
    """The statement that reads a case by this expression, with its open tasks (and one `asked` for) and clocks as JSON."""
    columns = ", ".join(f'c."{name}"' for name in columns_of(Case))
    return (
        "SELECT o.name, COALESCE(o.uscc, ''), COALESCE((SELECT seq FROM chain WHERE name = 'calendar'), 0), "
        "d.version, d.saved_at, d.saved_by, "
        f"(SELECT json_agg(t) FROM task t WHERE t.case_id = c.id AND t.state = 'open'), {asked or 'NULL::json'}, "
        f"(SELECT json_agg(k) FROM clock k WHERE k.case_id = c.id AND k.finished_at IS NULL), {columns} "
        'FROM "case" c JOIN organisation o ON o.id = c.organisation_id '
        f"LEFT JOIN draft d ON d.case_id = c.id AND d.step = %(step)s WHERE c.id = {case}"
    )


READ_BY_TASK = _read(
    "(SELECT case_id FROM task WHERE id = %(id)s)",
    "(SELECT json_agg(t) FROM task t WHERE t.id = %(id)s AND t.state <> 'open')",
)
READ_BY_ID = _read("%(id)s")


def opened_task(driver: psycopg.Connection[Any], batch: Batch, task_id: UUID, step: str) -> Opened | None:
    """Lock and read the case of a task; None when there is no such task."""
    if driver.execute(LOCK_TASK, (task_id,), prepare=True).fetchone() is None:
        return None
    return _opened(driver.execute(READ_BY_TASK, {"id": task_id, "step": step}, prepare=True).fetchone(), batch)


def opened_case(driver: psycopg.Connection[Any], batch: Batch, case_id: UUID) -> Opened | None:
    """Lock and read a case; None when there is none."""
    if driver.execute(LOCK_CASE, (case_id,), prepare=True).fetchone() is None:
        return None
    return _opened(driver.execute(READ_BY_ID, {"id": case_id, "step": ""}, prepare=True).fetchone(), batch)


def open_work(driver: psycopg.Connection[Any], batch: Batch, case: Case) -> Opened:
    """The open tasks and clocks of a case that is locked already; the case stays the object it is."""
    row = driver.execute(READ_BY_ID, {"id": case.id, "step": ""}, prepare=True).fetchone()
    tasks, _, clocks = row[6:9] if row else (None, None, None)
    return Opened(case, _built(Task, tasks, batch), _built(CaseClock, clocks, batch))


def _opened(row: tuple[Any, ...] | None, batch: Batch) -> Opened | None:
    if row is None:
        return None
    organisation, uscc, calendar, version, saved_at, saved_by, tasks, asked, clocks, *columns = row
    case = built(Case, dict(zip(columns_of(Case), columns, strict=True)))
    batch.watch(case)
    draft = None if version is None else SavedDraft(version, saved_at, saved_by)
    found = _built(Task, tasks, batch) + _built(Task, asked, batch)
    return Opened(case, found, _built(CaseClock, clocks, batch), organisation, uscc, calendar, draft)


def _built(model: type[Row], rows: list[dict[str, Any]] | None, batch: Batch) -> tuple[Row, ...]:
    """Rows as objects of the model, watched by the batch; the mapper's session knows nothing of them."""
    readers = _readers(model)
    found = []
    for values in rows or ():
        for name, read in readers:
            if (text := values[name]) is not None:
                values[name] = read(text)
        row = built(model, values)
        batch.watch(row)
        found.append(row)
    return tuple(found)


@lru_cache(8)
def _readers(model: type[Base]) -> tuple[tuple[str, Callable[[str], Any]], ...]:
    """The columns that JSON holds as text of another type, and how they are read."""
    columns = class_mapper(model).columns
    return tuple((column.name, READERS[kind]) for column in columns if (kind := type(column.type)) in READERS)


READERS: Mapping[type[Any], Callable[[str], Any]] = {Uuid: UUID, TIMESTAMP: datetime.fromisoformat, Date: date.fromisoformat}
