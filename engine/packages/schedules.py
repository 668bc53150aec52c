"""Schedules 定期发起: processes that nobody starts but the calendar, as the manifest says them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.calendar.calendar import Calendar
from engine.calendar.limits import Limit, LimitRefused
from engine.packages.manifest_reader import Reader

DAY = re.compile(r"(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])\Z")
AHEAD = "10wd"
PARAMETER = re.compile(r"=parameters\.(?P<key>[a-z][a-z0-9_]*)\Z")


@dataclass(frozen=True, slots=True)
class ScheduleSpec:
    """定期发起: on which days of every year the work is due, and how many working days ahead it begins: a number, or the parameter
    that says so. Such days never roll.
    """

    on: tuple[str, ...]
    ahead: int | str

    def due_in(self, year: int) -> Iterator[date]:
        """The days of a year on which it is due."""
        for text in self.on:
            month, day = text.split("-")
            yield date(year, int(month), int(day))

    def current(self, today: date, calendar: Calendar, parameters: Mapping[str, Any]) -> tuple[date, ...]:
        """What has begun by today and is not over for long: due within the window ahead, or up to a quarter ago."""
        ahead = Limit.parse(str(parameters[self.ahead])).count if isinstance(self.ahead, str) else self.ahead
        found = [due for year in (today.year - 1, today.year, today.year + 1) for due in self.due_in(year)]
        return tuple(due for due in sorted(found) if calendar.working_days_between(today, due) <= ahead and (today - due).days <= KEPT_DAYS)


KEPT_DAYS = 92
"""How long after its day a report that was never begun is still begun."""


def read_schedule(reader: Reader, told: Any, where: str) -> ScheduleSpec | None:
    """`schedule = { on = ["06-05"], ahead = "10wd" }` of a process, with every fault; `ahead` may be `=parameters.<key>`."""
    if told is None:
        return None
    fields: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
    named = PARAMETER.match(str(fields.get("ahead", "")))
    days = [str(day) for day in fields.get("on", ())] if isinstance(fields.get("on"), list) else []
    try:
        ahead = Limit.parse(AHEAD if named else str(fields.get("ahead", AHEAD)))
    except LimitRefused:
        ahead = None
    if not days or not all(DAY.match(day) for day in days) or ahead is None or ahead.unit != "wd":
        reader.fault(
            "manifest_schedule",
            f'{where} 的 schedule 应为 {{ on = ["06-05"], ahead = "10wd" }}。',
            f'schedule of {where} must be {{ on = ["06-05"], ahead = "10wd" }}.',
        )
        return None
    return ScheduleSpec(tuple(days), named["key"] if named else ahead.count)
