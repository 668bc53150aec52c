"""The archive 归档: entries of a closed case bound into volumes, which the server compresses as one value."""

from typing import Any
from uuid import UUID

import psycopg

ENTRIES_OF_A_VOLUME = 64
"""Enough to compress well, few enough that one entry is read without reading the life of an old case."""

BIND = """
WITH loose AS (
    SELECT seq, facts, sent,
        1 + (SELECT COALESCE(max(number), 0) FROM volume WHERE case_id = %(case)s)
            + (row_number() OVER (ORDER BY seq) - 1) / %(most)s AS number
    FROM entry WHERE case_id = %(case)s AND volume IS NULL
), bound AS (
    INSERT INTO volume (case_id, number, entries)
    SELECT %(case)s, number, json_object_agg(seq, json_build_array(facts, sent) ORDER BY seq) FROM loose GROUP BY number
)
UPDATE entry SET facts = NULL, sent = NULL, volume = loose.number FROM loose WHERE entry.case_id = %(case)s AND entry.seq = loose.seq
"""


def bind(connection: psycopg.Connection[Any], case_id: UUID) -> int:
    """Move what the loose entries of a case say into new volumes; how many there were."""
    return connection.execute(BIND, {"case": case_id, "most": ENTRIES_OF_A_VOLUME}).rowcount
