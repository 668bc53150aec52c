"""Databases to try programs in 试运行库: on the installation's own server, copied from a migrated template, dropped whole."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import URL

from engine.store.migration import state_of_migrations, upgrade
from engine.store.postgres import plain_url

ONE_AT_A_TIME = 0x74727921
"""Key of the advisory lock under which the template is made."""
COPIED = ("region", "calendar_day", "calendar_year")
"""What a sandbox shares with the house it stands in: its places and its working days."""
LONGEST = 63
"""Bytes of a name in PostgreSQL."""


class Sandboxes:
    """试运行库 beside one database; their names begin with its own, so that two installations on one server never meet."""

    def __init__(self, home: URL) -> None:
        self._home = home
        self._prefix = f"{str(home.database)[:20]}_try_"

    def url(self, name: str) -> str:
        """The address of a sandbox, as SQLAlchemy writes it."""
        return self._home.set(database=self._named(name)).render_as_string(hide_password=False)

    def make(self, name: str) -> str:
        """A new database of this name with the schema, the regions and the calendar of the installation; one of this name goes first.

        Raises:
            psycopg.errors.InsufficientPrivilege: the role of the installation may not make databases.
        """
        template = self._ensure_template()
        self.drop(name)
        with self._connected() as connection:
            connection.execute(_statement("CREATE DATABASE {} TEMPLATE {}", self._named(name), template))
        url = self.url(name)
        with self._connected() as home, psycopg.connect(plain_url(url)) as there:
            for table in COPIED:
                _copy(home, there, table)
        return url

    def drop(self, name: str) -> None:
        """Take a database away, whoever is connected."""
        with self._connected() as connection:
            connection.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", self._named(name)))

    def names(self) -> frozenset[str]:
        """The sandboxes there are; templates are none."""
        return frozenset(name for name in self._there() if not name.startswith("template"))

    def _there(self) -> frozenset[str]:
        with self._connected() as connection:
            rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (self._prefix,)).fetchall()
        return frozenset(row[0].removeprefix(self._prefix) for row in rows)

    def _ensure_template(self) -> str:
        """The migrated template of this version of the schema; those of others are removed."""
        name = f"template_{state_of_migrations()}"
        with self._connected() as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (ONE_AT_A_TIME,))
            there = self._there()
            if name not in there:
                for old in there:
                    if old.startswith("template"):
                        connection.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", self._named(old)))
                unfinished = "template_making"
                connection.execute(_statement("CREATE DATABASE {}", self._named(unfinished)))
                upgrade(self.url(unfinished))
                connection.execute(_statement("ALTER DATABASE {} RENAME TO {}", self._named(unfinished), self._named(name)))
        return self._named(name)

    def _named(self, name: str) -> str:
        return f"{self._prefix}{name}"[:LONGEST]

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(plain_url(self._home.render_as_string(hide_password=False)), autocommit=True) as connection:
            yield connection


def _copy(source: psycopg.Connection, target: psycopg.Connection, table: str) -> None:
    with (
        source.cursor().copy(_statement("COPY {} TO STDOUT", table)) as out,
        target.cursor().copy(_statement("COPY {} FROM STDIN", table)) as into,
    ):
        for piece in out:
            into.write(piece)


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*(sql.Identifier(name) for name in names))
