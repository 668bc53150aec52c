"""REST: how long dossiers are kept, lists of destruction proposed by one and answered by another, and holds on cases."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.responses import Response

from api.deps import Acting, Asking
from api.destruction_files import register_paper, register_workbook
from api.downloads import WORKBOOK, bytes_answer
from api.rest.administration import administrator
from api.rest.kinds import READ, WRITE, Cursor, Paged, Paragraph, Word
from engine.commands import AnswerDestruction, DestructionProposed, LiftLegalHold, PlaceLegalHold, ProposeDestruction
from engine.queries import (
    CaseHold,
    CaseHoldOf,
    DestructionOf,
    DestructionPreview,
    DestructionRegister,
    DueCases,
    PreviewDestruction,
    Retention,
    RetentionView,
)
from engine.queries.retention import DueCase

router = APIRouter(prefix="/admin/retention", tags=["retention"], dependencies=[Depends(administrator)])
PDF = "application/pdf"
PAPER: dict[int | str, dict[str, Any]] = {200: {"description": "The register on paper", "content": {PDF: {}}}}
SHEET: dict[int | str, dict[str, Any]] = {200: {"description": "The register as a workbook", "content": {WORKBOOK: {}}}}


class Reason(BaseModel):
    """Why."""

    reason: Paragraph


class Proposal(Reason):
    """What to destroy: everything overdue that nothing keeps, of one program or of all."""

    program: Word = ""


class Answer(BaseModel):
    """Whether it may happen; approval has to say that nothing comes back, a refusal needs a reason."""

    approve: bool
    sure: bool = False
    answer: Paragraph = ""


class SetGoing(BaseModel):
    """How many cases are set going."""

    cases: int


@router.get("", responses=READ)
def retention(call: Asking, program: Word = "") -> RetentionView:
    """How many dossiers are overdue, fall due this year, later or never; lists of destruction and holds."""
    return call.ask(Retention(program=program))


@router.get("/due", responses=READ)
def due(call: Asking, which: Literal["overdue", "this_year"] = "overdue", program: Word = "", after: Cursor = None) -> Paged[DueCase]:
    """What is overdue or falls due this year, and what keeps each of them."""
    return Paged[DueCase].model_validate(call.ask(DueCases(which=which, program=program, after=after)))


@router.get("/effects", responses=READ)
def effects(call: Asking, program: Word = "") -> DestructionPreview:
    """What a list would hold now; nothing changes."""
    return call.ask(PreviewDestruction(program=program))


@router.post("/lists", status_code=201, responses=WRITE)
def propose(call: Acting, body: Proposal) -> DestructionProposed:
    """Propose a list; nothing is destroyed before another administrator approves it."""
    return call.execute(ProposeDestruction(program=body.program, reason=body.reason))


@router.get("/lists/{destruction_id}", responses=READ)
def listed(call: Asking, destruction_id: UUID) -> DestructionRegister:
    """One list with its progress and its first hundred cases."""
    return call.ask(DestructionOf(destruction_id=destruction_id))


@router.post("/lists/{destruction_id}/answer", responses=WRITE)
def answer(call: Acting, destruction_id: UUID, body: Answer) -> SetGoing:
    """Let it be done in the background, or refuse it; whoever proposed it may not."""
    done = AnswerDestruction(destruction_id=destruction_id, approve=body.approve, answer=body.answer, sure=body.sure)
    return SetGoing(cases=call.execute(done))


@router.get("/lists/{destruction_id}/register.pdf", response_class=Response, responses={**READ, **PAPER})
def paper(call: Asking, destruction_id: UUID) -> Response:
    """The whole list on paper."""
    register = call.ask(DestructionOf(destruction_id=destruction_id, size=None))
    ports = call.engine.runtime.ports
    return bytes_answer(register_paper(ports.documents, register, call.actor, ports.clock.now(), "zh"), f"{register.view.number}.pdf", PDF)


@router.get("/lists/{destruction_id}/register.xlsx", response_class=Response, responses={**READ, **SHEET})
def workbook(call: Asking, destruction_id: UUID) -> Response:
    """The whole list as a workbook."""
    register = call.ask(DestructionOf(destruction_id=destruction_id, size=None))
    return bytes_answer(register_workbook(register, "zh"), f"{register.view.number}.xlsx", WORKBOOK)


@router.get("/holds/{case_id}", responses=READ)
def case_hold(call: Asking, case_id: UUID) -> CaseHold:
    """Whether a hold stands on a case."""
    return call.ask(CaseHoldOf(case_id=case_id))


@router.put("/holds/{case_id}", status_code=204, responses=WRITE)
def place(call: Acting, case_id: UUID, body: Reason) -> None:
    """Place a hold: nothing of the case or its family is destroyed."""
    call.execute(PlaceLegalHold(case_id=case_id, reason=body.reason))


@router.post("/holds/{case_id}/lift", status_code=204, responses=WRITE)
def lift(call: Acting, case_id: UUID, body: Reason) -> None:
    """Lift the hold that stands."""
    call.execute(LiftLegalHold(case_id=case_id, reason=body.reason))
