# ruff: noqa: S608  the texts are built from the names of our own tables and columns, never from input
"""Opening a case 打开办件: its row is locked, then all that a step needs is read — two round trips' worth of statements in one.

The lock is a statement of its own: only a later one sees what whoever held it before has written.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from engine.model import Base, Case, CaseClock, Task
from engine.store.batch import Batch, Row, built, columns_of

LOCK_CASE = 'SELECT id FROM "case" WHERE id = %s FOR UPDATE'
LOCK_TASK = 'SELECT c.id FROM task t JOIN "case" c ON c.id = t.case_id WHERE t.id = %s FOR UPDATE OF c'
OF_CASE = "%s"
OF_TASK = "(SELECT case_id FROM task WHERE id = %s)"


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


def _columns(model: type[Base], alias: str) -> str:
    return ", ".join(f'{alias}."{name}"' for name in columns_of(model))


def _case_text(case: str) -> str:
    return (
        f"SELECT o.name, COALESCE(o.uscc, ''), COALESCE((SELECT seq FROM chain WHERE name = 'calendar'), 0), "
        f"d.version, d.saved_at, d.saved_by, {_columns(Case, 'c')} "
        f'FROM "case" c JOIN organisation o ON o.id = c.organisation_id '
        f"LEFT JOIN draft d ON d.case_id = c.id AND d.step = %s WHERE c.id = {case}"
    )


def _tasks_text(case: str) -> str:
    return f"SELECT {_columns(Task, 't')} FROM task t WHERE t.case_id = {case} AND t.state = 'open'"


def _clocks_text(case: str) -> str:
    return f"SELECT {_columns(CaseClock, 'k')} FROM clock k WHERE k.case_id = {case} AND k.finished_at IS NULL"


CASE_BY_TASK, CASE_BY_ID = _case_text(OF_TASK), _case_text(OF_CASE)
CLOCKS_BY_TASK, CLOCKS_BY_ID = _clocks_text(OF_TASK), _clocks_text(OF_CASE)
TASKS_BY_ID = _tasks_text(OF_CASE)
TASKS_BY_TASK = f"{_tasks_text(OF_TASK)} UNION ALL SELECT {_columns(Task, 't')} FROM task t WHERE t.id = %s AND t.state <> 'open'"


def opened_task(driver: psycopg.Connection[Any], batch: Batch, task_id: UUID, step: str) -> Opened | None:
    """Lock and read the case of a task; None when there is no such task."""
    with driver.pipeline():
        driver.execute(LOCK_TASK, (task_id,), prepare=True)
        case = driver.execute(CASE_BY_TASK, (step, task_id), prepare=True)
        tasks = driver.execute(TASKS_BY_TASK, (task_id, task_id), prepare=True)
        clocks = driver.execute(CLOCKS_BY_TASK, (task_id,), prepare=True)
    return _opened(case.fetchone(), tasks.fetchall(), clocks.fetchall(), batch)


def opened_case(driver: psycopg.Connection[Any], batch: Batch, case_id: UUID) -> Opened | None:
    """Lock and read a case; None when there is none."""
    with driver.pipeline():
        driver.execute(LOCK_CASE, (case_id,), prepare=True)
        case = driver.execute(CASE_BY_ID, ("", case_id), prepare=True)
        tasks = driver.execute(TASKS_BY_ID, (case_id,), prepare=True)
        clocks = driver.execute(CLOCKS_BY_ID, (case_id,), prepare=True)
    return _opened(case.fetchone(), tasks.fetchall(), clocks.fetchall(), batch)


def open_work(driver: psycopg.Connection[Any], batch: Batch, case: Case) -> Opened:
    """The open tasks and clocks of a case that is locked already."""
    with driver.pipeline():
        tasks = driver.execute(TASKS_BY_ID, (case.id,), prepare=True)
        clocks = driver.execute(CLOCKS_BY_ID, (case.id,), prepare=True)
    return Opened(case, _built(Task, tasks.fetchall(), batch), _built(CaseClock, clocks.fetchall(), batch))


def _opened(row: tuple[Any, ...] | None, tasks: list[tuple[Any, ...]], clocks: list[tuple[Any, ...]], batch: Batch) -> Opened | None:
    if row is None:
        return None
    organisation, uscc, calendar, version, saved_at, saved_by, *columns = row
    (case,) = _built(Case, [tuple(columns)], batch)
    draft = None if version is None else SavedDraft(version, saved_at, saved_by)
    return Opened(case, _built(Task, tasks, batch), _built(CaseClock, clocks, batch), organisation, uscc, calendar, draft)


def _built(model: type[Row], rows: list[tuple[Any, ...]], batch: Batch) -> tuple[Row, ...]:
    """Rows as objects of the model, watched by the batch; the mapper's session knows nothing of them."""
    names = columns_of(model)
    found = tuple(built(model, dict(zip(names, row, strict=True))) for row in rows)
    for row in found:
        batch.watch(row)
    return found
