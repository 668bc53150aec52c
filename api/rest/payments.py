"""REST: payments 资金拨付, from the preparation to the treasury's answer."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, File, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking
from api.downloads import WORKBOOK, bytes_answer
from api.rest.kinds import READ, WRITE, Paragraph, Word
from engine.commands import (
    ApprovePayment,
    CheckPayment,
    ExportPaymentFile,
    ImportPaymentResults,
    PaymentsExported,
    PreparePayment,
    RecordReceipt,
    ResultsImported,
    TakePaymentFile,
)
from engine.queries import BatchView, MovementView, PaymentBatches, PaymentDetail, PaymentQueue, PaymentView

router = APIRouter(tags=["payments"])

Step = Literal["prepare", "budget", "check", "approve", "export", "sent", "receive", "failed"]
SPREADSHEET: dict[int | str, dict[str, Any]] = {200: {"description": "An .xlsx workbook", "content": {WORKBOOK: {}}}}


class Budget(BaseModel):
    """The budget line a payment is taken from."""

    fund_source: Word = Field(examples=["employment_fund"])
    budget_year: int = Field(examples=[2026])
    budget_item: Word = Field(examples=["职业培训补贴"])
    basis: Word = Field(examples=["穗人社函〔2020〕22号"])


class Judgement(BaseModel):
    """Agreed, or sent back to be prepared again with a note."""

    agree: bool = True
    note: Paragraph = ""


class Receipt(BaseModel):
    """Money that came in."""

    voucher: Word
    received_on: date


class Export(BaseModel):
    """What leaves for the treasury: everything approved in a region, or the payments named."""

    region: Word = Field(examples=["440106"])
    movement_ids: list[UUID] = Field(default=[], max_length=20_000)


@router.get("/payments", responses=READ)
def queue(call: Asking, step: Step = "prepare") -> tuple[MovementView, ...]:
    """The payments that wait at a step, the oldest first; for finance officers."""
    return call.ask(PaymentQueue(step=step))


@router.get("/payments/{movement_id}", responses=READ)
def payment(call: Asking, movement_id: UUID) -> PaymentView:
    """One payment with its computation, what was done with it, and whether its next step is yours to take."""
    return call.ask(PaymentDetail(movement_id=movement_id))


@router.post("/payments/{movement_id}/preparation", responses=WRITE)
def prepare(call: Acting, movement_id: UUID, body: Budget) -> str:
    """Give a payment its budget line; answers its number."""
    return call.execute(PreparePayment(movement_id=movement_id, **body.model_dump()))


@router.post("/payments/{movement_id}/check", status_code=204, responses=WRITE)
def check(call: Acting, movement_id: UUID, body: Judgement) -> Response:
    """A second finance officer agrees or sends it back."""
    call.execute(CheckPayment(movement_id=movement_id, agree=body.agree, note=body.note))
    return Response(status_code=204)


@router.post("/payments/{movement_id}/approval", status_code=204, responses=WRITE)
def approve(call: Acting, movement_id: UUID, body: Judgement) -> Response:
    """A third finance officer approves or sends it back."""
    call.execute(ApprovePayment(movement_id=movement_id, agree=body.agree, note=body.note))
    return Response(status_code=204)


@router.post("/payments/{movement_id}/receipt", status_code=204, responses=WRITE)
def receipt(call: Acting, movement_id: UUID, body: Receipt) -> Response:
    """What was owed came in, in full."""
    call.execute(RecordReceipt(movement_id=movement_id, voucher=body.voucher, received_on=body.received_on))
    return Response(status_code=204)


@router.get("/payment-files", responses=READ)
def files(call: Asking) -> tuple[BatchView, ...]:
    """The payment files of your regions, the newest first."""
    return call.ask(PaymentBatches())


@router.post("/payment-files", status_code=201, responses=WRITE)
def export(call: Acting, body: Export) -> PaymentsExported:
    """Send approved payments to the treasury in one file."""
    return call.execute(ExportPaymentFile(region=body.region, movement_ids=tuple(body.movement_ids)))


@router.post("/payment-files/{batch_id}/download", response_class=Response, responses={**WRITE, **SPREADSHEET})
def download(call: Acting, batch_id: UUID) -> Response:
    """The file with accounts in clear. Every download leaves a line in the trail of every case in it."""
    taken = call.execute(TakePaymentFile(batch_id=batch_id))
    return bytes_answer(taken.content, f"{taken.number}.xlsx", WORKBOOK)


@router.post("/payment-files/{batch_id}/results", responses=WRITE)
def results(
    call: Acting, batch_id: UUID, file: Annotated[UploadFile, File(description="The payment file with its results filled in")]
) -> ResultsImported:
    """What the treasury answered. One wrong cell (named like `L5`), and nothing is recorded."""
    return call.execute(ImportPaymentResults(batch_id=batch_id, workbook=file.file.read()))
