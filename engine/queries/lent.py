"""What the engine lends to the expressions of a form."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.feel import HostFunction
from engine.packages.functions import host_functions
from engine.queries.query import Query
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LentFunctions(Query[Sequence[HostFunction]]):
    """外部函数: the functions that conditions and computed fields may call, on the calendar as it stands."""

    def answer(self, uow: UnitOfWork, by: Actor) -> Sequence[HostFunction]:  # the calendar is everybody's
        """Answer for whoever asks."""
        return host_functions(uow.calendar)
