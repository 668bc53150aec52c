"""接管作业: jobs of workers that died go back into the queue, and a job that took worker after worker with it is an incident."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from engine.commands.background import OpenIncident
from engine.commands.command import Command
from engine.sdk.actor import Actor
from engine.store.jobs import FORGET_TAKEN, LONGEST_PAUSE_SECONDS, MOST_TAKEN, QUEUE, STALLED_AFTER_SECONDS, TAKE_OVER
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver(Command[int]):
    """接管: give back what dead workers left; returns how many jobs.

    The first time a job goes on at once, then after a while, so that what ran beside a job that kills its worker comes apart from it; the
    job that has had `MOST_TAKEN` workers is parked.
    """

    in_background: ClassVar[bool] = True

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """Parking a job and telling people of it are one moment."""
        given = {"queue": QUEUE, "seconds": STALLED_AFTER_SECONDS, "longest": 2 * LONGEST_PAUSE_SECONDS, "most": MOST_TAKEN}
        taken = uow.driver.execute(TAKE_OVER, given).fetchall()
        for times, job, arguments, lock in taken:
            if times >= MOST_TAKEN:
                case = arguments.get("case_id")
                OpenIncident(
                    job=job,
                    case_id=UUID(case) if case else None,
                    cause=f"every worker that ran it died: {times} of them",
                    arguments=arguments,
                    lock=lock,
                ).run(uow, by)
        if taken:
            uow.driver.execute(FORGET_TAKEN)
        return len(taken)
