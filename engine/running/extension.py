"""延期: a limit is made longer once, on a legal basis, by the head of the office, before it ends."""

from uuid import UUID

from sqlalchemy import select, update

from engine import bpmn
from engine.calendar.limits import Limit, LimitRefused
from engine.calendar.projection import project
from engine.calendar.storing import from_json
from engine.model import Act, Case, CaseClock, Task, Timer
from engine.packages.program import Program
from engine.running.acts import acts_of
from engine.running.environment import end_of
from engine.running.requests import EXTENSION
from engine.running.step import Step
from engine.running.verbs import must_hold
from engine.sdk.actor import Actor
from engine.sdk.errors import DecisionFailed, FieldError, InvalidInput, InvalidState
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


def must_be_extendable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> CaseClock:
    """Check that the actor holds the task and its limit can still be made longer; returns the clock of the limit.

    Raises:
        InvalidState: no limit runs, it stands still, has ended, was made longer before, or a request waits already.
    """
    must_hold(uow, by, task, case, "extend")
    clock = clock_of(uow, task, case)
    if clock is None:
        raise InvalidState("no_clock")
    if clock.due_on is None:
        raise InvalidState("case_stopped")
    for act in acts_of(uow, case.id, EXTENSION):
        if act.state not in {"open", "done"} or _element(uow, act) != clock.element:
            continue
        if act.state == "open":
            raise InvalidState("extension_asked", by=act.by, at=act.at)
        raise InvalidState("extension_once", by=act.ended_by, at=act.ended_at)
    _must_be_in_time(uow, clock)
    return clock


def _element(uow: UnitOfWork, act: Act) -> str:
    """Which limit of the diagram was made longer: it is the same one, however often its step is done again."""
    row = uow.session.get(CaseClock, UUID(act.data["clock"]))
    return row.element if row is not None else ""


def _must_be_in_time(uow: UnitOfWork, clock: CaseClock) -> None:
    if clock.due_on is not None and clock.due_on < uow.now.astimezone(ZONE).date():
        raise InvalidState("extension_late", due=clock.due_on.isoformat())


def clock_of(uow: UnitOfWork, task: Task, case: Case) -> CaseClock | None:
    """The limit a task is done under: of the innermost scope around it that has one, else its own."""
    rows = uow.session.scalars(select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.finished_at.is_(None)))
    clocks = {row.token: row for row in rows}
    instance = bpmn.decode(case.state or b"", uow.program(case.release_id).definition)
    item = instance.item(task.item)
    around = [scope.id for scope in reversed(item.scopes)] if item else []
    return next((clocks[token] for token in (*around, task.item) if token in clocks), None)


def amount_of(program: Program, clock: CaseClock, days: int) -> Limit:
    """So many days in the unit of the limit.

    Raises:
        InvalidInput: none, or more than `tb:extension` allows (where the diagram does not say: than the limit itself has).
    """
    limit = from_json(clock.ledger).limit
    unit = "wd" if limit.in_working_days else "cd"
    most = _most(program, clock, limit)
    if days < 1 or (most is not None and days > most):
        zh = f"请填写 1 至 {most} 之间的天数。" if most else "请填写天数。"
        en = f"Say how many days, between 1 and {most}." if most else "Say how many days."
        raise InvalidInput([FieldError("days", zh, en, code="extension_days")])
    try:
        return Limit.parse(f"{days}{unit}")
    except LimitRefused as refusal:
        raise InvalidInput([FieldError("days", refusal.zh, refusal.en, code=refusal.code)]) from refusal


def _most(program: Program, clock: CaseClock, limit: Limit) -> int | None:
    elements = (info.elements[clock.element] for info in program.definition.processes.values() if clock.element in info.elements)
    told = next((each.attributes["extension"] for each in elements if each.attributes.get("extension")), "")
    allowed = Limit.parse(told) if told else limit
    return None if allowed.unit == "month" or allowed.in_working_days != limit.in_working_days else allowed.count


def extend(step: Step, act: Act) -> CaseClock:
    """延期获准: the clock has more days; timers that wait for the end of this limit wait for its new end.

    Raises:
        InvalidState: the limit was met, stands still, or has ended meanwhile.
    """
    row = next((each for each in step.clocks.rows.values() if each.id == UUID(act.data["clock"])), None)
    if row is None:
        raise InvalidState("no_clock")
    if row.due_on is None:
        raise InvalidState("case_stopped")
    _must_be_in_time(step.uow, row)
    before = end_of(row.due_on)
    step.clocks.extend(row, Limit.parse(act.data["amount"]), Text(act.reason))
    _move_timers(step, row, before)
    return row


def _move_timers(step: Step, row: CaseClock, before: object) -> None:
    if step.instance is None or row.due_on is None:
        raise DecisionFailed("case_without_state", case=step.case.number)
    reading = project(from_json(row.ledger), step.uow.calendar, step.env.today)
    for item in step.instance.items:
        if item.kind == "timer" and item.host == row.token and item.due == before:
            moment = end_of(row.due_on)
            bpmn.set_due(step.instance, item.id, moment)
            left = f"{max(1, reading.left)}{reading.unit}"
            change = update(Timer).where(Timer.case_id == step.case.id, Timer.item == item.id)
            step.uow.session.execute(change.values(due_at=moment, limit=left, trigger_on=step.env.today))
