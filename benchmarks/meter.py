"""Processor time and time on the clock, on both sides of the wire."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.installation import Server

FIGURES = ("cpu", "wall", "client", "server")


@dataclass(slots=True)
class Cost:
    """Milliseconds a step; `cpu` is the processor time of this process and of all processes of the server together."""

    cpu: float
    wall: float
    client: float
    server: float


class Meter:
    """Times work on both sides of the wire."""

    def __init__(self, server: Server) -> None:
        self.processes = server.processes

    def measure(self, steps: Sequence[Callable[[], object]]) -> Cost:
        """What these steps cost together, per step."""
        server, client, wall = self.processes.nanoseconds(), time.process_time_ns(), time.perf_counter_ns()
        for step in steps:
            step()
        wall, client = time.perf_counter_ns() - wall, time.process_time_ns() - client
        server = self.processes.nanoseconds() - server
        each = len(steps) * 1e6
        return Cost((client + server) / each, wall / each, client / each, server / each)


def mean(costs: Sequence[Cost]) -> Cost:
    """Their average."""
    return Cost(*(statistics.fmean(getattr(cost, name) for cost in costs) for name in FIGURES))


def median(costs: Sequence[Cost]) -> dict[str, float]:
    """The middle of the rounds."""
    return {name: round(statistics.median(getattr(cost, name) for cost in costs), 3) for name in FIGURES}
