"""迁移: bring a database to the schema this version of the code expects."""

from hashlib import sha256
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from engine.store.postgres import DatabaseUnavailable

ROOT = Path(__file__).parents[2]


def upgrade(url: str) -> None:
    """Run every migration the database at ``url`` (spelled for SQLAlchemy) has not seen."""
    command.upgrade(configuration(url), "head")


def pending(url: str) -> bool:
    """Whether the database at ``url`` lacks migrations of this version."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        seen = set(MigrationContext.configure(connection).get_current_heads())
    return seen != set(ScriptDirectory.from_config(configuration(url)).get_heads())


def migrated(url: str) -> str:
    """The address itself, once it is sure that the database has this version's schema; DatabaseUnavailable when it has another."""
    if pending(url):
        raise DatabaseUnavailable("not_migrated", make_url(url).render_as_string())
    return url


def state_of_migrations() -> str:
    """A name for the schema that this version's migrations make: it changes with any of them."""
    digest = sha256()
    for path in sorted((ROOT / "migrations").rglob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def configuration(url: str) -> Config:
    """Alembic's configuration from the project file, aimed at ``url``."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["url"] = url
    return config
