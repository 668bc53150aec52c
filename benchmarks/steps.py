"""One step of a case: user tasks completed through `Engine.execute` with every row written, beside plain SpiffWorkflow in one row.

    python -m benchmarks.steps [--rounds 16] [--loops 1 10 50 1000]

Two processes. The one the product runs, 企业新型学徒制's filing with all it calls (processes called inside sub-processes, lanes, timers on
tasks, its own forms, decision tables and separated officers), in two ways around it: `long`, reviewed, published, an objection upheld and
reviewed again, and `short`, where the sign-off sends back. `small` is a toy of twenty nodes and seven user tasks (five a round), kept so
that nobody can say that the size was picked.

Both sides run on the same embedded PostgreSQL, which syncs every commit. "CPU" is processor time of this process and of all processes
of the server together, divided by the user tasks completed, as one client with one case at a time sees it; "wall" is the time on the
clock, the disk's sync included. "1 loop" measures the first round of new cases; "N loops" measures rounds of a case that has gone around
N - 1 times before. The sides take turns, the order alternating, medians of rounds. "Strange" is a case that another process
saw last: what rests of it is read again (docs/adr/1041).

Ours writes at every step: the case, the finished and the opened tasks, two or more chained events, a submission, clocks, timers, and
where an applicant's task opens an outbox message with its job. The plain one writes one row and nothing else; it is measured twice:
`lean` keeps no form values and never looks at its timers, `documented` keeps what the tasks send and looks at waiting events as the
example application of its documentation does.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from benchmarks import filing
from benchmarks.installation import Bench, Server, installed
from benchmarks.meter import Cost, Meter, mean, median
from benchmarks.plain import Plain
from benchmarks.program import DIAGRAM, ROUND, VALUES
from benchmarks.wire import watched
from engine.commands import CompleteTask
from engine.engine import Engine
from engine.sdk.actor import Actor

LOOPS = (1, 10, 50, 1000)
PLAIN_LIMIT = 50
"""The plain library dies of recursion near loop 197, and long before that a round takes seconds."""

SIDE_BY_SIDE = 4
"""Cases of one age that take turns, so that steps are timed without what lies between them."""


class Cases(Protocol):
    """Cases of one process on the engine."""

    engine: Engine
    server: Server
    url: str
    round: int

    def new_case(self) -> UUID:
        """A case at the beginning of its first round."""

    def go(self, case: UUID, rounds: int) -> None:
        """Trips around the loop, not measured."""

    def command(self, case: UUID) -> tuple[CompleteTask, Actor]:
        """What completes the first open task, and who gives it."""

    def state_bytes(self, case: UUID) -> int:
        """The size of the stored state."""


class Ours:
    """Cases of the small process; finds the open tasks on one of the engine's connections, outside what is timed."""

    round = len(ROUND)

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.engine, self.server, self.url, self.new_case = bench.engine, bench.server, bench.url, bench.new_case
        self._taken = bench.engine.runtime.database.raw_connection()
        self.watch = self._taken.driver_connection
        self.watch.autocommit = True

    def close(self) -> None:
        """Let go of the connection."""
        self._taken.invalidate()

    def open_task(self, case: UUID) -> tuple[UUID, str]:
        """The first open task and its element."""
        found = self.watch.execute(
            "SELECT id, element FROM task WHERE case_id = %s AND state = 'open' ORDER BY item LIMIT 1", (case,)
        ).fetchone()
        return found[0], found[1]

    def command(self, case: UUID, last: str = "again") -> tuple[CompleteTask, Actor]:
        """The command that completes the first open task, and who gives it."""
        task, element = self.open_task(case)
        by = self.bench.enterprise if element == "file" else self.bench.clerk
        return CompleteTask(task_id=task, outcome=last if element == "review" else "done", data=VALUES), by

    def go(self, case: UUID, rounds: int) -> None:
        """Trips around the loop, not measured."""
        for _ in range(rounds * len(ROUND)):
            command, by = self.command(case)
            self.bench.engine.execute(command, by=by)

    def state_bytes(self, case: UUID) -> int:
        """The size of the stored state."""
        return self.watch.execute('SELECT length(state) FROM "case" WHERE id = %s', (case,)).fetchone()[0]

    def finish(self, case: UUID) -> int:
        """Go to the end; the number of user tasks done."""
        done = 0
        while self.watch.execute("SELECT 1 FROM task WHERE case_id = %s AND state = 'open' LIMIT 1", (case,)).fetchone():
            command, by = self.command(case, "approve")
            self.bench.engine.execute(command, by=by)
            done += 1
        return done


def small_plain(url: str, *, lean: bool) -> Plain:
    """The small process on the plain library, waiting for its first task."""

    def sent(name: str) -> dict[str, Any]:
        return {**({} if lean else VALUES), "outcome": "again" if name == "review" else "done"}

    return Plain(url, f"small_{'lean' if lean else 'documented'}", [DIAGRAM.encode()], "bench", sent, {}, looking=not lean)


def our_round(ours: Cases, meter: Meter, cases: list[UUID], *, strange: bool = False) -> Cost:
    """One trip around the loop with several cases side by side; looking for their next tasks is left out.

    With `strange`, each step finds its case as if another process had seen it last.
    """
    costs = []
    for _ in range(ours.round):
        commands = [ours.command(case) for case in cases]
        for case in cases if strange else ():
            ours.engine.runtime.cases.forget(case)
        costs.append(meter.measure([lambda command=command, by=by: ours.engine.execute(command, by=by) for command, by in commands]))
    return mean(costs)


def plain_round(plain: Plain, meter: Meter, state: str, tasks: int) -> Cost:
    """One trip around the loop from the same state."""
    plain.put_back(state)
    return meter.measure([plain.step] * tasks)


def at_age(ours: Cases, plains: Mapping[str, Plain], meter: Meter, loops: int, rounds: int) -> dict[str, Any]:
    """All sides at one age."""
    old = [ours.new_case() for _ in range(SIDE_BY_SIDE if loops <= PLAIN_LIMIT else 1)]
    for case in old:
        ours.go(case, loops - 1)
    states = {name: plain.state for name, plain in plains.items()} if loops <= PLAIN_LIMIT else {}
    groups, strangers = ([[ours.new_case() for _ in old] for _ in range(rounds)] if loops == 1 else [old] * rounds for _ in range(2))
    costs: dict[str, list[Cost]] = {"ours": [], "ours_strange": [], **{name: [] for name in states}}
    gc.collect()
    for number, (group, strange) in enumerate(zip(groups, strangers, strict=True)):
        sides = [
            lambda group=group: costs["ours"].append(our_round(ours, meter, group)),
            lambda group=strange: costs["ours_strange"].append(our_round(ours, meter, group, strange=True)),
        ]
        sides += [lambda name=name: costs[name].append(plain_round(plains[name], meter, states[name], ours.round)) for name in states]
        for side in sides if number % 2 else reversed(sides):
            side()
    row: dict[str, Any] = {"loops": loops, **{name: median(cost) for name, cost in costs.items()}}
    row["ours_per_second_core"] = round(1000 / row["ours"]["cpu"])
    row["state_bytes"] = ours.state_bytes(old[0])
    for name, state in states.items():
        row[f"{name}_bytes"] = len(state)
        row[f"ratio_{name}"] = round(row[name]["cpu"] / row["ours"]["cpu"], 1)
        row[f"ratio_{name}_strange"] = round(row[name]["cpu"] / row["ours_strange"]["cpu"], 1)
        row[f"ratio_{name}_wall"] = round(row[name]["wall"] / row["ours"]["wall"], 1)
        plains[name].put_back(state)
    return row


def ages(ours: Cases, plains: Mapping[str, Plain], rounds: int, loops: tuple[int, ...] = LOOPS) -> list[dict[str, Any]]:
    """Every age in turn."""
    meter = Meter(ours.server)
    ours.go(ours.new_case(), 5)
    rows, at = [], 1
    for each in loops:
        if each <= PLAIN_LIMIT:
            for plain in plains.values():
                plain.go((each - at) * ours.round)
            at = each
        rows.append(at_age(ours, plains, meter, each, rounds))
    for plain in plains.values():
        plain.close()
    return rows


def traffic(ours: Cases) -> list[dict[str, Any]]:
    """Statements and round trips of each step of a round, BEGIN and COMMIT counted, at loops 4 and 20."""
    case = ours.new_case()
    rows: list[dict[str, Any]] = [{"step": number} for number in range(1, ours.round + 1)]
    for loop in range(1, 21):
        for row in rows:
            command, by = ours.command(case)
            with watched(ours.engine) as sent:
                ours.engine.execute(command, by=by)
            row[f"loop {loop}"] = [sent.statements, sent.round_trips]
    return [{name: row[name] for name in ("step", "loop 4", "loop 20")} for row in rows]


def measure(rounds: int = 16, loops: tuple[int, ...] = LOOPS) -> dict[str, Any]:
    """Everything this file measures."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for loop in (filing.LONG, filing.SHORT):
            filings = filing.Filings(Path(folder) / loop.name, loop)
            try:
                plains = {f"plain_{kind}": filing.plain(filings.url, loop, lean=kind == "lean") for kind in ("lean", "documented")}
                found[loop.name] = {"ages": ages(filings, plains, rounds, loops), "traffic": traffic(filings)}
            finally:
                filings.close()
        bench = installed(Path(folder) / "small")
        ours = Ours(bench)
        try:
            plains = {f"plain_{kind}": small_plain(bench.url, lean=kind == "lean") for kind in ("lean", "documented")}
            found["small"] = {"ages": ages(ours, plains, rounds, loops), "traffic": traffic(ours)}
        finally:
            ours.close()
            bench.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=16)
    parser.add_argument("--loops", type=int, nargs="*", default=list(LOOPS))
    options = parser.parse_args()
    sys.stdout.write(json.dumps(measure(options.rounds, tuple(options.loops)), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
