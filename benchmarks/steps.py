"""One step of a case: user tasks completed through `Engine.execute` with every row written, beside plain SpiffWorkflow in one row.

    python -m benchmarks.steps [--rounds 20] [--json]

Both run on the same embedded PostgreSQL, which syncs every commit. "CPU" is processor time of this process and of all processes of the
server together, divided by the user tasks completed, as one client with one case at a time sees it; "wall" is the time on the clock, the
disk's sync included. A round is one trip around the loop (five user tasks). "1 loop" measures the first round of new cases; "N loops"
measures rounds of a case that has gone around N - 1 times before. Both sides take turns, the order alternating, medians of rounds.

Ours writes at every step: the case, the finished and the opened tasks, two or more chained events, a submission, clocks, timers, and
where an applicant's task opens an outbox message with its job. The plain one writes one row and nothing else; it is measured twice:
`plain_tokens` keeps no form values, `plain_with_form` keeps the ten values of each task where the library keeps data.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.installation import Bench, installed
from benchmarks.plain import Plain
from benchmarks.program import ROUND, VALUES
from benchmarks.wire import watched
from engine.commands import CompleteTask
from engine.store.postgres import plain_url

LOOPS = (1, 10, 50, 100, 1000)
PLAIN_LIMIT = 100
"""The plain library dies of recursion near loop 197."""

TASKS_OF_A_CASE = 20
LOOPS_OF_A_CASE = 3
"""Three trips around the loop and the way to the end are 22 user tasks; the bytes are scaled to twenty."""

SIDE_BY_SIDE = 4
"""Cases of one age that take turns, so that steps are timed without what lies between them."""


class Ours:
    """Cases on the engine; finds the open tasks on a connection of its own, outside what is timed."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.watch = psycopg.connect(plain_url(bench.url), autocommit=True)

    def close(self) -> None:
        """Let go of the connection."""
        self.watch.close()

    def open_task(self, case: UUID) -> tuple[UUID, str]:
        """The first open task and its element."""
        found = self.watch.execute(
            "SELECT id, element FROM task WHERE case_id = %s AND state = 'open' ORDER BY item LIMIT 1", (case,)
        ).fetchone()
        return found[0], found[1]

    def command(self, case: UUID, last: str = "again") -> tuple[CompleteTask, Any]:
        """The command that completes the first open task, and who gives it."""
        task, element = self.open_task(case)
        by = self.bench.enterprise if element == "file" else self.bench.clerk
        return CompleteTask(task_id=task, outcome=last if element == "review" else "done", data=VALUES), by

    def go(self, case: UUID, rounds: int) -> None:
        """Trips around the loop, not measured."""
        for _ in range(rounds * len(ROUND)):
            command, by = self.command(case)
            self.bench.engine.execute(command, by=by)

    def finish(self, case: UUID) -> int:
        """Go to the end; the number of user tasks done."""
        done = 0
        while self.watch.execute("SELECT 1 FROM task WHERE case_id = %s AND state = 'open' LIMIT 1", (case,)).fetchone():
            command, by = self.command(case, "approve")
            self.bench.engine.execute(command, by=by)
            done += 1
        return done


@dataclass(slots=True)
class Cost:
    """Milliseconds a step."""

    cpu: float
    wall: float
    client: float
    server: float


class Meter:
    """Times work on both sides of the wire."""

    def __init__(self, bench: Bench) -> None:
        self.processes = bench.server.processes

    def measure(self, steps: list[Callable[[], object]]) -> Cost:
        """What these steps cost together, per step."""
        server, client, wall = self.processes.nanoseconds(), time.process_time_ns(), time.perf_counter_ns()
        for step in steps:
            step()
        wall, client = time.perf_counter_ns() - wall, time.process_time_ns() - client
        server = self.processes.nanoseconds() - server
        each = len(steps) * 1e6
        return Cost((client + server) / each, wall / each, client / each, server / each)


def our_round(ours: Ours, meter: Meter, cases: list[UUID]) -> Cost:
    """One trip around the loop with several cases side by side; looking for their next tasks is left out."""
    costs = []
    for _ in ROUND:
        commands = [ours.command(case) for case in cases]
        costs.append(meter.measure([lambda command=command, by=by: ours.bench.engine.execute(command, by=by) for command, by in commands]))
    return Cost(*(statistics.fmean(getattr(cost, name) for cost in costs) for name in ("cpu", "wall", "client", "server")))


def plain_round(plain: Plain, meter: Meter, state: str) -> Cost:
    """One trip around the loop from the same state."""
    plain.put_back(state)
    return meter.measure([plain.step] * len(ROUND))


def median(costs: list[Cost]) -> dict[str, float]:
    """The middle of the rounds."""
    return {name: round(statistics.median(getattr(cost, name) for cost in costs), 3) for name in ("cpu", "wall", "client", "server")}


def at_age(ours: Ours, plains: dict[str, Plain], meter: Meter, loops: int, rounds: int) -> dict[str, Any]:
    """All sides at one age."""
    old = [ours.bench.new_case() for _ in range(SIDE_BY_SIDE if loops <= PLAIN_LIMIT else 1)]
    for case in old:
        ours.go(case, loops - 1)
    states = {name: plain.state for name, plain in plains.items()} if loops <= PLAIN_LIMIT else {}
    groups = [[ours.bench.new_case() for _ in old] for _ in range(rounds)] if loops == 1 else [old] * rounds
    costs: dict[str, list[Cost]] = {"ours": [], **{name: [] for name in states}}
    gc.collect()
    for number, group in enumerate(groups):
        sides = [lambda group=group: costs["ours"].append(our_round(ours, meter, group))]
        sides += [lambda name=name: costs[name].append(plain_round(plains[name], meter, states[name])) for name in states]
        for side in sides if number % 2 else reversed(sides):
            side()
    row: dict[str, Any] = {"loops": loops, **{name: median(cost) for name, cost in costs.items()}}
    row["ours_per_second_core"] = round(1000 / row["ours"]["cpu"])
    row["state_bytes"] = ours.watch.execute('SELECT length(state) FROM "case" WHERE id = %s', (old[0],)).fetchone()[0]
    for name, state in states.items():
        row[f"{name}_bytes"] = len(state)
        row[f"ratio_{name}"] = round(row[name]["cpu"] / row["ours"]["cpu"], 1)
        row[f"ratio_{name}_wall"] = round(row[name]["wall"] / row["ours"]["wall"], 1)
        plains[name].put_back(state)
    return row


def ages(bench: Bench, rounds: int, loops: tuple[int, ...] = LOOPS) -> list[dict[str, Any]]:
    """Every age in turn."""
    ours, meter = Ours(bench), Meter(bench)
    plains = {"plain_tokens": Plain(bench.url, form=False), "plain_with_form": Plain(bench.url, form=True)}
    ours.go(bench.new_case(), 5)
    rows, at = [], 1
    for each in loops:
        if each <= PLAIN_LIMIT:
            for plain in plains.values():
                plain.go(each - at)
            at = each
        rows.append(at_age(ours, plains, meter, each, rounds))
    for plain in plains.values():
        plain.close()
    ours.close()
    return rows


def traffic(bench: Bench) -> dict[str, Any]:
    """Statements and round trips of each step of a round, BEGIN and COMMIT counted, at loops 1 and 20."""
    ours = Ours(bench)
    case = bench.new_case()
    found: dict[str, Any] = {}
    for loop in range(1, 21):
        for element in ROUND:
            command, by = ours.command(case)
            with watched(bench.engine) as sent:
                bench.engine.execute(command, by=by)
            if loop in (2, 20):
                found.setdefault(element, {})[f"loop {loop}"] = {"statements": sent.statements, "round_trips": sent.round_trips}
    return found


def on_disk(bench: Bench, cases: int = 20) -> dict[str, Any]:
    """Bytes of all our tables and indexes per finished case of twenty user tasks: packed, and as they grew."""
    ours = Ours(bench)
    with psycopg.connect(plain_url(bench.url), autocommit=True) as connection:
        connection.execute("VACUUM FULL")
        before = _sizes(connection)
        done = 0
        for _ in range(cases):
            case = bench.new_case()
            ours.go(case, LOOPS_OF_A_CASE)
            done += LOOPS_OF_A_CASE * len(ROUND) + ours.finish(case)
        connection.execute("VACUUM")
        grown = _sizes(connection)
        connection.execute("VACUUM FULL")
        packed = _sizes(connection)
    ours.close()
    share = TASKS_OF_A_CASE * cases / done / cases
    tables = {name: round((packed[name] - before.get(name, 0)) * share) for name in packed}
    return {
        "tasks_done": done,
        "bytes_per_20_tasks": round((sum(packed.values()) - sum(before.values())) * share),
        "bytes_per_20_tasks_as_grown": round((sum(grown.values()) - sum(before.values())) * share),
        "tables": {name: size for name, size in sorted(tables.items(), key=lambda entry: -entry[1]) if size > 50},
    }


def _sizes(connection: psycopg.Connection) -> dict[str, int]:
    rows = connection.execute(
        "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    return dict(rows.fetchall())


def in_threads(bench: Bench, threads: int, rounds: int = 20) -> dict[str, Any]:
    """Steps a second on the clock with several threads in one process, each on a case of its own."""
    sides = [Ours(bench) for _ in range(threads)]
    cases = [bench.new_case() for _ in range(threads)]
    ready = threading.Barrier(threads + 1)

    def work(ours: Ours, case: UUID) -> None:
        ready.wait()
        ours.go(case, rounds)

    workers = [threading.Thread(target=work, args=pair) for pair in zip(sides, cases, strict=True)]
    for worker in workers:
        worker.start()
    ready.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    return {"threads": threads, "steps_per_second": round(threads * rounds * len(ROUND) / (time.perf_counter() - began))}


def measure(rounds: int = 20, loops: tuple[int, ...] = LOOPS) -> dict[str, Any]:
    """Everything this file measures."""
    with tempfile.TemporaryDirectory() as folder:
        bench = installed(Path(folder))
        try:
            return {
                "ages": ages(bench, rounds, loops),
                "traffic": traffic(bench),
                "disk": on_disk(bench),
                "threads": [in_threads(bench, count) for count in (1, 2)],
            }
        finally:
            bench.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--loops", type=int, nargs="*", default=list(LOOPS))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.rounds, tuple(options.loops))
    sys.stdout.write(json.dumps(found, indent=None if options.json else 1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
