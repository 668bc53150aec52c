"""What changed 动态: the newest events of cases for those who watch a page, and how many alerts they have not read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select

from engine.model import Alert, Case, Event
from engine.queries.query import Query
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork

MOST = 500
OVERLAP = 200
"""Events are numbered when they are written and seen when they are committed: the last ones are looked at again."""


OF_PEOPLE = frozenset({"absence_arranged", "absence_ended"})
"""What changes the pages of people without belonging to a case."""


@dataclass(frozen=True, slots=True)
class Change:
    """One event: of a case in a region, at a task where it names one, or of `people` (their ids) without a case; by whom."""

    event_id: int
    kind: str
    case_id: UUID | None
    task_id: str
    region: str
    by: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The changes behind a mark, the mark to ask with next time, and how many alerts each of the people asked for has not read."""

    mark: int
    changes: tuple[Change, ...]
    unread: Mapping[UUID, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes(Query[ChangesView]):
    """动态 since a mark (None: now). Those shortly before it come again each time, so that none that was committed late is missed."""

    after: int | None = None
    people: Sequence[UUID] = ()

    def answer(self, uow: UnitOfWork, by: Actor) -> ChangesView:
        """For the server itself, which tells everybody what they may know."""
        must_be(by, "system")
        mark = uow.session.scalar(select(func.max(Event.id))) or 0
        return ChangesView(mark, self._behind(uow, mark if self.after is None else self.after), self._unread(uow))

    @staticmethod
    def _behind(uow: UnitOfWork, after: int) -> tuple[Change, ...]:
        said = Event.data["task"].astext, Case.region, Event.actor, Event.data["people"]
        chosen = select(Event.id, Event.kind, Event.case_id, *said).outerjoin(Case, Case.id == Event.case_id)
        chosen = chosen.where(Event.id > after - OVERLAP, or_(Case.id.is_not(None), Event.kind.in_(OF_PEOPLE)))
        rows = uow.session.execute(chosen.order_by(Event.id.desc()).limit(MOST)).all()
        return tuple(
            Change(number, kind, case_id, task or "", region or "", actor, tuple(people or ()) if kind in OF_PEOPLE else ())
            for number, kind, case_id, task, region, actor, people in rows[::-1]
        )

    def _unread(self, uow: UnitOfWork) -> dict[UUID, int]:
        unread = select(Alert.person_id, func.count()).where(Alert.person_id.in_(self.people), Alert.read_at.is_(None), Alert.shown)
        found = {person: count for person, count in uow.session.execute(unread.group_by(Alert.person_id))} if self.people else {}  # noqa: C416
        return {person: found.get(person, 0) for person in self.people}
