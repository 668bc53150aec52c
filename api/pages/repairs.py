"""Pages 办件修复: put a case elsewhere or mend a fact of several, looked at first, asked for by one and answered by another."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages.page import AdministratorPage, Form, Page
from api.pages.values import parameter, uuid_of
from api.uploads import Posted
from engine.commands import AnswerRepair, AskRepair
from engine.queries import CaseRepair, PreviewRepair, RepairOf, Repairs
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/admin/operations", include_in_schema=False)
NO_TOKEN = FieldError("items", "请选择要移动的环节和去向。", "Choose what moves and where to.", code="required")
NO_PATH = FieldError("path", "请填写要修改的数据项。", "Say which fact is to be changed.", code="required")
NO_INCIDENT = FieldError("", "请先勾选异常。", "Choose incidents first.", code="required")
MOST = 200


@router.get("/repairs")
def repairs(page: AdministratorPage) -> Response:
    """What waits for a second person, and what was answered."""
    return page.html("administrator/repairs.html", view=page.ask(Repairs()))


@router.get("/repairs/{repair_id}")
def repair(page: AdministratorPage, repair_id: UUID) -> Response:
    """One of them with what it would do now."""
    return _draw_repair(page, repair_id)


@router.post("/repairs/{repair_id}")
def answer(page: AdministratorPage, form: Form, repair_id: UUID) -> Response:
    """Let it happen or refuse it; whoever asked may not."""
    approve = form.text("do") == "approve"
    try:
        page.execute(AnswerRepair(repair_id=repair_id, approve=approve, answer=form.text("answer", 500)), form.key)
    except InvalidInput as refusal:
        return _draw_repair(page, repair_id, 422, refusal.errors)
    return page.go(f"/admin/operations/repairs/{repair_id}", say="repair_done" if approve else "repair_refused")


@router.get("/cases/{case_id}/repair")
def case_repair(page: AdministratorPage, case_id: UUID) -> Response:
    """Where the case stands and where it could be put."""
    return _draw_case(page, case_id, {})


@router.post("/cases/{case_id}/repair")
def ask_jump(page: AdministratorPage, form: Form, case_id: UUID) -> Response:
    """Show what a jump would do, or ask for it."""
    items = sorted({int(each) for each in form.fields.getlist("items")[:MOST] if each.isdigit() and len(each) < 19})
    target, typed = form.text("target", 200), {"target": form.text("target", 200), "reason": form.text("reason", 2000)}
    typed["items"] = ",".join(map(str, items))
    if not items or not target:
        return _draw_case(page, case_id, typed, 422, errors=(NO_TOKEN,))
    body = {"items": items, "target": target}
    if form.text("do") != "ask":
        return _draw_case(page, case_id, typed, effects=page.ask(PreviewRepair(kind="jump", body=body, case_ids=(case_id,))))
    return _ask(page, form, AskRepair(kind="jump", body=body, reason=typed["reason"], case_ids=(case_id,)), case_id, typed)


@router.get("/mend")
def mend(request: Request, page: AdministratorPage) -> Response:
    """Which fact of the cases of these incidents is to be changed."""
    return _draw_mend(page, _uuids(request.query_params.getlist("incident")), {"path": parameter(request, "path")})


@router.post("/mend")
def ask_mend(page: AdministratorPage, form: Form) -> Response:
    """Show what a changed fact would do to every case chosen, or ask for it."""
    incidents = _uuids(form.fields.getlist("incident"))
    typed = {"path": form.text("path", 300), "value": form.text("value", 4000), "reason": form.text("reason", 2000)}
    if not incidents or not typed["path"]:
        return _draw_mend(page, incidents, typed, 422, errors=(NO_PATH if incidents else NO_INCIDENT,))
    body = {"path": typed["path"], "value": typed["value"]}
    if form.text("do") != "ask":
        effects = page.ask(PreviewRepair(kind="facts", body=body, incident_ids=incidents))
        return _draw_mend(page, incidents, typed, effects=effects)
    without = _uuids(form.fields.getlist("without"))
    command = AskRepair(kind="facts", body=body, reason=typed["reason"], incident_ids=incidents, without=without)
    return _ask(page, form, command, None, typed)


def _ask(page: Page, form: Posted, command: AskRepair, case_id: UUID | None, typed: dict[str, str]) -> Response:
    try:
        asked = page.execute(command, form.key)
    except InvalidInput as refusal:
        preview = PreviewRepair(kind=command.kind, body=command.body, case_ids=command.case_ids, incident_ids=command.incident_ids)
        if case_id is not None:
            return _draw_case(page, case_id, typed, 422, errors=refusal.errors, effects=page.ask(preview))
        return _draw_mend(page, command.incident_ids, typed, 422, errors=refusal.errors, effects=page.ask(preview))
    return page.go(f"/admin/operations/repairs/{asked.repair_id}", say="repair_asked")


def _uuids(values: list[str]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(each for value in values[:MOST] if (each := uuid_of(value)) is not None))


def _draw_case(page: Page, case_id: UUID, typed: dict[str, str], status: int = 200, **context: Any) -> Response:
    chosen = {"errors": (), "effects": (), **context}
    return page.html("administrator/case_repair.html", status, view=page.ask(CaseRepair(case_id=case_id)), typed=typed, **chosen)


def _draw_mend(page: Page, incidents: tuple[UUID, ...], typed: dict[str, str], status: int = 200, **context: Any) -> Response:
    chosen = {"errors": (), "effects": (), **context}
    return page.html("administrator/mend.html", status, incidents=incidents, typed=typed, **chosen)


def _draw_repair(page: Page, repair_id: UUID, status: int = 200, errors: tuple[FieldError, ...] = ()) -> Response:
    return page.html("administrator/repair.html", status, view=page.ask(RepairOf(repair_id=repair_id)), errors=errors)
