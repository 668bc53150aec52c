"""The way from an empty database to the schema the models describe."""

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory

from engine.store.migration import configuration, pending, upgrade
from engine.store.postgres import plain_url


def test_migrations_lead_exactly_to_what_the_models_describe(database_url: str):
    command.check(configuration(database_url))


def test_a_migrated_database_has_nothing_pending_and_migrating_it_again_changes_nothing(database_url: str):
    assert not pending(database_url)
    upgrade(database_url)
    assert not pending(database_url)


def test_there_is_one_line_of_migrations():
    assert len(ScriptDirectory.from_config(configuration("postgresql+psycopg://")).get_heads()) <= 1


def test_a_migration_does_not_wait_long_behind_somebody_elses_lock(database_url: str):
    with psycopg.connect(plain_url(database_url)) as other:
        other.execute("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(Exception, match="lock timeout"):
            upgrade(database_url)
