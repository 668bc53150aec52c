"""What a clock looks like to people: frozen values, never rows."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from engine.sdk.text import Text

Light = Literal["green", "yellow", "red", "grey"]


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A stretch of a clock's life: running, or stopped for a reason. `end` None = still going on."""

    running: bool
    start: date
    end: date | None
    days: int
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class ClockView:
    """时限: a deadline as people see it. `left` is negative when overdue; `due` is None while stopped."""

    clock_id: UUID | None
    kind: Literal["case", "step"]
    title: Text
    amount: int
    unit: str
    used: int
    left: int
    due: date | None
    provisional: bool
    light: Light
    words: Text
    statutory: bool
    basis: str
    trigger: date
    finished: bool
    explanation: tuple[Text, ...] = ()
    segments: tuple[SegmentView, ...] = ()
