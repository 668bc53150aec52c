"""定期发起: cases that the calendar starts, one a region and day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select, text

from engine.calendar.calendar import Calendar
from engine.commands.command import Command
from engine.model import Case, Organisation, Release
from engine.packages.program import Program
from engine.packages.starts import timer_start
from engine.running.access import must_be, prefix_of
from engine.running.beginning import Owner, district_of, opened_case
from engine.running.figures import figures_of
from engine.running.step import Step
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


@dataclass(frozen=True, slots=True)
class Occasion:
    """A report that is to be made: of which process, by which region, due on which day."""

    program: str
    process: str
    region: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StartScheduled(Command[tuple[Occasion, ...]]):
    """定期发起: what the calendar asks for now and nobody has begun yet; each is begun by `BeginOccasion`."""

    in_background: ClassVar[bool] = True

    def run(self, uow: UnitOfWork, by: Actor) -> tuple[Occasion, ...]:
        """Every region below the program's that has an office, for every process with a schedule, of releases in force."""
        must_be(by, "administrator")
        today = uow.now.astimezone(ZONE).date()
        wanted: list[Occasion] = []
        for release in uow.session.scalars(select(Release).where(Release.current).order_by(Release.program)):
            program = uow.program(release.id)
            for spec in program.manifest.processes.values():
                days = spec.schedule.current(today, uow.calendar, program.settings(today)) if spec.schedule else ()
                regions = offices_below(uow, program.manifest.region) if days else ()
                wanted += [Occasion(program.key, spec.id, region, day) for day in days for region in regions]
        return tuple(each for each in wanted if not begun(uow, each))


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginOccasion(Command[UUID | None]):
    """发起一件定期报送: the case of one region and day, with the figures as they are now; None when it was begun before."""

    in_background: ClassVar[bool] = True

    occasion: Occasion

    def run(self, uow: UnitOfWork, by: Actor) -> UUID | None:
        """Two workers at once begin one case, not two."""
        must_be(by, "administrator")
        told = self.occasion
        uow.session.execute(LOCK, {"key": f"{told.program}:{told.process}:{told.region}:{told.due_on.isoformat()}"})
        if begun(uow, told):
            return None
        release = uow.current_release(told.program)
        program = uow.program(release.id)
        spec = program.manifest.processes.get(told.process)
        office = uow.session.scalar(select(Organisation).where(Organisation.kind == "office", Organisation.region == told.region).limit(1))
        if spec is None or spec.schedule is None or office is None:
            raise NotFound("process_not_found", program=told.program, process=told.process)
        case = opened_case(uow, told.program, spec, release.id, Owner(office, told.region), "clock")
        step = Step(uow, case, by, organisation=office.name, uscc=office.uscc or "")
        for writer, values in self._facts(uow, program).items():
            step.env.write(writer, values)
        uow.record(case, by, "case_submitted", public=True, number=case.number, received_on=str(case.received_on), warnings=0)
        step.start(case.process, timer_start(program, spec.id))
        step.settle()
        return case.id

    def _facts(self, uow: UnitOfWork, program: Program) -> dict[str, dict[str, Any]]:
        told = self.occasion
        today = uow.now.astimezone(ZONE).date()
        last = last_workday(uow.calendar, told.due_on)
        return {
            "schedule": {
                "due_on": told.due_on,
                "last_workday": last,
                "year": told.due_on.year,
                "working_days": max(uow.calendar.working_days_between(today, last), 1),
            },
            "figures": figures_of(uow, program, told.region, told.due_on.year),
            "district": district_of(uow, told.region),
        }


def offices_below(uow: UnitOfWork, area: str) -> tuple[str, ...]:
    """The regions below an area that have an office; the area itself where none below has."""
    found = set(
        uow.session.scalars(
            select(Organisation.region).where(Organisation.kind == "office", Organisation.region.like(prefix_of(area) + "%")).distinct()
        )
    )
    return tuple(sorted(found - {area})) or tuple(sorted(found & {area}))


def begun(uow: UnitOfWork, occasion: Occasion) -> bool:
    """Whether the report of a region and day exists already."""
    return (
        uow.session.scalar(
            select(Case.id)
            .where(
                Case.program == occasion.program,
                Case.process == occasion.process,
                Case.region == occasion.region,
                Case.facts["schedule"]["due_on"].astext == occasion.due_on.isoformat(),
            )
            .limit(1)
        )
        is not None
    )


def last_workday(calendar: Calendar, day: date) -> date:
    """The day itself if it is worked, else the last worked day before it: 前 includes the named day, and such days never roll forward."""
    while not calendar.is_workday(day):
        day -= timedelta(days=1)
    return day
