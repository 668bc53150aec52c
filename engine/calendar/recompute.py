"""日历更新: what a corrected or newly published calendar does to an open deadline."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.calendar.calendar import Calendar
from engine.calendar.clock import Clock
from engine.calendar.projection import project
from engine.sdk.text import Text

Change = Literal["none", "confirmed", "moved", "kept"]


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What happened to one deadline. Store `clock`, and journal the sentence unless nothing changed."""

    clock: Clock
    change: Change
    before: date | None
    after: date | None
    sentence: Text | None

    @property
    def moved(self) -> bool:
        """Whether the due date is another one now."""
        return self.change == "moved"


def recompute(clock: Clock, old: Calendar, new: Calendar, today: date) -> Recomputed:
    """Read an open clock by both calendars. A due date that has passed is kept and said so, never moved silently.

    A stopped or finished clock has no open due date; its ledger is read by the new calendar when it is needed. What was missed
    before a stop stays missed.
    """
    if clock.finished is not None:
        return Recomputed(clock, "none", None, None, None)
    was, now = project(clock, old, today), project(clock, new, today)
    before, after = was.due or was.due_if_resumed_today, now.due or now.due_if_resumed_today
    if before is None or after is None:
        raise AssertionError("an open clock has a due date, or would have one if it resumed")
    if clock.stopped and before >= clock.segments[-1].since:
        return Recomputed(clock, "none", None, None, None)
    if before == after:
        if was.provisional and not now.provisional:
            sentence = Text(
                f"工作日历已公布，期限 {after} 由暂定转为确定", f"The calendar is published: the due date {after} is no longer provisional"
            )
            return Recomputed(clock, "confirmed", before, after, sentence)
        return Recomputed(clock, "none", before, after, None)
    if before < today:
        sentence = Text(
            f"工作日历已更新；期限 {before} 已过，维持不变（按新日历应为 {after}）",
            f"The calendar changed; the due date {before} has passed and stays (the new calendar would give {after})",
        )
        return Recomputed(clock.keep_due(before), "kept", before, before, sentence)
    passed = Text("，新期限已过", ", which has passed") if after < today else Text("")
    sentence = Text(
        f"工作日历已更新，期限由 {before} 改为 {after}{passed.zh}",
        f"The calendar changed: the due date moved from {before} to {after}{passed.en}",
    )
    return Recomputed(clock, "moved", before, after, sentence)
