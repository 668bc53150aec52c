"""The measurements as a page to read: every figure beside what was promised."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.feel_table import report
from benchmarks.where import FEEL_TIME_GOES, WHERE_TIME_GOES

FIGURES = ("p50", "p99")
FEEL = Path(__file__).parent / "results" / "feel.json"
ASKED = ("p50", "p95", "p99")
HEAD = """# What was measured

`python -m benchmarks` (`make bench`) writes this page and `results.json`; `--quick` shows in two minutes that everything runs. All sides of
a comparison ran in one process on one server in turns, the order alternating; figures are medians of rounds. PostgreSQL is the embedded one
with its own settings: every commit is synced to disk.
"""

STEPS = """
**CPU** is processor time of the client process and of all processes of the server together, per user task completed: the reciprocal is
tasks per second and core. **Wall** is time on the clock with one client, the disk's sync included. Ours goes through `Engine.execute`
with the form checked and everything written (case, tasks, the entry of chained events and what was sent, clocks, timers, outbox and job);
the plain library
(SpiffWorkflow 3.2.0, JSON serializer, specifications included) locks, loads, completes, serialises and updates one row and writes nothing
else. `lean` keeps no form values and never looks at its timers; `documented` keeps what the tasks send (of the filing: its form and its
eight apprentices) and looks at waiting events after every task, as the example application of its documentation does. The ratio is given
against both, on CPU. `strange` is a case that another process saw last, so that nothing of it is known here; of one that this process
saw last, what rests is not read again. With p processes on one database, 1 of p steps finds its case known, and only where nobody wrote to
its row in between: a task that is claimed first finds it strange.

The process is the one the product runs: the filing program with all it calls (rounds of officers kept apart, services, timers, lanes),
because a comparison on a toy says little about a product. A case of it can go around in two ways. The long way, where filings are made
public first: review, second review, sign-off, the list is published, an objection is recorded and found to be right, and the case is
reviewed again. The short way: review, second review, and the sign-off sends the case back; two called processes fewer in every loop, so
the plain library keeps less and grows more slowly. The toy of twenty nodes (five tasks a loop, a parallel section, timers) stands below,
so that nobody can say that the size was picked: the plain library's cost grows with the size of the specification and with what a loop
leaves behind, ours with neither. Trees of thousands of objects depend on caches and neighbours (50 loops of one and the same state took
49 to 130 ms in different runs); only ratios of one run mean something.
"""

WAYS = {
    "long": "### The filing program, the long way around",
    "short": "### The filing program, the short way around",
    "small": "### The toy of twenty nodes",
}


def written(found: Mapping[str, Any]) -> str:
    """The page."""
    parts = [HEAD]
    if FEEL.exists():
        found = {**found, "feel": json.loads(FEEL.read_bytes())}
    for name, tell in PARTS.items():
        if name in found:
            parts += _told(name, tell, found[name])
    parts.append(WHERE_TIME_GOES)
    return "\n".join(parts).rstrip() + "\n"


def _told(name: str, tell: Callable[[Mapping[str, Any]], Iterator[str]], found: Mapping[str, Any]) -> list[str]:
    """A part of the page; figures of an older form wait until they are measured again."""
    try:
        return list(tell(found))
    except (KeyError, TypeError):
        return [f"## {name}\n", "Measured in an older form, to be measured again.\n"]


def _table(head: list[str], rows: list[list[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def _facts(machine: Mapping[str, Any]) -> str:
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB; load before: {machine['load_before']}; "
        f"commit {machine['commit']}; {machine['on']}; took {machine['seconds']} s.\n"
    )


def _steps(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## One step\n"
    yield _facts(found["machine"])
    yield STEPS
    yield "Promised: 5 times the plain library at 1 loop, 40 times at 50; loop 1000 at most 1.15 of loop 1; a state of at most 5 KB.\n"
    for name, title in WAYS.items():
        yield f"{title}\n"
        yield from _process(found[name])


def _process(found: Mapping[str, Any]) -> Iterator[str]:
    rows = []
    for row in found["ages"]:
        ours, lean, documented = row["ours"], row.get("plain_lean"), row.get("plain_documented")
        rows.append(
            [
                row["loops"], ours["cpu"], ours["client"], ours["server"], ours["wall"], row["ours_per_second_core"], row["state_bytes"],
                lean["cpu"] if lean else "", documented["cpu"] if documented else "", documented["wall"] if documented else "",
                row.get("plain_documented_bytes", ""),
                f"{row['ratio_plain_lean']} / {row['ratio_plain_documented']}" if documented else "",
                f"{row['ratio_plain_lean_wall']} / {row['ratio_plain_documented_wall']}" if documented else "",
                row["ours_strange"]["cpu"],
                f"{row['ratio_plain_lean_strange']} / {row['ratio_plain_documented_strange']}" if documented else "",
            ]
        )  # fmt: skip
    yield _table(
        ["loops", "CPU ms", "client", "server", "wall ms", "tasks/s/core", "state B", "plain CPU (lean)", "plain CPU (documented)",
         "plain wall", "plain B", "CPU ratio", "wall ratio", "strange: CPU ms", "strange: CPU ratio"],
        rows,
    )  # fmt: skip
    first, last = found["ages"][0], found["ages"][-1]
    yield f"Loop {last['loops']} costs {last['ours']['cpu'] / first['ours']['cpu']:.2f} of loop {first['loops']} (CPU).\n"
    most = [max(row[loop][place] for row in found["traffic"] for loop in ("loop 4", "loop 20")) for place in (0, 1)]
    same = all(row["loop 4"] == row["loop 20"] for row in found["traffic"])
    yield (
        f"At most {most[0]} statements and {most[1]} round trips a step, BEGIN and COMMIT counted, read off the protocol "
        f"({'the same' if same else 'not the same'} at loop 4 and at loop 20; promised: 10 and 6).\n"
    )


def _disk(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## On disk\n"
    yield _facts(found["machine"])
    tables = ", ".join(f"{name} {size:,}" for name, size in found["tables"].items())
    yield (
        f"A finished case of 20 user tasks leaves **{found['bytes_per_20_tasks']:,} bytes** in tables and indexes when packed (promised: "
        f"25,000): {tables}. {found['bytes_per_20_tasks_as_grown']:,} are what it adds to a database that was vacuumed before and after. "
        f"{found['tasks_done']:,} tasks done.\n"
    )


def _shapes(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## Beginnings, messages, signatures\n"
    yield _facts(found["machine"])
    rows = [["a case begins (opened, form submitted, number given)", found["begin"]]]
    rows += [[f"a message finds its case among {row['waiting']:,} that wait, and is received", row] for row in found["message"]]
    for row in found["sign"]:
        rows.append([f"{row['signers']} are asked to sign at once", row["open all"]])
        rows.append([f"one of {row['signers']} signs", row["one signature"]])
    yield _table(
        ["what", "CPU ms", "client", "server", "wall ms"],
        [[name, cost["cpu"], cost["client"], cost["server"], cost["wall"]] for name, cost in rows],
    )


def _queue(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## The officer's queue\n"
    yield _facts(found["machine"])
    small, large = str(found["small"]), str(found["large"])
    yield (
        f"Milliseconds of the whole query through `Engine.ask`: fifty rows with their clocks, total, the figures of the strip; "
        f"{found['times']} times each, the sizes in turn. The larger database holds {found['events']:,} events "
        f"(made and settled in {found['seconds_to_fill']} s). Promised: a list's p99 at most 20 ms, a page's p95 100, a search 50 at "
        f"the larger, the larger at most 1.5 of the smaller, {found['claims'][large]['tasks']} tasks claimed at once within 1,000 ms.\n"
    )
    yield _table(
        ["question", "rows shown", *(f"{figure} at {size}" for size in (small, large) for figure in ASKED), "p50 ratio", "p99 ratio"],
        [
            [
                row["question"], f"{row[small]['rows']} / {row[large]['rows']}",
                *(row[size][figure] for size in (small, large) for figure in ASKED), row["ratio_p50"], row["ratio_p99"],
            ]
            for row in found["rows"]
        ],
    )  # fmt: skip
    yield _table(
        ["claimed at once", "p50", "worst"],
        [[f"{each['tasks']} of {size}", each["p50"], each["worst"]] for size, each in found["claims"].items()],
    )
    yield "A district of either holds enough to fill a page; a question that shows fewer rows is cheaper for that reason alone.\n"


def _flood(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## A flood of timers\n"
    yield _facts(found["machine"])
    yield (
        f"{found['timers']:,} timers of as many cases come due at one moment; one worker process, watched for {found['seconds']} s: "
        f"{found['fired']:,} fired, {found['fired_per_second']} a second on the clock, **{found['fired_per_second_core']} a second of "
        "processor time** (worker and server, with what people did meanwhile). Timers are queued no faster than they are worked off "
        "and behind everything that somebody waits for. What people noticed, in milliseconds (promised: never more than 2,000):\n"
    )
    rows = [
        [when, what, cost["count"], cost.get("p50", ""), cost.get("most", "")]
        for when, name in (("before", "quiet"), ("in the flood", "flood"))
        for what, cost in found[name].items()
    ]
    yield _table(["when", "what", "times", "p50", "worst"], rows)


def _scaling(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## Two processes\n"
    yield _facts(found["machine"])
    yield (
        "Tasks a second on the clock; the server and all clients share the cores. Placed: each process, and the server's processes that "
        "serve it, keep to a core of their own (`TONGBAN_PLACED`), the one process too. Free: the kernel moves them about, so one process "
        "has the machine's two cores for the two sides of its steps. Promised: 1.7 times.\n"
    )
    names = {"placed": "placed", "free": "free", "computing": "two processes that share nothing and only compute (rounds a second)"}
    yield _table(["", "one", "two", "times"], [[title, *found[name].values()] for name, title in names.items()])
    most = found["placed"]["two"] / found["free"]["one"]
    yield f"Two placed processes do {most:.2f} times the work of one that the kernel moves about.\n"


def _feel(found: Mapping[str, Any]) -> Iterator[str]:
    own, machine = found["own"], found["machine"]
    other = found["feelin"] if isinstance(found["feelin"], dict) else None
    versions = f"npm feelin {other['version']}" if other else f"feelin left out ({found['feelin']})"
    yield "## FEEL\n"
    yield (
        f"Python {machine['python']}; {versions}, PyPI bkflow-feel; {machine['expressions']} expressions of the kit; load before: "
        f"{machine['load_before']}; {machine['on']}.\n"
    )
    yield (
        "Microseconds of processor time per call, the best of several repeats, all in one run (`python -m benchmarks.feel`). The others "
        "parse at every evaluation; a dash stands where an engine gives no or a wrong value. A gateway's condition, compiled: "
        f"**{1 / own['compiled']['gateway']:,.0f} evaluations a second and core** (promised: 500,000, and 50 times feelin; parsed and "
        "evaluated 5 times feelin; the table of 500 rows within 100 microseconds).\n"
    )
    yield "\n".join(report(own, other, found["bkflow"])) + "\n"
    yield FEEL_TIME_GOES


def _migration(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## Moving running cases to another release\n"
    yield "One worker with two hands; each case is moved in a transaction of its own, with its snapshot and its event.\n"
    names = (("judged", "judged"), ("moved", "moved"), ("undone", "put back"))
    rows = [[title, found[name]["cases"], found[name]["seconds"], found[name]["per_second"]] for name, title in names]
    yield _table(["", "cases", "seconds", "a second"], rows)


def _roster(found: Mapping[str, Any]) -> Iterator[str]:
    rows = found["rows"]
    yield "## A roster of thousands\n"
    yield _facts(found["machine"])
    yield (
        f"A workbook of {found['people']:,} apprentices ({found['workbook_bytes'] // 1000:,} kB) is uploaded to the shipped program: read, "
        f"every cell judged and sealed, every person compared with {found['registry']:,} entries of the benefit registry and with "
        f"{found['other_rosters']:,} rows of other plans, judged by the decision table, written, committed (the database was filled in "
        f"{found['seconds_to_fill']} s). {rows['saved']:,} saved: {rows['eligible']:,} eligible, {rows['ineligible']:,} not. "
        f"Milliseconds, medians of {found['times']}; worst of the whole {found['worst_seconds']} s. Promised: 3,000.\n"
    )
    yield _table(
        ["what", "CPU ms", "client", "server", "wall ms"],
        [
            [title, *(found[name][figure] for figure in ("cpu", "client", "server", "wall"))]
            for title, name in (
                ("the workbook is read", "read"),
                ("rows are checked, judged, saved", "save"),
                ("the whole import", "whole"),
            )
        ],
    )


def _dry_run(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## A dry run over many cases\n"
    yield (
        f"{found['cases']} cases of {found['steps']} decided steps each, replayed twice by one worker: {found['seconds']} s, "
        f"{found['per_second']} a second.\n"
    )


PARTS = {
    "steps": _steps,
    "disk": _disk,
    "shapes": _shapes,
    "queue": _queue,
    "flood": _flood,
    "scaling": _scaling,
    "feel": _feel,
    "migration": _migration,
    "dry_run": _dry_run,
    "roster": _roster,
}
