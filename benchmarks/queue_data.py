"""Open tasks by the hundred thousand, straight into the tables by COPY: for measuring queues, not for running."""

from __future__ import annotations

import random
from datetime import date, timedelta
from uuid import UUID

import psycopg

from engine.store.postgres import plain_url

DISTRICTS = tuple(f"4401{number:02d}" for number in (3, 4, 5, 6, 11, 12, 13, 14, 15, 17, 18)) + tuple(f"4403{n:02d}" for n in range(3, 12))
ROLES = ("clerk", "review", "second_review", "sign_off", "funds")
SPREAD_DAYS = 60
PLACE = "number case_id task_id region role due applicant mine"
CASES = """
INSERT INTO "case" SELECT (jsonb_populate_record(pattern, jsonb_build_object(
    'id', case_id, 'number', region || '-Q-' || place.number, 'region', region, 'due_on', due,
    'event_seq', 0, 'next_due', NULL, 'state', NULL))).*
FROM place, (SELECT c AS pattern FROM "case" c LIMIT 1) one
"""
TASKS = """
INSERT INTO task SELECT (jsonb_populate_record(pattern, jsonb_build_object(
    'id', task_id, 'case_id', case_id, 'region', place.region, 'due_on', due, 'yellow_on', due - 7, 'element', 'accept', 'form', 'accept',
    'role', CASE WHEN applicant THEN '' ELSE place.role END, 'arrived_at', now() - number * interval '1 minute',
    'organisation_id', CASE WHEN applicant THEN (pattern).organisation_id END,
    'assignee_id', CASE WHEN mine AND NOT applicant THEN %s::uuid END))).*
FROM place, (SELECT t AS pattern FROM task t LIMIT 1) one
"""


def fill(url: str, open_tasks: int, today: date, clerk: UUID) -> None:
    """One open case and task each, over twenty districts and five roles; one in twenty has no due date, some are the clerk's own.

    A real case and its open task must be there: what is not said here is as it is in them.
    """
    dice = random.Random(open_tasks)
    names = ", ".join(PLACE.split())
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        connection.execute(
            "CREATE TEMPORARY TABLE place "
            "(number int, case_id uuid, task_id uuid, region text, role text, due date, applicant bool, mine bool)"
        )
        with connection.cursor() as cursor, cursor.copy(f"COPY place ({names}) FROM STDIN") as copy:
            for number in range(open_tasks):
                region = dice.choice(DISTRICTS)
                due = None if dice.random() < 0.05 else today + timedelta(days=dice.randrange(-5, SPREAD_DAYS))
                mine = number % 50 == 1 and region == "440106" and number < 50_000
                copy.write_row((number, _id(number, 1), _id(number, 2), region, dice.choice(ROLES), due, number % 40 == 0, mine))
        # Every row is made from one that holds: foreign keys need not be looked up a million times.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.execute(CASES)
        connection.execute(TASKS, (clerk,))
        connection.execute("VACUUM ANALYZE")


def fill_events(url: str, events: int) -> None:
    """Events of other cases, in one statement."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO event (chain, seq, at, kind, actor, organisation, public, data, hash) "
            "SELECT 'filler', n, now(), 'task_opened', '', '', false, '{}', '' FROM generate_series(1, %s) n",
            (events,),
        )


def _id(number: int, kind: int) -> UUID:
    """Scattered like a random one, and the same every time."""
    return UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835 + kind) % 2**128)
