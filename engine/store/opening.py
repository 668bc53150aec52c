# ruff: noqa: S608  the texts are built from the names of our own tables and columns, never from input
"""Opening a case 打开办件: its row is locked, then all that a step needs is read at once.

The lock is a statement of its own: only a later one sees what whoever held it before has written. Both go in one message, and what is
read comes as one JSON text.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, LargeBinary, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import class_mapper

from engine.model import Base, Case, CaseClock, Task
from engine.store.batch import STEPPED, Batch, Row, at_most, built
from engine.store.json import dumps, loads_row
from engine.store.known import KnownCase, KnownCases
from engine.store.together import Together

LOCK_CASE = 'SELECT id FROM "case" WHERE id = $1 FOR UPDATE'
LOCK_TASK = 'SELECT c.id FROM task t JOIN "case" c ON c.id = t.case_id WHERE t.id = $1 FOR UPDATE OF c'


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """暂存 of the step that is opened: its version, when and by whom."""

    version: int
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A locked case with its open tasks (and the one asked for, whatever its state) and open clocks.

    Where it is `partial`, more tasks may be open than were read: few were asked for, and there are more than `MOST_READ`.
    """

    case: Case
    tasks: tuple[Task, ...]
    clocks: tuple[CaseClock, ...]
    organisation: str = ""
    uscc: str = ""
    calendar_version: int = 0
    draft: SavedDraft | None = None
    partial: bool = False
    known: KnownCase | None = None
    next_version: str = ""
    """The version that the row of the case has once this transaction has changed it."""

    def task(self, task_id: UUID) -> Task:
        """The task that was asked for."""
        return next(task for task in self.tasks if task.id == task_id)


MOST_READ = 8
UNWANTED = "-"
MOVING = "json_build_object(" + ", ".join(f"'{name}', c.{name}" for name in STEPPED) + ")"
OPEN = "FROM task t WHERE t.case_id = {} AND t.state = 'open'"
ALL = f"(SELECT json_agg(t) {OPEN.format('c.id')})"
FEW = f"(SELECT json_agg(few.t) FROM (SELECT t {OPEN.format('c.id')} AND t.id <> $1 LIMIT {MOST_READ + 1}) few)"


def _read(case: str, asked: str, tasks: str = ALL) -> str:
    """The statement that reads a case by this expression as JSON, with its open tasks (and one `asked` for) and clocks.

    Of a row whose version is the one that is known ($3), only what a step changes is read; nothing of one that nobody wants.
    """
    return (
        "SELECT json_build_array(o.name, COALESCE(o.uscc, ''), "
        "COALESCE((SELECT seq FROM chain WHERE name = 'calendar'), 0), d.version, d.saved_at, d.saved_by, "
        f"c.xmin::text, pg_current_xact_id()::xid::text, CASE $3 WHEN c.xmin::text THEN {MOVING} WHEN '{UNWANTED}' THEN NULL "
        "ELSE row_to_json(c) END, "
        f"{tasks}, {asked}, "
        "(SELECT json_agg(k) FROM clock k WHERE k.case_id = c.id AND k.finished_at IS NULL)) "
        'FROM "case" c JOIN organisation o ON o.id = c.organisation_id '
        f"LEFT JOIN draft d ON d.case_id = c.id AND d.step = $2 WHERE c.id = {case}"
    )


HANDS_ABOVE = 'SELECT p.hands FROM "case" c JOIN "case" p ON p.id = c.parent_id WHERE c.id = $1'
FILES = (
    "SELECT json_agg(f) FROM (SELECT id, field, item, name, size, media_type, mark FROM attachment "
    "WHERE case_id = $1 AND removed_at IS NULL ORDER BY added_at, name) f"
)
LINES = (
    'SELECT json_agg(l) FROM (SELECT r.register, r.region, r.year, r.entered_at, r."values" FROM register_line r '
    "JOIN (SELECT * FROM json_each_text($1) LIMIT {}) k ON k.key = r.register AND k.value = r.key "
    "WHERE r.region LIKE $2 ORDER BY r.entered_at, r.id) l"
)
"""The keys are bounded for the planner, which would read whole registers for as many as a bare function may give."""
ROSTERS = "SELECT json_agg(r) FROM (SELECT field, status, count(*) FROM roster_row WHERE case_id = $1 GROUP BY field, status) r"

OF_TASK, THE_TASK = "(SELECT case_id FROM task WHERE id = $1)", "(SELECT json_agg(t) FROM task t WHERE t.id = $1{})"
READ_BY_TASK = _read(OF_TASK, THE_TASK.format(" AND t.state <> 'open'"))
READ_FEW_BY_TASK = _read(OF_TASK, THE_TASK.format(""), FEW)
READ_OPEN = f"SELECT json_agg(t) {OPEN.format('$1')}"
READ_AT = f"{READ_OPEN} AND t.item IN (SELECT value::bigint FROM json_array_elements_text($2))"
READ_BY_ID = _read("$1", "NULL::json")


def opened_task(server: Together, batch: Batch, known: KnownCases, task_id: UUID, step: str, *, few: bool = False) -> Opened | None:
    """Lock and read the case of a task; None when there is no such task. With `few`, not all of very many open tasks are read."""
    task, seen = str(task_id), known.of_task(task_id)
    reading = (READ_FEW_BY_TASK if few else READ_BY_TASK, [task, step, seen.version if seen else ""])
    return _opened(server.send([(LOCK_TASK, [task]), reading]), batch, seen, few=few)


def more_tasks(server: Together, batch: Batch, opened: Opened, items: Iterable[int] | None) -> tuple[Task, ...]:
    """Open tasks of a case that were not read when it was opened: those of some tokens, or all."""
    case = str(opened.case.id)
    found = server.send([(READ_OPEN, [case]) if items is None else (READ_AT, [case, dumps(list(items))])])
    known = {str(task.id) for task in opened.tasks}
    return _built(Task, [row for row in (loads_row(found) if found else None) or () if row["id"] not in known], batch)


def opened_case(server: Together, batch: Batch, known: KnownCases, case_id: UUID) -> Opened | None:
    """Lock and read a case; None when there is none."""
    case, seen = str(case_id), known.case(case_id)
    reading = (READ_BY_ID, [case, "", seen.version if seen else ""])
    return _opened(server.send([(LOCK_CASE, [case]), reading]), batch, seen)


def open_work(server: Together, batch: Batch, case: Case) -> Opened:
    """The open tasks and clocks of a case that is locked already; the case stays the object it is."""
    found = server.send([(READ_BY_ID, [str(case.id), "", UNWANTED])])
    tasks, _, clocks = loads_row(found)[9:] if found else (None, None, None)
    return Opened(case, _built(Task, tasks, batch), _built(CaseClock, clocks, batch))


def hands_above(server: Together, case_id: UUID) -> dict[str, Any]:
    """Who has done what in the case above this one; nobody where there is none."""
    found = server.send([(HANDS_ABOVE, [str(case_id)])])
    hands: dict[str, Any] = loads_row(found) if found else {}
    return hands


def files_of(server: Together, case_id: UUID) -> list[dict[str, Any]]:
    """The files of a case that were not removed, the oldest first."""
    found = server.send([(FILES, [str(case_id)])])
    files: list[dict[str, Any]] = loads_row(found) if found else []
    return files


def lines_of(server: Together, keys: Mapping[str, str], prefix: str) -> list[dict[str, Any]]:
    """The lines of registers under a key each, of regions whose codes begin so, the oldest first."""
    found = server.send([(LINES.format(at_most(len(keys))), [dumps(keys), f"{prefix}%"])])
    lines: list[dict[str, Any]] = loads_row(found) if found else []
    return lines


def roster_counts(server: Together, case_id: UUID) -> list[tuple[str, str, int]]:
    """Field, status and number of the rows of a case's rosters."""
    found = server.send([(ROSTERS, [str(case_id)])])
    return [(row["field"], row["status"], row["count"]) for row in (loads_row(found) if found else ())]


def _opened(found: bytes | None, batch: Batch, seen: KnownCase | None, *, few: bool = False) -> Opened | None:
    if found is None:
        return None
    organisation, uscc, calendar, version, saved_at, saved_by, written, ours, case, tasks, asked, clocks = loads_row(found)
    draft = None if version is None else SavedDraft(version, datetime.fromisoformat(saved_at), saved_by)
    values, weight = _values(Case, case), len(found)
    if seen is not None and seen.version == written:
        values |= seen.columns
        weight = seen.weight
    read = built(Case, values)
    batch.watch(read)
    resting = {name: value for name, value in values.items() if name not in STEPPED}
    known = KnownCase(written, resting, weight)
    work = _built(Task, tasks, batch) + _built(Task, asked, batch)
    partial = few and len(tasks or ()) > MOST_READ
    return Opened(read, work, _built(CaseClock, clocks, batch), organisation, uscc, calendar, draft, partial, known, ours)


def _built(model: type[Row], rows: list[dict[str, Any]] | None, batch: Batch) -> tuple[Row, ...]:
    """Rows as objects of the model, watched by the batch; the mapper's session knows nothing of them."""
    found = []
    for values in rows or ():
        row = built(model, _values(model, values))
        batch.watch(row)
        found.append(row)
    return tuple(found)


def _values(model: type[Base], columns: dict[str, Any]) -> dict[str, Any]:
    """All columns of a row, or some, as the model has them."""
    for name, read in _readers(model):
        if (text := columns.get(name)) is not None:
            columns[name] = read(text)
    return columns


@lru_cache(8)
def _readers(model: type[Base]) -> tuple[tuple[str, Callable[[str], Any]], ...]:
    """The columns that JSON holds as text of another type, and how they are read."""
    columns = class_mapper(model).columns
    return tuple((column.name, READERS[kind]) for column in columns if (kind := type(column.type)) in READERS)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])


MOST_IDS = 8192

READERS: Mapping[type[Any], Callable[[str], Any]] = {
    Uuid: lru_cache(MOST_IDS)(UUID),  # the same people, firms and releases come again and again, and reading an id is dear
    TIMESTAMP: datetime.fromisoformat,
    Date: date.fromisoformat,
    LargeBinary: _bytes,
}
