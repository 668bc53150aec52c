"""Databases for tests: a server shared by all runs on this machine, a migrated template, and a fresh copy of it for whoever asks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from engine.store.migration import ROOT, state_of_migrations, upgrade
from engine.store.postgres import FAST_AND_FORGETFUL, EmbeddedServer, embedded, plain_url, sqlalchemy_url

ONE_AT_A_TIME = 0x746F6E67
"""Key of the advisory lock under which templates are made and leftovers removed."""


class Server:
    """Where tests make their databases: the embedded server on a folder of its own, or the one TONGBAN_TEST_DATABASE_URL names."""

    def __init__(self, folder: Path = ROOT / "var" / "test" / "postgres") -> None:
        given = os.environ.get("TONGBAN_TEST_DATABASE_URL")
        self._embedded: EmbeddedServer | None = None if given else embedded(folder, FAST_AND_FORGETFUL)
        self._given = sqlalchemy_url(given) if given else None
        self._numbers = count(1)
        self._template = self._ensure_template()

    def url(self, database: str) -> str:
        """The address of a database on this server."""
        if self._embedded is not None:
            return self._embedded.url(database)
        return make_url(str(self._given)).set(database=database).render_as_string(hide_password=False)

    def fresh(self) -> str:
        """A new database holding the migrated schema and nothing else."""
        return self._copy(self._template)

    def empty(self) -> str:
        """A new database without any schema of ours."""
        return self._copy("template0")

    def _copy(self, template: str) -> str:
        name = f"t{os.getpid()}_{next(self._numbers)}"
        with self._maintenance() as connection:
            # Copying files beats replaying them through the log where nothing is synced.
            connection.execute(_statement("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database made by ``fresh``, with the sandboxes beside it, whoever is still connected."""
        with self._maintenance() as connection:
            name = str(make_url(url).database)
            beside = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (f"{name}_try_",)).fetchall()
            for each in (*(row[0] for row in beside), name):
                connection.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", each))

    def _ensure_template(self) -> str:
        name = f"template_{state_of_migrations()}"
        with self._maintenance() as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (ONE_AT_A_TIME,))
            existing = {row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()}
            self._sweep(connection, existing, name)
            if name not in existing:
                unfinished = f"making_{name}"
                connection.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished))
                connection.execute(_statement("CREATE DATABASE {}", unfinished))
                upgrade(self.url(unfinished))
                connection.execute(_statement("ALTER DATABASE {} RENAME TO {}", unfinished, name))
        return name

    @staticmethod
    def _sweep(connection: psycopg.Connection, existing: set[str], current: str) -> None:
        """Remove what killed runs left, and templates of older schemas once nobody else is testing."""
        made_by = {name: int(name[1:].split("_")[0]) for name in existing if name[:1] == "t" and name[1:].split("_")[0].isdigit()}
        dead = {name for name, pid in made_by.items() if not psutil.pid_exists(pid)}
        if made_by.keys() == dead:
            dead |= {name for name in existing if name.startswith("template_") and name != current}
        for name in dead:
            connection.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))

    @contextmanager
    def _maintenance(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(plain_url(self.url("postgres")), autocommit=True) as connection:
            yield connection


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*(sql.Identifier(name) for name in names))
