"""What a finished case leaves on the disk, once the worker has done its jobs.

python -m benchmarks.disk
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from benchmarks.installation import Bench, fresh_bench
from benchmarks.program import ROUND
from benchmarks.steps import Ours
from engine.store.postgres import plain_url
from engine.worker import run_worker

TASKS_OF_A_CASE = 20
LOOPS_OF_A_CASE = 3
"""Three trips around the loop and the way to the end are 22 user tasks; the bytes are scaled to twenty."""


def on_disk(bench: Bench, cases: int = 20) -> dict[str, Any]:
    """Bytes of all our tables and indexes per finished case of twenty user tasks: packed, and as an installation grows.

    Packed is what the rows take after `VACUUM FULL`. Grown is what a second batch adds to a database that was vacuumed after the first,
    as one in use is all the time: the room that changed rows gave up is used again.
    """
    ours = Ours(bench)
    with psycopg.connect(plain_url(bench.url), autocommit=True) as connection:
        connection.execute("VACUUM FULL")
        before = _sizes(connection)
        done = _worked(bench, ours, cases)
        connection.execute("VACUUM FULL")
        packed = _sizes(connection)
        _worked(bench, ours, cases)
        connection.execute("VACUUM")
        once = _sizes(connection)
        again = _worked(bench, ours, cases)
        connection.execute("VACUUM")
        twice = _sizes(connection)
    ours.close()
    share = TASKS_OF_A_CASE / done
    tables = {name: round((packed[name] - before.get(name, 0)) * share) for name in packed}
    return {
        "tasks_done": done,
        "bytes_per_20_tasks": round((sum(packed.values()) - sum(before.values())) * share),
        "bytes_per_20_tasks_as_grown": round((sum(twice.values()) - sum(once.values())) * TASKS_OF_A_CASE / again),
        "tables": {name: size for name, size in sorted(tables.items(), key=lambda entry: -entry[1]) if size > 50},
    }


def _worked(bench: Bench, ours: Ours, cases: int) -> int:
    """So many cases from their beginning to their end, and the worker's jobs after them; the user tasks done."""
    done = 0
    for _ in range(cases):
        case = bench.new_case()
        ours.go(case, LOOPS_OF_A_CASE)
        done += LOOPS_OF_A_CASE * len(ROUND) + ours.finish(case)
    with ThreadPoolExecutor(1) as pool:  # a worker in the main thread would listen for signals
        pool.submit(run_worker, bench.engine, bench.url, wait=False).result()
    return done


def _sizes(connection: psycopg.Connection) -> dict[str, int]:
    rows = connection.execute(
        "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    return dict(rows.fetchall())


def measure(cases: int = 450) -> dict[str, Any]:
    """On a fresh installation; with few cases the first page of every index would be most of what is counted."""
    with fresh_bench() as bench:
        return on_disk(bench, cases)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
