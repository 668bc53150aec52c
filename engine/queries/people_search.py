"""The right to look for people on rosters 按人员检索的权限."""

from dataclasses import dataclass

from engine.queries.query import Query
from engine.running.sought import may_look
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class MayLookForPeople(Query[bool]):
    """按人员检索: whether whoever asks may."""

    def answer(self, uow: UnitOfWork, by: Actor) -> bool:
        """Those who do a step of some cases."""
        return may_look(uow, by)
