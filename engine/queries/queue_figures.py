"""The figures above the queue 概况, each counted up to `MOST_COUNTED`: nobody waits for the exact size of a mountain."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select, union_all

from engine.model import Act, Task
from engine.queries.queue_lists import LONGEST_WARNING, WHOSE_TURN, entrusted_to, held_by, in_office_of, lit, pools_of
from engine.queries.queue_views import OfficeCounts, QueueCounts
from engine.running.access import visible_regions
from engine.running.copies import KIND as COPY
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork

MOST_COUNTED = 1000
WEEK = timedelta(days=7)
ASKED_AGAIN = 256
"""How many questions are kept as they were put together: whoever looks at a list looks again, and to write a question costs more than to
ask it."""


def own_figures(uow: UnitOfWork, by: Actor, today: date) -> QueueCounts:
    """What waits for the actor, and what they did in the last seven days."""
    counted: Any = uow.session.execute(_own(by, today), {"since": uow.now - WEEK}).one()
    return QueueCounts(*counted)


def office_figures(uow: UnitOfWork, by: Actor, today: date) -> OfficeCounts:
    """The figures of everything open in the actor's areas."""
    counted: Any = uow.session.execute(_of_the_office(by, today)).one()
    return OfficeCounts(*counted)


@lru_cache(ASKED_AGAIN)
def _own(by: Actor, today: date) -> Select[*tuple[Any, ...]]:
    held, pools = held_by(by), pools_of(by)

    def lighted(light: str) -> list[Select[Any]]:
        return [_lighted(part, light, today) for part in (held, *pools)]

    correcting = select(Task.id).where(Task.state == "open", Task.organisation_id.is_not(None), visible_regions(by, Task.region))
    since = bindparam("since", type_=Task.done_at.type)
    done = select(Task.id).where(Task.state == "done", Task.done_by_id == by.user_id, Task.done_at >= since)
    figures = (
        [select(Task.id).where(held)],
        [select(Task.id).where(pool) for pool in pools],
        lighted("red"),
        lighted("yellow"),
        [correcting],
        [done],
        [select(Act.id).where(Act.kind == COPY, Act.to_id == by.user_id, Act.state == "open")],
        [select(Task.id).where(part) for part in entrusted_to(by)],
    )
    return select(*map(_count_of, figures))


@lru_cache(ASKED_AGAIN)
def _of_the_office(by: Actor, today: date) -> Select[*tuple[Any, ...]]:
    areas = in_office_of(by)

    def turn(*whose: ColumnElement[bool]) -> list[Select[Any]]:
        return [select(Task.id).where(area, *whose) for area in areas]

    red, yellow = ([_lighted(area, light, today) for area in areas] for light in ("red", "yellow"))
    figures = (turn(), turn(WHOSE_TURN["free"]), red, yellow, turn(WHOSE_TURN["applicant"]))
    return select(*map(_count_of, figures))


def _lighted(part: ColumnElement[bool], light: str, today: date) -> Select[Any]:
    """In the order of the due dates, and no further than a warning reaches: what is counted lies together in the index."""
    chosen = select(Task.id).where(part, *lit(light, today)).order_by(Task.due_on)
    return chosen.where(Task.due_on <= today + LONGEST_WARNING) if light == "yellow" else chosen


def count(uow: UnitOfWork, parts: Sequence[Select[Any]]) -> int:
    """How many there are, or `MOST_COUNTED` when there are more."""
    return uow.session.scalar(counting(parts)) or 0


def counting(parts: Sequence[Select[Any]]) -> Select[int]:
    """The question how many there are, answered with `MOST_COUNTED` when there are more."""
    return select(_count_of(parts))


def _count_of(parts: Sequence[Select[Any]]) -> ColumnElement[int]:
    if not parts:
        return literal(0)
    some = union_all(*(select(part.limit(MOST_COUNTED).subquery().c.id) for part in parts)).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
