"""新建办件."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running.access import must_be, organisation_of
from engine.running.beginning import fresh_case
from engine.running.holding import must_take_cases
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound, NotPermitted
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A draft case was made."""

    case_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(Command[CaseOpened]):
    """新建办件: begin a draft of a process of a program's current release.

    Raises:
        NotFound: no such program or process.
        InvalidState: `program_held`, it takes no new cases at present.
        NotPermitted: the process is not for this kind of actor.
    """

    program: str
    process: str

    def run(self, uow: UnitOfWork, by: Actor) -> CaseOpened:
        """Pin the release: the case keeps it for its life."""
        must_be(by, "enterprise")
        release = uow.current_release(self.program)
        must_take_cases(uow, self.program)
        spec = uow.program(release.id).manifest.processes.get(self.process)
        if spec is None:
            raise NotFound("process_not_found", program=self.program, process=self.process)
        if spec.parent is not None or spec.by != "enterprise":
            raise NotPermitted("process_linked", title=spec.title)
        if by.organisation_id is None:
            raise NotPermitted("organisation_needed")
        organisation = organisation_of(uow, by.organisation_id)
        case = fresh_case(
            uow,
            program=self.program,
            process=self.process,
            release_id=release.id,
            region=organisation.region,
            organisation_id=organisation.id,
            applicant_id=by.user_id,
        )
        uow.record(case, by, "case_opened", program=self.program, process=self.process, release=release.version)
        return CaseOpened(case.id)
