"""An officer's queue with few and with many open tasks: pages and figures, p50 and p99.

    python -m benchmarks.queue [--small 10000] [--large 1000000] [--events-each 10] [--times 200]

Two databases on one server, asked in turn: a district's officer, a city's officer, the second page, one program's tasks. "page" is the
whole query through `Engine.ask`: rows, figures of the strip, total. The larger set is the same in kind, only more of it; every open task
has a case with ten events. Both are vacuumed, analysed and written to disk before anybody asks.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.installation import Bench, installed
from benchmarks.queue_data import fill, settle
from benchmarks.steps import Ours
from engine.queries import TaskQueue
from engine.store.runtime import SystemClock

QUERIES = {
    "all, by due date": TaskQueue(tab="all"),
    "pool, by due date": TaskQueue(tab="pool"),
    "pool, latest first": TaskQueue(tab="pool", sort="-due"),
    "pool, overdue": TaskQueue(tab="pool", light="red"),
    "mine": TaskQueue(tab="todo"),
}
WARM = 10
"""Questions that are not counted: the server plans a statement anew the first times."""


def filled(folder: Path, tasks: int, events_each: int) -> Bench:
    """An installation with so many open tasks."""
    bench = installed(folder)
    ours = Ours(bench)
    case = bench.new_case()
    ours.go(case, 2)  # a case with a history: what is copied is like it
    command, by = ours.command(case)
    bench.engine.execute(command, by=by)  # now a clock runs
    ours.close()
    fill(bench.url, tasks, SystemClock().now().date(), bench.clerk.user_id, events_each)
    settle(bench.url)
    return bench


def asked(bench: Bench) -> dict[str, Callable[[], Any]]:
    """Every question, of a district's officer and of a city's."""
    city = replace(bench.clerk, posts=frozenset({("clerk", "440100"), ("review", "440100")}))
    found: dict[str, Callable[[], Any]] = {}
    for who, actor in (("district", bench.clerk), ("city", city)):
        for name, query in QUERIES.items():
            found[f"{who}: {name}"] = lambda query=query, actor=actor: bench.engine.ask(query, by=actor)
        second = replace(TaskQueue(tab="pool"), after=bench.engine.ask(TaskQueue(tab="pool"), by=actor).next)
        found[f"{who}: pool, second page"] = lambda query=second, actor=actor: bench.engine.ask(query, by=actor)
    return found


def measure(small: int, large: int, events_each: int = 10, times: int = 200) -> dict[str, Any]:
    """Milliseconds of every question on both sizes, asked in turn."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        benches = {tasks: filled(Path(folder) / str(tasks), tasks, events_each) for tasks in (small, large)}
        made = time.perf_counter() - began
        questions = {tasks: asked(bench) for tasks, bench in benches.items()}
        gc.collect()
        gc.freeze()  # what is loaded once is not looked through again in the middle of a question
        rows = [_compared(name, questions, small, large, times) for name in questions[small]]
        for bench in benches.values():
            bench.close()
        return {"small": small, "large": large, "events": large * events_each, "seconds_to_fill": round(made), "times": times, "rows": rows}


def _compared(name: str, questions: dict[int, dict[str, Callable[[], Any]]], small: int, large: int, times: int) -> dict[str, Any]:
    taken: dict[int, list[float]] = {small: [], large: []}
    for turn in range(times + WARM):
        for tasks in (small, large) if turn % 2 else (large, small):
            began = time.perf_counter()
            questions[tasks][name]()
            if turn >= WARM:
                taken[tasks].append((time.perf_counter() - began) * 1000)
    shown = {tasks: len(questions[tasks][name]().rows) for tasks in taken}
    row: dict[str, Any] = {"question": name}
    row |= {str(tasks): {"rows": shown[tasks], **_figures(values)} for tasks, values in taken.items()}
    for figure in ("p50", "p99"):
        row[f"ratio_{figure}"] = round(row[str(large)][figure] / row[str(small)][figure], 2)
    return row


def _figures(values: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100)
    return {"p50": round(cuts[49], 2), "p99": round(cuts[98], 2)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--events-each", type=int, default=10)
    parser.add_argument("--times", type=int, default=200)
    options = parser.parse_args()
    found = measure(options.small, options.large, options.events_each, options.times)
    sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
