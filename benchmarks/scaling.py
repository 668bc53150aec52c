"""One process and two on one database: steps a second on the clock.

    python -m benchmarks.scaling [--seconds 8] [--turns 2]

Every process has an engine of its own and goes round with cases of its own; all begin together. One and two take turns, and so do two
arrangements: `placed`, where each process and the server's processes that serve it keep to one core (`TONGBAN_PLACED`, docs/adr/1080), and
`free`, where the kernel moves them about. Beside it stands what the machine itself gives two processes that share nothing and only compute:
cores may share their insides.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
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


def _go_round(
    place: tuple[str, Path, int | None], people: tuple[Any, Any], cases: Sequence[UUID], ready: Any, seconds: float, done: Any
) -> None:
    url, folder, core = place
    engine = opened(url, folder, core=core)
    engine.stay()
    ours = Ours(Bench(engine, url, *people, server=None))  # type: ignore[arg-type]  # nothing is measured in here
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


def together(bench: Bench, folder: Path, count: int, seconds: float, *, placed: bool) -> float:
    """Steps a second of so many processes, each with a core of its own or left to the kernel."""
    ready, done = _processes.Barrier(count), _processes.Queue()
    people = (bench.enterprise, bench.clerk)
    cores = sorted(os.sched_getaffinity(0))[:count] if placed else [None] * count
    workers = [
        _processes.Process(
            target=_go_round, args=((bench.url, folder, core), people, [bench.new_case() for _ in range(CASES)], ready, seconds, done)
        )
        for core in cores
    ]
    return _rate(workers, done)


def measure(seconds: float = 8, turns: int = 2) -> dict[str, Any]:
    """One, two, two, one ... processes; medians."""
    rates: dict[str, dict[int, list[float]]] = {name: {1: [], 2: []} for name in ("placed", "free", "computing")}
    with tempfile.TemporaryDirectory() as folder:
        bench = installed(Path(folder))
        try:
            for turn in range(turns):
                for count in (1, 2) if turn % 2 == 0 else (2, 1):
                    for name in ("placed", "free") if turn % 2 == 0 else ("free", "placed"):
                        rates[name][count].append(together(bench, Path(folder), count, seconds, placed=name == "placed"))
                    rates["computing"][count].append(alone(count, seconds / 2))
        finally:
            bench.close()
    found = {name: {count: statistics.median(each) for count, each in of.items()} for name, of in rates.items()}
    return {
        **{name: {"one": round(of[1]), "two": round(of[2]), "ratio": round(of[2] / of[1], 2)} for name, of in found.items()},
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
