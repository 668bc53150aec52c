"""One process and two on one database: steps a second on the clock.

    python -m benchmarks.scaling [--seconds 8] [--turns 2]

Every process has an engine of its own and goes round with cases of its own; all begin together. One and two take turns. Beside it stands
what the machine itself gives two processes that share nothing and only compute: cores may share their insides.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.installation import Bench, installed, opened
from benchmarks.steps import Ours

_processes = multiprocessing.get_context("spawn")
CASES = 4


def _go_round(url: str, folder: Path, bench: tuple[Any, Any], cases: Sequence[UUID], ready: Any, seconds: float, done: Any) -> None:
    engine = opened(url, folder)
    ours = Ours(Bench(engine, url, *bench, server=None))  # type: ignore[arg-type]  # nothing is measured in here
    for case in cases:
        ours.go(case, 1)
    ready.wait()
    began, steps = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        command, by = ours.command(cases[steps % CASES])
        engine.execute(command, by=by)
        steps += 1
    done.put(steps / (time.perf_counter() - began))
    ours.close()
    engine.close()


def _compute(ready: Any, seconds: float, done: Any) -> None:
    """What a step does without a database: small objects made, read and written as JSON."""
    facts = {f"f{number}": {"value": number, "text": "企业新型学徒制" * 3} for number in range(200)}
    ready.wait()
    began, times = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        sorted(json.loads(json.dumps(facts)).items(), key=lambda item: -item[1]["value"])
        times += 1
    done.put(times / (time.perf_counter() - began))


def alone(count: int, seconds: float) -> float:
    """Turns a second of so many processes that only compute."""
    ready, done = _processes.Barrier(count), _processes.Queue()
    return _rate([_processes.Process(target=_compute, args=(ready, seconds, done)) for _ in range(count)], done)


def _rate(workers: Sequence[Any], done: Any) -> float:
    for worker in workers:
        worker.start()
    rates = [done.get(timeout=120) for _ in workers]
    for worker in workers:
        worker.join()
    return float(sum(rates))


def together(bench: Bench, folder: Path, count: int, seconds: float) -> float:
    """Steps a second of so many processes."""
    ready, done = _processes.Barrier(count), _processes.Queue()
    people = (bench.enterprise, bench.clerk)
    workers = [
        _processes.Process(
            target=_go_round, args=(bench.url, folder, people, [bench.new_case() for _ in range(CASES)], ready, seconds, done)
        )
        for _ in range(count)
    ]
    return _rate(workers, done)


def measure(seconds: float = 8, turns: int = 2) -> dict[str, Any]:
    """One, two, two, one ... processes; medians."""
    with tempfile.TemporaryDirectory() as folder:
        bench = installed(Path(folder))
        try:
            rates: dict[int, list[float]] = {1: [], 2: []}
            machine: dict[int, list[float]] = {1: [], 2: []}
            for turn in range(turns):
                for count in (1, 2) if turn % 2 == 0 else (2, 1):
                    rates[count].append(together(bench, Path(folder), count, seconds))
                    machine[count].append(alone(count, seconds / 2))
        finally:
            bench.close()
    (one, two), (alone_one, alone_two) = ([statistics.median(found[count]) for count in (1, 2)] for found in (rates, machine))
    return {
        "one": round(one),
        "two": round(two),
        "ratio": round(two / one, 2),
        "computing": round(alone_two / alone_one, 2),
        "turns": turns,
        "seconds": seconds,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--turns", type=int, default=2)
    options = parser.parse_args()
    sys.stdout.write(json.dumps(measure(options.seconds, options.turns), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
