"""工作日历维护."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from engine.calendar.calendar import Calendar
from engine.calendar.due import due
from engine.calendar.limits import Limit
from engine.calendar.projection import project
from engine.calendar.recompute import recompute
from engine.calendar.storing import from_json, to_json
from engine.commands.command import Command
from engine.model import CalendarDay, CalendarYear, Case, CaseClock, Task, Timer
from engine.running.access import must_be
from engine.running.environment import end_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.calendars import load_calendar
from engine.store.runtime import ZONE
from engine.store.unit_of_work import CALENDAR_CHAIN, UnitOfWork

KINDS = ("holiday", "make_up", "")


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """What the change did to open deadlines."""

    days: int
    moved: int
    kept: int
    confirmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCalendarDays(Command[CalendarChanged]):
    """维护工作日历: set what days are, and publish a year when its notice is out; every open deadline is read again.

    `days` maps a day to ("holiday" | "make_up" | "", note); "" makes it what its weekday says. A deadline that moves gets a line in
    its case's journal; one that has passed stays, and the journal says so.

    Raises:
        InvalidInput: a kind or basis is missing.
    """

    days: Mapping[date, tuple[str, str]]
    basis: str
    publish: int | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> CalendarChanged:
        """Calendar, clocks, tasks, timers and journals change together."""
        must_be(by, "administrator")
        self._check()
        old = uow.calendar
        uow.record_system(
            by,
            "calendar_changed",
            chain=CALENDAR_CHAIN,
            days={day.isoformat(): list(what) for day, what in sorted(self.days.items())},
            basis=self.basis,
            publish=self.publish,
        )
        self._write(uow, by)
        uow.session.flush()
        new = load_calendar(uow.session)
        return self._recompute(uow, by, old, new)

    def _check(self) -> None:
        errors = [
            FieldError(
                f"days.{day.isoformat()}",
                "日期类型只能是休息日、调休上班日或恢复默认。",
                "A day is a holiday, a make-up workday, or back to normal.",
            )
            for day, (kind, _) in self.days.items()
            if kind not in KINDS
        ]
        if not self.basis.strip():
            errors.append(FieldError("basis", "请填写依据文号。", "Give the notice this follows.", code="required"))
        if self.publish is not None and not 2004 <= self.publish <= 2100:
            errors.append(FieldError("publish", "年份应在 2004 至 2100 之间。", "A year lies between 2004 and 2100."))
        if errors:
            raise InvalidInput(errors)

    def _write(self, uow: UnitOfWork, by: Actor) -> None:
        if self.days:
            uow.session.execute(delete(CalendarDay).where(CalendarDay.day.in_(self.days)))
        rows = [{"day": day, "kind": kind, "name": {"zh": note, "en": ""}} for day, (kind, note) in self.days.items() if kind]
        if rows:
            uow.session.execute(insert(CalendarDay).values(rows))
        if self.publish is not None:
            values = {"year": self.publish, "basis": self.basis.strip(), "loaded_at": uow.now, "loaded_by": by.name}
            uow.session.execute(
                insert(CalendarYear)
                .values(values)
                .on_conflict_do_update(index_elements=["year"], set_={k: values[k] for k in ("basis", "loaded_at", "loaded_by")})
            )

    def _recompute(self, uow: UnitOfWork, by: Actor, old: Calendar, new: Calendar) -> CalendarChanged:
        today = uow.now.astimezone(ZONE).date()
        counts = {"moved": 0, "kept": 0, "confirmed": 0, "none": 0}
        open_clocks = uow.session.execute(
            select(CaseClock, Case).join(Case, Case.id == CaseClock.case_id).where(CaseClock.finished_at.is_(None)).with_for_update(of=Case)
        ).all()
        for row, case in open_clocks:
            result = recompute(from_json(row.ledger), old, new, today)
            counts[result.change] += 1
            if result.change == "none":
                continue
            row.ledger = to_json(result.clock)
            projection = project(result.clock, new, today)
            row.due_on, row.yellow_on, row.provisional = projection.due, projection.yellow_on, projection.provisional
            if case.due_on == result.before:
                case.due_on, case.yellow_on = projection.due, projection.yellow_on
            for task in uow.session.scalars(
                select(Task).where(Task.case_id == case.id, Task.state == "open", Task.due_on == result.before)
            ):
                task.due_on, task.yellow_on = projection.due, projection.yellow_on
            uow.record(
                case,
                by,
                "deadline_recomputed",
                public=True,
                element=row.element,
                name=row.title,
                change=result.change,
                before=result.before.isoformat() if result.before else None,
                after=result.after.isoformat() if result.after else None,
                sentence=result.sentence.to_json() if result.sentence else None,
            )
        self._timers(uow, new)
        return CalendarChanged(len(self.days), counts["moved"], counts["kept"], counts["confirmed"])

    @staticmethod
    def _timers(uow: UnitOfWork, new: Calendar) -> None:
        """Timers that wait for a limit's end move with it, unless they are due already."""
        for timer, case in uow.session.execute(
            select(Timer, Case)
            .join(Case, Case.id == Timer.case_id)
            .where(Timer.limit != "", Timer.trigger_on.is_not(None), Timer.due_at > uow.now)
        ):
            moment = end_of(due(Limit.parse(timer.limit), timer.trigger_on or uow.now.date(), new).date)
            if moment != timer.due_at:
                uow.move_timer(case, timer, moment)
