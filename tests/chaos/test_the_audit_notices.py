"""The audit of these tests is worth something: what it looks for is found when it is there."""

import pytest

from tests.chaos.audit import faults
from tests.chaos.node import PATIENCE, wait_for
from tests.chaos.town import Town

DONE_TASK = "SELECT id FROM task WHERE state = 'done' ORDER BY id LIMIT 1"
SENT = "SELECT min(entry.id) FROM entry JOIN task ON sent -> 0 ->> 1 = task.id::text WHERE task.state = 'done'"
"""An entry of a case that goes on: those of closed cases are packed away."""
TAMPERING = {
    f"UPDATE entry SET sent = NULL WHERE id = ({SENT})": "submissions",
    f"UPDATE task SET state = 'open' WHERE id = ({DONE_TASK})": "tokens",
    "DELETE FROM answer WHERE key = (SELECT min(key) FROM answer)": "acknowledged and lost",
    "UPDATE outbox SET id = gen_random_uuid() WHERE id = (SELECT min(id::text)::uuid FROM outbox)": "belongs to nobody",
    "UPDATE outbox SET delivered_at = NULL WHERE id = (SELECT min(id::text)::uuid FROM outbox)": "not marked as delivered",
    "UPDATE entry SET actor = '别人' WHERE id = (SELECT min(id) FROM entry)": "chain",
    "DELETE FROM timer": "waiting",
    "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('tongban', 'deliver')": "job left",
    'UPDATE "case" SET number = left(number, -7) || \'9999999\' WHERE number = (SELECT min(number) FROM "case")': "numbers",
}


@pytest.fixture(scope="module")
def settled(place: Town) -> Town:
    """A town that worked for a moment, undisturbed."""
    server = place.server("server0", 5)
    place.worker()
    wait_for(lambda: len(place.rows("SELECT 1 FROM task WHERE state = 'done'")) > 30)
    (place.place.folder / "enough").touch()
    server.join(PATIENCE)
    wait_for(lambda: not place.rows("SELECT 1 FROM procrastinate_jobs"))
    place.kill(place.nodes[1])
    assert faults(place) == []
    return place


@pytest.mark.parametrize(("statement", "told"), TAMPERING.items())
def test_what_was_lost_or_doubled_is_told(settled: Town, statement: str, told: str):
    tables = ("task", "answer", "outbox", "entry", "timer", '"case"')
    copies = [(table, f'"kept_{table.strip(chr(34))}"') for table in tables]
    for table, copy in copies:
        settled.rows(f"CREATE TABLE {copy} AS SELECT * FROM {table}")
    try:
        settled.rows(statement)
        assert any(told in fault for fault in faults(settled))
    finally:
        settled.rows("SET session_replication_role = replica; DELETE FROM procrastinate_jobs")
        for table, copy in copies:
            system = " OVERRIDING SYSTEM VALUE" if table == "entry" else ""
            settled.rows(f"SET session_replication_role = replica; DELETE FROM {table}; INSERT INTO {table}{system} SELECT * FROM {copy}")
            settled.rows(f"DROP TABLE {copy}")
