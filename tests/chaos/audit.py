"""What must be true of an installation after everything that happened to it."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from benchmarks import program
from engine import bpmn
from engine.model import Case, Event, IncidentRow, OutboxMessage, Submission, Task, Timer
from engine.queries import VerifyChain
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork
from engine.store.verification import chain_faults
from tests.chaos.diary import read
from tests.chaos.town import Town
from tests.oracle.from_xml import from_xml
from tests.oracle.game import Game, kind_of

PERSONAL = ("user", "manual")


def faults(town: Town) -> list[str]:
    """Everything that was promised and is not so."""
    found = [f"chain {fault}" for fault in chain_faults(town.engine.runtime.database)]
    with UnitOfWork(town.engine.runtime, read_only=True) as uow:
        found += _answers(town, uow)
        found += case_faults(uow)
        found += _outbox(town, uow)
        found += [f"incident {row.job}: {row.cause}" for row in uow.session.scalars(select(IncidentRow))]
    found += [f"job left {row}" for row in town.rows("SELECT id, task_name, status, attempts, lock, args FROM procrastinate_jobs")]
    return found


def asked(town: Town) -> dict[str, dict[str, Any]]:
    """What was asked for, by key, with the answer where one was written down."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(town.place.folder.glob("server*.jsonl")):
        for line in read(path):
            if "key" in line:
                found.setdefault(line["key"], {"owner": path.name}).update(line)
    return found


def _answers(town: Town, uow: UnitOfWork) -> list[str]:
    """Every acknowledged command's effect is there once; every effect was asked for."""
    found = []
    stored = {key for (key,) in town.rows("SELECT key FROM answer")}
    everything = asked(town)
    done = {key: line for key, line in everything.items() if line.get("answer") is not None}
    found += [f"acknowledged and lost: {line}" for key, line in done.items() if key not in stored]
    found += [f"done and never asked for: {key}" for key in stored - everything.keys()]
    found += [f"done and refused: {everything[key]}" for key in stored & everything.keys() - done.keys() if "answer" in everything[key]]
    found += [f"never answered: {line}" for line in everything.values() if "answer" not in line]
    opened = Counter(line["answer"]["case_id"] for line in done.values() if line["command"] == "OpenCase")
    cases = {str(case) for case in uow.session.scalars(select(Case.id))}
    found += [f"cases opened {opened[case]} times: {case}" for case in opened.keys() | cases if opened[case] != 1 or case not in cases]
    said = Counter(
        (event.kind, event.data.get("task")) for event in uow.session.scalars(select(Event).where(Event.kind == "task_completed"))
    )
    sent = Counter(str(row) for row in uow.session.scalars(select(Submission.task_id).where(Submission.task_id.is_not(None))))
    asked_for = Counter(line["arguments"]["task_id"] for line in done.values() if line["command"] == "CompleteTask")
    finished = {str(task) for task in uow.session.scalars(select(Task.id).where(Task.state == "done"))}
    for task in finished | asked_for.keys() | sent.keys():
        times = (asked_for[task], said["task_completed", task], int(task in finished), sent[task])
        if len(set(times)) != 1 or times[0] != 1:
            found.append(f"task {task}: acknowledged, events, done, submissions = {times}")
    submitted = Counter(line["arguments"]["case_id"] for line in done.values() if line["command"] == "SubmitCase")
    numbers = sorted(number for number in uow.session.scalars(select(Case.number).where(Case.number.is_not(None))) if number)
    if [int(number[-7:]) for number in numbers] != list(range(1, len(numbers) + 1)):
        found.append(f"numbers with gaps: {numbers}")
    if set(submitted.values()) - {1} or len(submitted) != len(numbers):
        found.append(f"{len(submitted)} submissions acknowledged, {len(numbers)} numbers given")
    return found


def case_faults(uow: UnitOfWork) -> list[str]:
    """Tokens, tasks and timers say the same, and the same as the oracle after the same acts."""
    found = []
    diagram = from_xml({"bench.bpmn": program.files()["bench/bench.bpmn"]}, program.KEY)
    for case in uow.session.scalars(select(Case).where(Case.state.is_not(None))):
        verdict = VerifyChain(case_id=case.id).answer(uow, Actor.system())
        if verdict.broken is not None:
            found.append(f"case {case.id}: {verdict}")
        instance = bpmn.decode(case.state or b"", uow.program(case.release_id).definition)
        tasks = uow.session.execute(select(Task.item, Task.element).where(Task.case_id == case.id, Task.state == "open")).all()
        timers = uow.session.execute(select(Timer.item, Timer.element).where(Timer.case_id == case.id)).all()
        items = sorted((item.id, item.element) for item in instance.items if item.kind in PERSONAL)
        if items != sorted((row[0], row[1]) for row in tasks):
            found.append(f"case {case.id}: tokens {items}, tasks {tasks}")
        waits = sorted((item.id, item.element) for item in instance.items if item.kind == "timer")
        if case.status == "open" and waits != sorted((row[0], row[1]) for row in timers):
            found.append(f"case {case.id}: waiting {waits}, timers {timers}")
        if reason := bpmn.stuck(instance):
            found.append(f"case {case.id}: {reason}")
        if instance.finished != (case.status == "closed"):
            found.append(f"case {case.id} is {case.status}, its tokens say finished = {instance.finished}")
        expected = _as_the_oracle(uow, case, Game(diagram, {}, set()))
        if expected != sorted(row[1] for row in tasks):
            found.append(f"case {case.id}: the oracle says {expected}, open are {tasks}")
    return found


def _as_the_oracle(uow: UnitOfWork, case: Case, game: Game) -> list[str]:
    """The tasks that are open after the acts of a case's trail, as the token game has it."""
    trail = uow.session.scalars(select(Event).where(Event.case_id == case.id, Event.kind == "task_completed").order_by(Event.seq))
    for event in trail:
        game.facts['=review.outcome = "approve"'] = event.data["outcome"] == "approve"
        game.complete(next(token for token in game.open_items() if token.node.id == event.data["element"]))
    return sorted(token.node.id for token in game.open_items() if kind_of(token) == "user")


def _outbox(town: Town, uow: UnitOfWork) -> list[str]:
    """Every message reached the outside under its own id, and nothing else did."""
    reached = Counter(line["id"] for line in read(town.place.folder / "post.jsonl") if "ended" in line)
    rows = {str(row.id): row for row in uow.session.scalars(select(OutboxMessage))}
    found = [f"message {name} never reached anybody" for name in rows.keys() - reached.keys()]
    found += [f"message {name} belongs to nobody" for name in reached.keys() - rows.keys()]
    found += [f"message {name} is not marked as delivered" for name, row in rows.items() if row.delivered_at is None]
    return found
