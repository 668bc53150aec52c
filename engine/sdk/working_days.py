"""工作日: what a program or an expression may ask of the calendar. `engine.calendar.calendar.Calendar` answers."""

from datetime import date
from typing import Protocol


class WorkingDays(Protocol):
    """The calendar as seen by programs: questions only."""

    def is_workday(self, day: date) -> bool:
        """工作日: a weekday that is no holiday, or a make-up day."""
        ...

    def add_working_days(self, trigger: date, count: int) -> date:
        """The last of so many working days, counted from the day after the trigger."""
        ...

    def working_days_between(self, after: date, until: date) -> int:
        """Working days after the first date, up to and including the second; negative when it lies before."""
        ...

    def next_workday(self, day: date) -> date:
        """The day itself if it is worked, else the first worked day after it."""
        ...

    def provisional(self, day: date) -> bool:
        """暂定: whether the holiday notice of the day's year is still missing."""
        ...
