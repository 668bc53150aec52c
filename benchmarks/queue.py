"""An officer's queue with few and with many open tasks: pages, figures, search and work on many at once, p50, p95 and p99.

    python -m benchmarks.queue [--small 10000] [--large 1000000] [--events-each 10] [--times 200]

Two databases on one server, asked in turn: a district's officer, a city's officer, the second page, one program's tasks. "page" is the
whole query through `Engine.ask`: rows, figures of the strip, total. "the page" is the whole request over a socket: session, rights,
query and drawing. The larger set is the same in kind, only more of it; every open task
has a case with ten events. Both are vacuumed, analysed and written to disk before anybody asks.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import psycopg
import structlog

from api.app import create_app
from api.deps import SESSION_COOKIE
from api.settings import Settings
from benchmarks.installation import REGION, SYSTEM, Bench, installed
from benchmarks.queue_data import TASKS_A_DISTRICT, busy, fill, settle
from benchmarks.steps import Ours
from engine.commands import ConfirmBulk, LookForPerson, ProposeBulk, SignIn, UndoBulk
from engine.queries import TaskQueue
from engine.running.sought import Sought
from engine.scenarios.cast import EnsurePerson
from engine.store.postgres import plain_url
from engine.store.runtime import SystemClock
from tests.api.serving import served

QUERIES = {
    "all, by due date": TaskQueue(tab="all"),
    "pool, by due date": TaskQueue(tab="pool"),
    "pool, latest first": TaskQueue(tab="pool", sort="-due"),
    "pool, overdue": TaskQueue(tab="pool", light="red"),
    "pool, most at risk": TaskQueue(tab="pool", sort="risk"),
    "pool, oldest first": TaskQueue(tab="pool", sort="arrived"),
    "mine": TaskQueue(tab="todo"),
    "the whole office": TaskQueue(tab="office"),
    "the whole office, overdue": TaskQueue(tab="office", light="red"),
    "the whole office, about to be late": TaskQueue(tab="office", light="yellow"),
    "the whole office, most at risk": TaskQueue(tab="office", sort="risk"),
    "the whole office, oldest first": TaskQueue(tab="office", sort="arrived"),
    "the whole office, nobody's": TaskQueue(tab="office", whose="free"),
    "the whole office, the applicants' turn": TaskQueue(tab="office", whose="applicant"),
    "the whole office, a program nobody uses": TaskQueue(tab="office", program="none"),
    "pool, stopped": TaskQueue(tab="pool", light="grey"),
    "pool, in time": TaskQueue(tab="pool", light="green"),
    "done": TaskQueue(tab="done"),
    "copies": TaskQueue(tab="copies"),
    "entrusted": TaskQueue(tab="entrusted"),
    "begun by me": TaskQueue(tab="started"),
}
SEARCHES = {
    "a whole number": "440106-q-", "the end of a number": "-7731", "one enterprise": "1777号有限", "a credit code": "{uscc}",
    "a word a hundredth have": "恒川精密", "a word a twentieth have": "恒川", "a word all have": "有限公司", "a summary": "电工",
    "an enterprise nobody has": "珠海某某",
}  # fmt: skip
NAMES = {"a name every fiftieth case has": "张伟", "a rare name": "欧阳晓岚"}
NUMBERS = {"an identity number": "440106199001010019"}
"""People on rosters."""
BEARER = """
UPDATE roster_row SET person = %s WHERE id = (
    SELECT r.id FROM roster_row r JOIN "case" c ON c.id = r.case_id WHERE c.region = '440106' ORDER BY r.id LIMIT 1
)
"""
"""One row bears the number that is looked for."""
PAGES = tuple(f"/tasks?tab={tab}" for tab in ("all", "pool", "pool&sort=risk", "todo", "office", "done", "copies", "entrusted", "started"))
PASSWORD = "measured-river-42"
CLAIMED, CLAIMS = 200, 9
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
    common, rare = (Sought.of(bench.engine.runtime.keyring, name).index for name in NAMES.values())
    districts = max(2, tasks // TASKS_A_DISTRICT)
    fill(bench.url, tasks, SystemClock().now().date(), bench.clerk.user_id, events_each, (common, rare), districts)
    number = Sought.of(bench.engine.runtime.keyring, *NUMBERS.values()).index
    with psycopg.connect(plain_url(bench.url)) as connection:
        connection.execute(BEARER, [number])
    busy(bench.url, bench.clerk.user_id, REGION)
    settle(bench.url)
    return bench


def wanted(bench: Bench) -> dict[str, str]:
    """What is searched for, of what is there."""
    with psycopg.connect(plain_url(bench.url)) as connection:
        number, uscc = connection.execute(
            "SELECT c.number, o.uscc FROM \"case\" c JOIN organisation o ON o.id = c.organisation_id WHERE c.region = '440106' "
            "AND c.number LIKE '440106-Q-%' ORDER BY c.number LIMIT 1"
        ).fetchone() or ("", "")
    return {name: number if text == SEARCHES["a whole number"] else text.format(uscc=uscc) for name, text in SEARCHES.items()}


def asked(bench: Bench) -> dict[str, Callable[[], Any]]:
    """Every question, of a district's officer and of a city's."""
    city = replace(bench.clerk, posts=frozenset({("clerk", "440100"), ("review", "440100")}))
    found: dict[str, Callable[[], Any]] = {}
    for who, actor in (("district", bench.clerk), ("city", city)):
        for name, query in QUERIES.items():
            found[f"{who}: {name}"] = lambda query=query, actor=actor: bench.engine.ask(query, by=actor)
        second = replace(TaskQueue(tab="pool"), after=bench.engine.ask(TaskQueue(tab="pool"), by=actor).next)
        found[f"{who}: pool, second page"] = lambda query=second, actor=actor: bench.engine.ask(query, by=actor)
        for name, text in wanted(bench).items():
            query = TaskQueue(tab="office", text=text)
            found[f"{who}: search, {name}"] = lambda query=query, actor=actor: bench.engine.ask(query, by=actor)
        for name, text in {**NAMES, **NUMBERS}.items():
            query = TaskQueue(tab="office", person=bench.engine.execute(LookForPerson(text=text), by=actor).person)
            found[f"{who}: person, {name}"] = lambda query=query, actor=actor: bench.engine.ask(query, by=actor)
    return found


def looked_at(bench: Bench, folder: Path, running: ExitStack) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every page as a browser asks for it, of a district's officer and of a city's."""
    app = create_app(Settings(var=folder, sign_in_attempts=1000), lambda _: bench.engine)
    address_of_it = running.enter_context(served(app))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))  # a line for each request is not the report
    client = running.enter_context(httpx.Client(base_url=address_of_it, timeout=60))
    office = bench.clerk.organisation_id
    for who, region in (("district", REGION), ("city", "440100")):
        posts = tuple((role, region) for role in ("clerk", "review"))
        person = EnsurePerson(username=who, name=who, kind="officer", organisation_id=office, posts=posts, password=PASSWORD)
        busy(bench.url, bench.engine.execute(person, by=SYSTEM), region)
        signed = bench.engine.execute(SignIn(username=who, password=PASSWORD, address="", label="measured"), by=SYSTEM)
        session = {"cookie": f"{SESSION_COOKIE}={signed.token}"}
        for address in PAGES:
            yield f"{who}: the page {address}", lambda session=session, address=address: _page(client, address, session)


def _page(client: httpx.Client, address: str, session: dict[str, str]) -> Any:
    answer = client.get(address, headers=session)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    return SimpleNamespace(rows=tuple(range(answer.text.count("data-open"))))


def claimed(bench: Bench) -> dict[str, float]:
    """Milliseconds of claiming many free tasks at once; undone each time, so that the next time finds the same."""
    taken = []
    for turn in range(CLAIMS):
        rows = bench.engine.ask(TaskQueue(tab="pool", size=CLAIMED), by=bench.clerk).rows
        tasks = tuple(row.task.task_id for row in rows if row.task)
        bulk = bench.engine.execute(ProposeBulk(verb="claim", task_ids=tasks), by=bench.clerk)
        began = time.perf_counter()
        bench.engine.execute(ConfirmBulk(bulk_id=bulk), by=bench.clerk)
        if turn:  # the first time, statements are planned
            taken.append((time.perf_counter() - began) * 1000)
        bench.engine.execute(UndoBulk(bulk_id=bulk), by=bench.clerk)
    return {"tasks": len(tasks), "p50": round(statistics.median(taken), 1), "worst": round(max(taken), 1)}


def measure(small: int, large: int, events_each: int = 10, times: int = 200) -> dict[str, Any]:
    """Milliseconds of every question on both sizes, asked in turn."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        began = time.perf_counter()
        benches = {tasks: filled(Path(folder) / str(tasks), tasks, events_each) for tasks in (small, large)}
        made = time.perf_counter() - began
        questions = {
            tasks: {**asked(bench), **dict(looked_at(bench, Path(folder) / str(tasks), running))} for tasks, bench in benches.items()
        }
        gc.collect()
        gc.freeze()  # what is loaded once is not looked through again in the middle of a question
        rows = [_compared(name, questions, small, large, times) for name in questions[small]]
        claims = {str(tasks): claimed(bench) for tasks, bench in benches.items()}
        for bench in benches.values():
            bench.close()
        return {
            "claims": claims,
            "small": small,
            "large": large,
            "events": large * events_each,
            "seconds_to_fill": round(made),
            "times": times,
            "rows": rows,
        }


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
    return {"p50": round(cuts[49], 2), "p95": round(cuts[94], 2), "p99": round(cuts[98], 2)}


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
