"""What a clock says today: due date, days left, light, words, and the reasons behind them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.calendar import ledger
from engine.calendar.calendar import ONE_DAY, Calendar
from engine.calendar.clock import Clock
from engine.calendar.due import is_provisional
from engine.calendar.explain import explain
from engine.calendar.limits import Limit
from engine.calendar.words import amount, days
from engine.sdk.text import Text
from engine.sdk.timing import Unit

Light = Literal["green", "yellow", "red", "grey"]
SHORT_CALENDAR_DAYS = 7


@dataclass(frozen=True, slots=True)
class Lights:
    """预警: how many working days before the end a light turns yellow, for long limits and for short ones."""

    soon: int = 5
    soon_when_short: int = 1
    short: int = 5

    def threshold(self, limit: Limit) -> int:
        """The working days at which this limit turns yellow."""
        short = limit.count <= (self.short if limit.in_working_days else SHORT_CALENDAR_DAYS) and limit.unit != "month"
        return self.soon_when_short if short else self.soon


DEFAULT_LIGHTS = Lights()


@dataclass(frozen=True, slots=True)
class Projection:
    """A clock read on a day. `used + left == budget` always; `left` is negative when over.

    `due` is None while the clock is stopped; `due_if_resumed_today` then says what a resume today would give.
    `yellow_on` is the first day of yellow, for indexes and timers.
    """

    due: date | None
    due_if_resumed_today: date | None
    provisional: bool
    rolled_from: date | None
    unit: Unit
    budget: int
    used: int
    left: int
    yellow_on: date | None
    light: Light
    words: Text
    lines: tuple[Text, ...]


def project(clock: Clock, calendar: Calendar, today: date, lights: Lights = DEFAULT_LIGHTS) -> Projection:
    """Read the clock on a day; a finished clock is read on the day it finished."""
    now = today if clock.finished is None else clock.finished
    runs = _open_runs(clock, now)
    found = _end(clock, runs, calendar)
    counting = calendar if clock.limit.in_working_days else None
    used = ledger.counted(clock.runs, now, counting)
    granted = ledger.counted(runs, found.day, counting)
    yellow_on = _yellow_on(found.day, lights.threshold(clock.limit), calendar, clock.trigger)
    provisional = is_provisional(found, runs, calendar, clock.limit)
    unit: Unit = "wd" if clock.limit.in_working_days else "cd"
    return Projection(
        due=None if clock.stopped else found.day,
        due_if_resumed_today=found.day if clock.stopped else None,
        provisional=provisional,
        rolled_from=None if found.raw == found.day else found.raw,
        unit=unit,
        budget=granted,
        used=used,
        left=granted - used,
        yellow_on=None if clock.stopped or clock.finished else yellow_on,
        light=_light(clock, now, found.day, yellow_on),
        words=_words(clock, now, found.day, used, granted - used, unit),
        lines=tuple(explain(clock, runs, found, calendar, now, provisional=provisional)),
    )


def _open_runs(clock: Clock, now: date) -> list[ledger.Run]:
    """The runs as they would go on: from now when stopped, past the finish when finished."""
    runs = clock.runs
    last = clock.segments[-1]
    if last.running:
        return [*runs[:-1], (runs[-1][0], None)]
    resumed = max(now, last.since)
    if runs and runs[-1][1] == resumed:
        return [*runs[:-1], (runs[-1][0], None)]
    return [*runs, (resumed, None)]


def _end(clock: Clock, runs: list[ledger.Run], calendar: Calendar) -> ledger.End:
    if clock.kept_due is not None:
        return ledger.End(clock.kept_due, clock.kept_due)
    granted = ledger.budget(clock.limit, [each.amount for each in clock.extensions], clock.trigger)
    found = ledger.end(runs, granted, calendar, clock.limit)
    if found is None:
        raise AssertionError("a run without end always reaches its budget")
    return found


def _yellow_on(due: date, threshold: int, calendar: Calendar, trigger: date) -> date:
    """The first day on which no more working days than the threshold are left; not before the trigger."""
    day, behind = due, int(calendar.is_workday(due))
    while behind <= threshold and day > trigger:
        day -= ONE_DAY
        behind += calendar.is_workday(day)
    return day


def _light(clock: Clock, now: date, due: date, yellow_on: date) -> Light:
    if clock.stopped:
        return "grey"
    if now > due:
        return "red"
    if clock.finished is not None or now < yellow_on:
        return "green"
    return "yellow"


def _words(clock: Clock, now: date, due: date, used: int, left: int, unit: Unit) -> Text:
    if clock.stopped:
        stood = max(0, (now - clock.segments[-1].since).days)
        many = days(stood)
        return Text(f"已停 {many.zh}", f"Stopped for {many.en}") if stood else Text("今日起停", "Stopped today")
    over = amount(-left, unit)
    late = Text("超期 " + over.zh, over.en + " overdue") if left else Text("已超期", "Overdue")
    if clock.finished is not None:
        took = amount(used, unit)
        done = Text(f"已结束，用 {took.zh}", f"Ended after {took.en}")
        return Text(f"已结束，{late.zh}", f"Ended, {late.en[0].lower()}{late.en[1:]}") if now > due else done
    if now > due:
        return late
    if left == 0:
        return Text("今日到期", "Due today")
    remaining = amount(left, unit)
    return Text(f"剩 {remaining.zh}", f"{remaining.en} left")
