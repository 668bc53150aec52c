"""REST: plans 计划 as families of cases: linked cases, the ledger of their money, the registry of benefits."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api import sheets
from api.deps import Acting, Asking, language_of
from api.downloads import WORKBOOK, bytes_answer
from api.rest.kinds import READ, WRITE, Word
from api.rest.registers import SPREADSHEET
from engine.commands import CaseOpened, StartLinked
from engine.queries import (
    BenefitConflicts,
    BenefitsOf,
    BenefitView,
    ConflictView,
    Ledger,
    LedgerView,
    PlanLife,
    PlanView,
    PublicList,
    SettlementSheet,
)

router = APIRouter(prefix="/cases/{case_id}", tags=["plans"])


class NewLinked(BaseModel):
    """Which process to start; see `startable` of the plan."""

    process: Word = Field(examples=["advance"])


@router.get("/plan", responses=READ)
def plan(call: Asking, case_id: UUID) -> PlanView:
    """The whole life of a plan: phases, linked cases, what may be started and why not, money with its computations, figures in fen."""
    return call.ask(PlanLife(case_id=case_id))


@router.post("/linked", status_code=201, responses=WRITE)
def start_linked(call: Acting, case_id: UUID, body: NewLinked) -> CaseOpened:
    """Start a linked case as a draft; it is filled in and submitted like any other."""
    return call.execute(StartLinked(parent_id=case_id, process=body.process))


@router.get("/ledger", responses=READ)
def ledger(call: Asking, case_id: UUID) -> LedgerView:
    """Every movement of money of the family, each with its computation: inputs, lines, rules that held, clause, parameters."""
    return call.ask(Ledger(case_id=case_id))


@router.get("/benefits", responses=READ)
def benefits(call: Asking, case_id: UUID) -> tuple[BenefitView, ...]:
    """What the registry of benefits holds for the family; persons are named by their roster row only."""
    return call.ask(BenefitsOf(case_id=case_id))


@router.get("/benefit-conflicts", responses=READ)
def benefit_conflicts(call: Asking, case_id: UUID) -> tuple[ConflictView, ...]:
    """What stands against the family's benefits now, with both cases and the clause; masked where the other case is not yours to see."""
    return call.ask(BenefitConflicts(case_id=case_id))


@router.get("/payments/{movement_id}/sheet.xlsx", response_class=Response, responses={**READ, **SPREADSHEET})
def sheet(request: Request, call: Asking, case_id: UUID, movement_id: UUID) -> Response:
    """How an amount came about, person by person, as a workbook; names are masked."""
    view = call.ask(SettlementSheet(case_id=case_id, movement_id=movement_id))
    return bytes_answer(sheets.settlement(view, language_of(request)), f"{view.case_number}.xlsx", WORKBOOK)


@router.get("/notices/{notice_id}.xlsx", response_class=Response, responses={**READ, **SPREADSHEET})
def public_list(request: Request, call: Asking, case_id: UUID, notice_id: UUID) -> Response:
    """The people a notice shows, masked as it shows them, as a workbook."""
    view = call.ask(PublicList(case_id=case_id, notice_id=notice_id))
    return bytes_answer(sheets.public_list(view, language_of(request)), f"{view.number}.xlsx", WORKBOOK)
