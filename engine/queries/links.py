"""Linked cases 关联办件 of a case, and which may be started now."""

from dataclasses import dataclass
from uuid import UUID

from engine.model import Case
from engine.queries.cases import seen_case
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.views import CaseHead
from engine.running.access import drafted_by
from engine.running.links import may_begin, siblings, why_not
from engine.sdk.actor import Actor
from engine.sdk.messages import sentence_of
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LinkedCaseView:
    """A case of the family: the parent, or one of its linked cases; `origin` says who began it (enterprise, officer, clock)."""

    head: CaseHead
    is_parent: bool
    origin: str


@dataclass(frozen=True, slots=True)
class StartableView:
    """A process that may be started from a case: now, or why not. `draft_id` is a draft that waits to be sent already."""

    process: str
    title: Text
    once: bool
    may: bool
    reason: Text | None
    draft_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedCases(Query[tuple[LinkedCaseView, ...]]):
    """关联办件: the linked cases of a case that the actor may know of, oldest first; of a linked case its parent and the others."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[LinkedCaseView, ...]:
        """Drafts show to those who began them only."""
        case = seen_case(uow, by, self.case_id)
        parent = case if case.parent_id is None else seen_case(uow, by, case.parent_id)
        family = [parent, *(each for each in siblings(uow, parent) if may_know(by, each))]
        shown = [each for each in family if each.id != case.id]
        heads = Heads(uow)
        heads.prepare(shown)
        return tuple(LinkedCaseView(heads.case(each), each.id == parent.id, each.origin) for each in shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartableLinked(Query[tuple[StartableView, ...]]):
    """可发起的关联办件: every process somebody like the actor may start from this case, with the reason where it cannot be now."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[StartableView, ...]:
        """In the manifest's order; processes that others start are left out."""
        parent = seen_case(uow, by, self.case_id)
        if parent.parent_id is not None:
            return ()
        program = uow.program(parent.release_id)
        views = []
        for spec in program.manifest.processes.values():
            if spec.parent is None or spec.parent.process != parent.process or by.is_system or not may_begin(by, spec, parent):
                continue
            others = siblings(uow, parent, spec.id)
            refusal = why_not(by, parent, program, spec, others)
            draft = next((each for each in others if each.status == "draft" and may_know(by, each)), None)
            views.append(
                StartableView(
                    spec.id, spec.title, spec.once, refusal is None, sentence_of(refusal) if refusal else None, draft.id if draft else None
                )
            )
        return tuple(views)


def may_know(by: Actor, case: Case) -> bool:
    """Whether a linked case of a case that the actor knows of shows: drafts are their beginners' own."""
    if case.status != "draft" or by.kind in {"administrator", "system"}:
        return True
    return drafted_by(by, case) if by.kind == "officer" else case.origin == "enterprise"
