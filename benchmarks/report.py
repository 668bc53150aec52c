"""The measurements as a page to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

HEAD = """# What was measured

`python -m benchmarks` writes this page and `results.json`. All sides of a comparison ran in one process on one server in turns, the order
alternating; figures are medians of rounds. PostgreSQL is the embedded one with its own settings: every commit is synced to disk.
"""

STEPS = """
**CPU** is processor time of the client process and of all processes of the server together, per user task completed: the reciprocal is
tasks per second and core. **Wall** is time on the clock with one client, the disk's sync included. Ours goes through `Engine.execute`
with the form checked and every row written (case, tasks, chained events, submission, clocks, timers, outbox and job); the plain library
(SpiffWorkflow 3.2.0, JSON serializer, specifications included) locks, loads, completes, serialises and updates one row and writes nothing
else: `tokens` keeps no form values, `form` keeps ten values for each task. It dies of recursion near loop 197.
"""


def written(found: Mapping[str, Any]) -> str:
    """The page."""
    parts = [HEAD]
    if "steps" in found:
        parts += _steps(found["steps"])
    if "queue" in found:
        parts += _queue(found["queue"])
    return "\n".join(parts).rstrip() + "\n"


def _table(head: list[str], rows: list[list[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def _facts(machine: Mapping[str, Any]) -> str:
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB; load before: {machine['load_before']}; "
        f"commit {machine['commit']}; {machine['on']}.\n"
    )


def _steps(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## One step\n"
    yield _facts(found["machine"])
    yield STEPS
    rows = []
    for row in found["ages"]:
        ours, tokens, form = row["ours"], row.get("plain_tokens"), row.get("plain_with_form")
        rows.append(
            [
                row["loops"], ours["cpu"], ours["client"], ours["server"], ours["wall"], row["ours_per_second_core"], row["state_bytes"],
                tokens["cpu"] if tokens else "", form["cpu"] if form else "", form["wall"] if form else "",
                row.get("plain_with_form_bytes", ""),
                f"{row['ratio_plain_tokens']} / {row['ratio_plain_with_form']}" if form else "",
                f"{row['ratio_plain_tokens_wall']} / {row['ratio_plain_with_form_wall']}" if form else "",
            ]
        )  # fmt: skip
    yield _table(
        ["loops", "CPU ms", "client", "server", "wall ms", "tasks/s/core", "state B", "plain CPU ms (tokens)", "plain CPU ms (form)",
         "plain wall ms", "plain B", "CPU ratio", "wall ratio"],
        rows,
    )  # fmt: skip
    first, last = found["ages"][0], found["ages"][-1]
    yield f"Loop {last['loops']} costs {last['ours']['cpu'] / first['ours']['cpu']:.2f} of loop {first['loops']} (CPU).\n"
    yield "Statements and round trips, BEGIN and COMMIT counted, read off the protocol:\n"
    traffic = found["traffic"].items()
    yield _table(
        ["task completed", *(f"{loop}: {what}" for loop in ("loop 2", "loop 20") for what in ("statements", "round trips"))],
        [[name, *(each[loop][what] for loop in ("loop 2", "loop 20") for what in ("statements", "round_trips"))] for name, each in traffic],
    )
    disk = found["disk"]
    yield (
        f"Disk for a finished case of 20 user tasks, tables and indexes: **{disk['bytes_per_20_tasks']:,} bytes** packed, "
        f"{disk['bytes_per_20_tasks_as_grown']:,} as grown: "
        + ", ".join(f"{name} {size:,}" for name, size in disk["tables"].items())
        + ".\n"
    )
    yield _table(
        ["threads in one process", "tasks/s on the clock"], [[row["threads"], row["steps_per_second"]] for row in found["threads"]]
    )


def _queue(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## The officer's queue\n"
    yield _facts(found["machine"])
    small, large = str(found["small"]), str(found["large"])
    yield "Milliseconds of the whole query through `Engine.ask`: fifty rows, total, the figures of the strip.\n"
    yield _table(
        ["question", f"p50 at {small}", f"p99 at {small}", f"p50 at {large}", f"p99 at {large}", "p50 ratio"],
        [
            [row["question"], row[small]["p50"], row[small]["p99"], row[large]["p50"], row[large]["p99"], row["ratio_p50"]]
            for row in found["rows"]
        ],
    )
