"""The officer's desk 协同: requests to answer, who is away, receipts of the copies one sent. What there is to do stands in the queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select, true

from engine.model import Absence, Act, Case
from engine.queries.absences import AbsenceView, absences, colleagues
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.verbs import PersonChoice, RequestView, request_view
from engine.queries.views import CaseHead
from engine.running.access import must_be, visible_regions
from engine.running.copies import KIND as COPY
from engine.running.requests import TITLES as REQUESTS
from engine.running.requests import asked_by, heads_of, stand_as_head
from engine.running.verbs import SUPERVISOR
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork

MOST = 50


@dataclass(frozen=True, slots=True)
class CopySent:
    """A copy the officer sent, and its receipt."""

    number: str
    to: str
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """请示: what waits for the officer as head, and the task whose page answers it."""

    request: RequestView
    case: CaseHead
    task_id: UUID


@dataclass(frozen=True, slots=True)
class DeskView:
    """协同: everything between colleagues that concerns one officer."""

    sent: tuple[CopySent, ...]
    requests: tuple[WaitingRequest, ...]
    absences: tuple[AbsenceView, ...]
    colleagues: tuple[PersonChoice, ...]
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(Query[DeskView]):
    """协同: the newest of each kind, unanswered first."""

    def answer(self, uow: UnitOfWork, by: Actor) -> DeskView:
        """For officers; at most fifty of a kind."""
        must_be(by, "officer")
        requests = [(act, case) for act, case in _acts(uow, _requests(by)) if _answers(uow, by, act, case)]
        heads = Heads(uow)
        heads.prepare([case for _, case in requests])
        return DeskView(
            sent=tuple(CopySent(case.number or "", act.to, act.at, act.ended_at) for act, case in _acts(uow, _sent(by))),
            requests=tuple(WaitingRequest(request_view(act), heads.case(case), act.task_id) for act, case in requests),
            absences=_absences(uow, by),
            colleagues=colleagues(uow, by.regions, by.user_id),
            leads=SUPERVISOR in by.roles,
        )


def _acts(uow: UnitOfWork, chosen: Select[Any, Case]) -> list[tuple[Any, Case]]:
    return [(row[0], row[1]) for row in uow.session.execute(chosen.limit(MOST))]


def _sent(by: Actor) -> Select[Act, Case]:
    chosen = select(Act, Case).join(Case, Case.id == Act.case_id).where(Act.kind == COPY, Act.by_id == by.user_id)
    return chosen.where(visible_regions(by, Case.region)).order_by(Act.at.desc())


def _requests(by: Actor) -> Select[Act, Case]:
    chosen = (
        select(Act, Case).join(Case, Case.id == Act.case_id).where(Act.to_id.is_(None), Act.kind.in_(tuple(REQUESTS)), Act.state == "open")
    )
    return chosen.where(visible_regions(by, Case.region)).order_by(Act.at)


def _answers(uow: UnitOfWork, by: Actor, act: Act, case: Case) -> bool:
    """Whether the officer heads the office of the case, or acts for who does, and it is a request of neither."""
    stand = stand_as_head(uow, by, case)
    heads = stand is not None or any(by.holds(role, case.region) for role in heads_of(uow.program(case.release_id)))
    return heads and not asked_by(uow, act, by, stand)


def _absences(uow: UnitOfWork, by: Actor) -> tuple[AbsenceView, ...]:
    """Those that concern the officer, and all of their area for a supervisor; over ones are left out."""
    if SUPERVISOR in by.roles:
        return absences(uow, true())
    return absences(uow, or_(Absence.person_id == by.user_id, Absence.substitute_id == by.user_id))
