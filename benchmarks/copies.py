"""Many cases from one: copies of a case with its open tasks, clocks and timers, as the engine made them, in one statement."""

from typing import Any
from uuid import UUID

import psycopg

COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'"
COPY = """
WITH pattern AS (SELECT * FROM "case" WHERE id = %(case)s), made AS (
    SELECT number, md5(%(case)s::text || number)::uuid AS id FROM generate_series(%(first)s::int, %(last)s::int) number
), cases AS (INSERT INTO "case" ({case}) SELECT {case_values} FROM pattern, made RETURNING 1),
tasks AS (INSERT INTO task ({task}) SELECT {task_values} FROM task pattern, made
    WHERE pattern.case_id = %(case)s AND pattern.state = 'open'),
clocks AS (INSERT INTO clock ({clock}) SELECT {clock_values} FROM clock pattern, made
    WHERE pattern.case_id = %(case)s AND pattern.finished_at IS NULL)
INSERT INTO timer ({timer}) SELECT {timer_values} FROM timer pattern, made WHERE pattern.case_id = %(case)s
"""
VALUES = {
    "case": {"id": "made.id", "number": "pattern.number || '-' || made.number", "event_seq": "0", "event_hash": "''"},
    "task": {"id": "md5('t' || made.number || pattern.id)::uuid", "case_id": "made.id"},
    "clock": {"id": "md5('c' || made.number || pattern.id)::uuid", "case_id": "made.id"},
    "timer": {"case_id": "made.id"},
}


def copied(connection: psycopg.Connection[Any], case: UUID, count: int, first: int = 1, **case_values: str) -> None:
    """Copies of a case, numbered from `first`; `case_values` are expressions for columns of the copies. Their events begin anew."""
    names = {}
    for table, values in VALUES.items():
        columns = [name for (name,) in connection.execute(COLUMNS, (table,))]
        said = {**values, **(case_values if table == "case" else {})}
        names[table] = ", ".join(f'"{name}"' for name in columns)
        names[f"{table}_values"] = ", ".join(said.get(name, f'pattern."{name}"') for name in columns)
    connection.execute(COPY.format(**names), {"case": case, "first": first, "last": first + count - 1})
