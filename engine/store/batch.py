# ruff: noqa: S608  the texts are built from the names of our own tables and columns, never from input
"""The write 批量写入 of one unit of work: every row it made, changed or removed leaves in one statement, however many there are.

The object-relational mapper costs more than the rest of a step together, so the rows a step writes pass it by. Each table has a handful
of fixed texts (which columns a change may touch is a closed list of sets), so that the server plans them once a connection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar, cast

import orjson
from sqlalchemy import Table
from sqlalchemy.orm import class_mapper

from engine.model import Base, Case, CaseClock, Task
from engine.store.jobs import DEFER, Job, written

Row = TypeVar("Row", bound=Base)

STEPPED = (
    *("facts_small", "hands", "stage", "stages", "state", "revision", "next_due", "due_on", "yellow_on", "stopped"),
    *("event_seq", "event_hash"),
)
CHANGES: Mapping[type[Base], tuple[tuple[str, ...], ...]] = {
    Case: (
        ("event_seq", "event_hash"),
        STEPPED,
        (*STEPPED, "facts_large"),
    ),
    Task: (
        ("due_on", "yellow_on", "stopped"),
        ("assignee_id", "claimed_at"),
        ("state", "done_at", "done_by_id", "done_by", "outcome", "opinion", "due_on", "yellow_on", "stopped"),
    ),
    CaseClock: (("ledger", "due_on", "yellow_on", "provisional", "finished_at"),),
}
"""The sets of columns that change together; the first that covers a change is written, and every column when none does."""


@dataclass(slots=True)
class Batch:
    """批量写入: collects rows until `statement` says how to write them all at once."""

    _new: dict[type[Base], list[Any]] = field(default_factory=dict)
    _kept: dict[type[Base], list[Mapping[str, Any]]] = field(default_factory=dict)
    _watched: list[tuple[Base, dict[str, Any]]] = field(default_factory=list)
    _gone: dict[type[Base], list[dict[str, Any]]] = field(default_factory=dict)

    def make(self, model: type[Row], **values: Any) -> Row:
        """A new row with exactly these values; cheaper than the mapper's constructor."""
        row = built(model, values)
        self.insert(row)
        return row

    def insert(self, row: Base) -> None:
        """A new row; what is set on it until the commit is written too."""
        self._new.setdefault(_model(row), []).append(row.__dict__)

    def insert_values(self, model: type[Base], values: Mapping[str, Any]) -> None:
        """A new row of which nobody needs the object."""
        self._new.setdefault(model, []).append(values)

    def replace_values(self, model: type[Base], values: Mapping[str, Any]) -> None:
        """The row with this primary key, new or in place of the one there is."""
        self._kept.setdefault(model, []).append(values)

    def fresh(self, model: type[Base]) -> list[Mapping[str, Any]]:
        """The values of the new rows of a model that wait to be written."""
        return list(self._new.get(model, ()))

    def watch(self, row: Base) -> None:
        """A row as the database holds it now: what is set on it until the commit is written."""
        self._watched.append((row, dict(row.__dict__)))

    def delete(self, model: type[Base], **key: Any) -> None:
        """The row with this primary key goes."""
        self._gone.setdefault(model, []).append(key)

    def statement(self, jobs: Sequence[Job]) -> tuple[str, list[str]] | None:
        """The text and its arguments, or None when there is nothing to write."""
        parts: list[str] = []
        arguments: list[str] = []
        for model, rows in self._new.items():
            names = columns_of(model)
            parts.append(_insert(model))
            arguments.append(_json([{name: row.get(name) for name in names} for row in rows]))
        for model, values in self._kept.items():
            parts.append(_replace(model))
            arguments.append(_json(values))
        for (model, columns), changed in self._changes().items():
            parts.append(_update(model, columns, at_most(len(changed))))
            names = (*_key(model), *columns)
            arguments.append(_json([{name: row[name] for name in names} for row in changed]))
        for model, keys in self._gone.items():
            parts.append(_delete(model, at_most(len(keys))))
            arguments.append(_json(keys))
        if jobs:
            arguments.append(_json([written(job) for job in jobs]))
        return (_joined(tuple(parts), bool(jobs)), arguments) if arguments else None

    def _changes(self) -> dict[tuple[type[Base], tuple[str, ...]], list[Mapping[str, Any]]]:
        found: dict[tuple[type[Base], tuple[str, ...]], list[Mapping[str, Any]]] = {}
        touched: dict[type[Base], set[str]] = {}
        rows: dict[type[Base], list[Mapping[str, Any]]] = {}
        for row, before in self._watched:
            now, model = row.__dict__, _model(row)
            changed = [name for name, value in before.items() if now[name] is not value and now[name] != value]
            if changed:
                touched.setdefault(model, set()).update(changed)
                rows.setdefault(model, []).append(now)
        for model, names in touched.items():
            found[model, _together(model, frozenset(names))] = rows[model]
        return found


def built(model: type[Row], values: Mapping[str, Any]) -> Row:
    """An object of the model with these values, unknown to any session."""
    row: Row = object.__new__(_plainly(model))
    row.__dict__.update(values)
    return row


@lru_cache(64)
def _plainly(model: type[Row]) -> type[Row]:
    """The model with columns that are plain attributes: the mapper's notice every look, and a step looks two hundred times."""
    columns = dict.fromkeys(class_mapper(model).columns.keys())
    return cast(
        type[Row], type(model.__name__, (model,), {"__abstract__": True, "__module__": model.__module__, "model": model, **columns})
    )


def _model(row: Base) -> type[Base]:
    return cast(type[Base], getattr(type(row), "model", type(row)))


@lru_cache(64)
def _table(model: type[Base]) -> Table:
    return cast(Table, class_mapper(model).local_table)


@lru_cache(64)
def columns_of(model: type[Base]) -> tuple[str, ...]:
    """The columns a row is read and written with: all but those the database numbers itself."""
    return tuple(column.name for column in _table(model).columns if column.identity is None)


@lru_cache(64)
def _key(model: type[Base]) -> tuple[str, ...]:
    return tuple(column.name for column in _table(model).primary_key.columns)


@lru_cache(256)
def _together(model: type[Base], names: frozenset[str]) -> tuple[str, ...]:
    """The set of columns that a change is written with."""
    return next((each for each in CHANGES.get(model, ()) if names.issubset(each)), _rest(model))


@lru_cache(64)
def _rest(model: type[Base]) -> tuple[str, ...]:
    return tuple(name for name in columns_of(model) if name not in _key(model))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _rows(model: type[Base]) -> str:
    return f'json_populate_recordset(NULL::"{_table(model).name}", %s)'


@lru_cache(64)
def _insert(model: type[Base]) -> str:
    names = _listed(columns_of(model))
    return f'INSERT INTO "{_table(model).name}" ({names}) SELECT {names} FROM {_rows(model)}'


@lru_cache(64)
def _replace(model: type[Base]) -> str:
    assigned = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in _rest(model))
    return f"{_insert(model)} ON CONFLICT ({_listed(_key(model))}) DO UPDATE SET {assigned}"


@lru_cache(64)
def _update(model: type[Base], columns: tuple[str, ...], most: int) -> str:
    assigned = ", ".join(f'"{name}" = new."{name}"' for name in columns)
    return f'UPDATE "{_table(model).name}" old SET {assigned} FROM {_few(model, most)} WHERE {_same(model)}'


@lru_cache(64)
def _delete(model: type[Base], most: int) -> str:
    return f'DELETE FROM "{_table(model).name}" old USING {_few(model, most)} WHERE {_same(model)}'


def _few(model: type[Base], most: int) -> str:
    """The rows with their number bounded: the planner takes a bare function for a hundred rows and would read whole tables for them."""
    return f"(SELECT * FROM {_rows(model)} LIMIT {most}) new"


def at_most(rows: int) -> int:
    """A bound that many statements share, so that there are few texts: 1, 4, 16, 64 ..."""
    most = 1
    while most < rows:
        most *= 4
    return most


def _same(model: type[Base]) -> str:
    return " AND ".join(f'old."{name}" = new."{name}"' for name in _key(model))


@lru_cache(1024)
def _joined(parts: tuple[str, ...], jobs: bool) -> str:
    """One text; each part and the jobs take one argument, in this order."""
    named = ", ".join(f"w{number} AS ({part.replace('%s', f'${number}')})" for number, part in enumerate(parts, 1))
    deferred = DEFER.replace("%s", f"${len(parts) + 1}") if jobs else "1"
    return f"{f'WITH {named} ' if parts else ''}SELECT {deferred}"


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(rows, default=_default).decode()


def _default(value: object) -> object:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f")) if value.is_finite() else None
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be stored")
