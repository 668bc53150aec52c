"""Pages 填报 and 补正: the form of a draft or a correction, saved by hand, by itself, and submitted.

Applicants fill theirs; officers the linked cases they began, which is all that is theirs to fill here.
"""

from dataclasses import asdict
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.pages.applicant import WARNINGS_COOKIE, pack_warnings
from api.pages.conflict import NEWER, conflict_page
from api.pages.files import keep_files
from api.pages.filling import Filling
from api.pages.page import Form, LinkingPage, Page
from api.pages.plan import home, plan_above
from api.pages.values import uuid_of
from api.steps import step_for
from api.uploads import Posted
from engine.commands import CompleteTask, DraftSaved, RemoveAttachment, SaveDraft, SubmitCase
from engine.queries.views import StepFormView
from engine.sdk.errors import Conflict, FieldError, InvalidInput
from forms.coerce import asks_refresh

router = APIRouter(include_in_schema=False)
KEY_USED = "key_used"
"""this very page was submitted before: a second click, told apart only because what is stored has changed since the first"""


@router.get("/cases/{case_id}/form")
def form_page(page: LinkingPage, case_id: UUID) -> Response:
    """The form to fill, the correction to make, or what was submitted; an officer reads that on the page of the case."""
    view = step_for(page.engine, page.actor, case_id, _task(page))
    if (view.task is not None and view.task.state != "open") or (page.actor.kind == "officer" and view.head.status != "draft"):
        return page.go(home(page, case_id))
    return _draw(page, Filling.opened(page, view))


@router.post("/cases/{case_id}/form")
def post_form(request: Request, page: LinkingPage, form: Form, case_id: UUID) -> Response:
    """Refresh, save, add or remove a row or a file, or submit: one address, the pressed button says which."""
    view = step_for(page.engine, page.actor, case_id, _task(page))
    filling = Filling.posted(page, view, form)
    if "refresh" in request.query_params:
        return _draw(page, filling.refreshed(form))
    faults = keep_files(page, view, filling.definition, form)
    removed = uuid_of(form.text("_discard"))
    if removed is not None:
        page.execute(RemoveAttachment(case_id=case_id, attachment_id=removed, task_id=_task(page)), form.subkey("remove"))
    if form.text("do") == "submit" and not faults and removed is None and not asks_refresh(form.fields):
        return _submit(page, filling, form)
    return _save(page, filling, form, faults)


@router.post("/cases/{case_id}/draft")
def save_by_itself(page: LinkingPage, form: Form, case_id: UUID) -> Response:
    """The draft saves itself while somebody types."""
    view = step_for(page.engine, page.actor, case_id, _task(page))
    saved = _keep(page, Filling.posted(page, view, form), None)
    return JSONResponse(draft_json(saved))


def draft_json(saved: DraftSaved) -> dict[str, object]:
    """What the script of the page is told: the new version and when."""
    return {**asdict(saved), "saved_at": saved.saved_at.isoformat()}


def _task(page: Page) -> UUID | None:
    """The correction to make; officers do their tasks on their own pages."""
    return uuid_of(page.request.query_params.get("task")) if page.actor.kind == "enterprise" else None


def _address(view: StepFormView) -> str:
    query = f"?task={view.task.task_id}" if view.task else ""
    return f"/cases/{view.head.case_id}/form{query}"


def _keep(page: Page, filling: Filling, key: str | None) -> DraftSaved:
    view = filling.view
    task_id = view.task.task_id if view.task else None
    return page.execute(SaveDraft(case_id=view.head.case_id, task_id=task_id, data=filling.values, version=filling.version), key)


def _save(page: Page, filling: Filling, form: Posted, faults: list[FieldError]) -> Response:
    """Keep what was typed; a file that was refused is told at its field, everything else stands as it was."""
    try:
        saved = _keep(page, filling, form.subkey("draft"))
    except Conflict as conflict:
        return conflict_page(page, conflict, form, filling.fields(), [(_address(filling.view), NEWER)])
    if faults:
        stored = step_for(page.engine, page.actor, filling.view.head.case_id, _task(page))
        return _draw(page, Filling.posted(page, stored, form).saved(saved).with_errors(faults), 422)
    place = form.text("_add") or form.text("_remove") or form.text("_upload")
    anchor = f"#f-{place.replace('.', '-')}" if place else ""
    return page.go(_address(filling.view) + anchor, say="" if place else "draft_saved")


def _submit(page: Page, filling: Filling, form: Posted) -> Response:
    """Submit; when something is wrong, keep what was typed and say everything at once."""
    view = filling.view
    case_id = view.head.case_id
    try:
        if view.task is not None:
            command = CompleteTask(task_id=view.task.task_id, data=filling.values, version=filling.version)
            page.execute(command, form.subkey("submit"))
            return page.go(f"/cases/{case_id}", say="submitted")
        receipt = page.execute(SubmitCase(case_id=case_id, data=filling.values, version=filling.version), form.subkey("submit"))
    except InvalidInput as refusal:
        return _draw(page, _kept_with(page, filling, refusal), 422)
    except Conflict as conflict:
        if conflict.code == KEY_USED:
            return page.go(f"/cases/{case_id}" if view.task else _receipt(page, case_id), say="already_submitted")
        return conflict_page(page, conflict, form, filling.fields(), [(_address(view), NEWER)])
    if page.actor.kind == "officer":
        return page.go(home(page, case_id), say="submitted")
    response = page.go(_receipt(page, case_id))
    if packed := pack_warnings(receipt.warnings):
        response.set_cookie(WARNINGS_COOKIE, packed, max_age=600, httponly=True, samesite="lax", secure=page.settings.https, path="/cases")
    return response


def _receipt(page: Page, case_id: UUID) -> str:
    return home(page, case_id) if page.actor.kind == "officer" else f"/cases/{case_id}/submitted"


def _kept_with(page: Page, filling: Filling, refusal: InvalidInput) -> Filling:
    return filling.saved(_keep(page, filling, None)).with_errors(refusal.errors)


def _draw(page: Page, filling: Filling, status: int = 200) -> Response:
    view = filling.shown_view()
    readonly = view.head.status != "draft" and view.task is None
    template = "applicant/correction.html" if view.task is not None else "applicant/form.html"
    above = plan_above(page, view.head.case_id) if page.actor.kind == "officer" else None
    return page.html(
        template, status, view=view, form_html=filling.markup(readonly=readonly), errors=filling.errors, readonly=readonly, above=above
    )
