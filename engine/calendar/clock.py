"""法定时限: a deadline as a budget and a ledger, in whole days.

One rule decides every day: a day counts when the clock was running as the day began. So the trigger day does not count
(民法典 art. 201), the day of a stop still counts, the day of a resume does not, and a stop and resume on one day change nothing.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.calendar.ledger import Run
from engine.calendar.limits import Limit
from engine.sdk.errors import InvalidState
from engine.sdk.text import Text

ZONE = ZoneInfo("Asia/Shanghai")
NO_REASON = Text("")


class ClockRefused(InvalidState):
    """The clock is not in the state the operation needs; nothing changed."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the ledger: the days after `since`, up to and including `until`, ran or stood still."""

    running: bool
    since: date
    until: date | None = None
    reason: Text = NO_REASON


@dataclass(frozen=True, slots=True)
class Extension:
    """延期: more time granted by a signed decision."""

    amount: Limit
    reason: Text
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Round:
    """An earlier count that was given up when the budget started anew."""

    trigger: date
    segments: tuple[Segment, ...]
    extensions: tuple[Extension, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class Clock:
    """法定时限: limit, trigger day and everything that happened to the count; immutable.

    `holds` names who keeps the clock stopped: it runs again when the last of them lets go.
    `kept_due` is a past due date that a corrected calendar must not move.
    """

    limit: Limit
    trigger: date
    segments: tuple[Segment, ...]
    basis: str = ""
    statutory: bool = True
    extensions: tuple[Extension, ...] = ()
    holds: tuple[str, ...] = ()
    earlier: tuple[Round, ...] = ()
    finished: date | None = None
    kept_due: date | None = None

    @classmethod
    def start(cls, limit: Limit, trigger: date | datetime, *, basis: str = "", statutory: bool = True) -> "Clock":
        """起算: the count begins on the day after the trigger."""
        first = day_of(trigger)
        return cls(limit, first, (Segment(running=True, since=first),), basis, statutory)

    @property
    def running(self) -> bool:
        """Whether days count at present."""
        return self.finished is None and self.segments[-1].running

    @property
    def stopped(self) -> bool:
        """已停: not finished, and somebody holds it."""
        return self.finished is None and not self.segments[-1].running

    @property
    def runs(self) -> list[Run]:
        """The stretches that count; what was stopped and resumed on one day is one stretch."""
        merged: list[Run] = []
        for segment in self.segments:
            if not segment.running:
                continue
            after = segment.since
            if merged and merged[-1][1] == segment.since:
                after = merged.pop()[0]
            merged.append((after, segment.until))
        return merged

    def stop(self, at: date | datetime, reason: Text | str, key: str = "") -> "Clock":
        """中止: days after this one do not count until every holder has resumed."""
        day = self._next_day(at)
        if key in self.holds:
            raise ClockRefused("clock_already_stopped", since=self.segments[-1].since, key=key)
        segments = self.segments if self.holds else self._turned(day, running=False, reason=Text.of(reason))
        return replace(self, segments=segments, holds=(*self.holds, key))

    def resume(self, at: date | datetime, key: str = "", reason: Text | str = "") -> "Clock":
        """恢复: let go; days after this one count again once nobody else holds the clock."""
        day = self._next_day(at)
        if key not in self.holds:
            raise ClockRefused("clock_not_stopped", key=key)
        holds = tuple(other for other in self.holds if other != key)
        segments = self.segments if holds else self._turned(day, running=True, reason=Text.of(reason))
        return replace(self, segments=segments, holds=holds)

    def restart(self, at: date | datetime, reason: Text | str = "", key: str = "") -> "Clock":
        """重新起算: the whole budget counts anew from this day; the holder `key`, if any, lets go."""
        day = self._next_day(at)
        past = Round(self.trigger, self._closed(day), self.extensions, Text.of(reason))
        holds = tuple(other for other in self.holds if other != key)
        first = Segment(running=not holds, since=day, reason=self.segments[-1].reason if holds else Text.of(reason))
        return replace(self, trigger=day, segments=(first,), extensions=(), holds=holds, earlier=(*self.earlier, past), kept_due=None)

    def extend(self, amount: Limit, reason: Text | str, by: str, at: date | datetime) -> "Clock":
        """延期: add to the budget of this count, in the unit it is counted in."""
        day = self._next_day(at)
        if amount.in_working_days != self.limit.in_working_days:
            raise ClockRefused("clock_units_differ", limit=str(self.limit), extension=str(amount))
        return replace(self, extensions=(*self.extensions, Extension(amount, Text.of(reason), by, day)), kept_due=None)

    def finish(self, at: date | datetime) -> "Clock":
        """办结: nothing counts after this day."""
        day = self._next_day(at)
        return replace(self, segments=self._closed(day), holds=(), finished=day)

    def keep_due(self, due: date) -> "Clock":
        """Hold on to a due date that has passed, whatever the calendar says later."""
        return replace(self, kept_due=due)

    def _next_day(self, at: date | datetime) -> date:
        if self.finished is not None:
            raise ClockRefused("clock_finished", on=self.finished)
        day = day_of(at)
        # Before the trigger day of a first count, nothing has happened yet that could be contradicted.
        untouched = self.segments[-1].since == self.trigger and not self.earlier
        if day < self.segments[-1].since and not untouched:
            raise ClockRefused("clock_goes_back", last=self.segments[-1].since, asked=day)
        return day

    def _closed(self, day: date) -> tuple[Segment, ...]:
        last = self.segments[-1]
        return (*self.segments[:-1], replace(last, until=max(day, last.since)))

    def _turned(self, day: date, *, running: bool, reason: Text) -> tuple[Segment, ...]:
        return (*self._closed(day), Segment(running=running, since=max(day, self.segments[-1].since), reason=reason))


def day_of(at: date | datetime) -> date:
    """The day a moment falls on in Asia/Shanghai; a moment without a zone is refused."""
    if not isinstance(at, datetime):
        return at
    if at.tzinfo is None:
        raise ValueError(f"a moment needs a zone: {at.isoformat()}")
    return at.astimezone(ZONE).date()
