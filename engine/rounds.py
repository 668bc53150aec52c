"""Rounds 巡查: what a worker sees to beside its queue. Every errand is by itself: one that fails keeps no other from being done.

An errand that fails round after round is an incident 异常 like a job that was given up: administrators see it, and may try it again as
a job. The rounds go on trying it all the same.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import structlog

from engine.commands import (
    BeginOccasion,
    BeginPlannedReleases,
    CarryPayments,
    EndIdleSandboxes,
    Occasion,
    OpenIncident,
    PromoteDispatches,
    PromoteTimers,
    RunDueBulks,
    StartScheduled,
    TakeOver,
    TellOfArrivals,
    WarnOfDeadlines,
)
from engine.commands.background import BATCH
from engine.commands.command import Command
from engine.engine import Engine
from engine.sdk.actor import Actor
from engine.sdk.errors import EngineError, Unavailable
from engine.sdk.messages import sentence_of

FAILED_ROUNDS = 3
"""So many rounds in a row may fail before people are called; they are told again when it has been twice as many, four times as many ..."""
WARNINGS_A_ROUND = 4
"""Batches of warnings before timers are looked at again: a flood of them once kept every timer waiting until the last was told."""
SYSTEM = Actor.system()
log = structlog.get_logger("engine.rounds")

ERRANDS: Mapping[str, Callable[..., Command[Any]]] = {
    "take_over": TakeOver,
    "run_due_bulks": RunDueBulks,
    "promote_timers": PromoteTimers,
    "promote_dispatches": PromoteDispatches,
    "end_idle_sandboxes": EndIdleSandboxes,
    "carry_payments": CarryPayments,
    "start_scheduled": StartScheduled,
    "begin_occasion": lambda due_on, **occasion: BeginOccasion(occasion=Occasion(due_on=date.fromisoformat(due_on), **occasion)),
    "begin_planned_releases": BeginPlannedReleases,
    "tell_of_arrivals": TellOfArrivals,
    "warn_of_deadlines": WarnOfDeadlines,
}
"""What is done in rounds, by the name under which its incident tries it again."""


class Rounds:
    """巡查: the errands of one worker; `stopping` says that nothing new is to be begun."""

    def __init__(self, engine: Engine, stopping: Callable[[], bool] = lambda: False) -> None:
        self._engine = engine
        self._stopping = stopping
        self._failed: Counter[tuple[str, ...]] = Counter()

    def look_around(self) -> None:
        """Take over what dead workers left, begin bulk work whose half minute is over, send what waited for its hour."""
        if taken := self._do("take_over"):
            log.warning("jobs taken over", count=taken)
        self._do("run_due_bulks")
        self._do("promote_dispatches")

    def wake_timers(self) -> None:
        """Turn timers that are due into jobs, batch after batch while there is room."""
        while (self._do("promote_timers") or 0) >= BATCH:
            pass

    def begin_scheduled(self) -> None:
        """Begin what the calendar asks for, and carry over what was not paid. Idle sandboxes go."""
        self._do("end_idle_sandboxes")
        while self._do("carry_payments"):
            pass
        for each in self._do("start_scheduled") or ():
            self._do("begin_occasion", program=each.program, process=each.process, region=each.region, due_on=each.due_on.isoformat())

    def warn(self) -> bool:
        """Tell of deadlines and of what came into pools, which leaves after steps: nobody waits for it. Releases begin on their day.

        Whether more is to be told: timers that came due meanwhile are woken first.
        """
        self._do("begin_planned_releases")
        self._do("tell_of_arrivals")
        return all(self._do("warn_of_deadlines") for _ in range(WARNINGS_A_ROUND))

    def _do(self, name: str, **arguments: str) -> Any:
        """Run an errand; None when it failed, whatever it was: the next one is done, and the next round tries this one again."""
        if self._stopping():
            return None
        errand = (name, *arguments.values())
        try:
            done = self._engine.execute(ERRANDS[name](**arguments), by=SYSTEM)
        except Unavailable as error:  # the database is away: that is no fault of the errand
            log.warning("errand not done", errand=errand, cause=str(error))
            return None
        except Exception as error:  # noqa: BLE001  whatever it is, it may stand in the way of nothing else
            self._failed[errand] += 1
            log.warning("errand failed", errand=errand, rounds=self._failed[errand], cause=str(error))
            times, rest = divmod(self._failed[errand], FAILED_ROUNDS)
            if not rest and times & (times - 1) == 0:
                self._call_people(name, arguments, error)
            return None
        self._failed.pop(errand, None)
        return done

    def _call_people(self, name: str, arguments: Mapping[str, str], error: Exception) -> None:
        told = sentence_of(error) if isinstance(error, EngineError) else None
        cause = f"{type(error).__name__}: {error}"
        incident = OpenIncident(job=name, case_id=None, cause=cause, arguments=arguments, told=told)
        try:
            self._engine.execute(incident, by=SYSTEM)
        except Exception as failure:  # noqa: BLE001  later rounds try again
            log.warning("incident not opened", job=name, cause=str(failure))
