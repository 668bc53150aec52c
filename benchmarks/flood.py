"""A hundred thousand timers due at one moment: how fast one worker fires them, and what people notice of it.

    python -m benchmarks.flood [--timers 100000] [--seconds 60]

Every timer is a boundary timer of a case of its own and fires as a step of the engine, in a job of the queue, with its events. A worker
process runs beside this one, which plays the people: a few times a second a task is completed, and each time the case comes back to the
applicant, whose message has to leave through the outbox and the same queue; and once a second a timer of another case comes due. The
flood is watched for a fixed time: fired per second of the clock, and per second of processor time of worker and server (the people's own
work included). The same is played before the flood.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import signal
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import psycopg

from benchmarks.copies import copied
from benchmarks.installation import Bench, installed, opened, submitted
from benchmarks.steps import Ours
from engine.store.postgres import plain_url
from engine.store.runtime import SystemClock
from engine.worker import run_worker

PAUSE_SECONDS = 0.1
PEOPLE = 8
"""Cases on which people work during the flood."""

LATE = 200
"""Cases whose timers do not belong to the flood: they come due one by one, a second apart."""
LATE_EVERY_SECONDS = 1.0
LONGEST_START_SECONDS = 60


@dataclass
class Noticed:
    """What people waited for, in milliseconds."""

    done: list[float] = field(default_factory=list)
    delivered: list[float] = field(default_factory=list)
    fired: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Median and worst."""
        return {
            name: {"count": len(taken), "p50": round(statistics.median(taken)), "most": round(max(taken))} if taken else {"count": 0}
            for name, taken in (
                ("task completed", self.done),
                ("message delivered", self.delivered),
                ("timer that came due meanwhile fired", self.fired),
            )
        }


class Behind:
    """A clock that is forty days behind: the timers of what it begins are due."""

    def now(self) -> datetime:
        """That moment."""
        return SystemClock().now() - timedelta(days=40)


def fill(bench: Bench, folder: Path, timers: int) -> None:
    """Copies of a case whose timer came due yesterday, and of which nobody knows yet; all else is as the engine made it."""
    engine = opened(bench.url, folder, Behind())
    case = submitted(engine, bench.enterprise)
    ours = Ours(bench)
    command, by = ours.command(case)
    engine.execute(command, by=by)  # now the acceptance is open, and its timer waits
    ours.close()
    engine.close()
    with psycopg.connect(plain_url(bench.url), autocommit=True) as connection:
        copied(connection, case, timers + LATE - 1, next_due="NULL")
        connection.execute('UPDATE "case" SET next_due = NULL WHERE id = %s', (case,))
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def let_come(bench: Bench, timers: int) -> None:
    """From now on so many timers are due."""
    with psycopg.connect(plain_url(bench.url)) as connection:
        connection.execute(
            'UPDATE "case" SET next_due = due_at FROM timer WHERE timer.case_id = "case".id AND "case".id IN '
            '(SELECT id FROM "case" WHERE next_due IS NULL AND id IN (SELECT case_id FROM timer WHERE due_at < now()) LIMIT %s)',
            (timers,),
        )


def _work(url: str, folder: Path) -> None:
    engine = opened(url, folder)
    run_worker(engine, url)
    engine.close()


class People:
    """Cases that go round while somebody watches how long it takes."""

    def __init__(self, bench: Bench) -> None:
        self.ours = Ours(bench)
        self.cases = [bench.new_case() for _ in range(PEOPLE)]
        self.turn = 0

    def go_on(self, seconds: float) -> dict[str, Any]:
        """Complete tasks for so long; what was noticed."""
        noticed, began, since = Noticed(), time.monotonic(), SystemClock().now()
        next_late, late = began, {}
        while time.monotonic() - began < seconds:
            if time.monotonic() >= next_late:
                next_late += LATE_EVERY_SECONDS
                late.update(self._one_comes_due())
            self.turn += 1
            command, by = self.ours.command(self.cases[self.turn % PEOPLE])
            start = time.perf_counter()
            self.ours.engine.execute(command, by=by)
            noticed.done.append((time.perf_counter() - start) * 1000)
            time.sleep(PAUSE_SECONDS)
        waited = "SELECT extract(epoch FROM COALESCE(delivered_at, now()) - created_at) * 1000 FROM outbox WHERE created_at >= %s"
        noticed.delivered = [float(taken) for (taken,) in self.ours.watch.execute(waited, (since,))]
        noticed.fired = [self._waited(case, due) for case, due in late.items()]
        return noticed.figures()

    def _one_comes_due(self) -> dict[UUID, datetime]:
        """A case that is not of the flood, and the moment its timer came due."""
        row = self.ours.watch.execute(
            'UPDATE "case" SET next_due = clock_timestamp() WHERE id = (SELECT c.id FROM "case" c JOIN timer t ON t.case_id = c.id '
            "WHERE c.next_due IS NULL AND t.due_at < now() ORDER BY c.id DESC LIMIT 1) RETURNING id, next_due"
        ).fetchone()
        return {row[0]: row[1]}

    def _waited(self, case: UUID, due: datetime) -> float:
        """Milliseconds from a timer's moment until it had fired; until now where it has not."""
        fired = "SELECT coalesce(max(at), clock_timestamp()) FROM event WHERE case_id = %s AND kind = 'timer_fired'"
        return float((self.ours.watch.execute(fired, (case,)).fetchone()[0] - due).total_seconds() * 1000)


def _wait_for_worker(bench: Bench) -> None:
    """Until it has said that it lives and has done a job."""
    bench.new_case()
    with psycopg.connect(plain_url(bench.url), autocommit=True) as connection:
        for _ in range(LONGEST_START_SECONDS * 10):
            if connection.execute("SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE delivered_at IS NULL)").fetchone()[0]:
                return
            time.sleep(0.1)
    raise RuntimeError("the worker did not begin")


def _fired(bench: Bench) -> int:
    with psycopg.connect(plain_url(bench.url)) as connection:
        return int(connection.execute("SELECT count(*) FROM event WHERE kind = 'timer_fired'").fetchone()[0])


def measure(timers: int = 100_000, seconds: float = 60) -> dict[str, Any]:
    """Before and in the flood."""
    with tempfile.TemporaryDirectory() as folder:
        bench = installed(Path(folder))
        try:
            fill(bench, Path(folder), timers)
            people = People(bench)
            worker = multiprocessing.get_context("spawn").Process(target=_work, args=(bench.url, Path(folder)))
            worker.start()
            _wait_for_worker(bench)
            found: dict[str, Any] = {"timers": timers, "quiet": people.go_on(min(seconds, 10))}
            let_come(bench, timers)
            process = psutil.Process(worker.pid)
            before, spent = _fired(bench), _processor(process, bench)
            began = time.monotonic()
            found["flood"] = people.go_on(seconds)
            fired, spent, clock = _fired(bench) - before, _processor(process, bench) - spent, time.monotonic() - began
            found |= {"seconds": round(clock), "fired": fired, "fired_per_second": round(fired / clock, 1)}
            found |= {"fired_per_second_core": round(fired / spent, 1), "left": timers - fired}
            os.kill(worker.pid or 0, signal.SIGTERM)
            worker.join(30)
            people.ours.close()
            return found
        finally:
            bench.close()


def _processor(worker: psutil.Process, bench: Bench) -> float:
    times = worker.cpu_times()
    return times.user + times.system + bench.server.processes.nanoseconds() / 1e9


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timers", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    sys.stdout.write(json.dumps(measure(options.timers, options.seconds), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
