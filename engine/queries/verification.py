"""校验操作留痕: whether chains of the audit trail still say what was written into them, as administrators ask for it."""

from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select

from engine.model import Case, Chain, Trail
from engine.queries.query import Query
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.store.destruction import Seal, seals
from engine.store.unit_of_work import SYSTEM_CHAIN, UnitOfWork
from engine.store.verification import first_fault

MOST_CHAINS = 100


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """How many events were checked, and the number of the first that does not fit (None = the chain is whole).

    `destroyed_under` is the list under which what the events said was lawfully destroyed; "" where it was not.
    """

    checked: int
    broken: int | None
    destroyed_under: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyChain(Query[ChainVerdict]):
    """校验操作留痕: recompute the hashes of one case's events, or of a named chain's when `case_id` is None."""

    case_id: UUID | None = None
    chain: str = SYSTEM_CHAIN

    def answer(self, uow: UnitOfWork, by: Actor) -> ChainVerdict:
        """A missing, altered or added event breaks the chain where it stands; a cut end breaks it after the last."""
        must_be(by, "administrator")
        if self.case_id is None:
            return _named_chain(uow, self.chain)
        case = uow.session.get(Case, self.case_id)
        if case is None:
            raise NotFound("case_not_found", case=str(self.case_id))
        return _chain_of(uow, case)


@dataclass(frozen=True, slots=True)
class TrailVerdict:
    """What was checked of the trail: chains of acts outside cases, chains of cases, events; those that do not hold, with their case where
    they are of one, and the first number that does not fit; cases whose content was destroyed, with the list.
    """

    chains: int
    cases: int
    events: int
    broken: tuple[tuple[str, UUID | None, int], ...]
    destroyed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyTrail(Query[TrailVerdict]):
    """校验操作留痕: every chain of acts outside cases, and those of these cases. All cases are too many for a page: `tongban verify`."""

    case_ids: tuple[UUID, ...] = ()

    def answer(self, uow: UnitOfWork, by: Actor) -> TrailVerdict:
        """At most a hundred cases; one that is not there is left out."""
        must_be(by, "administrator")
        names = uow.session.scalars(select(Chain.name).order_by(Chain.name)).all()
        cases = uow.session.scalars(select(Case).where(Case.id.in_(self.case_ids[:MOST_CHAINS])).order_by(Case.number)).all()
        found: list[tuple[str, UUID | None, ChainVerdict]] = [(name, None, _named_chain(uow, name)) for name in names]
        found += [(case.number or str(case.id), case.id, _chain_of(uow, case)) for case in cases]
        return TrailVerdict(
            len(names),
            len(cases),
            sum(verdict.checked for _, _, verdict in found),
            tuple((name, case_id, verdict.broken) for name, case_id, verdict in found if verdict.broken is not None),
            tuple((name, verdict.destroyed_under) for name, _, verdict in found if verdict.destroyed_under),
        )


def _chain_of(uow: UnitOfWork, case: Case) -> ChainVerdict:
    seal = seals(uow.session, case.id).get(case.id)
    return _verdict(uow, str(case.id), Trail.case_id == case.id, (case.event_seq, case.event_hash), seal)


def _named_chain(uow: UnitOfWork, name: str) -> ChainVerdict:
    row = uow.session.get(Chain, name)
    end = (row.seq, row.hash) if row is not None else (0, b"")
    return _verdict(uow, name, (Trail.chain == name) & Trail.case_id.is_(None), end, None)


def _verdict(uow: UnitOfWork, name: str, of: ColumnElement[bool], end: tuple[int, bytes], seal: Seal | None) -> ChainVerdict:
    with closing(uow.session.scalars(select(Trail).where(of).order_by(Trail.seq).execution_options(yield_per=1000))) as entries:
        checked, fault = first_fault(name, entries, end, seal)
    return ChainVerdict(checked, fault.seq if fault is not None else None, seal.number if seal is not None else "")
