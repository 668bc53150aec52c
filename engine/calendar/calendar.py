"""工作日历: which days are worked, as an immutable value built from the notices of the State Council."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from types import MappingProxyType

from engine.sdk.text import Text

ONE_DAY = timedelta(days=1)
SATURDAY = 5
NO_NAME = Text("")


class DayKind(StrEnum):
    """How a day differs from what its place in the week says."""

    HOLIDAY = "holiday"  # 法定节假日及调休放假
    MAKE_UP = "make_up"  # 调休上班日


@dataclass(frozen=True, slots=True)
class Day:
    """One exceptional day: its kind and the festival it belongs to."""

    kind: DayKind
    name: Text = NO_NAME


class Calendar:
    """工作日历: exceptional days by date, and the years whose notice is out.

    Years that are not published know weekends only; every answer that leans on them is provisional.
    """

    __slots__ = ("_days", "_differing", "_hash", "_published", "_reached", "_sums")

    def __init__(self, days: Mapping[date, Day], published_years: Iterable[int]) -> None:
        """Take a copy: later changes of the mapping do not reach this value."""
        self._days = MappingProxyType(dict(days))
        self._published = frozenset(published_years)
        self._hash = hash((frozenset(self._days.items()), self._published))
        differing = sorted((day.toordinal(), _difference(day, what.kind)) for day, what in self._days.items())
        self._differing = [ordinal for ordinal, _ in differing]
        self._sums = list(accumulate((difference for _, difference in differing), initial=0))
        self._reached = [self._worked(ordinal) for ordinal in self._differing]

    @property
    def days(self) -> Mapping[date, Day]:
        """The exceptional days, read-only."""
        return self._days

    @property
    def published_years(self) -> frozenset[int]:
        """Years whose holiday notice has been loaded."""
        return self._published

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Calendar):
            return NotImplemented
        return self._days == other._days and self._published == other._published

    def __hash__(self) -> int:
        return self._hash

    def with_year(self, year: int, days: Mapping[date, Day]) -> "Calendar":
        """A calendar in which this year is published and holds exactly these exceptional days."""
        strays = sorted(day.isoformat() for day in days if day.year != year)
        if strays:
            raise ValueError(f"days outside {year}: {', '.join(strays)}")
        kept = {day: what for day, what in self._days.items() if day.year != year}
        return Calendar({**kept, **days}, self._published | {year})

    def day(self, day: date) -> Day | None:
        """What is exceptional about a day, or None."""
        return self._days.get(day)

    def is_workday(self, day: date) -> bool:
        """工作日: a weekday that is no holiday, or a make-up day."""
        exceptional = self._days.get(day)
        if exceptional is not None:
            return exceptional.kind is DayKind.MAKE_UP
        return day.weekday() < SATURDAY

    def provisional(self, day: date) -> bool:
        """暂定: whether the holiday notice of the day's year is still missing."""
        return day.year not in self._published

    def provisional_between(self, after: date, until: date) -> bool:
        """Whether any day after the first date and up to the second is provisional."""
        if until <= after:
            return False
        return any(year not in self._published for year in range((after + ONE_DAY).year, until.year + 1))

    def add_working_days(self, trigger: date, count: int) -> date:
        """The last of so many working days, counted from the day after the trigger (民法典 art. 201)."""
        if count < 0:
            raise ValueError(f"working days are counted forwards, not {count}")
        if count == 0:
            return trigger
        wanted = self._worked(trigger.toordinal()) + count
        stretch = bisect_left(self._reached, wanted)
        weeks, rest = divmod(wanted - self._sums[stretch] - 1, SATURDAY)
        found = weeks * 7 + rest + 1  # were there no exceptional day after this stretch
        if stretch < len(self._differing):
            found = min(found, self._differing[stretch])
        if found > date.max.toordinal():
            raise OverflowError("date value out of range")
        return date.fromordinal(found)

    def working_days_between(self, after: date, until: date) -> int:
        """Working days after the first date, up to and including the second; negative when it lies before."""
        return self._worked(until.toordinal()) - self._worked(after.toordinal())

    def _worked(self, ordinal: int) -> int:
        """How many days up to that one, from the first of the Gregorian calendar, are worked."""
        weeks, rest = divmod(ordinal, 7)
        return weeks * SATURDAY + min(rest, SATURDAY) + self._sums[bisect_right(self._differing, ordinal)]

    def next_workday(self, day: date) -> date:
        """顺延: the day itself if it is worked, else the first worked day after it (民法典 art. 203)."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day


def _difference(day: date, kind: DayKind) -> int:
    """By how much a day is worked more than its place in the week says."""
    return int(kind is DayKind.MAKE_UP) - int(day.weekday() < SATURDAY)


def each_day(after: date, until: date) -> Iterator[date]:
    """Every day after the first date, up to and including the second."""
    for step in range(1, (until - after).days + 1):
        yield after + timedelta(days=step)
