"""A trail that was begun before events stood in entries is carried over word for word, proves itself, and goes on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from psycopg.types.json import Jsonb
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from engine.model.event import link
from engine.store.json import loads
from engine.store.migration import configuration, upgrade
from engine.store.postgres import plain_url
from engine.store.verification import ChainFault, chain_faults
from tests.database import Server

NOON = datetime(2026, 11, 21, 4, 0, 0, 123456, tzinfo=UTC)
OLD = (
    "INSERT INTO event (chain, seq, case_id, at, kind, actor, organisation, public, data, hash) "
    "VALUES (%s, %s, %s, %s, %s, %s, '', %s, %s, %s)"
)
CASE, TASK = uuid4(), uuid4()
TOLD = [
    ("case_opened", {}),
    ("task_completed", {"task": str(TASK), "opinion": "同意", "share": 0.5}),
    ("task_opened", {"element": "review"}),
]
ROW = (
    'INSERT INTO "case" (id, program, process, release_id, region, organisation_id, origin, status, stage, stages, facts, summary, revision, '
    "created_at, stopped, event_seq, event_hash) VALUES (%s, 'p', 'p', %s, '4401', %s, 'enterprise', 'closed', '', '{}', '{}', '[]', 1, %s, "
    "false, %s, %s)"
)
SENT = "INSERT INTO submission (id, case_id, task_id, step, data, submitted_at, submitted_by) VALUES (%s, %s, %s, %s, %s, %s, '王')"

READ = (
    "SELECT seq, case_id, at, kind, actor, public, data FROM event ORDER BY seq",
    "SELECT case_id, task_id, step, data, submitted_at, submitted_by FROM submission ORDER BY step",
)


@pytest.fixture
def old(database_server: Server) -> Iterator[str]:
    """A database of revision 1542 with the trail of one case, and what was sent in it."""
    url = database_server.empty()
    command.upgrade(configuration(url), "1542")
    with psycopg.connect(plain_url(url)) as connection:
        connection.execute("SET session_replication_role = replica")
        digest = b""
        for seq, (kind, data) in enumerate(TOLD, 1):
            digest = link(digest, (str(CASE), seq, NOON, kind, None, "王", "", True, data))
            connection.execute(OLD, ("", seq, CASE, NOON, kind, "王", True, Jsonb(data), digest))
        connection.execute(ROW, (CASE, uuid4(), uuid4(), NOON, len(TOLD), digest))
        connection.execute(SENT, (uuid4(), CASE, None, "filing", Jsonb({"heads": 54}), NOON))
        connection.execute(SENT, (uuid4(), CASE, TASK, "accept", Jsonb({"opinion": "同意"}), NOON))
    yield url
    database_server.drop(url)


def test_events_and_submissions_are_what_they_were(old: str):
    with psycopg.connect(plain_url(old)) as connection:
        found = [connection.execute(text).fetchall() for text in READ]
    upgrade(old)
    with psycopg.connect(plain_url(old)) as connection:
        assert [connection.execute(text).fetchall() for text in READ] == found


def test_closed_cases_wait_to_be_archived(old: str):
    upgrade(old)
    with psycopg.connect(plain_url(old)) as connection:
        found = connection.execute("SELECT args, priority FROM procrastinate_jobs WHERE task_name = 'archive_old'").fetchall()
    assert found == [({"after": None}, -20)]


def test_the_chain_holds_and_a_touched_entry_is_still_found(old: str):
    upgrade(old)
    database = create_engine(old, poolclass=NullPool, json_deserializer=loads)
    assert list(chain_faults(database)) == []
    with psycopg.connect(plain_url(old)) as connection:
        connection.execute("UPDATE entry SET facts = jsonb_set(facts, '{0,2,opinion}', '\"不同意\"') WHERE seq = 2")
    assert list(chain_faults(database)) == [ChainFault(str(CASE), 2, "changed")]
