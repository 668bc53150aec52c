"""The officer's queue 待办队列: one page by one index, however many tasks are open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select, true, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, defer

from engine.model import Case, Task
from engine.queries.cursors import read_cursor, write_cursor
from engine.queries.finding import Found, find, find_person
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.queue_beside import Beside, copies_of, started_by
from engine.queries.queue_figures import ASKED_AGAIN, counting, office_figures, own_figures
from engine.queries.queue_lists import WHOSE_TURN, areas_of, entrusted_to, held_by, in_office_of, lit, pools_of
from engine.queries.queue_views import QueueView, TaskRow
from engine.running.access import prefix_of
from engine.running.questions import must_be_asked
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

Columns = TypeVarTuple("Columns")
Page = tuple[list[tuple[Task, Case]], Callable[[], int]]
"""Rows, and how many there are in all, counted only when somebody asks."""
FAR = date(9999, 12, 31)
Statements = tuple[Select[Task, Case], Select[int]]
BESIDE = ("copies", "started")
IN_AREAS = ("pool", "all", "office")
"""Lists of the areas of one's posts; the others are one's own, wherever they lie."""
NOT_SHOWN = tuple(
    defer(column, raiseload=True) for column in (Case.facts_small, Case.facts_large, Case.hands, Case.stages, Case.state, Case.event_hash)
)
"""What a line of a list does not show is not read: the facts of fifty cases weigh more than everything else."""


NEWEST_DONE = "-done"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQueue(Query[QueueView]):
    """待办队列: `todo` = held by me, `pool` = for my posts and free, `done` = done by me, `copies` = sent to me to know of,
    `entrusted` = mine to give an opinion on or to do for somebody who is away, `started` = cases I began, `all` = todo and pool,
    `office` = every open task of the regions of my posts, whoever holds it and whosever turn it is.

    `text` searches as `find` does, `person` is a search for somebody on a roster (`LookForPerson`);
    `light` is green, yellow, red or grey; `whose` is free (nobody holds it), applicant (whose turn it
    is), or unread (of copies). `risk` sorts by the day on which the warning of a limit begins: a long limit warns earlier than a short
    one that ends on the same day, and what is stopped cannot be late. What is done, copies and cases begun come the newest first, whatever
    the sort.
    Figures are counted up to `MOST_COUNTED`.
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
    person: str = ""

    def answer(self, uow: UnitOfWork, by: Actor) -> QueueView:
        """Rows, figures for the strip, and the choices of the filters."""
        for name in ("tab", "light", "whose", "sort"):
            must_be_asked(name, getattr(self, name))
        today = uow.now.astimezone(ZONE).date()
        found = self._found(uow, by)
        counts = own_figures(uow, by, today)
        if self.tab in BESIDE:
            beside = self._beside(uow, by, found)
            return QueueView(beside.rows, beside.total, counts, (), (), beside.next, None)
        rows, total = self._few(uow, by, today, found) if found is not None and not found.vague else self._page(uow, by, today, found)
        more, rows = len(rows) > self.size, rows[: self.size]
        vague = found is not None and found.vague and (more or self.after is not None)
        heads = Heads(uow)
        heads.prepare([case for _, case in rows], [task for task, _ in rows])
        return QueueView(
            rows=tuple(TaskRow(heads.task(task, case), heads.case(case)) for task, case in rows),
            total=len(rows) if vague or not (more or self.after) else total(),
            counts=counts,
            programs=tuple({case.program: (case.program, heads.program(case).manifest.title) for _, case in rows}.values()),
            elements=tuple({task.element: (task.element, Text.of(task.name)) for task, _ in rows}.values()),
            next=self._cursor(rows[-1][0]) if more else None,
            previous=None,
            office=office_figures(uow, by, today) if self.tab == "office" else None,
            vague=vague,
        )

    def _found(self, uow: UnitOfWork, by: Actor) -> Found | None:
        if self.person:
            return find_person(uow, by, self.person)
        return find(uow, self.text, self._areas(by)) if self.text.strip() else None

    def _beside(self, uow: UnitOfWork, by: Actor, found: Found | None) -> Beside:
        if self.tab == "copies":
            return copies_of(uow, by, found, self.after, self.size, unread=self.whose == "unread")
        return started_by(uow, by, found, self.after, self.size)

    def _areas(self, by: Actor) -> list[str]:
        """The prefixes of the regions whose cases alone a search of this list can mean; none where it is not bound to areas."""
        return [prefix_of(area) for area in areas_of(by)] if self.tab in IN_AREAS else []

    def _parts(self, by: Actor, found: Found | None) -> list[tuple[ColumnElement[bool], Found | None]]:
        """The conditions whose tasks together are the tab, and what was found for each; no task fits two of them."""
        if self.tab == "done":
            return [(and_(Task.state == "done", Task.done_by_id == by.user_id), found)]
        if self.tab == "entrusted":
            return [(part, found) for part in entrusted_to(by)]
        if self.tab == "office":
            return [(part, found) for part in in_office_of(by)]
        held = [(held_by(by), found and found.anywhere)] if self.tab != "pool" else []  # whoever moved may still hold one elsewhere
        return held + ([(part, found) for part in pools_of(by)] if self.tab != "todo" else [])

    def _matching(self, by: Actor, today: date, found: Found | None) -> list[Select[Any]]:
        lights = lit(self.light, today) if self.light else (true(),)
        return [self._narrowed(part & light, sought) for part, sought in self._parts(by, found) for light in lights]

    def _narrowed(self, part: ColumnElement[bool], found: Found | None) -> Select[Any]:
        chosen = select(Task.id).where(part)
        if self.program:
            chosen = chosen.where(Task.program == self.program)
        if self.element:
            chosen = chosen.where(Task.element == self.element)
        if self.whose in WHOSE_TURN:
            chosen = chosen.where(WHOSE_TURN[self.whose])
        if found is not None:
            chosen = chosen.where(found.holds(Task.case_id))
        return chosen

    def _page(self, uow: UnitOfWork, by: Actor, today: date, found: Found | None) -> Page:
        """One page, and the total asked for apart."""
        statements = _kept(self, by, today) if found is None else self.statements(by, today, found)
        if statements is None:
            return [], lambda: 0
        page, total = statements
        return [(task, case) for task, case in uow.session.execute(page)], lambda: uow.session.scalar(total) or 0

    def statements(self, by: Actor, today: date, found: Found | None) -> Statements | None:
        """What the store is asked for a page and for its total; None where the list can hold nothing.

        The first of every part, in order, and of these the first: nothing is sorted that is not shown.
        """
        parts = self._matching(by, today, found)
        columns = (self._key, Task.id)
        firsts = [
            self._ordered(chosen.where(behind), *columns).limit(self.size + 1) for chosen in parts for behind in self._behind(*columns)
        ]
        if not firsts:
            return None
        ids = union_all(*(select(each.subquery().c.id) for each in firsts)).subquery()
        return self._shown(select(Task, Case), ids), counting(parts)

    def _few(self, uow: UnitOfWork, by: Actor, today: date, found: Found | None) -> Page:
        """Where few cases are meant, all their tasks in the list are read once: for the page and for the total."""
        parts = [chosen.add_columns(self._key) for chosen in self._matching(by, today, found)]
        if not parts:
            return [], lambda: 0
        all_of_them = union_all(*parts).cte().prefix_with("MATERIALIZED", dialect="postgresql")
        columns = (all_of_them.c[self._key.key], all_of_them.c.id)
        ids = self._ordered(select(all_of_them.c.id).where(or_(*self._behind(*columns))), *columns).limit(self.size + 1)
        many = select(func.count()).select_from(all_of_them).scalar_subquery()
        rows: Any = uow.session.execute(self._shown(select(Task, Case, many), ids.subquery())).all()
        return [(task, case) for task, case, _ in rows], lambda: rows[0][2] if rows else 0

    def _shown(self, chosen: Select[*Columns], ids: Subquery) -> Select[*Columns]:
        chosen = chosen.join(Case, Case.id == Task.case_id).where(Task.id.in_(select(ids.c.id))).options(*NOT_SHOWN)
        return self._ordered(chosen, self._key, Task.id).limit(self.size + 1)

    @property
    def _key(self) -> InstrumentedAttribute[Any]:
        return {"risk": Task.yellow_on, "due": Task.due_on, "arrived": Task.arrived_at, "done": Task.done_at}[self._order.removeprefix("-")]

    @property
    def _order(self) -> str:
        return NEWEST_DONE if self.tab == "done" else self.sort

    def _ordered(self, chosen: Select[*Columns], key: Any, last: Any) -> Select[*Columns]:
        """By the key; what has no due date comes after everything that has one. The order of the indexes, forwards or backwards."""
        if self._order.startswith("-"):
            return chosen.order_by(key.desc().nulls_first(), last.desc())
        return chosen.order_by(key.nulls_last(), last)

    def _behind(self, key: Any, id_: Any) -> list[ColumnElement[bool]]:
        """What comes after the cursor, as conditions an index can follow: after a date come later dates, and then those without one."""
        if not self.after:
            return [true()]
        read: Callable[[str], Any] = datetime.fromisoformat if self._key in (Task.arrived_at, Task.done_at) else date.fromisoformat
        value, last = read_cursor(self.after, read, UUID)
        down = self._order.startswith("-")
        here = id_ < last if down else id_ > last
        if value == FAR:
            undated = and_(key.is_(None), here)
            return [undated, key.is_not(None)] if down else [undated]
        edge = (value, last)
        after = tuple_(key, id_) < edge if down else tuple_(key, id_) > edge
        return [after] if down else [after, key.is_(None)]

    def _cursor(self, last: Task) -> str:
        value = (getattr(last, self._key.key) or FAR).isoformat()
        return write_cursor(value, str(last.id))


@lru_cache(ASKED_AGAIN)
def _kept(query: TaskQueue, by: Actor, today: date) -> Statements | None:
    return query.statements(by, today, None)
