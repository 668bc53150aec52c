"""暂停受理: whether a program takes new cases at present."""

from engine.model import ProgramHold
from engine.sdk.errors import InvalidState
from engine.store.unit_of_work import UnitOfWork


def must_take_cases(uow: UnitOfWork, program: str) -> None:
    """`InvalidState` with the reason while the program takes no new cases."""
    hold = uow.session.get(ProgramHold, program)
    if hold is not None:
        raise InvalidState("program_held", reason=hold.reason, at=hold.held_at)
