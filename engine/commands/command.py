"""What a command is."""

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, get_type_hints

from pydantic import TypeAdapter

from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork

Result = TypeVar("Result")


class Command(Generic[Result]):
    """命令: one verb. A frozen dataclass of its arguments; running it changes everything it promises, or nothing."""

    __slots__ = ()

    in_background: ClassVar[bool] = False
    """Run by the worker: a failure is retried first, and becomes an incident only when the retries are used up."""

    keeps_answer: ClassVar[bool] = True
    """A repeated request is given the first answer, which is stored for it; False where the answer must not be kept: it is done again."""

    def run(self, uow: UnitOfWork, by: Actor) -> Result:
        """Do it; refuse by raising a `Rejection`."""
        raise NotImplementedError


@cache
def _adapter(run: Callable[..., object]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(run)["return"])


def write_answer(command: Command[Any], result: object) -> bytes:
    """The stored form of a command's result, as JSON."""
    return _adapter(type(command).run).dump_json(result)


def read_answer(command: Command[Result], stored: bytes) -> Result:
    """The result that `write_answer` stored."""
    result: Result = _adapter(type(command).run).validate_json(stored)
    return result
