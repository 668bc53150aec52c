"""Open tasks by the hundred thousand, straight into the tables by COPY: for measuring queues, not for running."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg

from engine.store.postgres import plain_url

DISTRICTS = tuple(f"4401{number:02d}" for number in (3, 4, 5, 6, 11, 12, 13, 14, 15, 17, 18)) + tuple(f"4403{n:02d}" for n in range(3, 12))
ROLES = ("clerk", "review", "second_review", "sign_off", "funds")
SPREAD_DAYS = 60
CASE = (
    "id program process release_id region organisation_id status stage stages facts summary revision created_at stopped event_seq "
    "event_hash number due_on"
)
TASK = (
    "id case_id region program item element process name kind role state stage form outcomes arrived_at done_by outcome opinion "
    "due_on yellow_on stopped flags assignee_id organisation_id"
)


def fill(url: str, open_tasks: int, today: date, clerk: UUID) -> None:
    """One open case and task each, over twenty districts and five roles; one in twenty has no due date, some are the clerk's own."""
    dice = random.Random(open_tasks)
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        release, organisation = connection.execute(
            "SELECT (SELECT id FROM release LIMIT 1), (SELECT id FROM organisation WHERE kind = 'enterprise' LIMIT 1)"
        ).fetchone()
        places = [(dice.choice(DISTRICTS), dice.choice(ROLES), _due(dice, today)) for _ in range(open_tasks)]
        _copy(connection, '"case"', CASE, _cases(places, release, organisation))
        _copy(connection, "task", TASK, _tasks(places, clerk, organisation))
        connection.execute("ANALYZE")


def fill_events(url: str, events: int) -> None:
    """Events of other cases, in one statement."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO event (chain, seq, at, kind, actor, organisation, public, data, hash) "
            "SELECT 'filler', n, now(), 'task_opened', '', '', false, '{}', '' FROM generate_series(1, %s) n",
            (events,),
        )


def _due(dice: random.Random, today: date) -> date | None:
    return None if dice.random() < 0.05 else today + timedelta(days=dice.randrange(-5, SPREAD_DAYS))


def _id(number: int, kind: int) -> UUID:
    """Scattered like a random one, and the same every time."""
    return UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835 + kind) % 2**128)


def _cases(places: list[tuple[str, str, date | None]], release: UUID, organisation: UUID) -> Iterator[tuple[object, ...]]:
    now = datetime.now(UTC)
    for number, (region, _, due) in enumerate(places):
        yield (
            _id(number, 1), "bench", "bench", release, region, organisation, "open", "work", "{}", "{}", "[]", 1, now, False, 0, b"",
            f"{region}-Q-{number:08d}", due,
        )  # fmt: skip


def _tasks(places: list[tuple[str, str, date | None]], clerk: UUID, organisation: UUID) -> Iterator[tuple[object, ...]]:
    now = datetime.now(UTC)
    for number, (region, role, due) in enumerate(places):
        applicant = number % 40 == 0
        mine = number % 50 == 1 and region == "440106" and number < 50_000
        yellow = None if due is None else due - timedelta(days=7)
        yield (
            _id(number, 2), _id(number, 1), region, "bench", 3, "accept", "bench", '{"zh": "受理", "en": "Accept"}', "user",
            "" if applicant else role, "open", "work", "accept", '["done"]', now - timedelta(minutes=number % 90_000), "", "", "",
            due, yellow, False, "[]", clerk if mine and not applicant else None, organisation if applicant else None,
        )  # fmt: skip


def _copy(connection: psycopg.Connection, table: str, columns: str, rows: Iterator[tuple[object, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns.split())
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
