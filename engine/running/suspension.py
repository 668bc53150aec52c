"""中止与恢复: all clocks of a case stand still on a legal basis, with the timers that wait for the end of a limit; then they go on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from engine import bpmn
from engine.calendar.clock import Clock
from engine.calendar.due import due
from engine.calendar.limits import Limit
from engine.calendar.projection import project
from engine.model import Case, Timer
from engine.running.clocks import NEVER, standing_hold
from engine.running.environment import end_of
from engine.running.step import Step
from engine.sdk.errors import DecisionFailed, InvalidState
from engine.sdk.text import Text


def must_run(case: Case) -> None:
    """`InvalidState("case_stopped")` while a stop stands: nothing is decided until the case is resumed."""
    if standing_hold(case):
        raise InvalidState("case_stopped")


def stop(step: Step, key: str, reason: Text) -> dict[str, Any]:
    """Stop every open clock under a key; returns what is left of the limits that timers wait for, by token."""
    step.clocks.stop_all(key, reason)
    left: dict[str, str] = {}
    today, uow = step.env.today, step.uow
    for timer in uow.session.scalars(select(Timer).where(Timer.case_id == step.case.id, Timer.limit != "")):
        remaining = _left(timer, today, step)
        if remaining is not None:
            left[str(timer.item)] = remaining
            _move(step, timer.item, NEVER, "", None)
    return left


def resume(step: Step, key: str, reason: Text, left: Mapping[str, str]) -> None:
    """Let the clocks go, and count what was left of the timers' limits from today."""
    step.clocks.resume_all(key, reason)
    open_timers = {item.id for item in _instance(step).waiting_for("timer")}
    for token, remaining in left.items():
        if int(token) in open_timers:
            moment = end_of(due(Limit.parse(remaining), step.env.today, step.uow.calendar).date)
            _move(step, int(token), moment, remaining, step.env.today)


def _left(timer: Timer, today: date, step: Step) -> str | None:
    """What is left of a timer's limit today; None when it is due, or not counted from a day."""
    if timer.trigger_on is None or timer.due_at <= step.env.now:
        return None
    found = project(Clock.start(Limit.parse(timer.limit), timer.trigger_on), step.uow.calendar, today)
    return f"{found.left}{found.unit}" if found.left > 0 else None


def _instance(step: Step) -> bpmn.Instance:
    if step.instance is None:
        raise DecisionFailed("case_without_state", case=step.case.number)
    return step.instance


def _move(step: Step, item: int, moment: datetime, limit: str, trigger: date | None) -> None:
    bpmn.set_due(_instance(step), item, moment)
    change = update(Timer).where(Timer.case_id == step.case.id, Timer.item == item)
    step.uow.session.execute(change.values(due_at=moment, limit=limit, trigger_on=trigger))
