# ruff: noqa: S608  the texts are built from the names of our own tables and columns, never from input
"""Snapshots 快照: what a case was before it was moved to another release, and putting exactly that back."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text

from engine.store.unit_of_work import UnitOfWork

CASE = (
    *("release_id", "state", "facts_small", "facts_large", "revision", "next_due", "due_on", "yellow_on", "stopped"),
    *("stage", "stages", "status"),
)
TASK = (
    *("element", "process", "name", "kind", "role", "state", "stage", "form", "outcomes"),
    *("done_at", "due_on", "yellow_on", "stopped", "round"),
)
CLOCK = ("element", "title", "ledger", "due_on", "yellow_on", "provisional", "finished_at")

TAKEN = text("""
UPDATE migration_case SET snapshot = json_build_object(
    'case', (SELECT to_json(c) FROM "case" c WHERE c.id = :case),
    'task', (SELECT coalesce(json_agg(t), '[]') FROM task t WHERE t.case_id = :case AND (t.state = 'open' OR t.element = ANY(:renamed))),
    'clock', (SELECT coalesce(json_agg(k), '[]') FROM clock k WHERE k.case_id = :case AND k.finished_at IS NULL),
    'timer', (SELECT coalesce(json_agg(i), '[]') FROM timer i WHERE i.case_id = :case),
    'wait', (SELECT coalesce(json_agg(w), '[]') FROM wait w WHERE w.case_id = :case))
WHERE migration_id = :migration AND case_id = :case
""")


def take_snapshot(uow: UnitOfWork, migration: UUID, case: UUID, renamed: Iterable[str]) -> None:
    """Keep the case with its open tasks (and all at elements to be `renamed`), clocks, timers and waits, as they are stored now."""
    uow.session.execute(TAKEN, {"migration": migration, "case": case, "renamed": list(renamed)})


def put_back(uow: UnitOfWork, migration: UUID, case: UUID) -> None:
    """Make the case what its snapshot says; who has claimed a task since keeps it. Tasks and clocks that came later are over."""
    said = {"migration": migration, "case": case, "now": uow.now}
    for statement in _PUT_BACK:
        uow.session.execute(statement, said)


def _rows(table: str) -> str:
    """The rows of a table as the snapshot has them."""
    source = "migration_case m, json_populate_recordset" if table != "case" else "migration_case m, json_populate_record"
    told = f"(m.snapshot->'{table}')::json"
    return f'(SELECT s.* FROM {source}(NULL::"{table}", {told}) s WHERE m.migration_id = :migration AND m.case_id = :case)'


def _set(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}" = s."{name}"' for name in columns)


_PUT_BACK = tuple(
    text(each)
    for each in (
        f'UPDATE "case" o SET {_set(CASE)} FROM {_rows("case")} s WHERE o.id = s.id',
        f"""UPDATE task o SET state = 'cancelled', done_at = :now WHERE o.case_id = :case AND o.state = 'open'
            AND NOT EXISTS (SELECT 1 FROM {_rows("task")} s WHERE s.id = o.id)""",
        f"""UPDATE task o SET {_set(TASK)}, assignee_id = coalesce(o.assignee_id, s.assignee_id),
            claimed_at = coalesce(o.claimed_at, s.claimed_at) FROM {_rows("task")} s WHERE o.id = s.id""",
        f"""DELETE FROM clock o WHERE o.case_id = :case AND o.finished_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM {_rows("clock")} s WHERE s.id = o.id)""",
        f"UPDATE clock o SET {_set(CLOCK)} FROM {_rows('clock')} s WHERE o.id = s.id",
        *(
            statement
            for table in ("timer", "wait")
            for statement in (
                f"DELETE FROM {table} o WHERE o.case_id = :case",
                f"INSERT INTO {table} SELECT s.* FROM {_rows(table)} s",
            )
        ),
        """UPDATE "case" SET hands = coalesce((SELECT json_object_agg(person, elements) FROM (
            SELECT person, json_agg(DISTINCT element) AS elements FROM task, LATERAL (VALUES (done_by_id), (assignee_id)) who (person)
            WHERE case_id = :case AND state = 'done' AND person IS NOT NULL GROUP BY person) theirs)::jsonb, '{}') WHERE id = :case""",
    )
)
