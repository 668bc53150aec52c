"""Pages 保管与销毁: what falls due, lists of destruction proposed by one and answered by another, and holds on cases."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.destruction_files import register_paper, register_workbook
from api.downloads import WORKBOOK, bytes_answer
from api.pages.page import AdministratorPage, Form, Page
from api.pages.values import one_of, parameter
from engine.commands import AnswerDestruction, LiftLegalHold, PlaceLegalHold, ProposeDestruction
from engine.queries import CaseHoldOf, DestructionOf, DueCases, PreviewDestruction, Retention
from engine.queries.retention import WHICH
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/admin/operations", include_in_schema=False)
ADDRESS = "/admin/operations/retention"
PDF = "application/pdf"


@router.get("/retention")
def retention(request: Request, page: AdministratorPage) -> Response:
    """Counts by year, what is due, lists, holds; the filters stand in the address."""
    show = one_of(parameter(request, "show"), WHICH, WHICH[0])
    return _draw(page, parameter(request, "program"), show, parameter(request, "after", 500) or None)


@router.post("/retention")
def propose(page: AdministratorPage, form: Form) -> Response:
    """Show what a list would hold, or propose it."""
    program, typed = form.text("program", 200), {"reason": form.text("reason", 500)}
    if form.text("do") != "ask":
        return _draw(page, program, preview=page.ask(PreviewDestruction(program=program)), typed=typed)
    try:
        made = page.execute(ProposeDestruction(program=program, reason=typed["reason"]), form.key)
    except InvalidInput as refusal:
        preview = page.ask(PreviewDestruction(program=program))
        return _draw(page, program, status=422, preview=preview, typed=typed, errors=refusal.errors)
    return page.go(f"{ADDRESS}/lists/{made.destruction_id}", say="destruction_proposed")


@router.get("/retention/lists/{destruction_id}")
def listed(page: AdministratorPage, destruction_id: UUID) -> Response:
    """One list with its progress."""
    return _draw_list(page, destruction_id)


@router.post("/retention/lists/{destruction_id}")
def decide(page: AdministratorPage, form: Form, destruction_id: UUID) -> Response:
    """Let it be done or refuse it; whoever proposed it may not."""
    approve = form.text("do") == "approve"
    answer, sure = form.text("answer", 500), form.text("sure") == "yes"
    try:
        page.execute(AnswerDestruction(destruction_id=destruction_id, approve=approve, answer=answer, sure=sure), form.key)
    except InvalidInput as refusal:
        return _draw_list(page, destruction_id, 422, refusal.errors)
    return page.go(f"{ADDRESS}/lists/{destruction_id}", say="destruction_approved" if approve else "destruction_refused")


@router.get("/retention/lists/{destruction_id}/register.pdf")
def paper(page: AdministratorPage, destruction_id: UUID) -> Response:
    """The whole list on paper."""
    register = page.ask(DestructionOf(destruction_id=destruction_id, size=None))
    ports = page.engine.runtime.ports
    content = register_paper(ports.documents, register, page.actor, ports.clock.now(), page.language)
    return bytes_answer(content, f"{register.view.number}.pdf", PDF)


@router.get("/retention/lists/{destruction_id}/register.xlsx")
def workbook(page: AdministratorPage, destruction_id: UUID) -> Response:
    """The whole list as a workbook."""
    register = page.ask(DestructionOf(destruction_id=destruction_id, size=None))
    return bytes_answer(register_workbook(register, page.language), f"{register.view.number}.xlsx", WORKBOOK)


@router.get("/cases/{case_id}/hold")
def case_hold(page: AdministratorPage, case_id: UUID) -> Response:
    """Whether a hold stands on a case."""
    return _draw_hold(page, case_id)


@router.post("/cases/{case_id}/hold")
def hold(page: AdministratorPage, form: Form, case_id: UUID) -> Response:
    """Place a hold, or lift the one that stands."""
    lift, reason = form.text("do") == "lift", form.text("reason", 500)
    try:
        if lift:
            page.execute(LiftLegalHold(case_id=case_id, reason=reason), form.key)
        else:
            page.execute(PlaceLegalHold(case_id=case_id, reason=reason), form.key)
    except InvalidInput as refusal:
        return _draw_hold(page, case_id, 422, refusal.errors)
    return page.go(f"/admin/operations/cases/{case_id}/hold", say="legal_hold_lifted" if lift else "legal_hold_placed")


def _draw(page: Page, program: str, show: str = WHICH[0], after: str | None = None, status: int = 200, **context: Any) -> Response:
    chosen = {"preview": None, "typed": {}, "errors": (), **context}
    due = page.ask(DueCases(which=show, program=program, after=after))
    view = page.ask(Retention(program=program))
    return page.html("administrator/retention.html", status, view=view, due=due, show=show, program=program, **chosen)


def _draw_list(page: Page, destruction_id: UUID, status: int = 200, errors: tuple[FieldError, ...] = ()) -> Response:
    register = page.ask(DestructionOf(destruction_id=destruction_id))
    return page.html("administrator/destruction.html", status, register=register, errors=errors)


def _draw_hold(page: Page, case_id: UUID, status: int = 200, errors: tuple[FieldError, ...] = ()) -> Response:
    return page.html("administrator/case_hold.html", status, view=page.ask(CaseHoldOf(case_id=case_id)), errors=errors)
