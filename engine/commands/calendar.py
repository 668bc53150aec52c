"""工作日历维护."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from engine.calendar.arrangement import FIRST_YEAR, LAST_YEAR, ListedDay, judge
from engine.calendar.calendar import Calendar
from engine.calendar.projection import project
from engine.calendar.recompute import Recomputed
from engine.calendar.seed import festival
from engine.calendar.storing import to_json
from engine.commands.command import Command
from engine.model import CalendarDay, CalendarYear, Case, CaseClock, Task
from engine.running.access import must_be
from engine.running.recalculating import judged_years, recomputed, timers_moved, whole_year
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
    its case's journal; one that has passed stays, and the journal says so. A year that is published, or was, is judged whole.

    Raises:
        InvalidInput: a kind or basis is missing, a published year would lack a day off, or something about it is unusual, unless `sure`.
    """

    days: Mapping[date, tuple[str, str]]
    basis: str
    publish: int | None = None
    sure: bool = False

    def run(self, uow: UnitOfWork, by: Actor) -> CalendarChanged:
        """Calendar, clocks, tasks, timers and journals change together."""
        must_be(by, "administrator")
        self._check()
        old = uow.calendar
        faults, doubts = judged_years(old, self.days, self.publish)
        faults = faults or tuple(FieldError("sure", doubt.zh, doubt.en, code="unusual") for doubt in doubts if not self.sure)
        if faults:
            raise InvalidInput(faults)
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
        if self.publish is not None and not FIRST_YEAR <= self.publish <= LAST_YEAR:
            zh, en = f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。", f"A year lies between {FIRST_YEAR} and {LAST_YEAR}."
            errors.append(FieldError("publish", zh, en))
        if errors:
            raise InvalidInput(errors)

    def _write(self, uow: UnitOfWork, by: Actor) -> None:
        if self.days:
            uow.session.execute(delete(CalendarDay).where(CalendarDay.day.in_(self.days)))
        rows = [{"day": day, "kind": kind, "name": festival(note).to_json()} for day, (kind, note) in self.days.items() if kind]
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
        counts = {"moved": 0, "kept": 0, "confirmed": 0, "none": 0}
        for row, case, result in recomputed(uow, old, new, locked=True):
            counts[result.change] += 1
            if result.change != "none":
                self._moved(uow, by, row, case, result, new)
        for case, timer, moment in timers_moved(uow, new):
            uow.move_timer(case, timer, moment)
        return CalendarChanged(len(self.days), counts["moved"], counts["kept"], counts["confirmed"])

    @staticmethod
    def _moved(uow: UnitOfWork, by: Actor, row: CaseClock, case: Case, result: Recomputed, new: Calendar) -> None:
        row.ledger = to_json(result.clock)
        projection = project(result.clock, new, uow.now.astimezone(ZONE).date())
        row.due_on, row.yellow_on, row.provisional = projection.due, projection.yellow_on, projection.provisional
        if case.due_on == result.before:
            case.due_on, case.yellow_on = projection.due, projection.yellow_on
        for task in uow.session.scalars(select(Task).where(Task.case_id == case.id, Task.state == "open", Task.due_on == result.before)):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCalendarYear(Command[CalendarChanged]):
    """导入年度放假安排: the days listed are all that is exceptional about the year, which is published with them; nothing is kept by half.

    Raises:
        InvalidInput: with every fault of the list and its place, or with what is unusual about it, unless `sure`.
    """

    year: int
    listed: tuple[ListedDay, ...]
    basis: str
    sure: bool = False

    def run(self, uow: UnitOfWork, by: Actor) -> CalendarChanged:
        """What stood in the calendar before and is not listed is an ordinary day again."""
        must_be(by, "administrator")
        judged = judge(self.year, self.listed)
        faults = judged.faults or tuple(FieldError("sure", doubt.zh, doubt.en, code="unusual") for doubt in judged.doubts if not self.sure)
        if faults:
            raise InvalidInput(faults)
        days = whole_year(uow.calendar, self.year, judged.days)
        return SetCalendarDays(days=days, basis=self.basis, publish=self.year, sure=True).run(uow, by)
