"""A clock that travels 时间旅行."""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from engine.sdk.ports import Clock
from engine.store.runtime import ZONE


class Travels(Protocol):
    """A clock that can be put."""

    def now(self) -> datetime:
        """The present moment."""
        ...

    def move_to(self, moment: datetime) -> None:
        """Go there."""
        ...

    @property
    def today(self) -> date:
        """The present day."""
        ...


class TravelClock:
    """A clock that stands where it is put and goes on a little with every look, so that events keep their order."""

    def __init__(self, day: date, hour: int = 9) -> None:
        self._now = datetime.combine(day, time(hour), ZONE)

    def now(self) -> datetime:
        """The present moment of the story."""
        self._now += timedelta(seconds=1)
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Go there, also back."""
        self._now = moment.astimezone(ZONE)

    @property
    def today(self) -> date:
        """The day of the story."""
        return self._now.date()


class ShiftedClock:
    """A clock that goes as fast as another one and is so far ahead of it; what it is ahead can be kept and given to the next process."""

    def __init__(self, base: Clock, ahead: timedelta = timedelta()) -> None:
        self._base = base
        self.ahead = ahead

    def now(self) -> datetime:
        """The present moment over there."""
        return (self._base.now() + self.ahead).astimezone(ZONE)

    def move_to(self, moment: datetime) -> None:
        """Go there."""
        self.ahead = moment - self._base.now()

    @property
    def today(self) -> date:
        """The day over there."""
        return self.now().date()
