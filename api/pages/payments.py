"""Pages 资金拨付: payments prepared, checked and approved by three finance officers, sent to the treasury in a file, answered by it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.downloads import WORKBOOK, bytes_answer
from api.pages.page import Form, OfficerPage, Page
from api.pages.values import day_of, number_of, one_of, parameter
from engine.commands import (
    ApprovePayment,
    CheckPayment,
    Command,
    ExportPaymentFile,
    ImportPaymentResults,
    PreparePayment,
    RecordReceipt,
    TakePaymentFile,
)
from engine.queries import MovementView, PaymentBatches, PaymentDetail, PaymentQueue
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/payments", include_in_schema=False)
STEPS = ("prepare", "budget", "check", "approve", "export", "sent", "receive", "failed")
FUNDS = ("employment_fund", "special_account", "unemployment_insurance", "other")
FINANCE = "finance"
NO_FILE = FieldError("file", "请先选择填好结果的拨付文件（xlsx）。", "Choose the payment file with results (xlsx) first.", code="no_file")
NO_DAY = FieldError("received_on", "请填写收款日期。", "Give the day of receipt.", code="required")


@router.get("")
def queue(request: Request, page: OfficerPage) -> Response:
    """The payments that wait at one step."""
    step = one_of(parameter(request, "step"), STEPS, "prepare")
    rows = page.ask(PaymentQueue(step=step))
    exports = _exports(page, rows) if step == "export" else ()
    return page.html("officer/payments.html", rows=rows, step=step, steps=STEPS, exports=exports)


@router.get("/files")
def files(page: OfficerPage) -> Response:
    """The payment files, the newest first."""
    return page.html("officer/payment_files.html", batches=page.ask(PaymentBatches()), steps=STEPS, chosen=None, errors=())


@router.post("/files")
def export(page: OfficerPage, form: Form) -> Response:
    """Send everything approved in a region to the treasury."""
    page.execute(ExportPaymentFile(region=form.text("region", 6)), form.key)
    return page.go("/payments/files", say="payments_exported")


@router.post("/files/{batch_id}/download")
def download(page: OfficerPage, form: Form, batch_id: UUID) -> Response:
    """The file itself; who took it stands in the trail of every case in it."""
    taken = page.execute(TakePaymentFile(batch_id=batch_id), form.key)
    return bytes_answer(taken.content, f"{taken.number}.xlsx", WORKBOOK)


@router.post("/files/{batch_id}/results")
def results(page: OfficerPage, form: Form, batch_id: UUID) -> Response:
    """What the treasury answered; a file with one wrong cell changes nothing."""
    file = next((upload for name, upload in form.files if name == "file"), None)
    if file is None:
        return _files(page, batch_id, (NO_FILE,))
    try:
        page.execute(ImportPaymentResults(batch_id=batch_id, workbook=file.file.read()), form.key)
    except InvalidInput as refusal:
        return _files(page, batch_id, refusal.errors)
    return page.go("/payments/files", say="results_imported")


def _files(page: Page, chosen: UUID, errors: Any) -> Response:
    return page.html("officer/payment_files.html", 422, batches=page.ask(PaymentBatches()), steps=STEPS, chosen=chosen, errors=errors)


@router.get("/{movement_id}")
def payment(page: OfficerPage, movement_id: UUID) -> Response:
    """One payment: what it is for, how its amount came about, and its next step."""
    return _draw(page, movement_id, {}, ())


@router.post("/{movement_id}/prepare")
def prepare(page: OfficerPage, form: Form, movement_id: UUID) -> Response:
    """Give it its budget line."""
    typed = {name: form.text(name, 200) for name in ("fund_source", "budget_year", "budget_item", "basis")}
    command = PreparePayment(
        movement_id=movement_id,
        fund_source=typed["fund_source"],
        budget_year=number_of(typed["budget_year"], 0, 0, 9999),
        budget_item=typed["budget_item"],
        basis=typed["basis"],
    )
    return _done(page, form, movement_id, command, typed, say="payment_prepared")


@router.post("/{movement_id}/check")
def check(page: OfficerPage, form: Form, movement_id: UUID) -> Response:
    """A second officer agrees or sends it back."""
    agree, note = form.text("decision") != "back", form.text("note", 500)
    command = CheckPayment(movement_id=movement_id, agree=agree, note=note)
    return _done(page, form, movement_id, command, {"note": note}, say="payment_checked" if agree else "payment_back")


@router.post("/{movement_id}/approve")
def approve(page: OfficerPage, form: Form, movement_id: UUID) -> Response:
    """A third officer approves or sends it back."""
    agree, note = form.text("decision") != "back", form.text("note", 500)
    command = ApprovePayment(movement_id=movement_id, agree=agree, note=note)
    return _done(page, form, movement_id, command, {"note": note}, say="payment_approved" if agree else "payment_back")


@router.post("/{movement_id}/receipt")
def receipt(page: OfficerPage, form: Form, movement_id: UUID) -> Response:
    """What the enterprise owed came in."""
    typed = {"voucher": form.text("voucher", 100), "received_on": form.text("received_on", 10)}
    day = day_of(typed["received_on"])
    if day is None:
        return _draw(page, movement_id, typed, (NO_DAY,), 422)
    command = RecordReceipt(movement_id=movement_id, voucher=typed["voucher"], received_on=day)
    return _done(page, form, movement_id, command, typed, say="payment_received")


def _done(page: Page, form: Form, movement_id: UUID, command: Command[Any], typed: Mapping[str, str], *, say: str) -> Response:
    """Do it and go on to the next payment of the same step, or show what is wrong."""
    step = page.ask(PaymentDetail(movement_id=movement_id)).movement.step
    try:
        page.execute(command, form.key)
    except InvalidInput as refusal:
        return _draw(page, movement_id, typed, refusal.errors, 422)
    if step == "prepare" and page.ask(PaymentDetail(movement_id=movement_id)).short is not None:
        return page.go("/payments?step=budget", say="payment_waits")
    return page.go(f"/payments?step={step}" if step in STEPS else "/payments", say=say)


def _draw(page: Page, movement_id: UUID, typed: Mapping[str, str], errors: Any, status: int = 200) -> Response:
    view = page.ask(PaymentDetail(movement_id=movement_id))
    year, today = str(page.today().year), page.today().isoformat()
    known = {"fund_source": view.movement.fund_source, "budget_year": year, "budget_item": view.movement.budget_item}
    shown = {"basis": view.movement.basis, "note": "", "voucher": "", "received_on": today, **known, **typed}
    return page.html("officer/payment.html", status, view=view, typed=shown, errors=errors, funds=FUNDS)


def _exports(page: Page, rows: tuple[MovementView, ...]) -> tuple[tuple[str, int, int], ...]:
    """For each area the officer pays in: what an export would send."""
    found = []
    for area in sorted({region for role, region in page.actor.posts if role == FINANCE}):
        prefix = area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area
        amounts = [row.amount for row in rows if row.region.startswith(prefix)]
        if amounts:
            found.append((area, len(amounts), sum(amounts)))
    return tuple(found)
