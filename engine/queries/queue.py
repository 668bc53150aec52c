"""The officer's queue 待办队列: one page by one index, however many tasks are open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, true, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, defer

from engine.model import Case, Organisation, Task
from engine.queries.cursors import like, read_cursor, write_cursor
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.views import OfficeCounts, QueueCounts, QueueView, TaskRow
from engine.running.access import prefix_of, visible_regions
from engine.sdk.actor import Actor, within
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

Columns = TypeVarTuple("Columns")
FAR = date(9999, 12, 31)
TABS = ("todo", "pool", "done", "all", "office")
WHOSE = ("", "free", "applicant")
SORTS = ("due", "-due", "arrived", "-arrived")
WEEK = timedelta(days=7)
MOST_COUNTED = 1000
NOT_SHOWN = tuple(defer(column, raiseload=True) for column in (Case.facts, Case.stages, Case.state, Case.event_hash))
"""What a line of a list does not show is not read: the facts of fifty cases weigh more than everything else."""
WHOSE_TURN: Mapping[str, ColumnElement[bool]] = {
    "free": and_(Task.organisation_id.is_(None), Task.assignee_id.is_(None)),
    "applicant": Task.organisation_id.is_not(None),
}
LONGEST_WARNING = timedelta(days=31)
"""Five working days before a due date lie within this, whatever holidays are between."""


def pools_of(by: Actor) -> list[ColumnElement[bool]]:
    """Open tasks that nobody holds, one condition for each of the actor's posts: each is answered by one stretch of one index."""
    return [
        and_(Task.state == "open", Task.role == role, _in(area), Task.organisation_id.is_(None), Task.assignee_id.is_(None))
        for role, area in _widest(by)
    ]


def pool_of(by: Actor) -> ColumnElement[bool]:
    """Open tasks for one of the actor's posts that nobody holds."""
    return or_(false(), *pools_of(by))


def _widest(by: Actor) -> list[tuple[str, str]]:
    """The posts without those that lie in another post of the same role."""
    posts = sorted(by.posts)
    return [
        (role, area) for role, area in posts if not any(role == other and area != wider and within(area, wider) for other, wider in posts)
    ]


def _in(area: str) -> ColumnElement[bool]:
    """A district by its code, so that the index keeps the order of what follows; a city or province by its prefix."""
    prefix = prefix_of(area)
    return Task.region == area if len(prefix) == len(area) else Task.region.like(prefix + "%")


def held_by(by: Actor) -> ColumnElement[bool]:
    """Open tasks the actor holds."""
    return and_(Task.state == "open", Task.assignee_id == by.user_id) if by.user_id is not None else false()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQueue(Query[QueueView]):
    """待办队列: `todo` = held by me, `pool` = for my posts and free, `done` = done by me, `all` = todo and pool,
    `office` = every open task of the regions of my posts, whoever holds it and whosever turn it is.

    `text` searches case numbers and enterprises; `light` is green, yellow, red or grey; `whose` is free (nobody holds it) or
    applicant (whose turn it is). Figures are counted up to `MOST_COUNTED`.
    """

    tab: str = "all"
    text: str = ""
    program: str = ""
    element: str = ""
    light: str = ""
    whose: str = ""
    sort: str = "due"
    after: str | None = None
    size: int = 50

    def answer(self, uow: UnitOfWork, by: Actor) -> QueueView:
        """Rows, figures for the strip, and the choices of the filters."""
        if self.tab not in TABS or self.sort not in SORTS or self.whose not in WHOSE:
            raise InvalidInput([FieldError("tab", "没有这样的列表。", "There is no such list.")])
        today = uow.now.astimezone(ZONE).date()
        rows = self._page(uow, by, today)
        more, rows = len(rows) > self.size, rows[: self.size]
        heads = Heads(uow)
        heads.prepare([case for _, case in rows], [task for task, _ in rows])
        return QueueView(
            rows=tuple(TaskRow(heads.task(task, case), heads.case(case)) for task, case in rows),
            total=_counted(uow, [self._matching(part, today) for part in self._parts(by)]),
            counts=_counts(uow, by, today),
            programs=tuple({case.program: (case.program, heads.program(case).manifest.title) for _, case in rows}.values()),
            elements=tuple({task.element: (task.element, Text.of(task.name)) for task, _ in rows}.values()),
            next=self._cursor(rows[-1][0]) if more else None,
            previous=None,
            office=_office_counts(uow, self._parts(by), today) if self.tab == "office" else None,
        )

    def _parts(self, by: Actor) -> list[ColumnElement[bool]]:
        """The conditions whose tasks together are the tab; no task fits two of them."""
        if self.tab == "done":
            return [and_(Task.state == "done", Task.done_by_id == by.user_id)]
        if self.tab == "office":
            areas = {area for _, area in by.posts}
            return [
                and_(Task.state == "open", _in(area)) for area in areas if not any(area != wider and within(area, wider) for wider in areas)
            ]
        held = [held_by(by)] if self.tab != "pool" else []
        return held + (pools_of(by) if self.tab != "todo" else [])

    def _matching(self, part: ColumnElement[bool], today: date) -> Select[Any]:
        chosen = select(Task.id).where(part)
        if self.program:
            chosen = chosen.where(Task.program == self.program)
        if self.element:
            chosen = chosen.where(Task.element == self.element)
        if self.light:
            chosen = chosen.where(lit(self.light, today))
        if self.whose:
            chosen = chosen.where(WHOSE_TURN[self.whose])
        if self.text.strip():
            pattern = like(self.text)
            found = or_(Case.number.ilike(pattern), Organisation.name.ilike(pattern), Organisation.uscc.ilike(pattern))
            chosen = chosen.join(Case, Case.id == Task.case_id).join(Organisation, Organisation.id == Case.organisation_id).where(found)
        return chosen

    def _page(self, uow: UnitOfWork, by: Actor, today: date) -> list[tuple[Task, Case]]:
        """The first of every part, in order, and of these the first: nothing is sorted that is not shown."""
        found = [
            self._ordered(chosen.where(behind)).limit(self.size + 1)
            for part in self._parts(by)
            for chosen in [self._matching(part, today)]
            for behind in self._behind()
        ]
        if not found:
            return []
        ids = union_all(*(select(each.subquery().c.id) for each in found)).subquery()
        chosen = select(Task, Case).join(Case, Case.id == Task.case_id).where(Task.id.in_(select(ids.c.id))).options(*NOT_SHOWN)
        rows: Any = uow.session.execute(self._ordered(chosen).limit(self.size + 1))
        return [(task, case) for task, case in rows]

    @property
    def _key(self) -> InstrumentedAttribute[Any]:
        return Task.due_on if "due" in self.sort else Task.arrived_at

    def _ordered(self, chosen: Select[*Columns]) -> Select[*Columns]:
        """By the key; what has no due date comes after everything that has one. The order of the indexes, forwards or backwards."""
        if self.sort.startswith("-"):
            return chosen.order_by(self._key.desc().nulls_first(), Task.id.desc())
        return chosen.order_by(self._key.nulls_last(), Task.id)

    def _behind(self) -> list[ColumnElement[bool]]:
        """What comes after the cursor, as conditions an index can follow: after a date come later dates, and then those without one."""
        if not self.after:
            return [true()]
        read: Callable[[str], Any] = date.fromisoformat if "due" in self.sort else datetime.fromisoformat
        value, last = read_cursor(self.after, read, UUID)
        down = self.sort.startswith("-")
        here = Task.id < last if down else Task.id > last
        if value == FAR:
            undated = and_(self._key.is_(None), here)
            return [undated, self._key.is_not(None)] if down else [undated]
        edge = (value, last)
        after = tuple_(self._key, Task.id) < edge if down else tuple_(self._key, Task.id) > edge
        return [after] if down else [after, self._key.is_(None)]

    def _cursor(self, last: Task) -> str:
        value = (last.due_on or FAR).isoformat() if "due" in self.sort else last.arrived_at.isoformat()
        return write_cursor(value, str(last.id))


def _counts(uow: UnitOfWork, by: Actor, today: date) -> QueueCounts:
    """The figures of the strip, each counted up to `MOST_COUNTED`."""
    held, pools = held_by(by), pools_of(by)
    soon_at_most = Task.due_on <= today + LONGEST_WARNING

    def lighted(light: str, *more: ColumnElement[bool]) -> list[Select[Any]]:
        return [select(Task.id).where(part, lit(light, today), *more).order_by(Task.due_on) for part in (held, *pools)]

    correcting = select(Task.id).where(Task.state == "open", Task.organisation_id.is_not(None), visible_regions(by, Task.region))
    done = select(Task.id).where(Task.state == "done", Task.done_by_id == by.user_id, Task.done_at >= uow.now - WEEK)
    figures = (
        [select(Task.id).where(held)],
        [select(Task.id).where(pool) for pool in pools],
        lighted("red"),
        lighted("yellow", soon_at_most),
        [correcting],
        [done],
    )
    counted: Any = uow.session.execute(select(*map(_count_of, figures))).one()
    return QueueCounts(*counted)


def _office_counts(uow: UnitOfWork, areas: Sequence[ColumnElement[bool]], today: date) -> OfficeCounts:
    """The figures of everything open in these areas."""
    chosen = (true(), WHOSE_TURN["free"], lit("red", today), lit("yellow", today), WHOSE_TURN["applicant"])
    figures = [[select(Task.id).where(area, condition) for area in areas] for condition in chosen]
    counted: Any = uow.session.execute(select(*map(_count_of, figures))).one()
    return OfficeCounts(*counted)


def _counted(uow: UnitOfWork, parts: Sequence[Select[Any]]) -> int:
    """How many there are, or `MOST_COUNTED` when there are more: nobody waits for the exact size of a mountain."""
    return uow.session.scalar(select(_count_of(parts))) or 0


def _count_of(parts: Sequence[Select[Any]]) -> ColumnElement[int]:
    if not parts:
        return literal(0)
    some = union_all(*(select(part.limit(MOST_COUNTED).subquery().c.id) for part in parts)).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def lit(light: str, today: date) -> ColumnElement[bool]:
    """The SQL condition of a light: what the projection of the clock would say today."""
    if light == "grey":
        return Task.stopped.is_(True)
    if light == "red":
        return and_(Task.due_on.is_not(None), Task.due_on < today)
    if light == "yellow":
        return and_(Task.due_on >= today, Task.yellow_on <= today)
    return and_(
        ~Task.stopped, or_(Task.due_on.is_(None), and_(Task.due_on >= today, or_(Task.yellow_on.is_(None), Task.yellow_on > today)))
    )
