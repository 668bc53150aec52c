"""时限: an amount of time as a diagram or a parameter writes it."""

import calendar as gregorian
from dataclasses import dataclass
from datetime import date, timedelta

from engine.calendar.words import amount
from engine.sdk.text import Text
from engine.sdk.timing import LimitRefused, Unit, days_of, in_range

__all__ = ["Limit", "LimitRefused", "add_months"]


@dataclass(frozen=True, slots=True)
class Limit:
    """时限: so many working days, calendar days or months."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        in_range(str(self), self.count, self.unit)

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Read 5wd, 60cd, P60D, P2W, P3M, P1Y or P1Y6M.

        Raises:
            LimitRefused: with a sentence in both languages naming the forms that may be written.
        """
        found = days_of(text)
        return cls(found.count, found.unit)

    @property
    def in_working_days(self) -> bool:
        """Whether rest days are left out of the count."""
        return self.unit == "wd"

    @property
    def words(self) -> Text:
        """The limit as people say it; whole years of months are said as years."""
        if self.unit == "month" and self.count % 12 == 0:
            years = self.count // 12
            return Text(f"{years} 年", f"{years} year" + ("" if years == 1 else "s"))
        return amount(self.count, self.unit)

    def end(self, trigger: date) -> date:
        """The last day of a calendar limit before any roll; months end on the matching day or the month's last (民法典 art. 202)."""
        if self.unit == "month":
            return add_months(trigger, self.count)
        return trigger + timedelta(days=self.count)

    def __str__(self) -> str:
        return f"P{self.count}M" if self.unit == "month" else f"{self.count}{self.unit}"


def add_months(day: date, months: int) -> date:
    """The matching day so many months later, or the month's last day where there is none (民法典 art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))
