"""发起关联办件."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.commands.open_case import CaseOpened
from engine.running.access import must_see
from engine.running.beginning import fresh_case
from engine.running.duties import must_not_be_recused
from engine.running.kept_tables import keep_tables, kept_by
from engine.running.links import linked_spec, siblings, why_not
from engine.running.settings import KEPT, keep
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from engine.store.destruction import list_of
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLinked(Command[CaseOpened]):
    """发起关联办件: begin a draft of a process that belongs to this parent; it is submitted like any other draft.

    Raises:
        NotFound: no such case for the actor, or no such process of it.
        NotPermitted: `linked_by_others`, the process is started by others, or the actor is recused from the parent.
        InvalidState: `linked_parent_closed`, `linked_stage`, `linked_once`, `linked_draft` or `case_destroyed`, with what is in the way.
    """

    parent_id: UUID
    process: str

    def run(self, uow: UnitOfWork, by: Actor) -> CaseOpened:
        """The parent is locked while it is looked at: two people at once start one case, not two."""
        parent = uow.locked_case(self.parent_id)
        must_see(by, parent)
        must_not_be_recused(by, parent)
        if (gone := list_of(uow.session, parent.id)) is not None:
            raise InvalidState("case_destroyed", number=parent.number or "", register=gone[0])
        program = uow.program(parent.release_id)
        spec = linked_spec(program, parent, self.process)
        refusal = why_not(by, parent, program, spec, siblings(uow, parent, self.process))
        if refusal is not None:
            raise refusal
        pinned = spec.parent is None or spec.parent.release == "parent"
        release_id = parent.release_id if pinned else uow.current_release(parent.program).id
        linked_spec(uow.program(release_id), parent, self.process)
        case = fresh_case(
            uow,
            program=parent.program,
            process=self.process,
            release_id=release_id,
            region=parent.region,
            organisation_id=parent.organisation_id,
            applicant_id=by.user_id,
            parent_id=parent.id,
            origin=by.kind if by.kind in {"enterprise", "officer"} else "clock",
        )
        if release_id == parent.release_id:
            keep(case, parent.facts.get(KEPT) or {})
            keep_tables(case, kept_by(parent))
        uow.record(case, by, "case_opened", program=case.program, process=case.process, parent=parent.number)
        uow.record(parent, by, "linked_opened", process=case.process, title=spec.title.to_json(), linked=str(case.id))
        return CaseOpened(case.id)
