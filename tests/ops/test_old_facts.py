"""Facts of cases that were begun before revision 1651 are what they were, and who has done what in them is known."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
import pytest
from alembic import command
from psycopg.types.json import Jsonb

from engine.store.migration import configuration, upgrade
from engine.store.postgres import plain_url
from tests.database import Server

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
CASE, DRAFT = uuid4(), uuid4()
WANG, LI = uuid4(), uuid4()
FACTS = {"filing": {"words": "学徒" * 600}, "accept": {"outcome": "accept"}, "heads": 54, "none": None}
ROW = (
    'INSERT INTO "case" (id, program, process, release_id, region, organisation_id, origin, status, stage, stages, facts, summary, revision, '
    "created_at, stopped, event_seq, event_hash) VALUES (%s, 'p', 'p', %s, '4401', %s, 'enterprise', 'open', '', '{}', %s, '[]', 1, %s, "
    "false, 0, '')"
)
TASK = (
    "INSERT INTO task (id, case_id, region, program, item, element, process, name, kind, role, state, stage, form, outcomes, arrived_at, "
    "done_by_id, assignee_id, done_by, outcome, opinion, stopped, flags) VALUES (%s, %s, '4401', 'p', 1, %s, 'p', '{}', 'user', 'clerk', %s, "
    "'', '', '[]', %s, %s, %s, '', '', '', false, '[]')"
)
DONE = [("accept", "done", WANG, LI), ("accept", "done", WANG, None), ("review", "done", LI, LI), ("review", "open", None, WANG)]


@pytest.fixture
def old(database_server: Server) -> Iterator[str]:
    """A database of revision 1632 with a case that has gone round, and one in which nothing has happened."""
    url = database_server.empty()
    command.upgrade(configuration(url), "1632")
    with psycopg.connect(plain_url(url)) as connection:
        connection.execute("SET session_replication_role = replica")
        for other in ("release_id", "organisation_id"):  # neither is looked at here
            connection.execute(f'ALTER TABLE "case" DROP CONSTRAINT fk_case_{other}')
        for case, facts in ((CASE, FACTS), (DRAFT, {})):
            connection.execute(ROW, (case, uuid4(), uuid4(), Jsonb(facts), NOON))
        for element, state, by, held in DONE:
            connection.execute(TASK, (uuid4(), CASE, element, state, NOON, by, held))
    yield url
    database_server.drop(url)


def test_large_facts_stand_apart_and_together_they_are_what_they_were(old: str):
    upgrade(old)
    with psycopg.connect(plain_url(old)) as connection:
        read = 'SELECT facts_large || facts_small, facts_large FROM "case" WHERE id = %s'
        assert connection.execute(read, (CASE,)).fetchone() == (FACTS, {"filing": FACTS["filing"]})
        assert connection.execute(read, (DRAFT,)).fetchone() == ({}, {})


def test_the_case_knows_who_did_and_who_held_what(old: str):
    upgrade(old)
    with psycopg.connect(plain_url(old)) as connection:
        hands = dict(connection.execute('SELECT id, hands FROM "case"').fetchall())
    assert hands[DRAFT] == {}
    assert {UUID(person): sorted(theirs) for person, theirs in hands[CASE].items()} == {WANG: ["accept"], LI: ["accept", "review"]}
