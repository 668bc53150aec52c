"""拿回: whether a decision can still be taken back, and what stands again when it is."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select

from engine.bpmn import Item
from engine.calendar.clock import Clock
from engine.calendar.storing import from_json
from engine.model import Case, CaseClock, Event, StateBefore, Task
from engine.packages.program import element_name
from engine.running.access import stand_at
from engine.running.duties import must_not_be_recused
from engine.running.flags import AFTER, flag, flag_of
from engine.running.places import item_of
from engine.running.signing import reopen, votes_of
from engine.running.step import Step
from engine.running.verbs import must_allow
from engine.sdk.actor import Actor
from engine.sdk.errors import DecisionFailed, InvalidState, NotPermitted
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

INSIDE = frozenset({"task_opened", "task_cancelled", "stage_reached", "clock_started", "decision_made"})
"""What a decision sets off that nobody outside has seen; anything else cannot be taken back."""


def must_be_recallable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> StateBefore:
    """Check that the actor's decision was the last act in the case; returns the tokens as they stood before it.

    Raises:
        NotPermitted: somebody else did the task, or the actor is recused.
        InvalidState: it is not done, the case is closed, somebody acted since, something left the house, or the tokens were not kept.
    """
    must_not_be_recused(by, case)
    if task.state != "done" or case.status != "open":
        raise InvalidState("recall_not_done" if case.status == "open" else "case_not_open")
    in_post = by.holds(task.role, task.region) or stand_at(by, task) is not None
    if task.done_by_id is None or task.done_by_id != by.user_id or not in_post:
        raise NotPermitted("recall_not_yours", by=task.done_by)
    must_allow(uow.program(case.release_id).element(task.process, task.element), "recall")
    mine = select(Event.seq).where(Event.case_id == case.id, Event.kind == "task_completed", Event.data["task"].astext == str(task.id))
    seq = uow.session.scalar(mine)
    later = uow.session.scalars(select(Event).where(Event.case_id == case.id, Event.seq > (seq or 0)).order_by(Event.seq)).all()
    for event in later:
        if event.at > (task.done_at or event.at):
            raise InvalidState("recall_acted", by=event.actor, at=event.at)
        if event.kind not in INSIDE or event.data.get("applicant"):
            raise InvalidState("recall_left", by=event.actor, at=event.at)
    kept = uow.session.get(StateBefore, case.id)
    if kept is None or kept.revision != case.revision:
        raise InvalidState("recall_not_kept")
    return kept


def take_back(step: Step, task: Task, kept: StateBefore) -> Task:
    """The tokens stand as they stood before the decision, and so do the tasks and limits it ended; returns the task to be decided again.

    A signature that is taken back is not counted any more; those of the others stay given.
    """
    step.restore(kept.state)
    item = item_of(step, task)
    items = {each.id: each for each in step.instance.items} if step.instance else {}
    scopes = {scope.id for scope in step.instance.scopes} if step.instance else set[int]()
    step.began[task.item] = task.arrived_at.astimezone(ZONE).date()
    _tasks_again(step, task, items.keys())
    _limits_again(step, task, items.keys() | scopes)
    _must_be_dated(step, items.values())
    if task.round is not None:
        reopen(step, item, [vote for vote in votes_of(item, step.case.facts.get(item.element)) if vote["task"] != str(task.id)])
    step.settle()
    again = next((each for each in step.opened if each.item == task.item), None)
    if again is None:
        raise DecisionFailed("case_without_state", case=step.case.number)
    again.flags = task.flags
    for other in step.tasks.values():
        waits = flag_of(other, AFTER)
        if waits is not None and waits["task"] == str(task.id):
            flag(other, AFTER, task=str(again.id), person=waits["person"])
    return again


def _tasks_again(step: Step, task: Task, items: Collection[int]) -> None:
    """What the decision ended without anybody doing it, the others of 或签, is open again, held as it was."""
    ended = select(Task).where(Task.case_id == step.case.id, Task.state == "cancelled", Task.done_at == task.done_at)
    ended = ended.where(Task.done_by_id.is_(None), Task.item.in_(items), Task.item != task.item)
    for other in step.uow.session.scalars(ended):
        other.state, other.done_at = "open", None
        step.tasks[other.item] = other
        step.began[other.item] = other.arrived_at.astimezone(ZONE).date()
        named = {"element": other.element, "name": other.name, "task": str(other.id)}
        step.uow.record(step.case, step.by, "task_reopened", **named)  # type: ignore[arg-type]


def _limits_again(step: Step, task: Task, tokens: Collection[int]) -> None:
    """A limit that ended with the decision counts on from where it was, as if it had never been finished."""
    ended = select(CaseClock).where(CaseClock.case_id == step.case.id, CaseClock.finished_at == task.done_at, CaseClock.token.in_(tokens))
    for row in step.uow.session.scalars(ended):
        clock: Clock = from_json(row.ledger)
        step.began.setdefault(row.token, clock.trigger)
        going_on = replace(clock, finished=None, segments=(*clock.segments[:-1], replace(clock.segments[-1], until=None)))
        step.clocks.go_on(row, going_on)


def _must_be_dated(step: Step, items: Collection[Item]) -> None:
    """A limit of working days that waited in a timer is set again only where the day it counts from is known."""
    for item in items:
        limited = item.kind == "timer" and item.id not in step.timers and item.attributes.get("limit")
        if limited and "since" not in item.attributes and item.host not in step.began:
            raise InvalidState("recall_timer", step=element_name(step.program.element(item.process, item.element)).to_json())
