"""What a query is."""

from typing import Generic, TypeVar

from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork

Result = TypeVar("Result")


class Query(Generic[Result]):
    """查询: one question. A frozen dataclass of its arguments; answering it changes nothing."""

    __slots__ = ()

    def answer(self, uow: UnitOfWork, by: Actor) -> Result:
        """Answer with frozen values; raises `NotFound` for what the actor may not know of."""
        raise NotImplementedError
