"""Moving ten thousand running cases to another release, and putting a thousand of them back: verdicts, moves and undoing, by one worker.

    python -m benchmarks.migration [--cases 10000]

The cases are copies of one case of the measured program at its first decision, with its tasks, clocks and timers; the other release has
one more step. Everything goes the way it goes in the product: jobs of the queue, one transaction a case, snapshots and events included.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

import psycopg

from benchmarks import program
from benchmarks.copies import copied
from benchmarks.installation import SYSTEM, Bench, fresh_bench, timed
from benchmarks.steps import Ours
from engine.commands import PrepareMigration, ReleaseProgram, RunMigration, UndoMigration
from engine.queries import MigrationDetail, Releases
from engine.store.postgres import plain_url
from engine.worker import run_worker


def changed() -> dict[str, bytes]:
    """The measured program with another title of its task of acceptance."""
    files = dict(program.files())
    old, new = f'name="{program.NAMES["accept"]}"', 'name="受理（新）"'
    path = next(path for path, content in files.items() if path.endswith(".bpmn") and old.encode() in content)
    return {**files, path: files[path].replace(old.encode(), new.encode())}


def measure(cases: int = 10_000) -> dict[str, Any]:
    """Seconds and cases a second of each part."""
    with fresh_bench() as bench:
        return _measured(bench, cases)


def _measured(bench: Bench, cases: int) -> dict[str, Any]:
    case = bench.new_case()
    ours = Ours(bench)
    command, by = ours.command(case)
    bench.engine.execute(command, by=by)
    ours.close()
    with psycopg.connect(plain_url(bench.url), autocommit=True) as connection:
        copied(connection, case, cases - 1)
        connection.execute("VACUUM ANALYZE")
    run_worker(bench.engine, bench.url, wait=False)
    old = next(each for each in bench.engine.ask(Releases(), by=SYSTEM) if each.current)
    new = bench.engine.execute(ReleaseProgram(files=changed()), by=SYSTEM)
    made: dict[str, Any] = {}

    def prepare() -> None:
        made["migration"] = bench.engine.execute(PrepareMigration(from_id=old.release_id, to_id=new.release_id), by=SYSTEM).migration_id

    found: dict[str, Any] = {"cases": cases}
    undone = max(cases // 10, 1)
    for name, count, work in (
        ("judged", cases, prepare),
        ("moved", cases, lambda: bench.engine.execute(RunMigration(migration_id=made["migration"]), by=SYSTEM)),
        ("undone", undone, lambda: bench.engine.execute(UndoMigration(migration_id=made["migration"], last=undone), by=SYSTEM)),
    ):
        seconds = timed(bench, name, work)
        found[name] = {"cases": count, "seconds": round(seconds, 1), "per_second": round(count / seconds)}
    seen = bench.engine.ask(MigrationDetail(migration_id=made["migration"]), by=SYSTEM)
    if seen.states != {"moved": cases - undone, "undone": undone}:
        raise RuntimeError(f"not everything moved: {seen.states}")
    return found


def main() -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    json.dump(measure(parser.parse_args().cases), sys.stdout, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
