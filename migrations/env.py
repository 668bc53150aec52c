"""Alembic's way in: one connection, one transaction a migration, and no migration that waits long for a lock."""

import importlib
import os
import pkgutil
from pathlib import Path

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

import engine.model
from engine.model.base import Base
from engine.store.postgres import database_url

FOREIGN_PREFIX = "procrastinate_"
"""Objects of the job queue; its own SQL makes and changes them."""


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether autogenerate compares this object with the models."""
    return not (kind == "table" and (name or "").startswith(FOREIGN_PREFIX))


def made_of_columns(item: object, _name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Whether autogenerate looks at this object at all: views are mapped as tables are, and made by migrations alone."""
    return not (kind == "table" and getattr(item, "info", {}).get("view"))


def run() -> None:
    """Bring the database named by the caller (else the installation's own) to the wanted revision."""
    root = Path(__file__).parents[1]
    url = context.config.attributes.get("url") or database_url(Path(os.environ.get("TONGBAN_VAR", root / "var")))
    for module in pkgutil.iter_modules(engine.model.__path__):
        importlib.import_module(f"engine.model.{module.name}")
    with create_engine(url, poolclass=NullPool).connect() as connection:
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_name=ours,
            include_object=made_of_columns,
            compare_server_default=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    message = "migrations run against a live database only: each holds data steps that need one"
    raise SystemExit(message)
run()
