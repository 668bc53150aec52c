"""The picture of a plan's life 计划全程图: where phases, linked cases and money lie on one line of time. Templates put the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.queries.links import LinkedCaseView
from engine.queries.money import MovementView
from engine.queries.plan import PlanView
from engine.sdk.text import Text

ZONE = ZoneInfo("Asia/Shanghai")
EDGE = 16
PIP = 24
ROOMY = 72
YOUNG = 120
"""Days: the phases of a plan this young stand apart, so that its first weeks are not one heap at the edge."""
ROW = 38
TOP = 30
PHASES = 54
MOST_ROWS = 12
STEPS = (1, 2, 3, 6, 12, 24, 60)
TICK = 96
TONES = {"draft": "idle", "open": "open", "closed": "good", "withdrawn": "idle", "terminated": "bad"}
MONEY_TONES = {"planned": "open", "approved": "open", "sent": "open", "paid": "good", "failed": "bad", "returned": "bad"}


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month on the line of time."""

    x: int
    day: date


@dataclass(frozen=True, slots=True)
class Pip:
    """A phase that was reached: `number` is its line in the table."""

    x: int
    number: int
    state: str
    adverse: bool
    title: Text
    anchor: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A linked case or a movement of money: from when to when, and where its words stand."""

    x: int
    width: int
    y: int
    tone: str
    words: int
    anchor: str
    of: LinkedCaseView | MovementView
    here: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to be drawn, in pixels."""

    width: int
    height: int
    left: int
    right: int
    base: int
    today: int | None
    ticks: tuple[Tick, ...]
    pips: tuple[Pip, ...]
    cases: tuple[Bar, ...]
    money: tuple[Bar, ...]
    money_y: int
    hidden: int


def drawn(view: PlanView, width: int, now: date) -> Picture:
    """Lay the plan out on a picture of this width. What is over ends on its day; what is not reaches to today."""
    first, last = _span(view, now)
    days = max((last - first).days, 1)
    left, right = EDGE, width - EDGE

    def at(day: date) -> int:
        return left + round((right - left) * min(max((day - first).days, 0), days) / days)

    shown = view.cases[-MOST_ROWS:]
    paid = view.ledger.movements[-MOST_ROWS:]
    y = TOP + PHASES
    cases = tuple(_case_bar(each, at, y + ROW * place, width, now, view) for place, each in enumerate(shown))
    money_y = y + ROW * len(shown)
    money = tuple(_money_bar(each, at, money_y + ROW * place, width, now) for place, each in enumerate(paid))
    return Picture(
        width=width,
        height=money_y + ROW * len(paid) + 8,
        left=left,
        right=right,
        base=TOP + 14,
        today=at(now) if view.plan.status == "open" else None,
        ticks=_ticks(first, last, at, width),
        pips=_pips(view, at, left, right, days),
        cases=cases,
        money=money,
        money_y=money_y,
        hidden=len(view.cases) - len(shown) + len(view.ledger.movements) - len(paid),
    )


def day_of(at: datetime | date) -> date:
    """The day of a moment at the office."""
    return at.astimezone(ZONE).date() if isinstance(at, datetime) else at


def _span(view: PlanView, now: date) -> tuple[date, date]:
    days = [day_of(view.plan.created_at), *(stage.on for stage in view.stages if stage.on)]
    days += [day_of(at) for each in view.cases for at in (each.head.created_at, each.head.closed_at) if at is not None]
    days += [day_of(at) for each in view.ledger.movements for at in (each.planned_at, each.settled_on) if at is not None]
    if view.plan.closed_at is not None:
        days.append(day_of(view.plan.closed_at))
    return min(days), max([*days, now] if view.plan.status == "open" else days)


def _ticks(first: date, last: date, at: Any, width: int) -> tuple[Tick, ...]:
    months = [
        date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13) if first < date(year, month, 1) <= last
    ]
    room = max(width // TICK, 2)
    step = next((step for step in STEPS if len(months) <= room * step), STEPS[-1])
    chosen = [day for day in months if (day.year * 12 + day.month - 1) % step == 0]
    return tuple(Tick(x, day) for day in chosen if 30 <= (x := at(day)) <= width - 30)


def _pips(view: PlanView, at: Any, left: int, right: int, days: int) -> tuple[Pip, ...]:
    """Phases at their days; those that would lie on each other are moved apart, and never out of the picture."""
    reached = [(number, stage) for number, stage in enumerate(view.stages, 1) if stage.on is not None and stage.state != "skipped"]
    apart = max(PIP, min(ROOMY, (right - left) // max(len(reached), 1))) if days <= YOUNG else PIP
    places: list[int] = []
    for _, stage in reached:
        places.append(max(at(stage.on), places[-1] + apart if places else left))
    limit = right
    for place in range(len(places) - 1, -1, -1):
        places[place] = min(places[place], limit)
        limit = places[place] - apart
    middle = (left + right) // 2
    return tuple(
        Pip(x, number, stage.state, stage.adverse, stage.title, "start" if x < middle else "end")
        for x, (number, stage) in zip(places, reached, strict=True)
    )


def _case_bar(each: LinkedCaseView, at: Any, y: int, width: int, now: date, view: PlanView) -> Bar:
    head = each.head
    ended = day_of(head.closed_at) if head.closed_at is not None else now
    start, end = at(day_of(head.created_at)), at(ended)
    words, anchor = _words(start, width)
    return Bar(start, max(end - start, 6), y, TONES[head.status], words, anchor, each, here=head.case_id == view.asked)


def _money_bar(each: MovementView, at: Any, y: int, width: int, now: date) -> Bar:
    start = at(day_of(each.planned_at))
    end = at(each.settled_on or now)
    words, anchor = _words(start, width)
    return Bar(start, max(end - start, 6), y, MONEY_TONES[each.state], words, anchor, each)


def _words(x: int, width: int) -> tuple[int, str]:
    """Words begin where their bar begins; in the right half of the picture they end at its edge."""
    return (x, "start") if x < width * 0.5 else (width - EDGE - 6, "end")


def pictures(view: PlanView, widths: Sequence[int], now: date) -> tuple[Picture, ...]:
    """The same plan for windows of several widths."""
    return tuple(drawn(view, width, now) for width in widths)
