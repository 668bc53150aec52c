"""The benefit registry 享受补贴登记 as people see it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from engine.model import BenefitEntry, Case
from engine.queries.cases import seen_case
from engine.queries.query import Query
from engine.running.benefits import incompatible_of, known_hits, masked_number, sees_case
from engine.running.links import plan_of
from engine.running.reckoning import unfolds_at
from engine.sdk.actor import Actor
from engine.sdk.money import Fen
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class BenefitView:
    """An entry of the registry; persons are named by their roster row only."""

    entry_id: UUID
    kind: str
    title: Text
    row: int | None
    occupation: str
    level: str
    certificate: str
    year: int
    starts: date | None
    ends: date | None
    amount: Fen
    explanation: str
    state: str
    case_number: str


@dataclass(frozen=True, slots=True)
class ConflictView:
    """重复享受: what one roster row (None: the enterprise) holds here, what stands against it, and by which clause.

    `other_case`, `other_organisation` and `other_amount` are masked (amount None, `case_id` None) for those who may not see that case;
    the amount unfolds at `explanation`.
    """

    row: int | None
    kind: Text
    case_number: str
    other_kind: Text
    other_case: str
    other_case_id: UUID | None
    other_organisation: str
    other_state: str
    other_year: int
    other_amount: Fen | None
    explanation: str
    scope: str
    title: Text
    document: str
    clause: str
    masked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitsOf(Query[tuple[BenefitView, ...]]):
    """享受补贴登记 of a case's family."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[BenefitView, ...]:
        """By kind and roster row."""
        case = seen_case(uow, by, self.case_id)
        names = incompatible_of(uow.program(case.release_id))
        rows = uow.session.execute(
            select(BenefitEntry, Case.number)
            .outerjoin(Case, Case.id == BenefitEntry.case_id)
            .where(BenefitEntry.plan_id == plan_of(case))
            .order_by(BenefitEntry.kind, BenefitEntry.row, BenefitEntry.recorded_at)
        )
        return tuple(
            BenefitView(
                entry.id,
                entry.kind,
                names.title(entry.kind),
                entry.row,
                entry.occupation,
                entry.level,
                entry.certificate,
                entry.year,
                entry.starts,
                entry.ends,
                entry.amount,
                unfolds_at("benefit", entry.id),
                entry.state,
                number or "",
            )
            for entry, number in rows
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitConflicts(Query[tuple[ConflictView, ...]]):
    """重复享受比对: what stands against everybody on the plan's roster at this moment, with both cases and the clause."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[ConflictView, ...]:
        """Masked where the actor may not know of the other case."""
        case = seen_case(uow, by, self.case_id)
        names = incompatible_of(uow.program(case.release_id))
        hits = known_hits(uow, case)
        others = {
            other.id: other
            for other in uow.session.scalars(select(Case).where(Case.id.in_({hit.entry.case_id for hit in hits if hit.entry.case_id})))
        }
        views = []
        for hit in hits:
            other = others.get(hit.entry.case_id) if hit.entry.case_id else None
            open_to = sees_case(by, other.organisation_id if other else None, hit.entry.region)
            number = hit.number or hit.entry.source
            views.append(
                ConflictView(
                    row=hit.claim.row,
                    kind=names.title(hit.claim.kind),
                    case_number=case.number or "",
                    other_kind=names.title(hit.entry.kind),
                    other_case=number if open_to else masked_number(number),
                    other_case_id=hit.entry.case_id if open_to else None,
                    other_organisation=hit.entry.organisation if open_to else "***",
                    other_state=hit.entry.state,
                    other_year=hit.entry.year,
                    other_amount=hit.entry.amount if open_to else None,
                    explanation=unfolds_at("benefit", hit.entry.id) if open_to else "",
                    scope=hit.pair.scope,
                    title=hit.pair.title,
                    document=hit.pair.document,
                    clause=hit.pair.clause,
                    masked=not open_to,
                )
            )
        return tuple(views)
