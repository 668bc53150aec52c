"""An officer's queue with few and with many open tasks: pages and figures, p50 and p99.

    python -m benchmarks.queue [--small 10000] [--large 1000000] [--events 0] [--explain]

Two databases on one server, asked in turn: a district's officer, a city's officer, the second page, one program's tasks. "page" is the
whole query through `Engine.ask`: rows, figures of the strip, total. The larger set is the same in kind, only more of it.
"""

from __future__ import annotations

import argparse
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
from benchmarks.queue_data import fill, fill_events
from engine.queries import TaskQueue
from engine.store.runtime import SystemClock

QUERIES = {
    "all, by due date": TaskQueue(tab="all"),
    "pool, by due date": TaskQueue(tab="pool"),
    "pool, latest first": TaskQueue(tab="pool", sort="-due"),
    "pool, overdue": TaskQueue(tab="pool", light="red"),
    "mine": TaskQueue(tab="todo"),
}


def filled(folder: Path, tasks: int, events: int) -> Bench:
    """An installation with so many open tasks."""
    bench = installed(folder)
    bench.new_case()
    fill(bench.url, tasks, SystemClock().now().date(), bench.clerk.user_id)
    if events:
        fill_events(bench.url, events)
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


def measure(small: int, large: int, events: int, times: int = 60) -> dict[str, Any]:
    """Milliseconds of every question on both sizes, asked in turn."""
    with tempfile.TemporaryDirectory() as folder:
        benches = {tasks: filled(Path(folder) / str(tasks), tasks, events if tasks == large else 0) for tasks in (small, large)}
        questions = {tasks: asked(bench) for tasks, bench in benches.items()}
        rows = []
        for name in questions[small]:
            taken: dict[int, list[float]] = {small: [], large: []}
            for turn in range(times + 5):
                for tasks in (small, large) if turn % 2 else (large, small):
                    began = time.perf_counter()
                    questions[tasks][name]()
                    if turn >= 5:
                        taken[tasks].append((time.perf_counter() - began) * 1000)
            rows.append({"question": name, **{str(tasks): _figures(values) for tasks, values in taken.items()}})
            rows[-1]["ratio_p50"] = round(rows[-1][str(large)]["p50"] / rows[-1][str(small)]["p50"], 2)
        for bench in benches.values():
            bench.close()
        return {"small": small, "large": large, "events": events, "rows": rows}


def _figures(values: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100)
    return {"p50": round(cuts[49], 2), "p99": round(cuts[98], 2)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=0)
    options = parser.parse_args()
    sys.stdout.write(json.dumps(measure(options.small, options.large, options.events), indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
