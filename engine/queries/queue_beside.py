"""Lists of the queue that are not of tasks: copies 抄送, and what the officer began 我发起."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, select, tuple_

from engine.model import Act, Case, Task
from engine.queries.cursors import read_cursor, write_cursor
from engine.queries.finding import Found
from engine.queries.heads import Heads
from engine.queries.queue_figures import count
from engine.queries.queue_views import CopyMark, TaskRow
from engine.running.access import visible_regions
from engine.running.copies import KIND as COPY
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class Beside:
    """One page of such a list."""

    rows: tuple[TaskRow, ...]
    total: int
    next: str | None


def copies_of(uow: UnitOfWork, by: Actor, found: Found | None, after: str | None, size: int, *, unread: bool) -> Beside:
    """抄送: copies sent to the actor, the newest first, each with the step it was sent at."""
    chosen: Select[Any, Any, Any] = select(Act, Task, Case).join(Task, Task.id == Act.task_id).join(Case, Case.id == Act.case_id)
    chosen = chosen.where(Act.kind == COPY, Act.to_id == by.user_id, Act.state != "void", visible_regions(by, Case.region))
    if unread:
        chosen = chosen.where(Act.state == "open")
    if found is not None:
        chosen = chosen.where(found.holds(Case.id))
    total = count(uow, [chosen.with_only_columns(Act.id)])
    rows = _page(uow, chosen, Act.at, Act.id, after, size)
    more, rows = len(rows) > size, rows[:size]
    heads = Heads(uow)
    heads.prepare([case for _, _, case in rows], [task for _, task, _ in rows])
    marks = [CopyMark(act.id, act.by, act.at, act.reason, act.ended_at) for act, _, _ in rows]
    shown = tuple(TaskRow(heads.task(task, case), heads.case(case), mark) for (_, task, case), mark in zip(rows, marks, strict=True))
    return Beside(shown, total, write_cursor(rows[-1][0].at.isoformat(), str(rows[-1][0].id)) if more else None)


def started_by(uow: UnitOfWork, by: Actor, found: Found | None, after: str | None, size: int) -> Beside:
    """我发起: the linked cases the actor began, the newest first."""
    chosen = select(Case).where(Case.applicant_id == by.user_id, Case.origin == "officer")
    if found is not None:
        chosen = chosen.where(found.holds(Case.id))
    total = count(uow, [chosen.with_only_columns(Case.id)])
    rows = [row[0] for row in _page(uow, chosen, Case.created_at, Case.id, after, size)]
    more, rows = len(rows) > size, rows[:size]
    heads = Heads(uow)
    heads.prepare(rows)
    return Beside(
        tuple(TaskRow(None, heads.case(case)) for case in rows),
        total,
        write_cursor(rows[-1].created_at.isoformat(), str(rows[-1].id)) if more else None,
    )


def _page(uow: UnitOfWork, chosen: Select[*Columns], key: Any, last: Any, after: str | None, size: int) -> list[Any]:
    if after:
        chosen = chosen.where(tuple_(key, last) < read_cursor(after, datetime.fromisoformat, UUID))
    return list(uow.session.execute(chosen.order_by(key.desc(), last.desc()).limit(size + 1)))
