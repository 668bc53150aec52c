"""A clock that travels 时间旅行."""

from datetime import date, datetime, time, timedelta

from engine.store.runtime import ZONE


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
