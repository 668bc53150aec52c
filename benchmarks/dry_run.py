"""A dry run over ten thousand cases: the past of each happens twice, by its own release and by a draft, in one worker.

    python -m benchmarks.dry_run [--cases 10000]

The cases are copies of one case of the measured program that has gone round its loop once, with what was sent and what happened.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any
from uuid import UUID

import psycopg

from benchmarks import program
from benchmarks.copies import COLUMNS, copied
from benchmarks.installation import SYSTEM, Bench, fresh_bench, timed
from benchmarks.steps import Ours
from engine.commands import BeginDryRun, OpenProgramDraft
from engine.queries import LastDryRun
from engine.store.postgres import plain_url

PAST = """
INSERT INTO entry ({names}) SELECT {values} FROM entry pattern, generate_series(1, %(count)s) number WHERE pattern.case_id = %(case)s
"""
COPY_OF_CASE = "md5(%(case)s::text || number)::uuid"


def with_past(connection: psycopg.Connection[Any], case: UUID, count: int) -> None:
    """Copies of a case with what was sent in it and what happened."""
    copied(connection, case, count, event_seq="pattern.event_seq", event_hash="pattern.event_hash")
    columns = [name for (name,) in connection.execute(COLUMNS, ("entry",)) if name != "id"]
    names = ", ".join(f'"{name}"' for name in columns)
    told = ", ".join(COPY_OF_CASE if name == "case_id" else f'pattern."{name}"' for name in columns)
    connection.execute(PAST.format(names=names, values=told), {"case": case, "count": count})


def measure(cases: int = 10_000) -> dict[str, Any]:
    """Seconds and cases a second."""
    with fresh_bench() as bench:
        return _measured(bench, cases)


def _measured(bench: Bench, cases: int) -> dict[str, Any]:
    case = bench.new_case()
    ours = Ours(bench)
    for _ in program.ROUND:
        command, by = ours.command(case)
        bench.engine.execute(command, by=by)
    ours.close()
    with psycopg.connect(plain_url(bench.url), autocommit=True) as connection:
        with_past(connection, case, cases - 1)
        connection.execute("DELETE FROM procrastinate_jobs")
        connection.execute("VACUUM ANALYZE")
    draft = bench.engine.execute(OpenProgramDraft(program=program.KEY, title="dry run"), by=SYSTEM).draft_id
    seconds = timed(bench, "replayed", lambda: bench.engine.execute(BeginDryRun(draft_id=draft), by=SYSTEM))
    seen = bench.engine.ask(LastDryRun(draft_id=draft), by=SYSTEM)
    if seen is None or dict(seen.counts) != {"same": cases}:
        raise RuntimeError(f"not everything was replayed: {seen}")
    return {"cases": cases, "steps": len(program.ROUND), "seconds": round(seconds, 1), "per_second": round(cases / seconds)}


def main() -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    json.dump(measure(parser.parse_args().cases), sys.stdout, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
