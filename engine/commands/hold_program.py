"""暂停受理与恢复受理."""

from dataclasses import dataclass

from engine.commands.command import Command
from engine.model import ProgramHold
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, FieldError, InvalidInput, InvalidState
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldProgram(Command[None]):
    """暂停受理: let no new cases of a program begin until it is lifted; running cases and what is linked to them go on.

    Raises:
        NotFound: there is no such program.
        Conflict: it is held already.
        InvalidInput: no reason is given; applicants read it.
    """

    program: str
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Drafts stay, and can be submitted afterwards."""
        must_be(by, "administrator")
        uow.current_release(self.program)
        if not self.reason.strip():
            raise InvalidInput([FieldError("reason", "请填写原因，申报单位会看到。", "Say why: applicants read it.", code="required")])
        held = uow.session.get(ProgramHold, self.program)
        if held is not None:
            raise Conflict("program_held", reason=held.reason, at=held.held_at)
        uow.session.add(ProgramHold(program=self.program, reason=self.reason.strip()[:500], held_at=uow.now, held_by=by.name))
        uow.record_system(by, "program_held", program=self.program, reason=self.reason.strip()[:500])


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftHold(Command[None]):
    """恢复受理: new cases of the program may begin again.

    Raises:
        InvalidState: it is not held.
    """

    program: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """At once."""
        must_be(by, "administrator")
        held = uow.session.get(ProgramHold, self.program)
        if held is None:
            raise InvalidState("program_not_held")
        uow.session.delete(held)
        uow.record_system(by, "program_hold_lifted", program=self.program, since=held.held_at.isoformat())
