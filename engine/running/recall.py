"""拿回: whether a decision can still be taken back, and how its limit counts on."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from engine.calendar.projection import project
from engine.calendar.storing import from_json, to_json
from engine.model import Case, CaseClock, Event, Task
from engine.running.duties import must_not_be_recused
from engine.running.step import Step
from engine.running.verbs import must_allow
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotPermitted
from engine.store.unit_of_work import UnitOfWork

INSIDE = frozenset({"task_opened", "stage_reached", "clock_started", "decision_made"})
"""What a decision sets off that nobody outside has seen; anything else cannot be taken back."""


def must_be_recallable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> Sequence[UUID]:
    """Check that the actor's decision was the last act in the case; returns the tasks it opened.

    Raises:
        NotPermitted: somebody else did the task, or the actor is recused.
        InvalidState: it is not done, the case is closed, somebody acted since, something left the house, or nothing followed yet.
    """
    must_not_be_recused(by, case)
    if task.state != "done" or case.status != "open":
        raise InvalidState("recall_not_done" if case.status == "open" else "case_not_open")
    if task.done_by_id is None or task.done_by_id != by.user_id or not by.holds(task.role, task.region):
        raise NotPermitted("recall_not_yours", by=task.done_by)
    must_allow(uow.program(case.release_id).element(task.process, task.element), "recall")
    if task.round is not None:
        raise InvalidState("recall_signed")
    mine = select(Event.seq).where(Event.case_id == case.id, Event.kind == "task_completed", Event.data["task"].astext == str(task.id))
    seq = uow.session.scalar(mine)
    later = uow.session.scalars(select(Event).where(Event.case_id == case.id, Event.seq > (seq or 0)).order_by(Event.seq)).all()
    for event in later:
        if event.at > (task.done_at or event.at):
            raise InvalidState("recall_acted", by=event.actor, at=event.at)
        if event.kind not in INSIDE:
            raise InvalidState("recall_left", by=event.actor, at=event.at)
    following = [UUID(event.data["task"]) for event in later if event.kind == "task_opened"]
    if not following:
        raise InvalidState("recall_waits")
    return following


def go_on_counting(step: Step, done: Task, again: Task) -> None:
    """The limit of a step that is open again counts on from where it was, as if it had never been finished."""
    before = step.uow.session.scalar(select(CaseClock).where(CaseClock.case_id == step.case.id, CaseClock.token == done.item))
    row = step.clocks.rows.get(again.item)
    if before is None or row is None:
        return
    ended = from_json(before.ledger)
    clock = replace(ended, finished=None, segments=(*ended.segments[:-1], replace(ended.segments[-1], until=None)))
    row.ledger = to_json(clock)
    reading = project(clock, step.uow.calendar, step.env.today)
    row.due_on, row.yellow_on, row.provisional = reading.due, reading.yellow_on, reading.provisional
    step.clocks.lead(step.case)
    step.clocks.repeat([*step.tasks.values(), *step.opened])
