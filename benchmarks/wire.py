"""What goes to the server, read off the protocol itself: statements and round trips of everything an engine does."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import psycopg
from psycopg.pq import Trace
from sqlalchemy import event

from engine.engine import Engine

DONE = "CommandComplete"


@dataclass(slots=True)
class Traffic:
    """What one stretch of work sent: statements (BEGIN and COMMIT included), round trips, and the messages by name."""

    statements: int = 0
    round_trips: int = 0
    messages: Counter[str] | None = None


@contextmanager
def watched(engine: Engine) -> Iterator[Traffic]:
    """Count what the engine's connections send inside the block. Only for work on one connection at a time."""
    traffic = Traffic()
    with tempfile.TemporaryFile("w+") as trace:

        def begin(connection: psycopg.Connection, _record: object, _proxy: object) -> None:
            connection.pgconn.trace(trace.fileno())
            connection.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)

        def end(connection: psycopg.Connection, _record: object) -> None:
            if connection is not None:
                connection.pgconn.untrace()

        database = engine.runtime.database
        event.listen(database, "checkout", begin)
        event.listen(database, "checkin", end)
        try:
            yield traffic
        finally:
            event.remove(database, "checkout", begin)
            event.remove(database, "checkin", end)
        trace.seek(0)
        messages = [parts for line in trace if len(parts := line.rstrip("\n").split("\t")) > 2]
    traffic.messages = Counter(name for side, _, name, *_ in messages if side == "F")
    traffic.statements = sum(side == "B" and name == DONE for side, _, name, *_ in messages)  # several may come in one message
    # Each time the server answers after the client spoke, the client had waited for it.
    traffic.round_trips = sum(one[0] == "F" and two[0] == "B" for one, two in pairwise(messages))
